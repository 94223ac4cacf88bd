"""A block whose bytes are not those that were written: same answers, and it is written anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from catalog import search
from catalog.office import Office
from catalog.search import postings
from catalog.search.model import GenerationRow, PostingRow
from catalog.search.present import memory
from tests.search.conftest import Library, q


@pytest.fixture
def stock(town: Library, small_blocks: None) -> Library:
    """A dozen folded entries in two blocks."""
    for number in range(12):
        town.clock.advance(hours=1)
        (town.draft if number % 3 else town.local_draft)(name=f"停车场{number:02}号", theme="交通" if number % 2 else "金融")
    search.rebuild(town.office)
    return town


def stored(town: Library, field: str, term: str) -> dict[int, bytes]:
    with town.look() as look:
        query = select(PostingRow.block, PostingRow.bitmap).where(PostingRow.field == field, PostingRow.term == term)
        return dict(look.session.execute(query).all())


def flip(town: Library, field: str, term: str, block: int = 1) -> None:
    content = bytearray(stored(town, field, term)[block])
    content[-1] ^= 0x10
    with town.office.chore(town.operator) as chore:
        chore.session.execute(
            update(PostingRow)
            .where(PostingRow.field == field, PostingRow.term == term, PostingRow.block == block)
            .values(bitmap=bytes(content))
        )


def restart(town: Library) -> None:
    """Let the process forget everything, as one that has just begun."""
    town.office.memory.clear()


@pytest.mark.parametrize(
    ("field", "term", "mend"),
    [
        ("name", "停车", search.keep_up),
        ("name.initial", "tc", search.tend),
        ("name.sound", "'ting'che", search.keep_up),
        ("theme", "交通", search.tend),
        ("state", "draft", search.keep_up),
        ("freshness", "", search.tend),
    ],
    ids=["text", "initials", "sounds", "theme", "state", "freshness"],
)
def test_a_damaged_block_changes_no_answer_and_is_written_anew(
    stock: Library, field: str, term: str, mend: Callable[[Office], object]
) -> None:
    questions = [
        q("停车"),
        q("tc"),
        q("tingch"),
        q(theme="交通"),
        q("", sort="freshness"),
        q("", state="draft", sort="freshness"),
    ]
    before, sound = [stock.ids(query) for query in questions], stored(stock, field, term)
    assert len(sound) == 2
    flip(stock, field, term)
    assert stored(stock, field, term) != sound
    restart(stock)
    assert [stock.ids(query) for query in questions] == before
    index = memory(stock.office.memory).index
    assert index is not None
    assert index.damaged == {postings.Place(field, term, 1)}
    mend(stock.office)
    assert stored(stock, field, term) == sound
    assert [stock.ids(query) for query in questions] == before
    assert stock.status().fold == 1
    mend(stock.office)
    assert stock.status().fold == 1, "what is mended is not mended again"
    restart(stock)
    assert [stock.ids(query) for query in questions] == before


def test_a_fold_into_a_damaged_block_loses_nothing(stock: Library) -> None:
    for field, term in (("name", "停车"), ("theme", "交通"), ("freshness", "")):
        flip(stock, field, term)
    restart(stock)
    stock.draft(name="停车场新", theme="交通")
    assert stock.fold().behind == 0
    stock.right(q("停车"), q(theme="交通"), q("停车场"))
    ids = stock.ids(q("", sort="freshness"))
    restart(stock)
    search.rebuild(stock.office)
    assert stock.ids(q("", sort="freshness")) == ids
    for field, term in (("name", "停车"), ("theme", "交通"), ("freshness", "")):
        for content in stored(stock, field, term).values():
            postings.unseal(content)


@pytest.mark.parametrize("content", [b"", b"\0", b"\0\0\0\0\0"])
def test_a_block_cut_short_is_damaged(content: bytes) -> None:
    with pytest.raises(postings.Damaged):
        postings.unseal(content)


def test_generations_are_not_confused(stock: Library) -> None:
    flip(stock, "name", "停车")
    restart(stock)
    assert len(stock.ids(q("停车"))) == 12
    search.rebuild(stock.office)
    assert len(stock.ids(q("停车"))) == 12
    search.keep_up(stock.office)
    with stock.look() as look:
        assert [row.fold for row in look.session.scalars(select(GenerationRow))] == [0]
