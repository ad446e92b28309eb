"""Templates: what may mend a failure that the recipes could not foresee. One kind of failure a file."""
