"""The commands of `hush`, one a file: the signature is the command line, the docstring the help. A new one is its file, one line here, its test."""

from __future__ import annotations

from importlib.metadata import version

from bot.commands import adopt, bench, check, evaluate, explain, keys, replay, run, webhooks
from bot.commands.group import group

app = group("hush", "Hush notices when one account keeps saying the same thing, and hides the repeats.", version("hush"))
for command in (run.run, replay.replay, explain.explain, check.check, evaluate.evaluate, adopt.adopt, bench.bench):
    app.command(command)
app.command(keys.keys)
app.command(webhooks.webhooks)
