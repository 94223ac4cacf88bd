"""Files being written: whole under their own name, or not there at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from catalog.errors import Invalid, NotFound


def check_target(path: Path) -> None:
    """Refuse a file that cannot be written where it is wanted, before any work is done for it.

    Raises
    ------
    NotFound
        Its directory does not exist.
    Invalid
        Its directory cannot be written to, or the name is that of a directory.
    """
    folder = path.parent
    if not folder.is_dir():
        raise NotFound(f"没有此目录：{folder}", f"no such directory: {folder}", code="no_directory", directory=str(folder))
    if path.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise Invalid(f"不能写入：{path}", f"cannot write to {path}", code="not_writable", file=str(path))


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give the name under which to write a file; it gets its own once the block has ended, and is removed if the block fails.

    What stood under that name before stays until then.

    Raises
    ------
    NotFound, Invalid
        The file cannot be written there (:func:`check_target`).
    """
    check_target(path)
    partial = path.with_name(f"{path.name}.partial")
    try:
        yield partial
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
