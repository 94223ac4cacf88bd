"""The command line: every command parses, opens a look or a work, calls one verb and prints what it answers."""

from __future__ import annotations

import importlib
from typing import Final

import click

GROUPS: Final = (
    "settings",
    "db",
    "trail",
    "people",
    "machines",
    "places",
    "departments",
    "chiefs",
    "calendar",
    "cases",
    "imports",
    "registers",
    "lists",
    "overdue",
    "demands",
    "responsibilities",
    "applications",
    "grants",
    "trace",
    "bindings",
    "figures",
    "bulk",
    "search",
    "matching",
    "meter",
    "gateways",
    "intake",
    "exports",
    "harvests",
    "demo",
    "webhooks",
    "tick",
    "serve",
)


class _Root(click.Group):
    """Loads the command modules only when the command line is used, so that ``--help`` names them all."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Name every command."""
        self._load()
        return super().list_commands(context)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Return a command by its name."""
        self._load()
        return super().get_command(context, name)

    def _load(self) -> None:
        for module in GROUPS:
            importlib.import_module(f"catalog.cli.{module}")


@click.group(cls=_Root, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cloud-chief-catalog")
def main() -> None:
    """云长制三清单目录服务 the three-list catalog service of the cloud-chief system."""
