"""The command line as the door of a story."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from catalog.canon import canonical
from catalog.office import system_clock
from catalog.settings import Settings
from catalog.store import shanghai_day
from tests import builders
from tests.cli.conftest import answer, runner
from tests.stories.cast import Person
from tests.stories.door import Answer, Content, Refusal

_OPTIONS: Final = {"plan": "text", "items": "item", "resources": "resource", "owner": "department"}
"""Where an option is not called what the field is."""


class CliDoor:
    """Commands under ``--as`` whoever asks; they read the clock on the wall, so that no night can be let pass."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._catalog, self._folder = runner(settings), folder

    def _run(self, who: Person, *arguments: object, code: int = 0) -> Answer:
        signed = ("--as", who.login, "--json")
        return answer(self._catalog(*arguments, *signed, code=code, CATALOG_PASSWORD=builders.PASSWORD))

    def _refusal(self, who: Person, *arguments: object) -> Refusal:
        error = self._run(who, *arguments, code=1)["error"]
        return Refusal(error["code"], tuple(problem["path"] for problem in error["problems"]))

    def _file(self, content: Any) -> Path:
        path = self._folder / "document.json"
        path.write_text(canonical(content), encoding="utf-8")
        return path

    @property
    def today(self) -> date:
        return shanghai_day(system_clock())

    def rest(self) -> None:
        """Stay awake."""

    # -- Demands and responsibilities

    def file(self, who: Person, department: str, content: Content) -> Answer:
        return self._run(who, "demands", "file", "--department", department, self._file(content))

    def apply(self, who: Person, department: str, resource: str, demand: str, content: Content) -> Answer:
        said = {"department": department, "resource": resource, "demand": demand}
        return self._run(who, "applications", "file", *_options(said), self._file(content))

    def edit(self, who: Person, ref: str, content: Content) -> Answer:
        read = self.show(who, "demands", ref)["revision"]
        return self._run(who, "demands", "edit", ref, self._file(content), "--revision", read)

    def do(self, who: Person, things: str, verb: str, ref: str, **said: Any) -> Answer:
        return self._run(who, *self._change(who, things, verb, ref, said))

    def refused(self, who: Person, things: str, verb: str, ref: str, **said: Any) -> Refusal:
        return self._refusal(who, *self._change(who, things, verb, ref, said))

    def _change(self, who: Person, things: str, verb: str, ref: str, said: dict[str, Any]) -> list[object]:
        read = self.show(who, things, ref)["revision"]
        return [things, verb, ref, *_options(said), "--revision", read]

    def show(self, who: Person, things: str, ref: str) -> Answer:
        return _flat(self._run(who, things, "show", ref))

    def find(self, who: Person, things: str, **narrowed: str) -> Sequence[Answer]:
        return list(self._run(who, things, "list", *_options(narrowed))[things])

    def duplicates(self, who: Person) -> Sequence[Answer]:
        return list(self._run(who, "demands", "duplicates"))

    def candidates(self, who: Person, ref: str) -> Answer:
        return self._run(who, "demands", "candidates", ref)

    def issue(self, who: Person, department: str, year: int) -> Answer:
        return self._run(who, "responsibilities", "issue", department, year)

    def acknowledge(self, who: Person, issue: Answer) -> Answer:
        return self._run(who, "responsibilities", "acknowledge", issue["id"], "--revision", issue["revision"])

    def trace(self, who: Person, ref: str) -> Answer:
        return self._run(who, "trace", ref)

    # -- Clocks

    def put_policy(self, who: Person, region: str, **days: int) -> None:
        self._run(who, "calendar", "profile-put", self._file(days), "--region", region, "--from", self.today)

    def deadline(self, who: Person, start: str, days: int) -> str:
        return str(self._run(who, "calendar", "deadline", start, "--days", days)["due_on"])

    def todo(self, who: Person, **narrowed: str) -> Sequence[Answer]:
        return list(self._run(who, "calendar", "due", *_options(narrowed)))

    def overdue(self, who: Person, at: str) -> Answer:
        return self._run(who, "lists", "overdue", "--at", at)

    def extend(self, who: Person, case: Answer, by: str, reason: str) -> Answer:
        return self._run(who, *self._extension(case, by, reason))

    def not_extended(self, who: Person, case: Answer) -> Refusal:
        return self._refusal(who, *self._extension(case, "无", "再延一次"))

    def _extension(self, case: Answer, by: str, reason: str) -> list[object]:
        said = {"by": by, "reason": reason, "on": self.today, "revision": case["revision"]}
        return ["calendar", "extend", case["id"], *_options(said)]

    # -- Entries and departments

    def register(self, who: Person, department: str, content: Content) -> Answer:
        return self._run(who, "lists", "register", "--department", department, self._file(content))

    def submit(self, who: Person, entry: str) -> Answer:
        return self._run(who, "lists", "submit", entry, "--revision", self.entry(who, entry)["revision"])

    def review(self, who: Person, entry: str, opinion: str) -> Answer:
        said = {"decision": "pass", "opinion": opinion, "revision": self.entry(who, entry)["revision"]}
        return self._run(who, "lists", "review", entry, *_options(said))

    def entry(self, who: Person, entry: str) -> Answer:
        return _flat(self._run(who, "lists", "show", entry))

    def bind(self, who: Person, entry: str, path: str) -> Answer:
        return self._run(who, "lists", "bind", entry, "file", self._file({"path": path}))

    def check(self, who: Person, entry: str) -> Answer:
        return self._run(who, "lists", "check-bindings", entry)

    def merge_departments(self, who: Person, names: Sequence[str], into: str) -> Answer:
        return self._run(who, "people", "merge", *names, "--name", into, "--on", self.today)


def _flat(shown: Answer) -> Answer:
    """Return what is shown with its line told among the other members, as the API tells it."""
    return {**shown["summary"], **{name: value for name, value in shown.items() if name != "summary"}}


def _options(said: dict[str, Any]) -> list[object]:
    """Return fields as options; what holds several is an option for each."""
    options: list[object] = []
    for name, value in said.items():
        for each in value if isinstance(value, list) else [value]:
            options += [f"--{_OPTIONS.get(name, name)}", _text(name, each)]
    return options


def _text(name: str, value: Any) -> object:
    if name == "basis":
        return f"《{value['law']}》{value['article']}"
    if name == "resources":
        return f"{value['resource']}={'、'.join(value['items'])}"
    return value
