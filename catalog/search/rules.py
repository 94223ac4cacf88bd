"""What an entry is to the index, which terms it has, and when it holds a word. Pure: the index and its check share it.

A document's texts stand in three *sections*, the nearest first: its name, its items, the rest (abstract, former code).
A word is found in a section as text, or, where it is made of letters, as the sound of Chinese text: by the initials of
neighbouring characters or by their pinyin from the beginning of a syllable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import Final

from catalog.errors import Invalid
from catalog.search import sounds
from catalog.search.text import APART, Span, fold, grams, joined, merged, needed, occurrences, traced

#: Text sections with the fields of their grams, initials and syllables ("": the section is not spoken).
SECTIONS: Final[Mapping[str, tuple[str, str, str]]] = {
    "name": ("name", "name.initial", "name.sound"),
    "items": ("items", "items.initial", "items.sound"),
    "rest": ("rest", "", ""),
}

#: Facets whose values stand in the documents; tiers are counted from regions, since a region may change its tier.
FACETS: Final = (
    "region",
    "department",
    "sharing_type",
    "openness",
    "update_cycle",
    "theme",
    "format",
    "state",
    "grade",
    "local_grade",
)
SORTS: Final = ("relevance", "freshness", "usage")

#: Longer questions are no questions; a name has at most 128 characters.
LONGEST_QUESTION: Final = 200
MOST_WORDS: Final = 12
#: A facet's value is a term of the index, and terms are keys, which databases keep short.
LONGEST_VALUE: Final = 200
#: Separates the spoken parts of a document: initials of the name, of the items, spelling of the name, of the items.
_PARTS: Final = "\x1e"
_SPOKEN_AT: Final = {"name": 0, "items": 1}

Term = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Source:
    """What the index is told of an entry; ``freshness`` in seconds since 1970, ``facets`` without what is not known."""

    id: str
    name: str
    items: tuple[str, ...]
    rest: tuple[str, ...]
    facets: Mapping[str, tuple[str, ...]]
    freshness: int


@dataclass(frozen=True, slots=True)
class Document:
    """An entry as the index keeps it: folded texts, sounds, facets."""

    id: str
    name: str
    items: str
    rest: str
    sounds: str
    facets: Mapping[str, Sequence[str]]
    freshness: int


def document(source: Source) -> Document:
    """Return what the index keeps of an entry."""
    name, items = fold(source.name), joined(source.items)
    facets = {facet: [value[:LONGEST_VALUE] for value in values] for facet, values in source.facets.items() if values}
    return Document(source.id, name, items, joined(source.rest), _sounds(name, items), facets, source.freshness)


def _sounds(name: str, items: str) -> str:
    initials, spelling = sounds.spoken(name)
    each = [sounds.spoken(item) for item in items.split(APART)]
    parts = (initials, APART.join(said[0] for said in each), spelling, APART.join(said[1] for said in each))
    return spoken_parts(*parts)


def spoken_parts(name_initials: str, item_initials: str, name_spelling: str, item_spelling: str) -> str:
    """Return the spoken parts of a document as they are kept: in one text."""
    return _PARTS.join((name_initials, item_initials, name_spelling, item_spelling))


def terms(document: Document) -> Iterator[Term]:
    """Yield every term under which a document is found, facets included; a term may come twice."""
    for field_, texts in (
        ("name", (document.name,)),
        ("items", document.items.split(APART)),
        ("rest", document.rest.split(APART)),
    ):
        for text in texts:
            yield from text_terms(field_, text)
    for facet, values in document.facets.items():
        yield from ((facet, value) for value in values)


def text_terms(section: str, text: str) -> tuple[Term, ...]:
    """Return the terms that one folded text gives its section."""
    grammar, initial, sound = SECTIONS[section]
    written = ((grammar, gram) for gram in grams(text))
    if not sound:
        return tuple(written)
    initials, spelling = sounds.spoken(text)
    return tuple(
        chain(written, ((initial, gram) for gram in grams(initials)), ((sound, unit) for unit in sounds.units(spelling)))
    )


@dataclass(frozen=True, slots=True)
class Word:
    """One folded word of a question."""

    text: str
    spoken: bool = field(default=False)

    @property
    def patterns(self) -> tuple[str, ...]:
        """The spellings that the letters may stand for; a text is spelled so if it holds one of them."""
        return tuple(sounds.MARK + sounds.MARK.join(cut) for cut in sounds.cuts(self.text)) if self.spoken else ()


def words(question: str) -> tuple[Word, ...]:
    """Return the words of a question, each once.

    Raises
    ------
    Invalid
        The question is too long or has too many words.

    >>> [word.text for word in words("社保 ＧＤＰ  社保")]
    ['社保', 'gdp']
    """
    if len(question) > LONGEST_QUESTION:
        raise _too_long(f"搜索词不超过 {LONGEST_QUESTION} 字", f"a question has at most {LONGEST_QUESTION} characters")
    found = dict.fromkeys(folded for part in question.split() if (folded := fold(part)))
    if len(found) > MOST_WORDS:
        raise _too_long(f"一次最多搜索 {MOST_WORDS} 个词", f"a question has at most {MOST_WORDS} words")
    return tuple(Word(text, text.isascii() and text.isalnum()) for text in found)


def _too_long(zh: str, en: str) -> Invalid:
    return Invalid(zh, en, code="question_too_long")


Conjunction = tuple[Term, ...]


@lru_cache(maxsize=10_000)
def asked(word: Word, section: str) -> tuple[Conjunction, ...]:
    """Return what the index is asked for a word in a section: documents having all terms of one of these.

    Whoever holds the word has them all; whoever has them all holds the word, unless it ``must_be_verified``.
    """
    grammar, initial, sound = SECTIONS[section]
    alternatives = [tuple((grammar, gram) for gram in needed(word.text))]
    if word.spoken and sound:
        alternatives.append(tuple((initial, gram) for gram in needed(word.text)))
        for cut in sounds.cuts(word.text):
            alternatives += _sounded(sound, cut)
    return tuple(dict.fromkeys(alternatives))


def _sounded(field_: str, cut: tuple[str, ...]) -> list[Conjunction]:
    """Return the terms of a spelling whose last syllable may be only begun, once for each syllable it may become."""
    marked = [sounds.MARK + syllable for syllable in cut]
    known = tuple((field_, marked[at] + marked[at + 1]) for at in range(len(marked) - 2))
    before = marked[-2] if len(marked) > 1 else ""
    return [(*known, (field_, f"{before}{sounds.MARK}{last}")) for last in sounds.begun(cut[-1])]


def must_be_verified(word: Word) -> bool:
    """Tell whether a document may have all terms of a word and not hold it: where the terms need not be neighbours."""
    return len(word.text) > 2


@dataclass(frozen=True, slots=True)
class Texts:
    """The part of a document that words are looked for in."""

    name: str
    items: str
    rest: str
    sounds: str

    def holds(self, word: Word, section: str) -> bool:
        """Tell whether a section holds a word."""
        return holds(word, section, getattr(self, section), self.sounds)


def holds(word: Word, section: str, text: str, spoken: str) -> bool:
    """Tell whether a section's text holds a word, as it is written or, among a document's spoken parts, as it sounds."""
    if word.text in text:
        return True
    if not word.spoken or section not in _SPOKEN_AT:
        return False
    parts, at = spoken.split(_PARTS), _SPOKEN_AT[section]
    return word.text in parts[at] or any(pattern in parts[at + 2] for pattern in word.patterns)


def texts(document: Document) -> Texts:
    """Return the part of a document that words are looked for in."""
    return Texts(document.name, document.items, document.rest, document.sounds)


def spans(text: str, words: Sequence[Word]) -> tuple[Span, ...]:
    """Return what of an unfolded text the words found: half-open, in order.

    >>> spans("社保 卡名单", words("保卡 mingdan"))
    ((1, 4), (4, 6))
    """
    # Most texts hold none of the words, and finding that out is much quicker than tracing each character.
    if not any(_is_in(fold(text), word) for word in words):
        return ()
    folded, origins = traced(text)
    found = (span for word in words for span in _found(folded, word))
    return tuple(merged((origins[start], origins[end - 1] + 1) for start, end in found))


def _is_in(folded: str, word: Word) -> bool:
    return word.text in folded or (word.spoken and any(True for _ in sounds.heard(folded, word.text)))


def _found(folded: str, word: Word) -> Iterator[Span]:
    yield from occurrences(folded, word.text)
    if word.spoken:
        yield from sounds.heard(folded, word.text)
