"""the first tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bootstrap",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_bootstrap_once")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bootstrap")),
    )
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("workday", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("source", sa.String(length=256), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "edition",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("label", sa.String(length=32), nullable=False),
        sa.Column("cut_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cut_by", sa.String(length=128), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("label", name=op.f("uq_edition_label")),
    )
    op.create_table(
        "tier",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("zh", sa.String(length=32), nullable=False),
        sa.Column("en", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_tier")),
        sa.UniqueConstraint("level", name=op.f("uq_tier_level")),
    )
    op.create_table(
        "trail",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("work_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=128), nullable=False),
        sa.Column("verb", sa.String(length=64), nullable=False),
        sa.Column("thing", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_trail")),
    )
    with op.batch_alter_table("trail", schema=None) as batch_op:
        batch_op.create_index("ix_trail_at", ["at"], unique=False)
        batch_op.create_index("ix_trail_thing_seq", ["thing", "seq"], unique=False)

    op.create_table(
        "region",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=True),
        sa.Column("local_code", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("tier_code", sa.String(length=16), nullable=False),
        sa.Column("parent_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["region.id"], name=op.f("fk_region_parent_id")),
        sa.ForeignKeyConstraint(["tier_code"], ["tier.code"], name=op.f("fk_region_tier_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region")),
        sa.UniqueConstraint("code", name=op.f("uq_region_code")),
        sa.UniqueConstraint("local_code", name=op.f("uq_region_local_code")),
    )
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.create_index("ix_region_name", ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_region_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(
            "uq_region_name_uncoded",
            ["parent_id", "name"],
            unique=True,
            sqlite_where=sa.text("code IS NULL AND local_code IS NULL AND valid_to IS NULL"),
            postgresql_where=sa.text("code IS NULL AND local_code IS NULL AND valid_to IS NULL"),
        )
        batch_op.create_index(
            "uq_region_root",
            ["tier_code"],
            unique=True,
            sqlite_where=sa.text("parent_id IS NULL"),
            postgresql_where=sa.text("parent_id IS NULL"),
        )

    op.create_table(
        "department",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("region_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("credit_code", sa.String(length=18), nullable=True),
        sa.Column("local_code", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("short_name", sa.String(length=64), nullable=True),
        sa.Column("vertical_parent_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("system", sa.String(length=32), nullable=True),
        sa.Column("under_chief", sa.Boolean(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("valid_from IS NULL OR valid_to IS NULL OR valid_from < valid_to", name=op.f("ck_department_period")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_department_region_id")),
        sa.ForeignKeyConstraint(["vertical_parent_id"], ["department.id"], name=op.f("fk_department_vertical_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
    )
    with op.batch_alter_table("department", schema=None) as batch_op:
        batch_op.create_index("ix_department_credit_code", ["credit_code"], unique=False)
        batch_op.create_index("ix_department_local_code", ["local_code"], unique=False)
        batch_op.create_index("ix_department_name", ["name"], unique=False)
        batch_op.create_index("ix_department_region_id_name", ["region_id", "name"], unique=False)
        batch_op.create_index(batch_op.f("ix_department_vertical_parent_id"), ["vertical_parent_id"], unique=False)
        batch_op.create_index(
            "uq_department_credit_code_valid",
            ["credit_code"],
            unique=True,
            sqlite_where=sa.text("valid_to IS NULL"),
            postgresql_where=sa.text("valid_to IS NULL"),
        )
        batch_op.create_index(
            "uq_department_local_code_valid",
            ["local_code"],
            unique=True,
            sqlite_where=sa.text("valid_to IS NULL"),
            postgresql_where=sa.text("valid_to IS NULL"),
        )
        batch_op.create_index(
            "uq_department_name_uncoded",
            ["region_id", "name"],
            unique=True,
            sqlite_where=sa.text("credit_code IS NULL AND local_code IS NULL AND valid_to IS NULL"),
            postgresql_where=sa.text("credit_code IS NULL AND local_code IS NULL AND valid_to IS NULL"),
        )

    op.create_table(
        "policy_profile",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("region_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_policy_profile_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_profile")),
        sa.UniqueConstraint("region_id", "version", name=op.f("uq_policy_profile_region_id_version")),
    )
    with op.batch_alter_table("policy_profile", schema=None) as batch_op:
        batch_op.create_index(
            "uq_policy_profile_everywhere",
            ["version"],
            unique=True,
            sqlite_where=sa.text("region_id IS NULL"),
            postgresql_where=sa.text("region_id IS NULL"),
        )

    op.create_table(
        "classification",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("parent_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("department_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("next_serial", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_classification_department_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["classification.id"], name=op.f("fk_classification_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classification")),
        sa.UniqueConstraint("code", name=op.f("uq_classification_code")),
        sa.UniqueConstraint("department_id", name=op.f("uq_classification_department_id")),
    )
    with op.batch_alter_table("classification", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_classification_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "duty_case",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("thing", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=256), nullable=False),
        sa.Column("region_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("department_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("profile_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("extension_days", sa.Integer(), nullable=False),
        sa.Column("remind_before", sa.Integer(), nullable=False),
        sa.Column("extra_days", sa.Integer(), nullable=False),
        sa.Column("extension", sa.Text(), nullable=True),
        sa.Column("pauses", sa.Text(), nullable=False),
        sa.Column("paused_on", sa.Date(), nullable=True),
        sa.Column("paused_days", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("remind_on", sa.Date(), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=64), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("days >= 1 AND extra_days >= 0 AND paused_days >= 0", name=op.f("ck_duty_case_days")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_duty_case_department_id")),
        sa.ForeignKeyConstraint(["profile_id"], ["policy_profile.id"], name=op.f("fk_duty_case_profile_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_duty_case_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_case")),
    )
    with op.batch_alter_table("duty_case", schema=None) as batch_op:
        batch_op.create_index(
            "ix_duty_case_department_due",
            ["department_id", "due_on"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )
        batch_op.create_index(
            "ix_duty_case_region_due",
            ["region_id", "due_on"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )
        batch_op.create_index("ix_duty_case_thing", ["thing"], unique=False)
        batch_op.create_index(
            "uq_duty_case_running",
            ["thing", "kind"],
            unique=True,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )

    op.create_table(
        "official",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("department_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("password_hash", sa.String(length=256), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("roles_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_official_department_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official")),
        sa.UniqueConstraint("login", name=op.f("uq_official_login")),
    )
    with op.batch_alter_table("official", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_official_department_id"), ["department_id"], unique=False)

    op.create_table(
        "resource",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("code", sa.String(length=48), nullable=True),
        sa.Column("legacy_code", sa.Text(), nullable=True),
        sa.Column("provider_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("region_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("current_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("draft_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("sharing_type", sa.String(length=16), nullable=True),
        sa.Column("openness", sa.String(length=16), nullable=True),
        sa.Column("update_cycle", sa.String(length=16), nullable=True),
        sa.Column("grade", sa.String(length=16), nullable=True),
        sa.Column("local_grade", sa.String(length=8), nullable=True),
        sa.Column("item_count", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("assessed", sa.Boolean(), nullable=False),
        sa.Column("accessed", sa.Boolean(), nullable=False),
        sa.Column("successor_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("import_digest", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["provider_id"], ["department.id"], name=op.f("fk_resource_provider_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_resource_region_id")),
        sa.ForeignKeyConstraint(["successor_id"], ["resource.id"], name=op.f("fk_resource_successor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource")),
        sa.UniqueConstraint("code", name=op.f("uq_resource_code")),
        sa.UniqueConstraint("provider_id", "name_key", name=op.f("uq_resource_provider_id_name_key")),
    )
    with op.batch_alter_table("resource", schema=None) as batch_op:
        batch_op.create_index("ix_resource_region_id_state", ["region_id", "state"], unique=False)
        batch_op.create_index("ix_resource_state_id", ["state", "id"], unique=False)

    op.create_table(
        "succession",
        sa.Column("from_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("to_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("main", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["from_id"], ["department.id"], name=op.f("fk_succession_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["department.id"], name=op.f("fk_succession_to_id")),
        sa.PrimaryKeyConstraint("from_id", "to_id", name=op.f("pk_succession")),
    )
    with op.batch_alter_table("succession", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_succession_to_id"), ["to_id"], unique=False)
        batch_op.create_index(
            "uq_succession_main", ["from_id"], unique=True, sqlite_where=sa.text("main"), postgresql_where=sa.text("main")
        )

    op.create_table(
        "binding",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("resource_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("config", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("shape", sa.String(length=800), nullable=True),
        sa.Column("answering", sa.Boolean(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("succeeded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.String(length=64), nullable=True),
        sa.Column("data_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_binding_resource_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_binding")),
    )
    with op.batch_alter_table("binding", schema=None) as batch_op:
        batch_op.create_index("ix_binding_resource_id", ["resource_id"], unique=False)
        batch_op.create_index("ix_binding_shape", ["shape"], unique=False)

    op.create_table(
        "chief",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("official_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("department_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("system", sa.String(length=32), nullable=True),
        sa.Column("region_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_chief_department_id")),
        sa.ForeignKeyConstraint(["official_id"], ["official.id"], name=op.f("fk_chief_official_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_chief_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chief")),
    )
    with op.batch_alter_table("chief", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_chief_department_id"), ["department_id"], unique=False)
        batch_op.create_index("ix_chief_official_id", ["official_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_chief_region_id"), ["region_id"], unique=False)

    op.create_table(
        "placement",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("resource_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("classification_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("code", sa.String(length=48), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("is_live", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["classification_id"], ["classification.id"], name=op.f("fk_placement_classification_id")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_placement_resource_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
        sa.UniqueConstraint("code", name=op.f("uq_placement_code")),
        sa.UniqueConstraint("resource_id", "classification_id", name=op.f("uq_placement_resource_id_classification_id")),
    )
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placement_classification_id"), ["classification_id"], unique=False)

    op.create_table(
        "role_grant",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("official_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("granted_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.ForeignKeyConstraint(["granted_by"], ["official.id"], name=op.f("fk_role_grant_granted_by")),
        sa.ForeignKeyConstraint(["official_id"], ["official.id"], name=op.f("fk_role_grant_official_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index("ix_role_grant_official_id", ["official_id"], unique=False)
        batch_op.create_index(
            "uq_role_grant_open",
            ["official_id", "role"],
            unique=True,
            sqlite_where=sa.text("valid_to IS NULL"),
            postgresql_where=sa.text("valid_to IS NULL"),
        )

    op.create_table(
        "sign_in",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("official_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["official_id"], ["official.id"], name=op.f("fk_sign_in_official_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("digest", name=op.f("uq_sign_in_digest")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_official_id"), ["official_id"], unique=False)

    op.create_table(
        "signing_key",
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("vault", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("department_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("application", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_signing_key_department_id")),
        sa.ForeignKeyConstraint(["issued_by"], ["official.id"], name=op.f("fk_signing_key_issued_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
    )
    with op.batch_alter_table("signing_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signing_key_department_id"), ["department_id"], unique=False)

    op.create_table(
        "token",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("department_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("application", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_token_department_id")),
        sa.ForeignKeyConstraint(["issued_by"], ["official.id"], name=op.f("fk_token_issued_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_token_digest")),
    )
    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_token_department_id"), ["department_id"], unique=False)

    op.create_table(
        "version",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("resource_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("breaking", sa.Text(), nullable=True),
        sa.Column("compiled_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("submitted_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("signed_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_version_resource_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version")),
        sa.UniqueConstraint("resource_id", "number", name=op.f("uq_version_resource_id_number")),
    )
    op.create_table(
        "edition_entry",
        sa.Column("edition_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("resource_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("code", sa.String(length=48), nullable=True),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("provider_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_edition_entry_edition_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["department.id"], name=op.f("fk_edition_entry_provider_id")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_edition_entry_resource_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_edition_entry_version_id")),
        sa.PrimaryKeyConstraint("edition_id", "resource_id", name=op.f("pk_edition_entry")),
    )
    op.create_table(
        "review",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("resource_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("step", sa.String(length=12), nullable=False),
        sa.Column("decision", sa.String(length=8), nullable=False),
        sa.Column("opinion", sa.String(length=1000), nullable=True),
        sa.Column("reviewer", sa.String(length=128), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_review_resource_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_review_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index("ix_review_resource_id_at", ["resource_id", "at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_index("ix_review_resource_id_at")

    op.drop_table("review")
    op.drop_table("edition_entry")
    op.drop_table("version")
    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_token_department_id"))

    op.drop_table("token")
    with op.batch_alter_table("signing_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signing_key_department_id"))

    op.drop_table("signing_key")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_official_id"))

    op.drop_table("sign_in")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_role_grant_open", sqlite_where=sa.text("valid_to IS NULL"), postgresql_where=sa.text("valid_to IS NULL")
        )
        batch_op.drop_index("ix_role_grant_official_id")

    op.drop_table("role_grant")
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_classification_id"))

    op.drop_table("placement")
    with op.batch_alter_table("chief", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_chief_region_id"))
        batch_op.drop_index("ix_chief_official_id")
        batch_op.drop_index(batch_op.f("ix_chief_department_id"))

    op.drop_table("chief")
    with op.batch_alter_table("binding", schema=None) as batch_op:
        batch_op.drop_index("ix_binding_shape")
        batch_op.drop_index("ix_binding_resource_id")

    op.drop_table("binding")
    with op.batch_alter_table("succession", schema=None) as batch_op:
        batch_op.drop_index("uq_succession_main", sqlite_where=sa.text("main"), postgresql_where=sa.text("main"))
        batch_op.drop_index(batch_op.f("ix_succession_to_id"))

    op.drop_table("succession")
    with op.batch_alter_table("resource", schema=None) as batch_op:
        batch_op.drop_index("ix_resource_state_id")
        batch_op.drop_index("ix_resource_region_id_state")

    op.drop_table("resource")
    with op.batch_alter_table("official", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_official_department_id"))

    op.drop_table("official")
    with op.batch_alter_table("duty_case", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_duty_case_running", sqlite_where=sa.text("done_at IS NULL"), postgresql_where=sa.text("done_at IS NULL")
        )
        batch_op.drop_index("ix_duty_case_thing")
        batch_op.drop_index(
            "ix_duty_case_region_due", sqlite_where=sa.text("done_at IS NULL"), postgresql_where=sa.text("done_at IS NULL")
        )
        batch_op.drop_index(
            "ix_duty_case_department_due", sqlite_where=sa.text("done_at IS NULL"), postgresql_where=sa.text("done_at IS NULL")
        )

    op.drop_table("duty_case")
    with op.batch_alter_table("classification", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_classification_parent_id"))

    op.drop_table("classification")
    with op.batch_alter_table("policy_profile", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_policy_profile_everywhere",
            sqlite_where=sa.text("region_id IS NULL"),
            postgresql_where=sa.text("region_id IS NULL"),
        )

    op.drop_table("policy_profile")
    with op.batch_alter_table("department", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_department_name_uncoded",
            sqlite_where=sa.text("credit_code IS NULL AND local_code IS NULL AND valid_to IS NULL"),
            postgresql_where=sa.text("credit_code IS NULL AND local_code IS NULL AND valid_to IS NULL"),
        )
        batch_op.drop_index(
            "uq_department_local_code_valid",
            sqlite_where=sa.text("valid_to IS NULL"),
            postgresql_where=sa.text("valid_to IS NULL"),
        )
        batch_op.drop_index(
            "uq_department_credit_code_valid",
            sqlite_where=sa.text("valid_to IS NULL"),
            postgresql_where=sa.text("valid_to IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_department_vertical_parent_id"))
        batch_op.drop_index("ix_department_region_id_name")
        batch_op.drop_index("ix_department_name")
        batch_op.drop_index("ix_department_local_code")
        batch_op.drop_index("ix_department_credit_code")

    op.drop_table("department")
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_region_root", sqlite_where=sa.text("parent_id IS NULL"), postgresql_where=sa.text("parent_id IS NULL")
        )
        batch_op.drop_index(
            "uq_region_name_uncoded",
            sqlite_where=sa.text("code IS NULL AND local_code IS NULL AND valid_to IS NULL"),
            postgresql_where=sa.text("code IS NULL AND local_code IS NULL AND valid_to IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_region_parent_id"))
        batch_op.drop_index("ix_region_name")

    op.drop_table("region")
    with op.batch_alter_table("trail", schema=None) as batch_op:
        batch_op.drop_index("ix_trail_thing_seq")
        batch_op.drop_index("ix_trail_at")

    op.drop_table("trail")
    op.drop_table("tier")
    op.drop_table("edition")
    op.drop_table("calendar_day")
    op.drop_table("bootstrap")
