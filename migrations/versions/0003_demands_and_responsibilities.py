"""demands and responsibilities"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "demand",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("region_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("desk_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("title", sa.String(length=128), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("urgency", sa.String(length=8), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("verdict", sa.String(length=12), nullable=True),
        sa.Column("merged_into_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("submitted_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("import_digest", sa.String(length=64), nullable=True),
        sa.Column("satisfied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_demand_department_id")),
        sa.ForeignKeyConstraint(["desk_id"], ["region.id"], name=op.f("fk_demand_desk_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["demand.id"], name=op.f("fk_demand_merged_into_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_demand_region_id")),
        sa.ForeignKeyConstraint(["source_id"], ["department.id"], name=op.f("fk_demand_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand")),
        sa.UniqueConstraint("year", "serial", name=op.f("uq_demand_year_serial")),
    )
    with op.batch_alter_table("demand", schema=None) as batch_op:
        batch_op.create_index("ix_demand_department_id_state", ["department_id", "state"], unique=False)
        batch_op.create_index("ix_demand_desk_id_state", ["desk_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_demand_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_demand_region_id"), ["region_id"], unique=False)

    op.create_table(
        "responsibility_issue",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("department_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("region_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.String(length=128), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=128), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_responsibility_issue_department_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_responsibility_issue_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responsibility_issue")),
        sa.UniqueConstraint("department_id", "year", "number", name=op.f("uq_responsibility_issue_department_id_year_number")),
    )
    with op.batch_alter_table("responsibility_issue", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_responsibility_issue_region_id"), ["region_id"], unique=False)

    op.create_table(
        "step",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("thing", sa.String(length=64), nullable=False),
        sa.Column("verb", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("actor", sa.String(length=128), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("department_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_step_department_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step")),
    )
    with op.batch_alter_table("step", schema=None) as batch_op:
        batch_op.create_index("ix_step_thing_at", ["thing", "at"], unique=False)

    op.create_table(
        "responsibility",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("owner_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("title", sa.String(length=128), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("plan", sa.String(length=1000), nullable=True),
        sa.Column("resource_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("import_digest", sa.String(length=64), nullable=True),
        sa.Column("fulfilled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["department.id"], name=op.f("fk_responsibility_owner_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_responsibility_region_id")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_responsibility_resource_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responsibility")),
        sa.UniqueConstraint("year", "serial", name=op.f("uq_responsibility_year_serial")),
    )
    with op.batch_alter_table("responsibility", schema=None) as batch_op:
        batch_op.create_index("ix_responsibility_owner_id_state", ["owner_id", "state"], unique=False)
        batch_op.create_index("ix_responsibility_region_id_state", ["region_id", "state"], unique=False)
        batch_op.create_index("ix_responsibility_resource_id", ["resource_id"], unique=False)

    op.create_table(
        "demand_source",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("demand_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("resource_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("responsibility_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_demand_source_demand_id")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_demand_source_resource_id")),
        sa.ForeignKeyConstraint(["responsibility_id"], ["responsibility.id"], name=op.f("fk_demand_source_responsibility_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_source")),
    )
    with op.batch_alter_table("demand_source", schema=None) as batch_op:
        batch_op.create_index("ix_demand_source_resource_id", ["resource_id"], unique=False)
        batch_op.create_index("ix_demand_source_responsibility_id", ["responsibility_id"], unique=False)
        batch_op.create_index(
            "uq_demand_source_responsibility",
            ["demand_id", "responsibility_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "responsibility_owner",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("responsibility_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("department_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_responsibility_owner_department_id")),
        sa.ForeignKeyConstraint(
            ["responsibility_id"], ["responsibility.id"], name=op.f("fk_responsibility_owner_responsibility_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responsibility_owner")),
    )
    with op.batch_alter_table("responsibility_owner", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_responsibility_owner_responsibility_id"), ["responsibility_id"], unique=False)
        batch_op.create_index(
            "uq_responsibility_owner_open",
            ["responsibility_id"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("responsibility_owner", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_responsibility_owner_open", sqlite_where=sa.text("until IS NULL"), postgresql_where=sa.text("until IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_responsibility_owner_responsibility_id"))

    op.drop_table("responsibility_owner")
    with op.batch_alter_table("demand_source", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_demand_source_responsibility",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_demand_source_responsibility_id")
        batch_op.drop_index("ix_demand_source_resource_id")

    op.drop_table("demand_source")
    with op.batch_alter_table("responsibility", schema=None) as batch_op:
        batch_op.drop_index("ix_responsibility_resource_id")
        batch_op.drop_index("ix_responsibility_region_id_state")
        batch_op.drop_index("ix_responsibility_owner_id_state")

    op.drop_table("responsibility")
    with op.batch_alter_table("step", schema=None) as batch_op:
        batch_op.drop_index("ix_step_thing_at")

    op.drop_table("step")
    with op.batch_alter_table("responsibility_issue", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_responsibility_issue_region_id"))

    op.drop_table("responsibility_issue")
    with op.batch_alter_table("demand", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_demand_region_id"))
        batch_op.drop_index(batch_op.f("ix_demand_merged_into_id"))
        batch_op.drop_index("ix_demand_desk_id_state")
        batch_op.drop_index("ix_demand_department_id_state")

    op.drop_table("demand")
