"""Programs that run inside a sandbox, under any Python from 2.7 on: they import nothing of Overhaul."""
