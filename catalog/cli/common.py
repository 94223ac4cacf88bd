"""What every command shares: ``--json``, ``--as``, the office, refusals said on the terminal."""

from __future__ import annotations

import functools
import getpass
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date, datetime
from typing import Any
from unicodedata import east_asian_width

import click

from catalog import logs, people, search
from catalog.errors import Refusal
from catalog.office import Office
from catalog.rights import Actor, operator
from catalog.settings import Settings, read
from catalog.store import SHANGHAI


@dataclass(slots=True)
class Door:
    """What a command is handed: the settings in force, who acts, and how to answer."""

    settings: Settings
    as_json: bool
    login: str | None
    password: str | None
    _office: Office | None = None

    @property
    def office(self) -> Office:
        """The office on the database in force, opened when first asked for."""
        if self._office is None:
            self._office = Office(self.settings)
            search.attach(self._office)
        return self._office

    @property
    def actor(self) -> Actor:
        """Who acts: the built-in operator, or after ``--as LOGIN`` that official, who must give the password.

        Raises
        ------
        Unauthenticated
            The password does not hold. Without it the separation of duties would end at the shell.
        """
        if self.login is None:
            return operator(getpass.getuser())
        password = self.password or click.prompt(f"{self.login} 的口令 password", hide_input=True, err=True)
        return people.authenticate(self.office, self.login, password)

    def show(self, data: Any, text: str | Iterable[str]) -> None:
        """Answer: ``data`` as one JSON document under ``--json``, else the lines of ``text`` for people."""
        if self.as_json:
            click.echo(json.dumps(plain(data), ensure_ascii=False, indent=2))
            return
        for line in [text] if isinstance(text, str) else text:
            click.echo(line)

    def close(self) -> None:
        """Give the connections back."""
        if self._office is not None:
            self._office.close()


def plain(data: Any) -> Any:
    """Turn results (frozen dataclasses, dates, sequences) into what JSON can say."""
    if hasattr(data, "as_dict"):
        return plain(data.as_dict())
    if is_dataclass(data) and not isinstance(data, type):
        return {name: plain(value) for name, value in asdict(data).items()}
    if isinstance(data, Mapping):
        return {str(name): plain(value) for name, value in data.items()}
    if isinstance(data, date | datetime):
        return data.isoformat()
    if isinstance(data, list | tuple | set | frozenset):
        return [plain(value) for value in data]
    return data


def command(group: click.Group, name: str) -> Callable[[Callable[..., None]], click.Command]:
    """Make a function a command of ``group`` that takes ``--json`` and ``--as`` and is handed a ``Door`` first."""

    def wrap(function: Callable[..., None]) -> click.Command:
        @functools.wraps(function)
        def run(as_json: bool, login: str | None, password: str | None, **arguments: Any) -> None:
            # What a command did, it answers; the log of every work would drown that. The service logs at its own level.
            logs.configure("WARNING")
            door = None
            try:
                door = Door(read(), as_json, login, password)
                function(door, **arguments)
            except Refusal as refusal:
                _say_refusal(refusal, as_json)
                sys.exit(1)
            finally:
                if door is not None:
                    door.close()

        options = (
            click.option("--json", "as_json", is_flag=True, help="以 JSON 回答 answer as one JSON document"),
            click.option("--as", "login", metavar="LOGIN", help="以此人员身份执行 act as this official (asks for the password)"),
            click.option("--password", envvar="CATALOG_PASSWORD", hidden=True),
        )
        decorated: Callable[..., Any] = run
        for option in options:
            decorated = option(decorated)
        return group.command(name)(decorated)

    return wrap


def _say_refusal(refusal: Refusal, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"error": plain(refusal.as_dict())}, ensure_ascii=False, indent=2))
        return
    click.echo(f"{refusal.zh}\n{refusal.en} [{refusal.code}]", err=True)
    for problem in refusal.problems:
        click.echo(f"  {problem.path or '-'}: {problem.zh} / {problem.en}", err=True)


def table(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str]) -> list[str]:
    """Set rows in columns (field → heading), counting Chinese characters as two cells wide; instants as Shanghai reads them."""
    cells = [list(columns.values())] + [[_cell(row.get(name)) for name in columns] for row in rows]
    widths = [max(_width(line[index]) for line in cells) for index in range(len(columns))]
    return [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    ]


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
    return "" if value is None else str(value)


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
