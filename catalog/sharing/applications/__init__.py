"""Applications for data (共享申请): the five statutory statements, who passes them on, and what the provider answers.

Owns applications and their replies. What is granted on them belongs to ``sharing.grants``; the entries they are about, and the
demands they may come from, to ``lists``. See ``sharing.rules`` for the states, ``sharing.statements`` for what must be said.
"""

from __future__ import annotations

from catalog.sharing.applications.filing import delete, edit, file, renew, sign, submit, withdraw
from catalog.sharing.applications.replying import agree, ask_extension, extend, pass_on, refuse, return_

__all__ = [
    "agree",
    "ask_extension",
    "delete",
    "edit",
    "extend",
    "file",
    "pass_on",
    "refuse",
    "renew",
    "return_",
    "sign",
    "submit",
    "withdraw",
]
