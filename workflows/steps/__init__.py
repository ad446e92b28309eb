"""The steps of a job, one a file, each ``run(context, state) -> what changed in the state``."""
