"""`hush run`: the bot itself."""

from __future__ import annotations

import os

from bot import app
from bot.runtime import logs
from bot.runtime.config import Config, read_config


def run() -> None:
    """Run the bot: serve the API and the page until stopped.

    The API for sites, the page for moderators, and the queue's worker. Ctrl-C stops it; what is in hand is finished first.
    Environment: HUSH_HTTP (127.0.0.1:8080), HUSH_DATA (./data), HUSH_HTTP_PUBLIC, REDIS_URL, HUSH_RESTORE_KEY, DISCORD_TOKEN.
    """
    serve(read_config(os.environ))


def serve(config: Config) -> None:
    """Serve until asked to stop."""
    logs.set_up()
    app.run(config, _serving, _entrance)


def _serving(address: str) -> None:
    print(f"Hush serves {address}", flush=True)
    print("A site needs a key: hush keys create COMMUNITY --mode enforce", flush=True)


def _entrance(address: str) -> None:
    print(f"Open {address}  (this address works once)", flush=True)
