"""Hashing and making passwords; what a password must be stands in ``rules``."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from catalog.people.rules import password_problem

HASHER: Final = PasswordHasher()
"""Argon2id with the library's parameters (RFC 9106); tests pass a cheaper one."""

ONE_TIME_LENGTH = 16


def holds(hasher: PasswordHasher, stored: str | None, password: str) -> bool:
    """Tell whether a password fits its hash, taking equally long when there is no hash to fit.

    The time must not tell whether a login exists, so an absent hash is replaced by one that nothing fits.
    """
    try:
        return hasher.verify(stored or _nobody(hasher), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


@functools.cache
def _nobody(hasher: PasswordHasher) -> str:
    return hasher.hash("")


def one_time(new_secret: Callable[[], str], login: str) -> str:
    """Return a generated password (about 96 random bits) that the rules accept."""
    while password_problem(password := new_secret()[:ONE_TIME_LENGTH], login):
        pass
    return password
