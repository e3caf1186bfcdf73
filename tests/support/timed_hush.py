"""`hush run` as a process with other times than a user's: ``python -m support.timed_hush lease=3 poll=0.05``, in seconds."""

import os
import sys
from dataclasses import replace

from bot.commands.run import serve
from bot.runtime.config import Config, read_config

if __name__ == "__main__":
    times = {name: float(seconds) for name, _, seconds in (each.partition("=") for each in sys.argv[1:])}
    own = Config()
    serve(
        replace(
            read_config(os.environ),
            deadline=times.get("deadline", own.deadline),
            lease=times.get("lease", own.lease),
            poll=times.get("poll", own.poll),
        )
    )
