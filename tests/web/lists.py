"""Demands and responsibilities of the city of the pages, and the forms that a browser sends about them."""

from __future__ import annotations

from typing import Any

from catalog import lists
from catalog.lists import demands, responsibilities
from catalog.lists.bindings import Finding
from catalog.lists.demands import queries as demand_queries
from catalog.lists.responsibilities import queries as responsibility_queries
from tests.lists.loop import create_demand
from tests.web.conftest import Browser, City
from tests.web.reading import actor

FORM: dict[str, str | list[str]] = {
    "title": "停车收费核对所需数据",
    "items": "停车场名称\n\n泊位总数\n收费标准",
    "scenario": "核对停车收费备案",
    "scope": "本局业务系统",
    "basis_law": ["政务数据共享条例", ""],
    "basis_article": ["第二十一条", ""],
    "frequency": "monthly",
    "modes": ["platform_api", "platform_file"],
    "until": "2031-12-31",
    "urgency": "urgent",
}
"""A form that can be submitted as it is."""


def at(thing: Any) -> str:
    """Return the address of a demand or a responsibility."""
    kind = "demands" if thing.number.startswith("XQ") else "responsibilities"
    return f"/{kind}/{thing.id}"


def act(browser: Browser, thing: Any, verb: str, *, status: int = 303, revision: int | None = None, **fields: Any) -> str:
    """Send a form from the page of a thing as it stands now; return the page that answers, or where it leads."""
    path = at(thing)
    if revision is None:
        page = browser.text(path)
        revision = int(page.partition('name="revision" value="')[2].partition('"')[0])
    answer = browser.post(path, status=status, verb=verb, revision=str(revision), **fields)
    return answer.headers["Location"] if status == 303 else answer.get_data(as_text=True)


def filed(city: City, **fields: Any) -> demands.Receipt:
    who = actor(city, "li.ming")
    with city.office.work(who) as work:
        return demands.file(work, city.department, create_demand(**fields))


def reviewing(city: City, **fields: Any) -> demands.Receipt:
    receipt = filed(city, **fields)
    with city.office.work(actor(city, "li.ming")) as work:
        receipt = demands.submit(work, receipt.id, revision=receipt.revision)
    with city.office.work(actor(city, "zhao.wei")) as work:
        return demands.sign(work, receipt.id, revision=receipt.revision)


def accepted(city: City, **fields: Any) -> demands.Receipt:
    receipt = reviewing(city, **fields)
    with city.office.work(actor(city, "chen.jing")) as work:
        return demands.accept(work, receipt.id, revision=receipt.revision)


def assigned(city: City, **fields: Any) -> responsibilities.Receipt:
    """Make a demand the responsibility of the department."""
    receipt = accepted(city, **fields)
    with city.office.work(actor(city, "chen.jing")) as work:
        return responsibilities.assign_for_demand(work, receipt.id, city.department, revision=receipt.revision)


def let_answer(city: City) -> None:
    """Bind the published entry, and let its binding answer."""
    with city.office.work(actor(city, "li.ming")) as work:
        binding = lists.bind(work, city.published.id, "link", {"url": "https://data.example/parking"}, seal=str.encode)
        lists.record_checks(work, [Finding(binding.id, True)])


def demand(city: City, reference: str) -> demand_queries.Demand:
    with city.office.look(actor(city, "chen.jing")) as look:
        return demand_queries.show(look, reference)


def responsibility(city: City, reference: str) -> responsibility_queries.Responsibility:
    with city.office.look(actor(city, "chen.jing")) as look:
        return responsibility_queries.show(look, reference)
