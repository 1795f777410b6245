"""The command line: one file a command group, loaded when it is called."""

from __future__ import annotations

from importlib import import_module

import click

from sluis.cli.run import SluisGroup

COMMANDS: dict[str, str] = {
    "determine": "sluis.cli.determine:determine",
    "classify": "sluis.cli.classify:classify",
    "goods": "sluis.cli.goods:goods",
    "law": "sluis.cli.law:law",
    "orders": "sluis.cli.orders:orders",
    "whatif": "sluis.cli.whatif:whatif",
    "demo": "sluis.cli.demo:demo",
    "custody": "sluis.cli.custody:custody",
    "trace": "sluis.cli.trace:trace",
    "sweep": "sluis.cli.sweep:sweep",
    "network": "sluis.cli.network:network",
    "licence": "sluis.cli.licence:licence",
    "lists": "sluis.cli.lists:lists",
    "screen": "sluis.cli.screen:screen",
    "migrate": "sluis.cli.migrate:migrate",
    "declarations": "sluis.cli.declarations:declarations",
    "serve": "sluis.cli.serve:serve",
    "user": "sluis.cli.user:user",
    "audit": "sluis.cli.audit:audit",
    "backup": "sluis.cli.backup:backup",
    "restore": "sluis.cli.backup:restore",
    "worker": "sluis.cli.worker:worker",
}
"""Command name to ``module:attribute``; modules are imported when needed."""


class LazyGroup(SluisGroup):
    """A group that imports a command's module only when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands, in the order of the alphabet."""
        return sorted(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,
        cmd_name: str,
    ) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sluis")
def main() -> None:
    """Export control, from the first question to the last trace."""
