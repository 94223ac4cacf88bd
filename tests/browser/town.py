"""The demonstration in small, served as it is in life: its own process, its own database, any free port."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from sqlalchemy import select

from catalog import people, upkeep
from catalog.demo import City, DemoResource, generate
from catalog.demo.loader import load
from catalog.lists.demands import queries as demands
from catalog.lists.model import ResourceRow, VersionRow
from catalog.lists.responsibilities import queries as responsibilities
from catalog.office import Office
from catalog.people.actors import official_actor
from catalog.people.model import DepartmentRow, OfficialRow
from catalog.settings import Settings
from catalog.sharing import applications
from catalog.store import connect
from tests import builders
from tests.builders import OPERATOR

DISTRICTS: Final = 3
"""So many districts does the small city keep; the nation and the city keep every department."""

ONE_OF: Final = 12
"""One of so many plainly published entries is kept, and every entry that has a story."""

AUTHORITY: Final = "zhulili"
"""The data authority of the city: she has something to do, and sees the revisions that wait for her."""

REGISTRAR: Final = "zengpeng"

NEW_PASSWORD: Final = "Yunjiang-2026"

_STARTING_SECONDS: Final = 60


@dataclass(frozen=True)
class Town:
    """A served city: where it answers, where its files are, the password of each account that is given out."""

    url: str
    home: Path
    passwords: dict[str, str]

    def accepted(self) -> str:
        """Return the address of a demand that waits to be matched."""
        return f"/demands/{self._demand('accepted')}"

    def traced(self) -> str:
        """Return the address of the trace of a demand that is satisfied."""
        return f"/trace/{self._demand('satisfied')}"

    def _demand(self, state: str) -> str:
        office = Office(Settings(home=self.home))
        with office.look(OPERATOR) as look:
            found = demands.find(look, demands.Filter(states=(state,)))[-1].id
        office.close()
        return found

    def revised(self) -> str:
        """Return the address of an entry of which a second version waits for the city's authority."""
        home = select(DepartmentRow.region_id).join(OfficialRow, OfficialRow.department_id == DepartmentRow.id)
        with self._office() as office, office.look(OPERATOR) as look:
            found = (
                select(VersionRow.resource_id)
                .join(ResourceRow, ResourceRow.draft_id == VersionRow.id)
                .where(
                    VersionRow.number == 2, ResourceRow.region_id == home.where(OfficialRow.login == AUTHORITY).scalar_subquery()
                )
                .order_by(VersionRow.id)
            )
            return f"/resources/{look.session.scalars(found).first()}"

    def listed(self) -> dict[str, str]:
        """Return the addresses of the demands and responsibilities there are, by title; of those of one title, the first demand's."""
        with self._office() as office, office.look(OPERATOR) as look:
            duties = {
                each.title: f"/responsibilities/{each.id}"
                for each in responsibilities.find(look, responsibilities.Filter(), limit=None)
            }
            asked = {each.title: f"/demands/{each.id}" for each in reversed(demands.find(look, demands.Filter(), limit=None))}
        return duties | asked

    def grant(self, demand: str, applicant: str, signer: str, replier: str) -> None:
        """Let the department of a demand (its address) apply for what satisfies it, and be granted it."""
        with self._office() as office:
            with office.look(OPERATOR) as look:
                found = demands.show(look, demand.rpartition("/")[2])
                rows = look.session.scalars(
                    select(OfficialRow).where(OfficialRow.login.in_((applicant, signer, replier, AUTHORITY)))
                )
                actors = {row.login: official_actor(look.session, row, look.now) for row in rows}
                entry = look.session.get_one(ResourceRow, found.sources[0].resource_id)
                offered = look.session.get_one(VersionRow, entry.current_id).content["sharing_modes"]
            said = {name: found.content[name] for name in ("basis", "scenario", "scope", "until")}
            content = {**said, "items": [], "mode": offered[0]}
            asker = actors[applicant]
            with office.work(asker) as work:
                filed = applications.file(work, asker.department, entry.id, content, demand=found.summary.id, basket=None)
                receipt = applications.submit(work, filed.id, revision=filed.revision)
            with office.work(actors[signer]) as work:
                receipt = applications.sign(work, receipt.id, revision=receipt.revision)
            while receipt.state == "checking":
                with office.work(actors[AUTHORITY]) as work:
                    receipt = applications.pass_on(work, receipt.id, revision=receipt.revision)
            with office.work(actors[replier]) as work:
                applications.agree(work, receipt.id, revision=receipt.revision)

    def add_official(self, login: str) -> None:
        """Make an official whose generated password must be changed before anything opens."""
        with self._office() as office, office.work(OPERATOR) as work:
            department = people.list_departments(work)[0].id
            entry = people.OfficialEntry(login=login, name="陈小雨", department=department)
            self.passwords[login] = people.add_official(work, entry, hasher=builders.QUICK).password

    @contextmanager
    def _office(self) -> Iterator[Office]:
        office = Office(Settings(home=self.home))
        yield office
        office.close()


def small_city(today: date) -> City:
    """Return the demonstration city with few districts and one of many entries."""
    city = generate(today)
    kept_districts = {each.key for each in [region for region in city.regions if region.tier == "district"][:DISTRICTS]}
    regions = tuple(each for each in city.regions if each.tier != "district" or each.key in kept_districts)
    known = {each.key for each in regions}
    departments = tuple(each for each in city.departments if each.region in known)
    houses = {each.key for each in departments}
    officials = tuple(each for each in city.officials if each.department in houses)
    logins = {each.login for each in officials}
    chiefs = tuple(
        each
        for each in city.chiefs
        if each.official in logins and each.department in houses | {None} and each.region in known | {None}
    )
    mine = [each for each in city.resources if each.department in houses]
    resources = tuple(_few(mine))
    return replace(city, regions=regions, departments=departments, officials=officials, chiefs=chiefs, resources=resources)


def _few(resources: list[DemoResource]) -> Iterator[DemoResource]:
    """Yield every entry that has a story, those that others name, and some of the rest."""
    named = {each.successor for each in resources}
    for at, each in enumerate(resources):
        if at % ONE_OF == 0 or each.state != "published" or each.revision or each.key in named:
            yield each


def build(home: Path, city_of: Callable[[date], City] = small_city) -> dict[str, str]:
    """Load a city into a new database in ``home``; return the passwords by login."""
    settings = Settings(home=home)
    engine = connect(settings)
    upkeep.upgrade(engine)
    engine.dispose()
    return {account.login: account.password for account in load(settings, "tests", city_of, builders.QUICK).accounts}


@contextmanager
def served(home: Path) -> Iterator[str]:
    """Serve the catalog in ``home``, open to the public; yield the address. The process ends with the context."""
    port = _free_port()
    environment = {**os.environ, "CATALOG_HOME": str(home), "CATALOG_PORT": str(port), "CATALOG_WORKERS": "1"}
    environment |= {"CATALOG_PUBLIC_CATALOG": "true", "CATALOG_LOG_LEVEL": "ERROR"}
    with (home / "serve.log").open("wb") as log:
        server = subprocess.Popen([sys.executable, "-m", "catalog.cli", "serve"], env=environment, stdout=log, stderr=log)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url, server, home / "serve.log")
            yield url
        finally:
            server.terminate()
            server.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _STARTING_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"the service does not answer: {log.read_text()[-2000:]}")
