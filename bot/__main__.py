"""The command line: `hush COMMAND`. Whatever goes wrong ends in one line and an exit code."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from bot.commands import COMMANDS
from bot.memory.embedded import EmbeddedError
from bot.memory.encryption import SealError
from bot.memory.errors import StoreError
from bot.runtime.exits import FAILED, Refusal
from bot.runtime.logs import tame

INTERRUPTED = 130
"""What shells give a process that Ctrl-C ended: 128 and the signal's number."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    try:
        args = _parser().parse_args(arguments)
        code: int = args.run(args)
        sys.stdout.flush()
    except Refusal as refusal:
        return _say(refusal, refusal.code)
    except (StoreError, EmbeddedError, SealError) as error:
        return _say(error, FAILED)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more at the end, to nobody
        return FAILED
    return code


def _say(error: Exception, code: int) -> int:
    print(f"hush: {tame(str(error))}", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hush", description="Hush notices when one account keeps saying the same thing, and hides the repeats."
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        own = commands.add_parser(command.NAME, help=command.HELP, description=command.__doc__)
        command.add(own)
        own.set_defaults(run=command.run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
