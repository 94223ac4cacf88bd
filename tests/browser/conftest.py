"""Real Chromium before a real service: a page watches itself, and a test in which something foreign happened has failed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import stories
from tests.browser.town import Town, build, served
from tests.conftest import CI

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_WATCH = (
    "addEventListener('securitypolicyviolation', (event) => console.error('policy', event.violatedDirective, event.blockedURI))"
)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is; in CI its absence is a failure."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        assert not CI, "chromium is missing"
        pytest.skip("chromium is not there")
    return found


@pytest.fixture(scope="package")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The small city, served."""
    home = tmp_path_factory.mktemp("town")
    passwords = build(home)
    stories.tell(home, passwords)
    with served(home) as url:
        yield Town(url, home, passwords)


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium. It is closed with the last of these tests: its loop must not run beneath others."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


class Visit:
    """A window of the browser, and everything on its pages that should not be."""

    def __init__(self, context: BrowserContext, town: Town) -> None:
        self.town = town
        self.faults: list[str] = []
        context.add_init_script(_WATCH)
        context.on("request", lambda request: self._request(request.url))
        context.on("response", lambda answer: self._answer(answer.status, answer.url))
        context.on("console", lambda message: self._note(message.type in ("error", "warning"), f"{message.type} {message.text}"))
        context.on("weberror", lambda error: self._note(True, str(error.error)))
        self.page: Page = context.new_page()

    def open(self, path: str) -> Page:
        """Go to a page of ours."""
        self.page.goto(self.town.url + path)
        return self.page

    def sign_in(self, login: str, password: str | None = None, path: str = "/sign-in") -> Page:
        """Sign an official in by the form."""
        page = self.open(path)
        page.fill("#login", login)
        page.fill("#password", self.town.passwords[login] if password is None else password)
        page.click("main button")
        return page

    def expect(self, status: int) -> None:
        """Strike the answers of a status off the faults, with what the console says of them: they were wanted."""
        self.faults[:] = [
            each for each in self.faults if not each.startswith(f"{status} ") and f"status of {status} " not in each
        ]

    def _request(self, url: str) -> None:
        self._note(urlsplit(url).scheme != "data" and not url.startswith(f"{self.town.url}/"), f"foreign request {url}")

    def _answer(self, status: int, url: str) -> None:
        self._note(status >= 400, f"{status} {url}")

    def _note(self, wrong: bool, what: str) -> None:
        if wrong:
            self.faults.append(what)


Visiting = Callable[..., AbstractContextManager[Visit]]


@pytest.fixture
def visiting(browser: Browser, town: Town) -> Visiting:
    """Open a window of its own cookies; when it closes, nothing may have been wrong on any page of it."""

    @contextmanager
    def opened(*, scripts: bool = True, width: int = 1280) -> Iterator[Visit]:
        context = browser.new_context(java_script_enabled=scripts, viewport={"width": width, "height": 900}, locale="zh-CN")
        context.set_default_timeout(10_000)
        visit = Visit(context, town)
        yield visit
        context.close()
        assert not visit.faults, visit.faults

    return opened


@pytest.fixture(params=[True, False], ids=["scripts", "plain"])
def visit(request: pytest.FixtureRequest, visiting: Visiting) -> Iterator[Visit]:
    """A window, once with scripts and once without: every page is complete without them."""
    with visiting(scripts=request.param) as opened:
        yield opened
