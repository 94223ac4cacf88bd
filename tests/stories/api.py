"""The REST API as the door of a story."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from werkzeug.test import TestResponse

from catalog.office import Office
from catalog.store import shanghai_day
from tests import builders
from tests.conftest import Clock, standing_app
from tests.stories.cast import Person
from tests.stories.door import Answer, Content, Refusal

API = "/api/v1"
CASES = f"{API}/cases"


class ApiDoor:
    """Requests under the token of whoever asks; a night is a turn of the clock."""

    def __init__(self, office: Office, clock: Clock) -> None:
        self._clock = clock
        self._client = standing_app(office).test_client()
        self._token = cache(self._sign_in)

    def _sign_in(self, login: str, _day: date) -> str:
        said = {"login": login, "password": builders.PASSWORD}
        answer = self._client.post(f"{API}/sessions", json=said)
        assert answer.status_code == 201, answer.get_data(as_text=True)
        return str(answer.json["token"])

    def _send(self, who: Person, method: str, path: str, *, revision: int | None = None, **request: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self._token(who.login, self.today)}"}
        if revision is not None:
            headers["If-Match"] = f'"{revision}"'
        return self._client.open(path, method=method, headers=headers, **request)

    def _done(self, who: Person, method: str, path: str, **request: Any) -> Answer:
        answer = self._send(who, method, path, **request)
        assert answer.status_code < 300, answer.get_data(as_text=True)
        return answer.json

    def _refusal(self, answer: TestResponse) -> Refusal:
        assert 400 <= answer.status_code < 500, answer.get_data(as_text=True)
        return Refusal(answer.json["code"], tuple(error["path"] for error in answer.json.get("errors", ())))

    @property
    def today(self) -> date:
        return shanghai_day(self._clock())

    def rest(self) -> None:
        self._clock.advance(days=1)

    # -- Demands and responsibilities

    def file(self, who: Person, department: str, content: Content) -> Answer:
        return self._done(who, "POST", f"{API}/demands", json={"department": department, "content": content})

    def apply(self, who: Person, department: str, resource: str, demand: str, content: Content) -> Answer:
        said = {"department": department, "resource": resource, "demand": demand, "content": content}
        return self._done(who, "POST", f"{API}/applications", json=said)

    def edit(self, who: Person, ref: str, content: Content) -> Answer:
        read = self.show(who, "demands", ref)["revision"]
        return self._done(who, "PUT", f"{API}/demands/{ref}", revision=read, json={"content": content})

    def do(self, who: Person, things: str, verb: str, ref: str, **said: Any) -> Answer:
        read = self.show(who, things, ref)["revision"]
        return self._done(who, "POST", f"{API}/{things}/{ref}/{verb}", revision=read, json=said)

    def refused(self, who: Person, things: str, verb: str, ref: str, **said: Any) -> Refusal:
        read = self.show(who, things, ref)["revision"]
        return self._refusal(self._send(who, "POST", f"{API}/{things}/{ref}/{verb}", revision=read, json=said))

    def show(self, who: Person, things: str, ref: str) -> Answer:
        return self._done(who, "GET", f"{API}/{things}/{ref}")

    def find(self, who: Person, things: str, **narrowed: str) -> Sequence[Answer]:
        return list(self._done(who, "GET", f"{API}/{things}", query_string=narrowed)[things])

    def duplicates(self, who: Person) -> Sequence[Answer]:
        return list(self._done(who, "GET", f"{API}/demands/duplicates")["pairs"])

    def candidates(self, who: Person, ref: str) -> Answer:
        return self._done(who, "GET", f"{API}/demands/{ref}/candidates")

    def issue(self, who: Person, department: str, year: int) -> Answer:
        return self._done(who, "POST", f"{API}/responsibilities/issues", json={"department": department, "year": year})

    def acknowledge(self, who: Person, issue: Answer) -> Answer:
        path = f"{API}/responsibilities/issues/{issue['id']}/acknowledge"
        return self._done(who, "POST", path, revision=issue["revision"])

    def trace(self, who: Person, ref: str) -> Answer:
        return self._done(who, "GET", f"{API}/traces/{ref}")

    # -- Clocks

    def put_policy(self, who: Person, region: str, **days: int) -> None:
        said = {"region": region, "valid_from": self.today.isoformat(), "content": days}
        self._done(who, "POST", f"{API}/policy/profiles", json=said)

    def deadline(self, who: Person, start: str, days: int) -> str:
        return str(self._done(who, "GET", f"{API}/calendar/deadline", query_string={"start": start, "days": days})["due_on"])

    def todo(self, who: Person, **narrowed: str) -> Sequence[Answer]:
        return list(self._done(who, "GET", f"{CASES}/todo", query_string=narrowed)["cases"])

    def overdue(self, who: Person, at: str) -> Answer:
        return self._done(who, "GET", f"{CASES}/overdue/by", query_string={"at": at})

    def extend(self, who: Person, case: Answer, by: str, reason: str) -> Answer:
        said = {"by": by, "reason": reason, "on": self.today.isoformat()}
        return self._done(who, "POST", f"{CASES}/{case['id']}/extension", revision=case["revision"], json=said)

    def not_extended(self, who: Person, case: Answer) -> Refusal:
        said = {"by": "无", "reason": "再延一次", "on": self.today.isoformat()}
        path = f"{CASES}/{case['id']}/extension"
        return self._refusal(self._send(who, "POST", path, revision=case["revision"], json=said))

    # -- Entries and departments

    def register(self, who: Person, department: str, content: Content) -> Answer:
        return self._done(who, "POST", f"{API}/resources", json={"department": department, "content": content})

    def submit(self, who: Person, entry: str) -> Answer:
        return self._done(who, "POST", f"{API}/resources/{entry}/submission", revision=self.entry(who, entry)["revision"])

    def review(self, who: Person, entry: str, opinion: str) -> Answer:
        said = {"decision": "pass", "opinion": opinion}
        read = self.entry(who, entry)["revision"]
        return self._done(who, "POST", f"{API}/resources/{entry}/reviews", revision=read, json=said)

    def entry(self, who: Person, entry: str) -> Answer:
        return self._done(who, "GET", f"{API}/resources/{entry}")

    def bind(self, who: Person, entry: str, path: str) -> Answer:
        said = {"resource": entry, "kind": "file", "config": {"path": path}}
        return self._done(who, "POST", f"{API}/bindings", json=said)

    def check(self, who: Person, entry: str) -> Answer:
        return self._done(who, "POST", f"{API}/bindings/checks", json={"resource": entry})

    def merge_departments(self, who: Person, names: Sequence[str], into: str) -> Answer:
        found = (self._done(who, "GET", f"{API}/departments/by-name", query_string={"text": name}) for name in names)
        ids = [each["department"]["id"] for each in found]
        said = {"departments": ids, "into": {"name": into}, "on": self.today.isoformat()}
        return self._done(who, "POST", f"{API}/departments/merger", json=said)
