"""A call that names its grant alone is attributed by it: whose it was, whose data, and how long it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from catalog.metering.ledger import Calls, append, totals
from catalog.metering.ledger.rules import micros
from tests.builders import OPERATOR
from tests.conftest import Clock, Databases
from tests.lists.conftest import settle
from tests.sharing.market import Market


@pytest.fixture
def market(databases: Databases, clock: Clock) -> Iterator[Market]:
    with databases.house(settle, clock) as (office, ids):
        yield Market(office, ids)


def test_a_grant_says_whose_call_it_was(market: Market) -> None:
    grant = market.granted()
    at = micros(market.office.clock())
    calls = Calls("gw", ["a", "b", "c"], [at] * 3, ["ok"] * 3, grant=[grant, grant, "01937b6e-5c1e-7a40-9a51-3b0c5a1d2e3f"])
    answer = append(market.office, OPERATOR, calls)
    assert (answer.accepted, answer.unattributed) == (3, 1)
    since = market.office.clock() - timedelta(days=1)
    with market.office.look(OPERATOR) as look:
        found = totals(look, since, since + timedelta(days=2), group_by=("consumer", "grant"))
    assert {total.key: total.calls for total in found} == {(market.finance, grant): 2, (None, None): 1}
