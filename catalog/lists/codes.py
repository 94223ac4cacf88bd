"""Codes of the catalog: classification nodes (类 项 目 细目) and resources (分类代码/顺序号); pure."""

from __future__ import annotations

import re
from typing import Final

_NODE: Final = re.compile(r"[123](\d{2}(\d{3}\d*)?)?", re.ASCII)
_LEAF: Final = re.compile(r"[123]\d{2}\d{3}\d*", re.ASCII)
_RESOURCE: Final = re.compile(_LEAF.pattern + r"/\d+", re.ASCII)

NODE_LIMIT: Final = 32
SERIAL_LIMIT: Final = 15


def node_is_well_formed(code: str) -> bool:
    """Say whether a code names a node of the classification: a class digit alone, with two more (项), with three more (目) or with any.

    >>> node_is_well_formed("2"), node_is_well_formed("201"), node_is_well_formed("2010"), node_is_well_formed("201001")
    (True, True, False, True)
    """
    return len(code) <= NODE_LIMIT and _NODE.fullmatch(code) is not None


def classification_is_well_formed(code: str) -> bool:
    """Say whether entries may stand at that node: a class digit, two digits, three digits and any more (类 项 目 细目).

    >>> classification_is_well_formed("307001"), classification_is_well_formed("30700")
    (True, False)
    """
    return _LEAF.fullmatch(code) is not None


def code_is_well_formed(code: str) -> bool:
    """Say whether a resource code is a classification code, a slash and a serial number.

    >>> code_is_well_formed("112461465423/798456"), code_is_well_formed("412461/1")
    (True, False)
    """
    return _RESOURCE.fullmatch(code) is not None


def code_agrees_with(code: str, classification_code: str) -> bool:
    """Say whether the resource code belongs to that classification node.

    >>> code_agrees_with("307001/12", "307001")
    True
    """
    return code.partition("/")[0] == classification_code


def split(code: str) -> tuple[str, int] | None:
    """Return the node and the serial number of a resource code that can be kept; ``None`` if it is malformed or too long.

    >>> split("301001/000007"), split("301001/x"), split("301001/" + "9" * 16)
    (('301001', 7), None, None)
    """
    node, _, serial = code.partition("/")
    if not code_is_well_formed(code) or len(node) > NODE_LIMIT or len(serial) > SERIAL_LIMIT:
        return None
    return node, int(serial)
