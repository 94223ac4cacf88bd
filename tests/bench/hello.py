"""The floor of the API's benchmark: the least that Flask can be asked for, on the server and the settings that the API runs on.

Started with a port and a number of threads. It imports nothing of the product.
"""

from __future__ import annotations

import sys

from flask import Flask
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

app = Flask("hello")


@app.get("/")
def hello() -> str:
    return "Hello, world!"


if __name__ == "__main__":
    Server(
        "tests.bench.hello:app",
        interface=Interfaces.WSGI,
        address="127.0.0.1",
        port=int(sys.argv[1]),
        workers=1,
        blocking_threads=int(sys.argv[2]),
        log_level=LogLevels.warning,
    ).serve()
