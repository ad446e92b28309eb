"""The roles of a job: planner, editor, repairer, reviewer. They receive ports and know no HTTP and no SQL."""
