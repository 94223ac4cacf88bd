"""``python -m tests.browser.screenshots``: the pictures of the README, taken of the whole demonstration."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from catalog import logs
from catalog.demo import generate
from tests.browser.conftest import FLAGS
from tests.browser.town import AUTHORITY, Town, build, served

PICTURES: Final = Path(__file__).parents[2] / "docs" / "images"
WIDTH: Final = 1280
TALLEST: Final = 1200


def main() -> None:
    """Load the demonstration, open its pages as an official and write a picture of each."""
    logs.configure("ERROR")
    PICTURES.mkdir(parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="catalog-pictures-"))
    try:
        passwords = build(home, generate)
        with served(home) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            _take(browser, Town(url, home, passwords))
            browser.close()
    finally:
        shutil.rmtree(home)


def _take(browser: Browser, town: Town) -> None:
    page = browser.new_page(viewport={"width": WIDTH, "height": 900}, locale="zh-CN")
    page.goto(f"{town.url}/sign-in")
    page.fill("#login", AUTHORITY)
    page.fill("#password", town.passwords[AUTHORITY])
    page.click("main button")
    page.wait_for_selector(".who")
    revised = town.revised()
    paths = {
        "home": "/",
        "search": "/search?text=人口&sharing_type=conditional",
        "resource": revised,
        "diff": f"{revised}/versions/1/diff/2",
        "departments-tree": "/regions",
        "demands": "/demands?view=board",
        "demand": town.accepted(),
        "trace": town.traced(),
    }
    for name, path in paths.items():
        page.goto(town.url + path)
        _picture(page, PICTURES / f"{name}.png")


def _picture(page: Page, file: Path) -> None:
    """Write the page from its top, as far as it goes and a picture may be tall."""
    height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
    page.screenshot(path=file, clip={"x": 0, "y": 0, "width": WIDTH, "height": height}, full_page=True)


if __name__ == "__main__":
    main()
