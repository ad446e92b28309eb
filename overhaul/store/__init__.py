"""Jobs, events and artifacts on disk."""
