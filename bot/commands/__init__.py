"""The commands of `hush`, one a file. A new command is its file, one line here, and its test."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Protocol

from bot.commands import adopt, bench, check, evaluate, explain, keys, replay, run, webhooks


class Command(Protocol):
    """What each file here offers. Its docstring is what ``hush COMMAND --help`` says."""

    NAME: str
    HELP: str
    """One line for ``hush --help``."""

    def add(self, parser: ArgumentParser) -> None:
        """Declare the command's arguments."""

    def run(self, given: Namespace) -> int:
        """Do it; the exit code. `bot.runtime.exits.Refusal`, and the errors of the store and its embedded server, become one line and a code."""


COMMANDS: tuple[Command, ...] = (run, replay, explain, check, evaluate, keys, webhooks, adopt, bench)
"""Every command that ships, in the order in which the help lists them."""
