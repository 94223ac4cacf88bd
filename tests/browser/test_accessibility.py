"""Every kind of page before pa11y (axe and HTML_CodeSniffer, WCAG 2 AA): light and dark, in both languages, signed out and in."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import FLAGS, Visit, Visiting
from tests.browser.town import AUTHORITY
from tests.conftest import CI

HERE: Final = Path(__file__).parent / "pa11y"
INSTALLED: Final = Path(__file__).parents[2] / "build" / "pa11y"
"""Where the packages that the lock names are put; made anew when the lock has changed."""


@pytest.fixture(scope="session")
def node() -> str:
    """Node with pa11y installed in ``build``; in CI its absence is a failure."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if found is None or npm is None:
        assert not CI, "node or npm is missing"
        pytest.skip("node and npm are not there")
    lock, stamp = HERE / "package-lock.json", INSTALLED / "installed.json"
    if not stamp.exists() or stamp.read_bytes() != lock.read_bytes():
        INSTALLED.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, INSTALLED)
        subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=INSTALLED, check=True, capture_output=True)
        shutil.copy(lock, stamp)
    return found


def examine(node: str, chromium: str, pages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what is wrong on the pages."""
    order = json.dumps({"executable": chromium, "flags": FLAGS, "pages": pages})
    command = [node, str(HERE / "check.mjs")]
    done = subprocess.run(command, cwd=INSTALLED, input=order, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def _kinds(visiting: Visiting, login: str | None) -> tuple[list[str], str | None]:
    """Return an address of every kind of page, and the cookies of the official who reads them."""
    with visiting() as visit:
        if login:
            expect(visit.sign_in(login).locator(".who")).to_be_visible()
        page = visit.open("/regions")
        region = page.locator(".tree ul ul a").first.get_attribute("href")
        page = visit.open("/departments")
        department = page.locator("tbody th a").first.get_attribute("href")
        revised = visit.town.revised()
        paths = ["/", "/search?text=人口", "/search?text=犇骉", "/departments", "/regions", revised]
        paths += [
            region or "",
            department or "",
            *([f"{revised}/versions/1/diff/2", "/password"] if login else ["/sign-in", "/docs", "/nothing"]),
        ]
        paths += _lists(visit) if login else []
        cookies = "; ".join(f"{each['name']}={each['value']}" for each in page.context.cookies())
        return [visit.town.url + path for path in paths], cookies or None


def _lists(visit: Visit) -> list[str]:
    """Return a page of every kind about the demand and responsibility lists, with its forms unfolded where it has any."""
    listed = visit.town.listed()
    waiting = next(path for title, path in listed.items() if f"{title}（补充）" in listed)
    page = visit.open("/responsibilities/issues")
    issue = page.locator("tbody th a").first.get_attribute("href") or ""
    objected = next(path for title, path in listed.items() if title == "水库汛期水位记录")
    fixed = [
        "/demands",
        "/demands?view=board",
        "/responsibilities?view=board",
        "/responsibilities/new",
        "/responsibilities/issues",
    ]
    return [*fixed, waiting, objected, issue, f"/trace/{objected.rpartition('/')[2]}"]


@pytest.mark.parametrize(("login", "language", "scheme"), [(None, "zh", "dark"), (AUTHORITY, "en", "light")])
def test_every_kind_of_page(visiting: Visiting, node: str, chromium: str, login: str | None, language: str, scheme: str) -> None:
    urls, cookie = _kinds(visiting, login)
    pages = [{"url": f"{url}{'&' if '?' in url else '?'}lang={language}", "scheme": scheme, "cookie": cookie} for url in urls]
    wrong = examine(node, chromium, pages)
    assert not wrong, "\n".join(str(each) for each in wrong[:5])


def test_the_referee_finds_what_is_wrong(node: str, chromium: str, tmp_path: Path) -> None:
    poor = tmp_path / "poor.html"
    poor.write_text(
        '<html><title>x</title><body style="color: #999; background: #fff"><p>pale</p><input><img src="x"></body></html>'
    )
    codes = {each["code"] for each in examine(node, chromium, [{"url": poor.as_uri(), "scheme": "light"}])}
    assert {"color-contrast", "image-alt", "html-has-lang"} <= codes
    assert any(code.startswith("WCAG2AA.Principle1.Guideline1_1") for code in codes)
