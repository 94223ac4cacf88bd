"""Alembic's entry: runs the migrations one transaction each, on the connection the caller brings."""

from __future__ import annotations

from alembic import context
from sqlalchemy import text

from catalog import upkeep
from catalog.settings import read
from catalog.store import Base, connect

upkeep.load_models()

# A migration that waits for a lock makes every later query wait behind it; better to fail and be tried again.
LOCK_TIMEOUT = "5s"


def run(connection) -> None:
    """Migrate the database behind ``connection``."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        transaction_per_migration=True,
        compare_type=True,
        compare_server_default=True,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
            connection.execute(text("SELECT pg_advisory_lock(7710)"))
        context.run_migrations()


connection = context.config.attributes.get("connection")
if connection is not None:
    run(connection)
else:
    engine = connect(read())
    with engine.connect() as own:
        run(own)
