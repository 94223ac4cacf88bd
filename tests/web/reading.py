"""A page as somebody reads it: its links by what they say, its text, what is marked in it, its data blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from catalog import people
from catalog.rights import Actor
from tests import builders
from tests.web.conftest import City

CHINESE = re.compile(r"[\u3400-\u9fff]+")
_VOID = {"input", "meta", "link", "br", "img"}


@dataclass
class Element:
    """An element with its text, blanks folded."""

    tag: str
    attributes: dict[str, str]
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).split())


class Page(HTMLParser):
    """All elements of a page in order; every element's text holds that of the elements within it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.pieces.append(data)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Return the elements of a tag whose attributes have these values; class_ stands for class."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [each for each in self.elements if each.tag == tag and wanted.items() <= each.attributes.items()]

    def one(self, tag: str, **attributes: str) -> Element:
        """Return the only such element."""
        (found,) = self.all(tag, **attributes)
        return found

    def link(self, text: str) -> str:
        """Return where the first link that says this leads."""
        return next(each.attributes["href"] for each in self.all("a") if each.text == text)

    def foreign(self, *data: str) -> set[str]:
        """Return the Chinese words outside scripts and the switch of the language that are not among the data."""
        kept = [each for each in self.elements if each.tag in ("title", "body")]
        text = " ".join(each.text for each in kept)
        for scripted in self.all("script"):
            text = text.replace(scripted.text, "")
        attributes = " ".join(
            value
            for each in self.elements
            for name, value in each.attributes.items()
            if name in ("title", "placeholder", "aria-label")
        )
        return {
            word
            for word in CHINESE.findall(f"{text} {attributes}".replace("中文", ""))
            if not any(word in known for known in data)
        }


def actor(city: City, login: str) -> Actor:
    """Return one of the city's officials as an actor."""
    return people.authenticate(city.office, login, builders.PASSWORD, hasher=builders.QUICK)


def reviewers(city: City) -> tuple[Actor, Actor, Actor]:
    """Return who compiles, who signs and who publishes."""
    compiling, signing, publishing = (actor(city, login) for login in ("li.ming", "zhao.wei", "chen.jing"))
    return compiling, signing, publishing
