"""The key file of the instance, under which the keys of machines are kept encrypted (SM4-GCM, GB/T 32907-2016).

It lies beside the database, not in it: a stolen backup then opens no key. Nodes of one service share the file,
and whoever backs the database up keeps the file apart.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

from catalog.errors import Unavailable
from catalog.settings import Settings

FILE: Final = "secret.key"
_NONCE, _TAG = 12, 16


@dataclass(frozen=True, slots=True)
class Vault:
    """Seals and opens secrets with the key of the instance; ``fingerprint`` names the key without telling it."""

    key: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """The first 16 hex digits of the key's SM3 digest."""
        return hashlib.new("sm3", self.key).hexdigest()[:16]

    def seal(self, secret: str, name: str, fresh: str) -> bytes:
        """Encrypt a secret for the thing called ``name``; ``fresh`` is random text that was never used before."""
        nonce = hashlib.new("sm3", fresh.encode()).digest()[:_NONCE]
        encryptor = Cipher(SM4(self.key), GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(name.encode())
        return nonce + encryptor.update(secret.encode()) + encryptor.finalize() + encryptor.tag

    def open(self, sealed: bytes, name: str) -> str:
        """Decrypt what ``seal`` made for the same name.

        Raises
        ------
        Unavailable
            It was sealed under another key file or for another name, or it was changed.
        """
        nonce, body, tag = sealed[:_NONCE], sealed[_NONCE:-_TAG], sealed[-_TAG:]
        decryptor = Cipher(SM4(self.key), GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(name.encode())
        try:
            return (decryptor.update(body) + decryptor.finalize()).decode()
        except InvalidTag as error:
            raise Unavailable(
                "密钥无法解密：密钥文件不符",
                "the key cannot be opened: the key file is not the one it was sealed with",
                code="key_file",
            ) from error


def open_vault(settings: Settings, new_secret: Callable[[], str]) -> Vault:
    """Return the vault of the instance, making its key file (mode 0600) at first use.

    Raises
    ------
    Unavailable
        The file can be read by others, or holds no key.
    """
    path = settings.home / FILE
    if not path.exists():
        _make(path, hashlib.new("sm3", new_secret().encode()).hexdigest()[:32])
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise Unavailable(f"密钥文件可被他人读取：{path}", f"others can read the key file: {path}", code="key_file")
    try:
        return Vault(_key(path.read_text(encoding="ascii")))
    except ValueError as error:
        raise Unavailable(f"密钥文件已损坏：{path}", f"the key file is damaged: {path}", code="key_file") from error


def _key(text: str) -> bytes:
    key = bytes.fromhex(text)
    if len(key) != SM4.block_size // 8:
        raise ValueError("an SM4 key has 16 bytes")
    return key


def _make(path: Path, text: str) -> None:
    """Write the file whole under another name and link it: of two makers at once one wins, and neither reads half a key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=FILE, dir=path.parent)
    partial = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text + "\n")
        path.hardlink_to(partial)
    except FileExistsError:
        pass
    finally:
        partial.unlink()
