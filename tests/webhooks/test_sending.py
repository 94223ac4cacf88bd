"""Events reach their receivers: in order, at least once, signed; what is not accepted is tried again and then kept."""

from __future__ import annotations

import base64
import hmac
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from catalog import jobs, people, trail, webhooks
from catalog.jobs.table import JOBS
from catalog.office import Office
from catalog.people import RegionEntry
from catalog.webhooks import rules, sending
from tests import builders
from tests.exchange.bound import closed_port, dripping, mute, sockets
from tests.webhooks.conftest import Receiver, Town, a_receiver


def test_what_is_done_after_the_subscription_is_told_in_order(town: Town, receiver: Receiver) -> None:
    town.change()
    made = town.subscribe(receiver.address)
    town.change(3)
    assert town.deliver() == {"sent": 3}
    assert [told.event["name"] for told in receiver.told] == ["2区", "3区", "4区"]
    assert receiver.seqs == sorted(receiver.seqs)
    assert town.deliver() == {}
    shown = town.show(made)
    assert (shown.state, shown.backlog, shown.dead, shown.attempts, shown.fault) == ("healthy", 0, 0, 0, None)
    assert shown.succeeded_at == town.clock.now


def test_an_event_tells_these_members_and_no_more(town: Town, receiver: Receiver) -> None:
    town.subscribe(receiver.address)
    town.change()
    town.deliver()
    (told,) = receiver.told
    with town.office.look(builders.OPERATOR) as look:
        (row,) = trail.follow(look, told.event["seq"] - 1)
    assert told.event == {
        "id": told.headers["X-Event-Id"],
        "seq": row.seq,
        "verb": "region:put",
        "thing": row.thing,
        "name": "1区",
        "at": town.clock.now.isoformat(),
        "work_id": row.work_id,
    }
    assert told.headers["Content-Type"] == "application/json"


def test_a_receiver_can_verify_the_signature_with_what_is_documented(town: Town, receiver: Receiver) -> None:
    made = town.subscribe(receiver.address)
    town.change()
    town.deliver()
    (told,) = receiver.told
    signed = f"{told.headers['X-Timestamp']}.{told.headers['X-Event-Id']}.".encode() + told.body
    assert told.headers["X-Signature"] == base64.b64encode(hmac.new(made.secret.encode(), signed, "sm3").digest()).decode()
    assert int(told.headers["X-Timestamp"]) == town.clock.now.timestamp() * 1000


def test_the_next_event_waits_until_the_one_before_is_accepted(town: Town, receiver: Receiver) -> None:
    made = town.subscribe(receiver.address)
    town.change(3)
    receiver.answer = lambda number: 503 if number in (2, 3) else 204
    assert town.deliver() == {"sent": 1, "failed": 1}
    assert town.deliver() == {}
    shown = town.show(made)
    assert (shown.state, shown.attempts, shown.fault) == ("failing", 1, "server_error")
    assert shown.due_at == town.clock.now + rules.BACKOFF[0]
    town.clock.advance(seconds=10)
    assert town.deliver() == {"failed": 1}
    town.clock.advance(seconds=30)
    assert town.deliver() == {"sent": 2}
    first, second, third = sorted(set(receiver.seqs))
    assert receiver.seqs == [first, second, second, second, third]
    assert len({told.headers["X-Event-Id"] for told in receiver.told[1:4]}) == 1
    assert town.show(made).state == "healthy"


def give_up(town: Town) -> None:
    """Let time pass until the next event has been given up."""
    for pause in rules.BACKOFF:
        assert town.deliver() == {"failed": 1}
        town.clock.now += pause
    assert town.deliver()["dead"] == 1


def test_what_is_never_accepted_becomes_a_dead_letter_and_the_next_follows(town: Town, receiver: Receiver) -> None:
    made = town.subscribe(receiver.address)
    town.change(2)
    receiver.answer = lambda number: 400 if number <= 8 else 204
    give_up(town)
    assert len(receiver.told) == 9
    (letter,) = town.letters(made)
    assert (letter.state, letter.attempts, letter.fault) == ("dead", 8, "client_error")
    assert letter.event == receiver.told[0].event
    assert receiver.seqs == [letter.seq] * 8 + [letter.seq + 1]
    shown = town.show(made)
    assert (shown.dead, shown.backlog) == (1, 0)


def redeliver(town: Town, webhook: str, letter: str, revision: int) -> None:
    with town.office.work(builders.SECURITY_ADMIN) as work:
        webhooks.redeliver(work, webhook, letter, revision=revision)


def test_a_dead_letter_is_sent_again_on_demand_under_the_same_id(town: Town, receiver: Receiver) -> None:
    made = town.subscribe(receiver.address)
    town.change()
    receiver.answer = lambda number: 500 if number <= 9 else 204
    give_up(town)
    for state, attempts in (("dead", 9), ("delivered", 10)):
        (letter,) = town.letters(made)
        redeliver(town, made.id, letter.id, letter.revision)
        town.deliver()
        (letter,) = town.letters(made)
        assert (letter.state, letter.attempts) == (state, attempts)
    assert len({told.headers["X-Event-Id"] for told in receiver.told}) == 1
    assert len(receiver.told) == 10
    assert town.show(made).dead == 0
    assert town.deliver() == {}


def test_dead_letters_of_a_receiver_that_is_down_take_no_longer_than_one_run(town: Town, receiver: Receiver) -> None:
    made = town.subscribe(receiver.address)
    receiver.answer = lambda _number: 500
    for _ in range(3):
        town.change()
        give_up(town)
    for letter in town.letters(made):
        redeliver(town, made.id, letter.id, letter.revision)

    def dawdle(_number: int) -> int:
        town.clock.now += sending.LONGEST
        return 500

    receiver.answer = dawdle
    assert [town.deliver() for _ in range(4)] == [{"failed": 1}] * 3 + [{}]


def test_dying_between_sending_and_keeping_tells_the_event_again_under_the_same_id(
    town: Town, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.subscribe(receiver.address)
    town.change()

    def die(*_arguments: Any) -> Any:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(sending.Courier, "_keep", die)
        with pytest.raises(SystemExit):
            town.deliver()
    assert town.deliver() == {"sent": 1}
    first, second = receiver.told
    assert first.headers["X-Event-Id"] == second.headers["X-Event-Id"]
    assert first.event == second.event


def test_two_nodes_ticking_at_once_tell_each_event_once(town: Town, receiver: Receiver) -> None:
    town.subscribe(receiver.address)
    town.change(10)
    other = Office(town.office.settings, clock=town.clock)
    only = [job for job in JOBS if job.name == "webhooks"]
    with ThreadPoolExecutor(2) as pool:
        ran = pool.map(lambda house: jobs.tick(house, builders.OPERATOR, only, holder=house.new_id()), (town.office, other))
        outcomes = sorted(one.outcome for (one,) in ran)
    other.close()
    assert outcomes[0] == "done"
    assert len(receiver.told) == 10
    assert receiver.seqs == sorted(set(receiver.seqs))


def test_whoever_is_overtaken_stops_and_undoes_nothing(town: Town, receiver: Receiver) -> None:
    made = town.subscribe(receiver.address)
    town.change(3)
    with town.office.look(builders.OPERATOR) as look:
        (stale,) = sending.queries.receivers(look)
    assert town.deliver() == {"sent": 3}
    before = town.show(made)
    courier = sending.Courier(town.office, builders.OPERATOR, stale, town.clock.now + timedelta(minutes=1))
    assert list(courier.run()) == ["sent"]
    assert town.show(made) == before


def test_one_bad_receiver_does_not_hold_up_the_others(town: Town, receiver: Receiver) -> None:
    bad = town.subscribe(f"http://127.0.0.1:{closed_port()}/")
    town.subscribe(receiver.address)
    town.change(2)
    assert town.deliver() == {"sent": 2, "failed": 1}
    assert town.show(bad).fault == "refused"


def test_a_redirect_is_not_followed(town: Town, receiver: Receiver) -> None:
    made = town.subscribe(receiver.address)
    town.change()
    receiver.answer = lambda _number: 302
    town.deliver()
    assert len(receiver.told) == 1
    assert town.show(made).fault == "redirected"


@pytest.mark.parametrize("habit", [mute, dripping])
def test_a_receiver_that_takes_its_time_is_hung_up_on(town: Town, habit: Any) -> None:
    with sockets(habit) as port:
        made = town.subscribe(f"http://127.0.0.1:{port}/")
        town.change()
        assert town.deliver() == {"failed": 1}
    assert town.show(made).fault == "timed_out"


def test_this_machine_is_no_receiver_unless_the_setting_says_so(town: Town, receiver: Receiver) -> None:
    made = town.subscribe(f"http://localhost:{receiver.server_port}/")
    town.change()
    strict = Office(replace(town.office.settings, webhook_inward=False), clock=town.clock)
    assert sending.deliver(strict, builders.OPERATOR) == {"failed": 1}
    strict.close()
    assert receiver.told == []
    assert town.show(made).fault == "inward"


def test_this_machine_is_no_receiver_by_whatever_address_it_is_called(
    town: Town, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Stands for this machine's address in a network: nothing but who answers tells it from a neighbour's.
    monkeypatch.setattr(rules, "is_inward", lambda _address: False)
    with pytest.raises(sending.Inward):
        sending.post(receiver.address, b"{}", {}, seconds=5, inward=False)
    assert receiver.told == []
    assert sending.post(receiver.address, b"{}", {}, seconds=5, inward=True) == 204


def test_a_paused_webhook_is_told_nothing_until_it_is_resumed(town: Town, receiver: Receiver) -> None:
    made = town.subscribe(receiver.address)
    with town.office.work(builders.SECURITY_ADMIN) as work:
        paused = webhooks.pause(work, made.id, revision=made.revision)
    town.change(2)
    assert town.deliver() == {}
    assert town.show(made).state == "paused"
    with town.office.work(builders.SECURITY_ADMIN) as work:
        webhooks.resume(work, made.id, revision=paused.revision)
    assert town.deliver() == {"sent": 2}


def test_pausing_while_an_event_is_under_way_keeps_what_was_accepted_and_sends_no_more(town: Town, receiver: Receiver) -> None:
    made = town.subscribe(receiver.address)
    town.change(3)

    def pause_first(_number: int) -> int:
        with town.office.work(builders.SECURITY_ADMIN) as work:
            webhooks.pause(work, made.id, revision=made.revision)
        return 204

    receiver.answer = pause_first
    assert town.deliver() == {"sent": 1}
    assert town.show(made).succeeded_at == town.clock.now


def test_rows_that_are_not_for_a_receiver_are_passed_over(
    town: Town, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "BATCH", 3)
    made = town.subscribe(receiver.address, "department:put")
    town.change(7)
    builders.create_department(town.office, "市水务局", region=town.region)
    town.change(5)
    assert town.deliver() == {"sent": 1}
    assert town.show(made).backlog == 0


def test_a_run_ends_in_time_and_the_next_goes_on(town: Town, receiver: Receiver) -> None:
    made = town.subscribe(receiver.address)
    town.change(3)

    def slow(_number: int) -> int:
        town.clock.advance(seconds=40)
        return 204

    receiver.answer = slow
    assert town.deliver() == {"sent": 2}
    assert town.show(made).backlog == 1
    assert town.deliver() == {"sent": 1}


def test_a_bulk_of_one_work_is_told_in_its_order(town: Town, receiver: Receiver) -> None:
    town.subscribe(receiver.address)
    with town.office.work(builders.OPERATOR) as work:
        for number in range(5):
            people.put_region(work, RegionEntry(name=f"{number}街道", tier="district", parent=town.region))
    town.deliver()
    assert [told.event["name"] for told in receiver.told] == [f"{number}街道" for number in range(5)]
    assert len({told.event["work_id"] for told in receiver.told}) == 1


def test_several_receivers_are_each_told_everything_under_ids_of_their_own(town: Town, receiver: Receiver) -> None:
    with a_receiver() as second:
        town.subscribe(receiver.address)
        town.subscribe(second.address)
        town.change(2)
        assert town.deliver() == {"sent": 4}
        assert receiver.seqs == second.seqs
        assert not {told.event["id"] for told in receiver.told} & {told.event["id"] for told in second.told}
