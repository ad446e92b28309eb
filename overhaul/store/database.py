"""Opening the database: settings of SQLite, migrations, and what its errors mean."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, exc, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from overhaul.domain.errors import StoreFailure
from overhaul.store.tables import HEAD

_BUSY_SECONDS = 30
_READING = "overhaul_reading"
_ADVISORY_LOCK = 0x6F766572


def open_database(url: str) -> Engine:
    """The database at ``url``, made or migrated first where that is needed.

    Any number of processes may do this at once; one of them migrates, the others wait.

    Raises:
        StoreFailure: it cannot be opened, is damaged, or is of a newer Overhaul.
    """
    try:
        where = make_url(url)
    except exc.ArgumentError as error:
        raise StoreFailure("The URL of the database cannot be read.", hint="Check the settings.") from error
    with translated(where):
        engine = _engine(where)
        try:
            if _version(engine) != HEAD:
                _migrate(engine, where)
        except BaseException:
            engine.dispose()
            raise
    return engine


@contextmanager
def translated(where: URL) -> Iterator[None]:
    """Turn errors of the database at ``where`` into ``StoreFailure``."""
    shown = where.render_as_string(hide_password=True)
    try:
        yield
    except (exc.SQLAlchemyError, ImportError) as error:
        said = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise StoreFailure(f"The job store {shown} failed: {said}.", hint=_hint(said)) from error
    except OSError as error:
        raise StoreFailure(
            f"The job store {shown} failed: {error.strerror}.", hint=_hint(error.strerror or "")
        ) from error


def reading(engine: Engine) -> Engine:
    """The same engine, whose transactions only read and so wait for nobody."""
    return engine.execution_options(**{_READING: True})


def _engine(where: URL) -> Engine:
    if where.get_backend_name() != "sqlite":
        return create_engine(where, pool_pre_ping=True)
    if where.database and where.database != ":memory:":
        Path(where.database).expanduser().parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(where, connect_args={"timeout": _BUSY_SECONDS})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # We begin transactions ourselves: the driver would begin them late, and a reader that turns
    # writer can be refused at once, however long it is ready to wait.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()


def _begin(connection: Connection) -> None:
    only_reads = connection.get_execution_options().get(_READING, False)
    connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")


def _version(engine: Engine) -> str | None:
    """The migration the database is at; None for a new one."""
    with reading(engine).connect() as connection:
        if not engine.dialect.has_table(connection, "alembic_version"):
            return None
        row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
    return None if row is None else str(row[0])


def _migrate(engine: Engine, where: URL) -> None:
    # Alembic costs 100 ms: only who migrates pays.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with _alone(engine, where):
        if _version(engine) == HEAD:
            return  # somebody was faster
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
            except CommandError as error:
                raise StoreFailure(
                    f"The job store was written by another version of Overhaul: {error}.",
                    hint="Use that version, or name another database in the settings.",
                ) from error


@contextmanager
def _alone(engine: Engine, where: URL) -> Iterator[None]:
    """Hold off other processes that open the same SQLite file for the first time."""
    if where.get_backend_name() != "sqlite" or not where.database or where.database == ":memory:":
        yield
        return
    lock = os.open(f"{where.database}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        raw = engine.raw_connection()
        try:
            # Readers and writers side by side; it stays so in the file. Switching cannot wait for
            # others, so it is done here.
            raw.cursor().execute("PRAGMA journal_mode=WAL")
        finally:
            raw.close()
        yield
    finally:
        os.close(lock)


def _hint(said: str) -> str:
    text_ = said.lower()
    if "malformed" in text_ or "not a database" in text_ or "corrupt" in text_:
        return "Move the file away; a new one is made. Branches and bundles of earlier jobs are not in it."
    if "full" in text_ or "no space" in text_ or "disk i/o" in text_ or "too large" in text_:
        return "Free some space on that disk."
    if "locked" in text_:
        return "Another process holds it; try again when that has ended."
    if "readonly" in text_ or "read-only" in text_ or "unable to open" in text_ or "permission" in text_:
        return "Let the folder be written, or set OVERHAUL_STATE_DIR to another one."
    return "Check the database settings."
