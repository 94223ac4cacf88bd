"""Registers from the files people have: regions, departments, officials, classifications; the demand and responsibility lists.

``jobs.import_register`` does the work: the file is read whole (a register has thousands of rows, not millions), rows that are
wrong by themselves or repeat an earlier one are set aside, the rest is put in by the verbs of ``people`` and ``lists``.

What a register's columns are called, how their cells are read and which verb takes a row stands in one module a register;
:mod:`register` has the shape they share.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from catalog.exchange.registers import classifications, demands, departments, officials, regions, responsibilities
from catalog.exchange.registers.register import Register

REGISTERS: Final[Mapping[str, Register]] = {
    "regions": regions.REGISTER,
    "departments": departments.REGISTER,
    "officials": officials.REGISTER,
    "classifications": classifications.REGISTER,
    "demands": demands.REGISTER,
    "responsibilities": responsibilities.REGISTER,
}
"""The registers by the names that the command line gives them."""
