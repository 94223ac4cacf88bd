"""The words of the demonstration city: what its departments are called, keep and write down. Data only, invented for it."""

from __future__ import annotations

from typing import Final

from catalog.demo.vocabulary.construction import CONSTRUCTION
from catalog.demo.vocabulary.economy import ECONOMY
from catalog.demo.vocabulary.governance import GOVERNANCE
from catalog.demo.vocabulary.kinds import KINDS
from catalog.demo.vocabulary.society import SOCIETY
from catalog.demo.vocabulary.table import Aspect, Field, read_fields, read_kinds

#: The sixty fields of government that the city has a department for, by key.
FIELDS: Final[dict[str, Field]] = {
    field.key: field for text in (ECONOMY, GOVERNANCE, SOCIETY, CONSTRUCTION) for field in read_fields(text)
}

#: The aspects of each kind of subject; ``government`` and ``any`` are what every such body keeps, whatever its field.
ASPECTS: Final[dict[str, tuple[Aspect, ...]]] = read_kinds(KINDS)
