"""Tokens and signing keys."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import people
from catalog.errors import Conflict, Invalid, NotAllowed, Unauthenticated, Unavailable
from catalog.office import token as new_secret
from catalog.people import Order
from catalog.people.model import SigningKeyRow, TokenRow
from catalog.people.signature import body_digest, signature, verify_signature
from catalog.rights import may
from catalog.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Clock
    from tests.people.conftest import City


def issue(city: City, department: str, **fields: Any) -> people.Issued:
    with city.work(city.security) as work:
        order = {
            "department": department,
            "application": "一网通办",
            "scopes": ["people:read"],
            "expires_at": work.now + timedelta(days=30),
        }
        return people.issue_token(work, Order(**order | fields))


def actor_of(city: City, token: str) -> Any:
    with city.look() as look:
        return people.actor_of_token(look, token)


def test_a_token_is_kept_as_a_digest_only(city: City) -> None:
    issued = issue(city, city.department("重庆市财政局"))
    with city.look() as look:
        row = look.session.get_one(TokenRow, issued.id)
        assert row.digest == people.signin.digest(issued.secret)
        assert issued.secret not in repr(vars(row))
    assert issued.secret not in repr(city.trail())
    assert len(issued.secret) == 43  # 256 bits in Base64
    assert city.verbs()[-1] == "token:issue"


def test_a_token_acts_for_its_department_with_its_scopes(city: City) -> None:
    finance = city.department("重庆市财政局")
    actor = actor_of(city, issue(city, finance, scopes=["people:read", "people:read"]).secret)
    assert (actor.kind, actor.login, actor.department, actor.region) == ("machine", "machine:一网通办", finance, city.city)
    assert actor.scopes == {"people:read"}
    assert may(actor, "people:read")
    assert not may(actor, "department:put")
    with city.work() as work:
        heir = people.rename(work, finance, "重庆市财政委", work.today).began[0].id
    with city.look() as look:
        one = people.list_credentials(look, "token")[0]
        assert (one.kind, one.department, one.revoked_at) == ("token", "重庆市财政局", None)
    actor = actor_of(city, issue(city, finance).secret)
    assert (actor.department, actor.departments) == (heir, {finance, heir})


def test_a_token_ends_by_time_revocation_or_closure(city: City, clock: Clock) -> None:
    finance = city.department("重庆市财政局")
    short = issue(city, finance, expires_at=clock.now + timedelta(days=1))
    revoked, orphan = issue(city, finance), issue(city, city.department("扶贫办"))
    with city.work(city.security) as work:
        people.revoke_token(work, revoked.id)
    with city.work(city.security) as work, pytest.raises(Conflict):
        people.revoke_token(work, revoked.id)
    with city.work() as work:
        people.close(work, orphan.department, work.today)
    actor_of(city, short.secret)
    clock.advance(days=1)
    for token in (short.secret, revoked.secret, orphan.secret, "", "made up"):
        with pytest.raises(Unauthenticated):
            actor_of(city, token)
    with pytest.raises(Conflict):
        issue(city, orphan.department)


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"application": " "}, "application"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["role:grant"]}, "scopes"),
        ({"department": "x"}, "department"),
        ({"expires_at": datetime(2026, 3, 2, 1, 0, tzinfo=UTC)}, "expires_at"),
    ],
)
def test_a_wrong_order_is_refused_with_its_field(city: City, fields: dict[str, Any], path: str) -> None:
    with pytest.raises(Invalid) as refused:
        issue(city, **{"department": city.department("重庆市财政局")} | fields)
    assert [problem.path for problem in refused.value.problems] == [path]


def test_only_the_security_administrator_issues(city: City) -> None:
    finance = city.department("重庆市财政局")
    issued = issue(city, finance)
    for actor in (city.operator, city.system, city.official("lisi", "authority", department=finance)):
        with city.work(actor) as work, pytest.raises(NotAllowed):
            people.issue_token(work, Order(finance, "某应用", ["people:read"], work.now + timedelta(days=1)))
        with city.work(actor) as work, pytest.raises(NotAllowed):
            people.revoke_token(work, issued.id)


def test_a_key_is_encrypted_at_rest_and_opens_again(city: City) -> None:
    settings = city.office.settings
    vault = people.open_vault(settings, new_secret)
    finance = city.department("重庆市财政局")
    with city.work(city.security) as work:
        issued = people.issue_key(work, vault, Order(finance, "一网通办", ["people:read"], work.now + timedelta(days=30)))
    with city.look() as look:
        row = look.session.get_one(SigningKeyRow, issued.id)
        assert issued.secret.encode() not in row.sealed
        assert row.vault == vault.fingerprint
        secret, actor = people.open_key(look, people.open_vault(settings, new_secret), issued.id)
        assert (secret, actor.department, actor.scopes) == (issued.secret, finance, {"people:read"})
        for key_id in ("", "018f0000-0000-7000-8000-000000000000"):
            with pytest.raises(Unauthenticated):
                people.open_key(look, vault, key_id)
        with pytest.raises(Unavailable):
            people.open_key(look, people.Vault(b"another key file"), issued.id)
    with city.work(city.security) as work:
        people.revoke_key(work, issued.id)
    with city.look() as look, pytest.raises(Unauthenticated):
        people.open_key(look, vault, issued.id)
    assert issued.secret not in repr(city.trail())
    assert city.verbs()[-2:] == ["key:issue", "key:revoke"]


def test_the_key_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    vaults: list[people.Vault] = []
    threads = [Thread(target=lambda: vaults.append(people.open_vault(settings, new_secret))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({vault.key for vault in vaults}) == 1
    assert len(vaults) == 8
    file = settings.home / "secret.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(settings.home.iterdir()) == [file]
    assert repr(vaults[0]) == "Vault()"


def test_a_key_file_that_others_can_read_or_that_is_damaged_is_refused(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    people.open_vault(settings, new_secret)
    file = tmp_path / "secret.key"
    file.chmod(0o640)
    with pytest.raises(Unavailable, match="others"):
        people.open_vault(settings, new_secret)
    file.chmod(0o600)
    file.write_text("12ab", encoding="ascii")
    with pytest.raises(Unavailable, match="damaged"):
        people.open_vault(settings, new_secret)


@given(st.text(), st.binary(min_size=1, max_size=4), st.integers(min_value=0))
def test_a_sealed_secret_opens_whole_or_not_at_all(secret: str, noise: bytes, place: int) -> None:
    vault = people.Vault(b"0123456789abcdef")
    sealed = vault.seal(secret, "key one", "fresh")
    assert vault.open(sealed, "key one") == secret
    at = place % len(sealed)
    changed = (
        sealed[:at] + bytes(left ^ right for left, right in zip(sealed[at:], noise, strict=False)) + sealed[at + len(noise) :]
    )
    for name, text in (("key two", sealed), ("key one", changed)):
        if (name, text) != ("key one", sealed):
            with pytest.raises(Unavailable):
                vault.open(text, name)


CALL = {"method": "POST", "path_query": "/api/v1/usage", "timestamp": "1795358950000", "nonce": "abc123"}
NOW = datetime.fromtimestamp(1795358950, UTC)


def test_the_check_value_of_the_signature() -> None:
    signed = signature("demo-secret", *CALL.values(), b'{"a":1}')
    assert signed == "kZsPqoIJkqW33p+nq5A5O1IvDe1aRi0aM4tzYaeAk+E="
    assert verify_signature("demo-secret", signed, **CALL, digest=body_digest(b'{"a":1}'), now=NOW) is None


@pytest.mark.parametrize("part", ["method", "path_query", "nonce", "digest", "secret", "signed"])
def test_a_signature_holds_for_exactly_what_was_signed(part: str) -> None:
    signed = signature("demo-secret", *CALL.values(), b"")
    told = {**CALL, "digest": body_digest(b""), "secret": "demo-secret", "signed": signed, "now": NOW}
    assert verify_signature(**told) is None
    assert verify_signature(**told | {part: "other"}) == "bad_signature"


@pytest.mark.parametrize(
    ("timestamp", "fault"),
    [
        ("1795358890000", None),
        ("1795359010000", None),
        ("1795358889999", "stale_timestamp"),
        ("1795359010001", "stale_timestamp"),
        ("", "bad_timestamp"),
        ("-1", "bad_timestamp"),
        ("１７９", "bad_timestamp"),
        ("9" * 400, "bad_timestamp"),
    ],
)
def test_a_timestamp_is_at_most_a_minute_off(timestamp: str, fault: str | None) -> None:
    call = CALL | {"timestamp": timestamp}
    signed = signature("s", *call.values(), b"")
    assert verify_signature("s", signed, **call, digest=body_digest(b""), now=NOW) == fault
