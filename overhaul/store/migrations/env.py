"""How Alembic runs our migrations: on the connection ``overhaul.store.database`` hands it."""

from alembic import context

from overhaul.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
