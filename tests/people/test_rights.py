"""Who may do what to people, written out a second time by hand."""

from __future__ import annotations

import pytest

from catalog.rights import RIGHTS, Actor, Place, anonymous, may, operator

HERE, OWN, OTHER = "region", "department", "another department"
SETS_UP = {"operator", "system_admin"}
KEEPS_REGISTER = {"operator", "system_admin", "authority"}
SEES_ACCOUNTS = {"operator", "system_admin", "security_admin", "auditor"}
EVERYBODY = {
    "operator", "machine", "registrar", "reviewer", "applicant", "authority", "chief", "system_admin", "security_admin", "auditor", "official",
}  # fmt: skip

EXPECTED = {
    "people:bootstrap": {"operator"},
    "people:read": EVERYBODY,
    "department:read": EVERYBODY - {"machine"} | {"visitor"},
    "tier:prepare": SETS_UP,
    "tier:add": SETS_UP,
    "region:put": KEEPS_REGISTER,
    "department:put": KEEPS_REGISTER,
    "department:register": {"operator", "authority"},
    "department:rename": KEEPS_REGISTER,
    "department:merge": KEEPS_REGISTER,
    "department:split": KEEPS_REGISTER,
    "department:close": KEEPS_REGISTER,
    "official:put": SETS_UP,
    "official:add": SETS_UP,
    "official:read": SEES_ACCOUNTS,
    "official:disable": {"system_admin"},
    "official:enable": {"system_admin"},
    "official:reset_password": {"system_admin"},
    "official:reset_administrator": {"operator"},
    "role:grant": {"security_admin"},
    "role:revoke": {"security_admin"},
    "chief:put": SETS_UP,
    "chief:end": SETS_UP,
    "token:issue": {"security_admin"},
    "token:revoke": {"security_admin"},
    "key:issue": {"security_admin"},
    "key:revoke": {"security_admin"},
    "credential:read": SEES_ACCOUNTS,
}


def actor(role: str) -> Actor:
    if role == "operator":
        return operator("tests")
    kind = "machine" if role == "machine" else "official"
    roles = {role} if role == "machine" else {role, "official"}
    reached = {
        "department": OWN,
        "departments": frozenset({OWN}),
        "region": HERE,
        "below": frozenset({HERE}),
        "span": frozenset({OWN}),
    }
    return Actor(kind, "id", role, frozenset(roles), **reached, scopes=frozenset({"people:read"}))


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_each_role_may_what_is_written_here_and_nothing_else(role: str) -> None:
    allowed = {verb for verb in EXPECTED if may(actor(role), verb, Place(OTHER, HERE))}
    assert allowed == {verb for verb, roles in EXPECTED.items() if role in roles}


def test_an_authority_reaches_its_region_and_below_only() -> None:
    verbs = [verb for verb, roles in EXPECTED.items() if "authority" in roles and verb not in ("people:read", "department:read")]
    assert verbs
    assert not any(may(actor("authority"), verb, Place(OWN, "elsewhere")) for verb in verbs)


def test_nobody_signed_in_may_nothing() -> None:
    assert not any(may(anonymous(), verb, Place(OWN, HERE)) for verb in EXPECTED)


def test_every_verb_about_people_is_written_here() -> None:
    kinds = {verb.partition(":")[0] for verb in EXPECTED}
    assert {verb for verb in RIGHTS if verb.partition(":")[0] in kinds} == set(EXPECTED)
