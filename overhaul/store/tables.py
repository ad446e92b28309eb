"""The tables. What they look like on disk is decided by the migrations; a test holds the two equal."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, MetaData, String, Table, Text

HEAD = "0001"
"""The migration these tables correspond to."""

metadata = MetaData()

jobs = Table(
    "jobs",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("spec", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("step", String(16)),
    Column("created", String(40), nullable=False),
    Column("updated", String(40), nullable=False),
    Column("base_commit", String(64)),
    Column("result_commit", String(64)),
    Column("result_tree", String(64)),
    Column("summary", Text, nullable=False),
    Column("error_code", String(64), nullable=False),
    Column("error", Text, nullable=False),
    Column("pid", Integer),
    Column("pid_birth", String(32), nullable=False, server_default=""),
    Column("pid_host", String(255), nullable=False, server_default=""),
    Column("cancel_requested", Boolean, nullable=False),
    sqlite_autoincrement=True,
)

events = Table(
    "events",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("job", String(32), ForeignKey("jobs.id"), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("at", String(40), nullable=False),
    Column("message", Text, nullable=False),
    Column("data", Text, nullable=False),
    Index("events_by_job", "job", "seq"),
    sqlite_autoincrement=True,
)
