"""The graph of a job, its steps, and the executors its units run on."""
