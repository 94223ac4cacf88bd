"""the ledger"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BLOBS = (
    ("meter_segment", "keys"),
    ("meter_segment", "blob"),
    ("meter_delta", "entries"),
    ("meter_pack", "blob"),
    ("meter_pack_keys", "keys"),
    ("meter_hours", "blob"),
)


def upgrade() -> None:
    op.create_table(
        "meter_aside",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.String(length=128), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_meter_aside")),
    )
    op.create_index("ix_meter_aside_seen_at", "meter_aside", ["seen_at"], unique=False)

    op.create_table(
        "meter_cube",
        sa.Column("cube", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("month", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("a", sa.String(length=36), nullable=False),
        sa.Column("b", sa.String(length=36), nullable=False),
        sa.Column("known", sa.BigInteger(), nullable=False),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.Column("records", sa.BigInteger(), nullable=False),
        sa.Column("bytes_in", sa.BigInteger(), nullable=False),
        sa.Column("bytes_out", sa.BigInteger(), nullable=False),
        sa.Column("latency", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("cube", "month", "a", "b", "outcome", name=op.f("pk_meter_cube")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "meter_day",
        sa.Column("month", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("line_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("records", sa.BigInteger(), nullable=False),
        sa.Column("bytes_in", sa.BigInteger(), nullable=False),
        sa.Column("bytes_out", sa.BigInteger(), nullable=False),
        sa.Column("latency", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("month", "line_id", "day", "outcome", name=op.f("pk_meter_day")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "meter_delta",
        sa.Column("segment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("entries", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("segment_id", name=op.f("pk_meter_delta")),
    )
    op.create_table(
        "meter_hours",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meter_hours")),
    )
    op.create_index("ix_meter_hours_day", "meter_hours", ["day"], unique=False)

    op.create_table(
        "meter_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("consumer_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("application", sa.String(length=64), nullable=True),
        sa.Column("provider_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("resource_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("grant_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("purpose", sa.String(length=200), nullable=True),
        sa.Column("consumer_tier", sa.String(length=16), nullable=True),
        sa.Column("provider_tier", sa.String(length=16), nullable=True),
        sa.Column("consumer_region_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("provider_region_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("kept", sa.SmallInteger(), nullable=False),
        sa.Column("hint", sa.String(length=300), nullable=True),
        sa.Column("moved_to", sa.Integer(), nullable=True),
        sa.Column("moved", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meter_line")),
        sa.UniqueConstraint("digest", name=op.f("uq_meter_line_digest")),
    )
    op.create_index("ix_meter_line_consumer_id", "meter_line", ["consumer_id"], unique=False)
    op.create_index("ix_meter_line_grant_id", "meter_line", ["grant_id"], unique=False)
    op.create_index(
        "ix_meter_line_moved",
        "meter_line",
        ["moved"],
        unique=False,
        sqlite_where=sa.text("moved IS NOT NULL"),
        postgresql_where=sa.text("moved IS NOT NULL"),
    )
    op.create_index("ix_meter_line_provider_id", "meter_line", ["provider_id"], unique=False)
    op.create_index("ix_meter_line_resource_id", "meter_line", ["resource_id"], unique=False)

    op.create_table(
        "meter_month",
        sa.Column("month", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("line_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("known", sa.BigInteger(), nullable=False),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.Column("records", sa.BigInteger(), nullable=False),
        sa.Column("bytes_in", sa.BigInteger(), nullable=False),
        sa.Column("bytes_out", sa.BigInteger(), nullable=False),
        sa.Column("latency", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("month", "line_id", "outcome", name=op.f("pk_meter_month")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "meter_pack",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("kept", sa.SmallInteger(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("packed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meter_pack")),
    )
    op.create_index("ix_meter_pack_day", "meter_pack", ["day"], unique=False)

    op.create_table(
        "meter_pack_keys",
        sa.Column("pack_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("keys", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("pack_id", "source_id", name=op.f("pk_meter_pack_keys")),
    )
    op.create_index("ix_meter_pack_keys_source_id_last", "meter_pack_keys", ["source_id", "last"], unique=False)

    op.create_table(
        "meter_reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meter_reason")),
        sa.UniqueConstraint("name", name=op.f("uq_meter_reason_name")),
    )
    op.create_table(
        "meter_segment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("upto", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("keys", sa.LargeBinary(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meter_segment")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_meter_segment_source_id_id", "meter_segment", ["source_id", "id"], unique=False)

    op.create_table(
        "meter_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meter_source")),
        sa.UniqueConstraint("name", name=op.f("uq_meter_source_name")),
    )
    op.create_table(
        "gateway",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("form", sa.String(length=16), nullable=False),
        sa.Column("department_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("application", sa.String(length=64), nullable=False),
        sa.Column("asserts", sa.Boolean(), nullable=False),
        sa.Column("reports_records", sa.Boolean(), nullable=False),
        sa.Column("reports_items", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_gateway_department_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gateway")),
        sa.UniqueConstraint("key", name=op.f("uq_gateway_key")),
    )
    op.create_index("ix_gateway_department_id", "gateway", ["department_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        # What is compressed already is not tried again, and is read without its neighbours.
        for table, column in BLOBS:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STORAGE EXTERNAL")


def downgrade() -> None:
    op.drop_index("ix_gateway_department_id", table_name="gateway")

    op.drop_table("gateway")
    op.drop_table("meter_source")
    op.drop_index("ix_meter_segment_source_id_id", table_name="meter_segment")

    op.drop_table("meter_segment")
    op.drop_table("meter_reason")
    op.drop_index("ix_meter_pack_keys_source_id_last", table_name="meter_pack_keys")

    op.drop_table("meter_pack_keys")
    op.drop_index("ix_meter_pack_day", table_name="meter_pack")

    op.drop_table("meter_pack")
    op.drop_table("meter_month")
    op.drop_index("ix_meter_line_resource_id", table_name="meter_line")
    op.drop_index("ix_meter_line_provider_id", table_name="meter_line")
    op.drop_index("ix_meter_line_moved", table_name="meter_line")
    op.drop_index("ix_meter_line_grant_id", table_name="meter_line")
    op.drop_index("ix_meter_line_consumer_id", table_name="meter_line")

    op.drop_table("meter_line")
    op.drop_index("ix_meter_hours_day", table_name="meter_hours")

    op.drop_table("meter_hours")
    op.drop_table("meter_delta")
    op.drop_table("meter_day")
    op.drop_table("meter_cube")
    op.drop_index("ix_meter_aside_seen_at", table_name="meter_aside")

    op.drop_table("meter_aside")
