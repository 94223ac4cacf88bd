"""No text is longer than its column: PostgreSQL would answer with an error of its own, SQLite would keep it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import String

from catalog import calendars, people
from catalog.calendars import model as calendar_tables
from catalog.errors import Invalid
from catalog.office import Work
from catalog.people import ChiefEntry, DepartmentEntry, OfficialEntry, Order, RegionEntry
from catalog.people import model as people_tables
from catalog.store import Base

if TYPE_CHECKING:
    from tests.people.conftest import City

Verb = Callable[["City", Work, str], object]


def department(field: str) -> Verb:
    return lambda city, work, text: people.put_department(
        work, DepartmentEntry(**{"name": "某局", "region": city.city} | {field: text})
    )


def region(field: str) -> Verb:
    given = {"name": "某区", "tier": "district"}
    return lambda city, work, text: people.put_region(work, RegionEntry(**given | {"parent": city.city} | {field: text}))


def official(field: str) -> Verb:
    return lambda _city, work, text: people.put_official(work, OfficialEntry(**{"login": "lisi", "name": "李四"} | {field: text}))


def tier(field: str) -> Verb:
    given = {"code": "street", "level": 40, "zh": "镇街", "en": "street"}
    return lambda _city, work, text: people.add_tier(work, **given | {field: text})


def chief(field: str) -> Verb:
    def put(city: City, work: Work, text: str) -> object:
        head = people.put_official(work, OfficialEntry("head", "头")).id
        return people.put_chief(work, ChiefEntry(**{"kind": "system_chief", "official": head, "region": city.city, field: text}))

    return put


def token(city: City, work: Work, text: str) -> object:
    home = people.put_department(work, DepartmentEntry("某局", city.city)).id
    work.session.flush()
    work.actor = city.security
    return people.issue_token(work, Order(home, text, ["people:read"], datetime(2027, 1, 1, tzinfo=UTC)))


def days(city: City, work: Work, text: str, *, name: str = "元旦", source: str = "2027.csv") -> object:
    return calendars.load_days(work, [calendars.Day(date(2027, 1, 1), False, name)], source=source)


def case(city: City, work: Work, text: str) -> object:
    given = {"thing": "application:1", "region": city.city, "department": None, "days_key": "share"}
    return calendars.open_case(work, "reply", title=text, **given)


DOORS: Mapping[str, tuple[Verb, str]] = {
    "tier.code": (tier("code"), "code"),
    "tier.zh": (tier("zh"), "zh"),
    "tier.en": (tier("en"), "en"),
    "region.code": (region("code"), "code"),
    "region.local_code": (region("local_code"), "local_code"),
    "region.name": (region("name"), "name"),
    "region.tier_code": (region("tier"), "tier"),
    "department.type": (department("type"), "type"),
    "department.credit_code": (department("credit_code"), "credit_code"),
    "department.local_code": (department("local_code"), "local_code"),
    "department.name": (department("name"), "name"),
    "department.short_name": (department("short_name"), "short_name"),
    "department.system": (department("system"), "system"),
    "official.login": (official("login"), "login"),
    "official.name": (official("name"), "name"),
    "official.email": (official("email"), "email"),
    "chief.kind": (chief("kind"), "kind"),
    "chief.system": (chief("system"), "system"),
    "token.application": (token, "application"),
    "calendar_day.name": (lambda city, work, text: days(city, work, text, name=text), "days[2027-01-01].name"),
    "calendar_day.source": (lambda city, work, text: days(city, work, text, source=text), "source"),
    "duty_case.title": (case, "title"),
}
"""Each column that keeps what people type, the verb that writes it and the path of its problem."""

MADE_HERE = {
    "official.password_hash", "role_grant.role", "sign_in.digest", "succession.kind", "token.digest",
    "signing_key.application", "signing_key.vault", "duty_case.kind", "duty_case.thing", "duty_case.outcome",
}  # fmt: skip
"""Columns with words of the system itself, and the key's application, which goes through the same check as the token's."""


def columns() -> dict[str, int]:
    rooms = {people_tables.__name__, calendar_tables.__name__}
    tables = [mapper.local_table for mapper in Base.registry.mappers if mapper.class_.__module__ in rooms]
    return {
        f"{table.name}.{column.name}": column.type.length
        for table in tables
        for column in table.columns
        if type(column.type) is String and column.type.length
    }


def test_every_column_with_a_length_is_written_here() -> None:
    assert set(columns()) == set(DOORS) | MADE_HERE


@pytest.mark.parametrize("column", DOORS)
def test_a_text_longer_than_its_column_is_refused_in_both_languages(city: City, column: str) -> None:
    verb, path = DOORS[column]
    longest = columns()[column]
    text = "a@" + "长" * (longest - 1) if column == "official.email" else "长" * (longest + 1)
    with pytest.raises(Invalid) as refused, city.work() as work:
        verb(city, work, text)
    (problem,) = refused.value.problems
    assert problem.path == path
    assert problem.zh != problem.en


FREE = [name for name in DOORS if name not in {
    "tier.code", "region.code", "region.tier_code", "department.type", "department.credit_code", "official.login", "official.email", "chief.kind",
}]  # fmt: skip


@pytest.mark.parametrize("column", FREE)
def test_a_text_as_long_as_its_column_is_kept(city: City, column: str) -> None:
    with city.work() as work:
        assert DOORS[column][0](city, work, "长" * columns()[column])


@pytest.mark.parametrize("level", [10_000, 2**31])
def test_a_level_past_the_lowest_is_refused(city: City, level: int) -> None:
    with pytest.raises(Invalid) as refused, city.work() as work:
        people.add_tier(work, "street", level, "镇街", "street")
    assert [(problem.path, problem.code) for problem in refused.value.problems] == [("level", "too_low")]


def test_a_calendar_file_with_a_long_name_says_which_line() -> None:
    _, problems = calendars.rules.read_days([("2027-01-01", "0", "元" * 129)])
    assert [(problem.path, problem.code) for problem in problems] == [("days[1].name", "too_long")]
