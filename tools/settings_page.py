# ruff: noqa: INP001 - a script, no package
"""Writes docs/settings.md from the declarations: every option with its default, its range and its help. Run by ``make docs``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from rules.checks import RULES
from rules.options import Option, options
from rules.presets import PRESETS
from rules.settings import Exempt, Settings, ThreadSettings

_HEAD = """<!-- made by `make docs` from the declared options -->
# Settings

For moderators and for those who run Hush: every setting of a community, its default, its range and its effect. Four ways lead to a setting, and all of them check it alike:

- **The page**: the settings pane.
- **Discord**: `/hush-admin setup`, `mode`, `place`, `ladder`, `exempt`, and `/hush-admin rule set` for the options of rules. `/hush-admin settings export` and `import`
  read and write all settings as one TOML file.
- **HTTP**: `GET` and `PUT /v1/settings`, with the keys below as JSON.
- **A replay**: `hush replay FILE.jsonl --settings FILE.toml`.

Hush refuses a wrong file as a whole, names each wrong key with its right range, and leaves the old settings in force. Times are written `90s`, `15m`, `1h`, `7d`.

```toml
mode = "enforce"
place = "auto"
ladder = [["notice"], ["notice", "timeout 10m"], ["notice", "timeout 1d", "alert"]]

[rules.repeats]
steps = ["3 in 3m", "4 with 3 in 15m", "5 in 1h"]

[exempt]
roles = ["editors"]

[threads."123"]
place = "live"
```
"""
_STEPS = """
A **step** is written `3 in 1h`: three copies within an hour, the new comment included. `4 with 3 in 15m` needs four copies within the longest step's time, the last
three of them within 15 minutes. Any one step is enough. `copies` and `window` are the short form of one single step; a community uses the short form or `steps`.
"""
_PRESETS = """
## Presets

A preset fills the options that the community has not set. `standard` is the list above. What a preset does on recorded streams is in [judgement.md](judgement.md).

| preset | place | values |
|---|---|---|
"""


def page() -> str:
    """The whole page."""
    parts = [_HEAD]
    parts += _section("The community", "", Settings)
    parts += _section("Accounts that Hush leaves alone", "exempt.", Exempt)
    parts += _section("One thread", 'threads."ID".', ThreadSettings)
    for rule in RULES:
        parts += _section(f"Rule `{rule.name}`", f"rules.{rule.name}.", rule, rule.help)
        if rule.name == "repeats":
            parts.append(_STEPS)
    parts.append(_PRESETS)
    parts += _presets()
    return "".join(parts)


def _section(title: str, prefix: str, declared: type, about: str = "") -> Iterator[str]:
    yield f"\n## {title}\n\n"
    if about:
        yield f"{about}.\n\n"
    yield "| setting | default | range | effect |\n|---|---|---|---|\n"
    for name, each in options(declared).items():
        yield f"| `{prefix}{name}` | {_default(each)} | {_cell(each.kind.says)} | {_cell(each.help)} |\n"


def _default(option: Option) -> str:
    return _cell(option.unset) if option.default is None else f"`{_toml(option.kind.write(option.default))}`"


def _presets() -> Iterator[str]:
    for preset, places in PRESETS.items():
        for place, rules in places.items():
            values = [f"`{rule}.{name} = {_toml(value)}`" for rule, chosen in rules.items() for name, value in chosen.items()]
            yield f"| `{preset.value}` | {place.value} | {', '.join(values)} |\n"


def _toml(value: Any) -> str:  # noqa: ANN401 - whatever an option's kind writes
    """A value as TOML; of strings, numbers, truths and lists of them, which JSON writes alike."""
    return json.dumps(value, ensure_ascii=False)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
