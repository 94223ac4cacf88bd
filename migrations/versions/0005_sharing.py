"""sharing"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dispute",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("thing", sa.String(length=64), nullable=False),
        sa.Column("department_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("region_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("respondent_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("respondent_region_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("authority_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("title", sa.String(length=128), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["region.id"], name=op.f("fk_dispute_authority_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_dispute_department_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_dispute_region_id")),
        sa.ForeignKeyConstraint(["respondent_id"], ["department.id"], name=op.f("fk_dispute_respondent_id")),
        sa.ForeignKeyConstraint(["respondent_region_id"], ["region.id"], name=op.f("fk_dispute_respondent_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
        sa.UniqueConstraint("year", "serial", name=op.f("uq_dispute_year_serial")),
    )
    with op.batch_alter_table("dispute", schema=None) as batch_op:
        batch_op.create_index("ix_dispute_authority_id_state", ["authority_id", "state"], unique=False)
        batch_op.create_index("ix_dispute_department_id_state", ["department_id", "state"], unique=False)
        batch_op.create_index("ix_dispute_respondent_id_state", ["respondent_id", "state"], unique=False)
        batch_op.create_index("ix_dispute_thing", ["thing"], unique=False)

    op.create_table(
        "correction",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("region_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("provider_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("provider_region_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("resource_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("title", sa.String(length=128), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_correction_department_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["department.id"], name=op.f("fk_correction_provider_id")),
        sa.ForeignKeyConstraint(["provider_region_id"], ["region.id"], name=op.f("fk_correction_provider_region_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_correction_region_id")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_correction_resource_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        sa.UniqueConstraint("year", "serial", name=op.f("uq_correction_year_serial")),
    )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.create_index("ix_correction_department_id_state", ["department_id", "state"], unique=False)
        batch_op.create_index("ix_correction_provider_id_state", ["provider_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_correction_provider_region_id"), ["provider_region_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_correction_region_id"), ["region_id"], unique=False)
        batch_op.create_index("ix_correction_resource_id_state", ["resource_id", "state"], unique=False)

    op.create_table(
        "demand_standing",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("demand_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("resource_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_demand_standing_demand_id")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_demand_standing_resource_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_standing")),
    )
    with op.batch_alter_table("demand_standing", schema=None) as batch_op:
        batch_op.create_index("ix_demand_standing_demand_id", ["demand_id"], unique=False)
        batch_op.create_index("ix_demand_standing_resource_id", ["resource_id"], unique=False)

    op.create_table(
        "sharing_application",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("region_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("system", sa.String(length=64), nullable=True),
        sa.Column("resource_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("provider_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("provider_region_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("demand_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("renews_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("basket", sa.String(length=16), nullable=True),
        sa.Column("title", sa.String(length=128), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("sharing_type", sa.String(length=16), nullable=True),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.Column("desk_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("submitted_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_sharing_application_demand_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_sharing_application_department_id")),
        sa.ForeignKeyConstraint(["desk_id"], ["region.id"], name=op.f("fk_sharing_application_desk_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["department.id"], name=op.f("fk_sharing_application_provider_id")),
        sa.ForeignKeyConstraint(["provider_region_id"], ["region.id"], name=op.f("fk_sharing_application_provider_region_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_sharing_application_region_id")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_sharing_application_resource_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_sharing_application_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_application")),
        sa.UniqueConstraint("year", "serial", name=op.f("uq_sharing_application_year_serial")),
    )
    with op.batch_alter_table("sharing_application", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sharing_application_basket"), ["basket"], unique=False)
        batch_op.create_index(batch_op.f("ix_sharing_application_demand_id"), ["demand_id"], unique=False)
        batch_op.create_index("ix_sharing_application_department_id_state", ["department_id", "state"], unique=False)
        batch_op.create_index("ix_sharing_application_desk_id_state", ["desk_id", "state"], unique=False)
        batch_op.create_index("ix_sharing_application_provider_id_state", ["provider_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_sharing_application_provider_region_id"), ["provider_region_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sharing_application_region_id"), ["region_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sharing_application_renews_id"), ["renews_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sharing_application_resource_id"), ["resource_id"], unique=False)

    op.create_table(
        "access_grant",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("consumer_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("region_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("system", sa.String(length=64), nullable=True),
        sa.Column("provider_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("provider_region_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("resource_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("title", sa.String(length=128), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("matters", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("purpose_required", sa.Boolean(), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("provided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("quota_calls_day", sa.BigInteger(), nullable=True),
        sa.Column("quota_calls_month", sa.BigInteger(), nullable=True),
        sa.Column("quota_records_day", sa.BigInteger(), nullable=True),
        sa.Column("quota_records_month", sa.BigInteger(), nullable=True),
        sa.Column("quota_calls_minute", sa.BigInteger(), nullable=True),
        sa.Column("conditions", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["sharing_application.id"], name=op.f("fk_access_grant_application_id")),
        sa.ForeignKeyConstraint(["consumer_id"], ["department.id"], name=op.f("fk_access_grant_consumer_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["department.id"], name=op.f("fk_access_grant_provider_id")),
        sa.ForeignKeyConstraint(["provider_region_id"], ["region.id"], name=op.f("fk_access_grant_provider_region_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_access_grant_region_id")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_access_grant_resource_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_access_grant_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_grant")),
        sa.UniqueConstraint("year", "serial", name=op.f("uq_access_grant_year_serial")),
    )
    with op.batch_alter_table("access_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_grant_application_id"), ["application_id"], unique=False)
        batch_op.create_index("ix_access_grant_consumer_id_state", ["consumer_id", "state"], unique=False)
        batch_op.create_index("ix_access_grant_provider_id_state", ["provider_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_access_grant_provider_region_id"), ["provider_region_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_access_grant_region_id"), ["region_id"], unique=False)
        batch_op.create_index("ix_access_grant_resource_id_state", ["resource_id", "state"], unique=False)
        batch_op.create_index("ix_access_grant_state_valid_to", ["state", "valid_to"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("access_grant", schema=None) as batch_op:
        batch_op.drop_index("ix_access_grant_state_valid_to")
        batch_op.drop_index("ix_access_grant_resource_id_state")
        batch_op.drop_index(batch_op.f("ix_access_grant_region_id"))
        batch_op.drop_index(batch_op.f("ix_access_grant_provider_region_id"))
        batch_op.drop_index("ix_access_grant_provider_id_state")
        batch_op.drop_index("ix_access_grant_consumer_id_state")
        batch_op.drop_index(batch_op.f("ix_access_grant_application_id"))

    op.drop_table("access_grant")
    with op.batch_alter_table("sharing_application", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sharing_application_resource_id"))
        batch_op.drop_index(batch_op.f("ix_sharing_application_renews_id"))
        batch_op.drop_index(batch_op.f("ix_sharing_application_region_id"))
        batch_op.drop_index(batch_op.f("ix_sharing_application_provider_region_id"))
        batch_op.drop_index("ix_sharing_application_provider_id_state")
        batch_op.drop_index("ix_sharing_application_desk_id_state")
        batch_op.drop_index("ix_sharing_application_department_id_state")
        batch_op.drop_index(batch_op.f("ix_sharing_application_demand_id"))
        batch_op.drop_index(batch_op.f("ix_sharing_application_basket"))

    op.drop_table("sharing_application")
    with op.batch_alter_table("demand_standing", schema=None) as batch_op:
        batch_op.drop_index("ix_demand_standing_resource_id")
        batch_op.drop_index("ix_demand_standing_demand_id")

    op.drop_table("demand_standing")
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.drop_index("ix_correction_resource_id_state")
        batch_op.drop_index(batch_op.f("ix_correction_region_id"))
        batch_op.drop_index(batch_op.f("ix_correction_provider_region_id"))
        batch_op.drop_index("ix_correction_provider_id_state")
        batch_op.drop_index("ix_correction_department_id_state")

    op.drop_table("correction")
    with op.batch_alter_table("dispute", schema=None) as batch_op:
        batch_op.drop_index("ix_dispute_thing")
        batch_op.drop_index("ix_dispute_respondent_id_state")
        batch_op.drop_index("ix_dispute_department_id_state")
        batch_op.drop_index("ix_dispute_authority_id_state")

    op.drop_table("dispute")
