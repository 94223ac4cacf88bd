"""Who may have an application told of what, and what a department hears of."""

from __future__ import annotations

from typing import Any

import pytest

from catalog import lists, people, trail, webhooks
from catalog.errors import Conflict, Invalid, NotAllowed, NotFound, PreconditionRequired, Stale
from catalog.lists.demands.rules import DEMAND
from catalog.lists.responsibilities.rules import RESPONSIBILITY
from catalog.lists.rules import RESOURCE, VERSION
from catalog.sharing.rules import TABLES
from catalog.webhooks import Subscription, queries, rules
from catalog.webhooks.model import DeadLetterRow, WebhookRow
from tests import builders
from tests.webhooks.conftest import Receiver, Town

ANYWHERE = "https://portal.example/events"


def problems(town: Town, **wrong: Any) -> set[str]:
    sound = {"department": town.department, "application": "平台", "address": ANYWHERE, "verbs": ["resource:*"]}
    vault = people.open_vault(town.office.settings, town.office.new_secret)
    with pytest.raises(Invalid) as refused, town.office.work(builders.SECURITY_ADMIN) as work:
        webhooks.subscribe(work, vault, Subscription(**{**sound, **wrong}))
    return {problem.path for problem in refused.value.problems}


def test_everything_that_is_wrong_is_named_at_once(town: Town) -> None:
    wrong = {"department": "nobody", "application": " ", "address": "ftp://x/", "verbs": ["official:sign_in"]}
    assert problems(town, **wrong) == set(wrong)


@pytest.mark.parametrize(
    "address",
    [
        "https://user:secret@portal.example/",
        "https://user@portal.example/",
        "//portal.example/",
        "portal.example",
        "https://",
        "https://portal.example:99999/",
        "https://portal.example:0/",
        "https://portal.example/#part",
        "https://portal.example/a b",
        "https://portal.example/\r\nHost: other",
        "https://门户.example/",
        f"https://portal.example/{'x' * 500}",
        "file:///etc/passwd",
        "http://[::1",
    ],
)
def test_an_address_is_refused(address: str) -> None:
    assert rules.address_problem(address) is not None


@pytest.mark.parametrize(
    "verbs", [[], ["*"], ["resource:"], ["resource:publish"], ["binding:*"], ["trail:read"], ["token:issue"]]
)
def test_verbs_that_are_never_told_cannot_be_subscribed_to(verbs: list[str]) -> None:
    assert rules.verbs_problem(verbs) is not None


@pytest.mark.parametrize(
    ("address", "inward"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("169.254.169.254", True),
        ("fe80::1", True),
        ("0.0.0.0", True),
        ("::", True),
        ("224.0.0.1", True),
        ("255.255.255.255", True),
        ("10.1.2.3", False),
        ("192.168.1.1", False),
        ("8.8.8.8", False),
        ("2001:db8::1", False),
        ("fd00::1", False),
    ],
)
def test_what_leads_inward(address: str, inward: bool) -> None:
    assert rules.is_inward(address) is inward


def test_the_pauses_grow_and_end() -> None:
    pauses = [rules.pause_after(failures) for failures in range(1, 8)]
    assert pauses == sorted(rules.BACKOFF)
    assert rules.pause_after(8) is None


def test_every_verb_of_the_lists_and_of_the_registers_can_be_told_or_is_left_out_on_purpose() -> None:
    verbs = {f"resource:{verb}" for table in (RESOURCE, VERSION) for state in table.values() for verb in state}
    verbs |= {f"demand:{verb}" for state in DEMAND.values() for verb in state}
    verbs |= {f"responsibility:{verb}" for state in RESPONSIBILITY.values() for verb in state}
    # ``replace`` happens to a version and is never recorded of itself; of a deleted draft nothing tells whose it was.
    verbs |= {f"{kind}:{verb}" for kind in ("application", "grant") for state in TABLES[kind].values() for verb in state}
    silent = {"resource:replace", *(f"{kind}:delete" for kind in ("resource", "demand", "responsibility", "application"))}
    # The draft of a responsibility is its authority's business alone.
    silent.add("responsibility:edit")
    assert verbs - rules.VERBS.keys() == silent
    registers = {"region", "department", "classification", "edition"}
    assert {"resource", *registers, "demand", "responsibility", "application", "grant"} == rules.KINDS


def test_what_is_done_to_demands_and_responsibilities_is_told_to_their_parties_alone() -> None:
    between = ("demand:", "responsibility:", "application:", "grant:")
    told = {audience for verb, audience in rules.VERBS.items() if verb.startswith(between)}
    assert told == {"party"}


def test_only_the_security_administrator_subscribes(town: Town) -> None:
    vault = people.open_vault(town.office.settings, town.office.new_secret)
    wanted = Subscription(town.department, "平台", ANYWHERE, ["resource:*"])
    for actor in (builders.OPERATOR, town.actor("registrar"), town.actor("authority")):
        with pytest.raises(NotAllowed), town.office.work(actor) as work:
            webhooks.subscribe(work, vault, wanted)
    with pytest.raises(NotAllowed), town.office.look(town.actor("registrar")) as look:
        queries.list_webhooks(look)


def test_a_subscription_is_recorded_without_its_secret_which_is_kept_sealed(town: Town) -> None:
    made = town.subscribe(ANYWHERE)
    with town.office.look(builders.OPERATOR) as look:
        row = trail.follow(look, 0)[-1]
        assert (row.verb, row.thing) == ("webhook:subscribe", f"webhook:{made.id}")
        assert made.secret not in str(row)
        kept = look.session.get_one(WebhookRow, made.id)
        assert made.secret.encode() not in kept.sealed
        vault = people.open_vault(town.office.settings, town.office.new_secret)
        assert vault.open(kept.sealed, made.id) == made.secret
    assert made.secret not in str(town.show(made))


def test_a_change_needs_the_revision_that_was_read(town: Town) -> None:
    made = town.subscribe(ANYWHERE)
    for verb in (webhooks.pause, webhooks.resume, webhooks.unsubscribe):
        with pytest.raises(PreconditionRequired), town.office.work(builders.SECURITY_ADMIN) as work:
            verb(work, made.id, revision=None)
        with pytest.raises(Stale), town.office.work(builders.SECURITY_ADMIN) as work:
            verb(work, made.id, revision=made.revision + 1)
    with pytest.raises(Conflict), town.office.work(builders.SECURITY_ADMIN) as work:
        webhooks.resume(work, made.id, revision=made.revision)
    with pytest.raises(NotFound), town.office.work(builders.SECURITY_ADMIN) as work:
        webhooks.pause(work, town.department, revision=1)


def test_unsubscribing_takes_everything_with_it(town: Town) -> None:
    made = town.subscribe(ANYWHERE)
    with town.office.work(builders.SECURITY_ADMIN) as work:
        letter = {"id": work.new_id(), "webhook_id": made.id, "seq": 1, "event": {}, "state": "dead", "attempts": 8}
        work.session.add(DeadLetterRow(**letter, fault="refused", died_at=work.now))
    with town.office.work(builders.SECURITY_ADMIN) as work:
        webhooks.unsubscribe(work, made.id, revision=made.revision)
    with pytest.raises(NotFound):
        town.show(made)
    with pytest.raises(NotFound):
        town.letters(made)


def test_the_letters_are_listed_page_by_page_and_only_dead_ones_are_sent_again(town: Town) -> None:
    made, other = town.subscribe(ANYWHERE), town.subscribe(ANYWHERE)
    with town.office.work(builders.SECURITY_ADMIN) as work:
        for seq in (3, 1, 2):
            letter = {"id": work.new_id(), "webhook_id": made.id, "seq": seq, "event": {}, "state": "dead", "attempts": 8}
            work.session.add(DeadLetterRow(**letter, fault="refused", died_at=work.now))
    seen, cursor = [], None
    with town.office.look(builders.OPERATOR) as look:
        while True:
            page = queries.dead_letters(look, made.id, cursor=cursor, limit=2)
            seen += [letter.seq for letter in page]
            cursor = page.next
            if cursor is None:
                break
        letter = page[-1]
    assert seen == [1, 2, 3]
    with town.office.work(builders.SECURITY_ADMIN) as work:
        webhooks.redeliver(work, made.id, letter.id, revision=1)
    with pytest.raises(Conflict), town.office.work(builders.SECURITY_ADMIN) as work:
        webhooks.redeliver(work, made.id, letter.id, revision=2)
    with pytest.raises(NotFound), town.office.work(builders.SECURITY_ADMIN) as work:
        webhooks.redeliver(work, other.id, letter.id, revision=2)


# -- What is heard


def test_a_department_hears_of_its_own_compiling_and_others_only_of_what_is_published(town: Town, receiver: Receiver) -> None:
    builders.create_classification(town.office)
    people_of = {role: town.actor(role) for role in ("registrar", "reviewer", "authority")}
    for department in (town.department, town.other):
        town.subscribe(f"{receiver.address}/{department}", "resource:*", department=department)
    entry = builders.create_published(town.office, *people_of.values())
    draft = builders.create_draft(town.office, people_of["registrar"])
    with town.office.work(people_of["registrar"]) as work:
        lists.edit(work, entry.id, builders.create_content(name=entry.name), revision=entry.revision)
        lists.delete(work, draft.id, revision=draft.revision)
    town.deliver()
    heard: dict[str, list[str]] = {town.department: [], town.other: []}
    for told in receiver.told:
        heard[told.path.strip("/")].append(told.event["verb"])
    assert heard[town.other] == ["resource:approve"]
    every = ["register", "submit", "sign", "approve", "edit"]
    assert heard[town.department] == [f"resource:{verb}" for verb in every]


def test_accounts_credentials_and_sign_ins_are_never_told(town: Town, receiver: Receiver) -> None:
    town.subscribe(receiver.address, *sorted(f"{kind}:*" for kind in rules.KINDS))
    town.actor("registrar")
    town.subscribe(receiver.address)
    town.change()
    town.deliver()
    assert set(receiver.verbs) == {"region:put"}


def test_whoever_takes_over_a_department_hears_in_its_place_and_nobody_after_its_end(town: Town, receiver: Receiver) -> None:
    town.subscribe(receiver.address)
    with town.office.work(builders.OPERATOR) as work:
        people.rename(work, town.department, "市交通委", work.today)
    town.change()
    assert town.deliver() == {"sent": 1}
    town.clock.advance(days=1)
    with town.office.work(builders.OPERATOR) as work:
        heir = people.resolve(work.session, town.department, work.today)
        assert heir is not None
        people.close(work, heir, work.today)
    town.change()
    assert town.deliver() == {}
