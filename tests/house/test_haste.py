"""What the tests do faster than production is still so in production."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from argon2 import PasswordHasher
from argon2.profiles import RFC_9106_LOW_MEMORY

from catalog.people.passwords import HASHER, holds
from catalog.settings import Settings
from catalog.store import connect
from tests import haste


def test_passwords_cost_what_the_standard_asks() -> None:
    assert haste.PRODUCTION_COST == RFC_9106_LOW_MEMORY
    production = PasswordHasher.from_parameters(haste.PRODUCTION_COST)
    stored = production.hash("Yunzhang-2019")
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert holds(HASHER, stored, "Yunzhang-2019"), "a hash is proven at the cost it was made with"
    assert not holds(production, stored, "Yunzhang-2018")
    assert not holds(production, None, "")


def test_sqlite_waits_for_the_disk(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "catalog.db")
    haste.prepare_sqlite(connection, None)
    said = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys")]
    connection.close()
    assert said == ["wal", 2, 1]


def test_engines_of_one_kind_share_what_they_have_compiled(tmp_path: Path) -> None:
    """Were it not so, nothing would fail, but everything take longer."""
    one = connect(Settings(home=tmp_path / "one"))
    one.connect().close()
    other = connect(Settings(home=tmp_path / "other"))
    assert one.dialect is other.dialect
