"""Every kind of page, reached by its links, in both languages, on a telephone: nothing fails, is foreign, untranslated or cut off."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from typing import Final, Literal
from urllib.parse import urljoin, urlsplit, urlunsplit

import pytest

from catalog.lists.vocabulary import FORMATS
from tests.browser.conftest import Visit, Visiting
from tests.browser.stories import APPLICANT
from tests.browser.town import AUTHORITY, Town

PER_KIND: Final = 2
"""So many pages of one kind are opened in one language."""

ANONYMOUS: Final = {
    "/", "/search", "/resources/*", "/departments", "/departments/*", "/regions", "/regions/*", "/docs", "/sign-in"
}  # fmt: skip
LISTS: Final = {
    "/demands", "/demands/*", "/responsibilities", "/responsibilities/*", "/responsibilities/new", "/responsibilities/*/edit",
    "/responsibilities/issues", "/responsibilities/issues/*", "/trace/*",
}  # fmt: skip
SIGNED_IN: Final = (ANONYMOUS | LISTS | {"/password", "/resources/*/versions/*/diff/*"}) - {"/sign-in"}

NEUTRAL: Final = {"API", "JSON", "JSON-LD", "Turtle", "DCAT-AP 3", "OpenAPI 3.1", "openapi.json", *FORMATS}
"""What is called the same in Chinese."""

_ID: Final = re.compile(r"(?<=/)([0-9a-f]{8}-[0-9a-f-]{27}|\d+)(?=/|$)")

# Text that is set on the page, and what elements tell instead of text; never what is data, code or in another language.
_TEXTS: Final = """
() => {
  const apart = (element) => element.closest("[lang]:not(html), code, pre, script, style, time, .method, .type");
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) if (!apart(walker.currentNode.parentElement)) texts.push(walker.currentNode.textContent.trim());
  for (const element of document.querySelectorAll("[title], [aria-label], [placeholder]"))
    for (const name of ["title", "aria-label", "placeholder"]) if (!apart(element) || name === "title") texts.push(element.getAttribute(name) ?? "");
  return [...new Set(texts)].filter(Boolean);
}
"""
# What may be wider, tables and code, scrolls in a frame of its own.
_TOO_WIDE: Final = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
_LINKS: Final = "() => [...document.querySelectorAll('a[href]:not([download])')].map((each) => each.href)"
_HAN: Final = re.compile("[\u3400-\u9fff]")
_WORD: Final = re.compile("[A-Za-z]{3}")


def _kind(url: str) -> str:
    return _ID.sub("*", urlsplit(url).path)


def _is_page(url: str) -> bool:
    """Tell whether an address is one for people: what is for programs is not read by them."""
    path = urlsplit(url).path
    return not path.startswith(("/api/", "/dataset/")) and "." not in path.rpartition("/")[2]


def crawl(visit: Visit, language: Literal["zh", "en"], *first: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the kind and the texts of every page opened: those of the first paths, then link by link from the home page."""
    mark = "lang=en" if language == "en" else ""
    paths = (f"{path}{'&' if '?' in path else '?'}{mark}" if mark else path for path in (*first, "/"))
    waiting = deque(f"{visit.town.url}{path}" for path in paths)
    known, opened = set(waiting), Counter[str]()
    while waiting:
        url = waiting.popleft()
        if opened[_kind(url)] >= PER_KIND:
            continue
        opened[_kind(url)] += 1
        visit.page.goto(url)
        yield _kind(url), visit.page.evaluate(_TEXTS)
        for found in visit.page.evaluate(_LINKS):
            link = urlunsplit(urlsplit(urljoin(url, found))._replace(fragment=""))
            if (
                link.startswith(visit.town.url)
                and link not in known
                and _is_page(link)
                and ("lang=en" in link) == (language == "en")
            ):
                known.add(link)
                waiting.append(link)


def _untranslated(language: str, text: str) -> bool:
    if language == "en":
        return bool(_HAN.search(text))
    return not _HAN.search(text) and bool(_WORD.search(text)) and text not in NEUTRAL


def _first(town: Town) -> list[str]:
    """Return the pages that links would not surely lead to: a revision, a demand with candidates, a draft, the board."""
    listed = town.listed()
    waiting = next(path for title, path in listed.items() if f"{title}（补充）" in listed)
    return [town.revised(), waiting, listed["行政许可事项目录"], "/demands?view=board", "/responsibilities?view=board"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_forms_of_an_applicant(visiting: Visiting, language: Literal["zh", "en"]) -> None:
    with visiting(width=390) as visit:
        visit.sign_in(APPLICANT)
        draft = visit.town.listed()["村集体资产登记信息"]
        for path in ("/demands/new", draft, f"{draft}/edit"):
            page = visit.open(f"{path}{'?lang=en' if language == 'en' else ''}")
            assert page.evaluate(_TOO_WIDE) <= 0, path
            assert not [text for text in page.evaluate(_TEXTS) if _untranslated(language, text)], path


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("login", [None, AUTHORITY], ids=["anonymous", "signed in"])
def test_every_kind_of_page(visiting: Visiting, login: str | None, language: Literal["zh", "en"]) -> None:
    with visiting(width=390) as visit:
        if login:
            visit.sign_in(login)
        seen: set[str] = set()
        wide: set[str] = set()
        wrong: list[tuple[str, str]] = []
        first = _first(visit.town) if login else []
        for kind, texts in crawl(visit, language, *first):
            seen.add(kind)
            wide |= {kind} if visit.page.evaluate(_TOO_WIDE) > 0 else set()
            wrong += [(kind, text) for text in texts if _untranslated(language, text)]
    assert not wrong
    assert not wide
    assert seen == (SIGNED_IN if login else ANONYMOUS)
