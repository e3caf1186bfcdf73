"""The command line: `hush COMMAND`. Whatever goes wrong ends in one line and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from cyclopts import CycloptsError

from bot.commands import app
from bot.memory.embedded import EmbeddedError
from bot.memory.encryption import SealError
from bot.memory.errors import StoreError
from bot.runtime.exits import FAILED, WRONG, Refusal
from bot.runtime.logs import tame

INTERRUPTED = 130
"""What shells give a process that Ctrl-C ended: 128 and the signal's number."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    try:
        code = app(sys.argv[1:] if arguments is None else arguments, exit_on_error=False, print_error=False, result_action="return_value")
        sys.stdout.flush()
    except CycloptsError as error:
        return _say(error, WRONG)
    except Refusal as refusal:
        return _say(refusal, refusal.code)
    except (StoreError, EmbeddedError, SealError) as error:
        return _say(error, FAILED)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more at the end, to nobody
        return FAILED
    return int(code or 0)


def _say(error: Exception, code: int) -> int:
    print(f"hush: {tame(str(error))}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
