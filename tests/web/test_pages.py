"""The home page, the API's manual and error pages, as a browser without JavaScript gets them."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from catalog.app import create_app
from catalog.office import Office
from tests import builders
from tests.conftest import Clock, Databases

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
PAGES = ("/", "/?lang=en", "/docs", "/docs?lang=en", "/nothing")


class Links(HTMLParser):
    """What a page refers to, what stands in it twice, and what a strict CSP would refuse."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.ids: list[str] = []
        self.refused: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src"):
                self.targets.append(value or "")
            if name == "id":
                self.ids.append(value or "")
            if name == "style" or name.startswith("on"):
                self.refused.append(f"{tag} {name}")
        if tag == "style" or (tag == "script" and "src" not in dict(attrs)):
            self.refused.append(tag)


@pytest.fixture
def open_catalog(databases: Databases, clock: Clock) -> Iterator[Office]:
    """An office whose catalog is open to the public."""
    office = Office(databases.settings(log_level="ERROR", public_catalog=True), clock=clock)
    yield office
    office.close()


@pytest.fixture
def browser(open_catalog: Office) -> FlaskClient:
    """Somebody who is not signed in, before an open catalog."""
    return create_app(open_catalog.settings, open_catalog).test_client()


def test_every_page_carries_the_strict_policy_and_keeps_to_it(browser: FlaskClient) -> None:
    for path in PAGES:
        answer = browser.get(path)
        assert answer.headers["Content-Security-Policy"] == CSP
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.mimetype == "text/html"
        assert Links(answer.get_data(as_text=True)).refused == []


def test_every_link_of_a_page_leads_somewhere_in_the_house(browser: FlaskClient) -> None:
    for path in PAGES:
        page = Links(browser.get(path).get_data(as_text=True))
        assert len(page.ids) == len(set(page.ids))
        for target in page.targets:
            if target.startswith("#"):
                assert target[1:] in page.ids, target
            elif target.startswith("/"):
                with browser.get(target) as answer:
                    assert answer.status_code == 200, target
            else:
                assert target in ("data:,", "?", "?lang=en")


def test_the_home_page_tells_what_is_there(browser: FlaskClient, open_catalog: Office) -> None:
    office = open_catalog
    empty = browser.get("/").get_data(as_text=True)
    assert "目录中还没有资源" in empty
    region = builders.create_region(office)
    department = builders.create_department(office, region=region)
    builders.create_classification(office)
    people = [
        builders.create_actor(office, department=department, roles=(role,)) for role in ("registrar", "reviewer", "authority")
    ]
    for _ in range(3):
        builders.create_published(office, *people)
    builders.create_draft(office, people[0])
    page = browser.get("/").get_data(as_text=True)
    for said in ("云长制三清单目录服务", "已发布", "接入率", "信息项", "0.0 %", '<td class="number">6</td>'):
        assert said in page
    assert "草稿" not in page, "drafts are not for visitors"
    english = browser.get("/?lang=en").get_data(as_text=True)
    for said in ('<html lang="en">', "Access rate", "published"):
        assert said in english


def test_a_closed_catalog_tells_only_what_it_is_and_how_to_sign_in(office: Office) -> None:
    answer = create_app(office.settings, office).test_client().get("/")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "本目录不对未登录者开放" in page
    assert 'href="/sign-in"' in page
    assert "接入率" not in page


def test_the_manual_tells_every_operation_with_its_right_and_its_refusals(browser: FlaskClient) -> None:
    document = browser.get("/openapi.json").json
    for language in ("zh", "en"):
        page = browser.get(f"/docs?lang={language}").get_data(as_text=True)
        for path, methods in document["paths"].items():
            assert f"<code>{path}</code>" in page
            for operation in (value for name, value in methods.items() if name != "parameters"):
                for right in operation.get("x-rights", ()):
                    assert f"<code>{right}</code>" in page
        for name in document["components"]["schemas"]:
            assert f'id="schema-{name}"' in page
    assert "Register an entry" in page
    assert "登记资源" not in page


def test_errors_of_pages_are_pages_in_the_language_of_the_page(browser: FlaskClient) -> None:
    missing = browser.get("/nothing")
    assert (missing.status_code, missing.mimetype) == (404, "text/html")
    assert "没有此地址" in missing.get_data(as_text=True)
    assert "There is nothing at this address" in browser.get("/nothing?lang=en").get_data(as_text=True)
    refused = browser.post("/")
    assert (refused.status_code, refused.mimetype) == (405, "text/html")
    assert "GET" in refused.headers["Allow"]


def test_static_files_may_be_kept_and_pages_may_not(browser: FlaskClient) -> None:
    assert browser.get("/").headers["Cache-Control"] == "no-store"
    with browser.get("/static/catalog.css") as kept:
        assert "max-age=604800" in kept.headers["Cache-Control"]
        assert kept.headers["ETag"]
