"""Jobs, events and artifacts on disk.

Importing this package imports nothing else: ``overhaul.store.jobs`` brings SQLAlchemy in,
``overhaul.store.artifacts`` and ``overhaul.store.memory`` do not.
"""
