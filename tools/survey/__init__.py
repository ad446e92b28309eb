"""The surveyor: joins syntax and recipes into the inventory of a repository."""
