"""Request bodies as they are read: unpacked where they come as gzip, and never more of them than a setting allows."""

from __future__ import annotations

import io
import zlib
from gzip import GzipFile
from typing import IO, Any, Final, cast

from flask import Request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType
from werkzeug.wsgi import get_input_stream

_GZIP: Final = ("gzip", "x-gzip")
_AS_IT_IS: Final = ("", "identity")


class Unreadable(BadRequest):
    """The body is not packed as it says."""


class Unknown(UnsupportedMediaType):
    """The body is packed in a way that nobody here knows; the answer names those that are."""

    def get_headers(self, *args: Any, **kwargs: Any) -> list[tuple[str, str]]:
        """Return the headers of the answer."""
        return [*super().get_headers(*args, **kwargs), ("Accept-Encoding", "gzip")]


class Bounded(io.RawIOBase):
    """A stream that refuses to give more than ``limit`` bytes; of a packed one, no more than that is ever unpacked."""

    def __init__(self, source: IO[bytes], limit: int) -> None:
        self._source, self._left = source, limit

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer.

        Raises
        ------
        RequestEntityTooLarge
            There is more than the limit.
        Unreadable
            It is packed, and broken.
        """
        try:
            # One byte more than is left tells whether there is more.
            data = self._source.read(min(len(buffer), self._left + 1))
        except (OSError, EOFError, zlib.error) as error:
            raise Unreadable from error
        self._left -= len(data)
        if self._left < 0:
            raise RequestEntityTooLarge
        buffer[: len(data)] = data
        return len(data)


def prepare(request: Request, limit: int) -> None:
    """Let the body of a request be read unpacked, and up to ``limit`` bytes.

    Bodies that say their length beforehand are judged by it when they are read; this is for those that cannot.

    Raises
    ------
    Unknown
        The body is packed in a way that nobody here knows.
    RequestEntityTooLarge
        It is packed and longer than the limit even so.
    """
    environ = request.environ
    coding = request.headers.get("Content-Encoding", "").strip().lower()
    if coding in _AS_IT_IS:
        if "CONTENT_LENGTH" in environ or "wsgi.input_terminated" not in environ:
            return
        source = environ["wsgi.input"]
    elif coding in _GZIP:
        source = GzipFile(fileobj=get_input_stream(environ, max_content_length=limit), mode="rb")
    else:
        raise Unknown
    environ.pop("CONTENT_LENGTH", None)
    environ |= {"wsgi.input": cast("IO[bytes]", Bounded(source, limit)), "wsgi.input_terminated": True}
    # The library cuts a body without a length off at its own limit and says nothing; it must not come first.
    request.max_content_length = limit + 1
