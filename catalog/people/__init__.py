"""People: who there is, where they belong, what they may do, and how they prove it.

Means the tiers and regions, the departments as they were and are, their officials with roles, the cloud chiefs, and the
credentials of officials (passwords, sessions) and machines (tokens, signing keys).

Owns their registers. Departments are succeeded, never rewritten: a rename, merger or split ends rows on a day and makes
new ones, and whoever asks about a day gets the names of that day (``find_department``, ``resolve``, ``lineage``).

Does not own what the roles allow (``catalog.rights``), the things departments have (``lists``), nor the reading of files.

Entrances (``authenticate``, ``sign_in``, ``change_password``, ``actor_of_session``) take the office instead of a work,
since a failed attempt must be committed before it is refused.
"""

from __future__ import annotations

from catalog.people.accounts import (
    Credential,
    CredentialKind,
    Official,
    OfficialInFull,
    Self,
    list_credentials,
    list_officials,
    show_credential,
    show_official,
    whoami,
)
from catalog.people.chiefs import ChiefEntry, end_chief, put_chief
from catalog.people.departments import DepartmentEntry, put_department, register_unconfirmed, register_unconfirmed_many
from catalog.people.loading import Put
from catalog.people.machines import (
    Issued,
    Order,
    actor_of_token,
    issue_key,
    issue_token,
    machine_scopes,
    open_key,
    revoke_key,
    revoke_token,
)
from catalog.people.officials import (
    Account,
    OfficialEntry,
    add_official,
    bootstrap,
    disable,
    enable,
    grant_role,
    official_id,
    put_official,
    reset_password,
    revoke_role,
)
from catalog.people.queries import Department, Found, Region, Tier, find_department, find_region, heirs, lineage, resolve
from catalog.people.reading import (
    Branch,
    Chief,
    DepartmentInFull,
    RegionInFull,
    identify_department,
    list_chiefs,
    list_departments,
    list_regions,
    list_tiers,
    region_tree,
    show_chief,
    show_department,
    show_region,
)
from catalog.people.regions import RegionEntry, add_tier, prepare, put_region
from catalog.people.signin import (
    OpenSession,
    SignIn,
    actor_of_session,
    authenticate,
    change_password,
    extend_session,
    open_session,
    sign_in,
    sign_out,
)
from catalog.people.succession import Succeeded, close, merge, rename, split
from catalog.people.vault import Vault, open_vault

__all__ = [
    "Account",
    "Branch",
    "Chief",
    "ChiefEntry",
    "Credential",
    "CredentialKind",
    "Department",
    "DepartmentEntry",
    "DepartmentInFull",
    "Found",
    "Issued",
    "Official",
    "OfficialEntry",
    "OfficialInFull",
    "OpenSession",
    "Order",
    "Put",
    "Region",
    "RegionEntry",
    "RegionInFull",
    "Self",
    "SignIn",
    "Succeeded",
    "Tier",
    "Vault",
    "actor_of_session",
    "actor_of_token",
    "add_official",
    "add_tier",
    "authenticate",
    "bootstrap",
    "change_password",
    "close",
    "disable",
    "enable",
    "end_chief",
    "extend_session",
    "find_department",
    "find_region",
    "grant_role",
    "heirs",
    "identify_department",
    "issue_key",
    "issue_token",
    "lineage",
    "list_chiefs",
    "list_credentials",
    "list_departments",
    "list_officials",
    "list_regions",
    "list_tiers",
    "machine_scopes",
    "merge",
    "official_id",
    "open_key",
    "open_session",
    "open_vault",
    "prepare",
    "put_chief",
    "put_department",
    "put_official",
    "put_region",
    "region_tree",
    "register_unconfirmed",
    "register_unconfirmed_many",
    "rename",
    "reset_password",
    "resolve",
    "revoke_key",
    "revoke_role",
    "revoke_token",
    "show_chief",
    "show_credential",
    "show_department",
    "show_official",
    "show_region",
    "sign_in",
    "sign_out",
    "split",
    "whoami",
]
