"""The in-house model server and the way to it."""
