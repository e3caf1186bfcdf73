"""A community's settings, between plain data (TOML, JSON, the store) and the values that code uses.

Every option is declared once, where it is used; here they are only gathered, read and written. What is wrong is refused as a
whole, each problem with its key and what would be right, so that the settings in force stay in force.
"""

from __future__ import annotations

import dataclasses
import difflib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import tomli_w

from rules.checks import RULES
from rules.ladder import LADDER, Ladder, Rungs
from rules.model import Mode, NoticeTo, Place
from rules.options import Choice, Duration, Names, Option, Switch, option, options
from rules.presets import PRESETS, SET_UP_STEPS, Preset
from rules.rule import Rule

DAY = 86400.0
AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Exempt:
    """Who is never acted on; their incidents still get a card, since accounts get stolen."""

    moderators: bool = option(True, Switch(), help="Leave alone who may manage messages there, the owner and administrators")
    accounts: tuple[str, ...] = option((), Names(500), help="Accounts to leave alone")
    roles: tuple[str, ...] = option((), Names(100), help="Roles whose members to leave alone")


@dataclass(frozen=True, slots=True)
class ThreadSettings:
    """What one thread has of its own."""

    place: str = option(AUTO, Choice(Place, (AUTO,)), help="What repetition means in this thread")


@dataclass(frozen=True, slots=True)
class Settings:
    """All that a community chose. ``rules`` holds every shipped rule, configured, in its order."""

    mode: Mode = option(Mode.OBSERVE, Choice(Mode), help="How far Hush goes: only look, tell the moderators, or act")
    place: str = option(AUTO, Choice(Place, (AUTO,)), help="What repetition means here; auto looks at the kind of thread")
    preset: Preset = option(Preset.STANDARD, Choice(Preset), help="How soon Hush speaks up, where nothing else is chosen")
    restore: float = option(7 * DAY, Duration(3600.0, 30 * DAY), help="How long what was hidden can be restored")
    ladder: Ladder = option(LADDER, Rungs(), help="What the first, second, third ... strike brings besides hiding")
    notice: NoticeTo = option(
        NoticeTo.THREAD, Choice(NoticeTo), help="Where an account is told: in the thread for a minute, or in a direct message, once a day"
    )
    exempt: Exempt = field(default_factory=Exempt)
    rules: tuple[Rule, ...] = field(default_factory=lambda: tuple(rule() for rule in RULES))
    threads: Mapping[str, ThreadSettings] = field(default_factory=dict)
    filled: Mapping[Place, tuple[Rule, ...]] = field(default_factory=dict)
    """The rules of each place that the preset has something for, with what the community left unset."""

    @property
    def horizon(self) -> float:
        """The longest window of any rule, in seconds: how long a comment must be remembered."""
        return max(rule.horizon for rules in (self.rules, *self.filled.values()) for rule in rules)

    def asked(self, place: Place) -> Sequence[Rule]:
        """The rules that the community wants asked in a place."""
        return [rule for rule in self.filled.get(place, self.rules) if rule.enabled]

    def rule(self, kind: type[AnyRule], place: Place | None = None) -> AnyRule:
        """The configured rule of one kind; with a place, as it is asked there: what is unset is the preset's."""
        for rule in self.rules if place is None else self.filled.get(place, self.rules):
            if isinstance(rule, kind):
                return rule
        raise KeyError(kind.name)

    def place_of(self, thread: str, natural: Place) -> Place:
        """What holds in a thread: its own setting, else the community's, else what its kind of thread means."""
        own = self.threads[thread].place if thread in self.threads else AUTO
        chosen = own if own != AUTO else self.place
        return natural if chosen == AUTO else Place(chosen)


AnyRule = TypeVar("AnyRule", bound=Rule)


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """One thing wrong with a setting: its dotted key, and what would be right."""

    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.key}: {self.message}"


class SettingsError(ValueError):
    """The settings were refused as a whole; ``problems`` names each key and what would be right."""

    def __init__(self, problems: Sequence[SettingProblem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = tuple(problems)


def declared() -> Iterator[tuple[str, Option]]:
    """Every option with its dotted key, as commands, the page and the docs list them; a thread's own under ``threads.*``."""
    sections: list[tuple[str, type]] = [("", Settings), ("exempt.", Exempt), ("threads.*.", ThreadSettings)]
    sections += [(f"rules.{rule.name}.", rule) for rule in RULES]
    for prefix, section in sections:
        for name, each in options(section).items():
            yield prefix + name, each


def read_toml(text: str, **otherwise: object) -> Settings:
    """Settings from a TOML file's text, ``otherwise`` where it says nothing; SettingsError names what is wrong, a syntax error by its line."""
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError([SettingProblem("TOML", str(error))]) from error
    return read({**otherwise, **plain})


def read(plain: object) -> Settings:
    """Settings from plain data; what is not said keeps its default. SettingsError lists every problem at once."""
    problems: list[SettingProblem] = []
    if not isinstance(plain, Mapping):
        raise SettingsError([SettingProblem("settings", f"must be a table of settings, not {plain!r}")])
    groups = {"exempt": Exempt, "rules": None, "threads": None}
    own = {key: value for key, value in plain.items() if key not in groups}
    values = _values(Settings, own, "", problems, also=tuple(groups))
    exempt = _build(Exempt, plain.get("exempt", {}), "exempt", problems)
    rules = _rules(plain.get("rules", {}), problems)
    threads = _threads(plain.get("threads", {}), problems)
    if problems:
        raise SettingsError(problems)
    return Settings(**values, exempt=exempt, rules=rules, threads=threads, filled=_filled(rules, values.get("preset", Preset.STANDARD)))


def write(settings: Settings) -> dict[str, Any]:
    """The settings as plain data that `read` takes back, defaults included; what is unset is left out."""
    return {
        **_plain(settings),
        "exempt": _plain(settings.exempt),
        "rules": {rule.name: _plain(rule) for rule in settings.rules},
        "threads": {thread: _plain(own) for thread, own in settings.threads.items()},
    }


def write_toml(settings: Settings) -> str:
    """The settings as a TOML file's text, which `read_toml` takes back."""
    return tomli_w.dumps(write(settings))


def with_preset(settings: Settings) -> Settings:
    """The settings with the preset that set-up stood for when it still wrote steps; the same settings where it wrote none."""
    plain = write(settings)
    preset = SET_UP_STEPS.get(tuple(plain["rules"]["repeats"].get("steps", ())))
    if preset is None or settings.preset is not Preset.STANDARD:
        return settings
    choose_preset(plain, preset)
    return read(plain)


def choose_preset(plain: dict[str, Any], preset: str) -> None:
    """Put a preset into plain settings; own steps of `repeats`, which would stand against it, are taken out."""
    plain["preset"] = preset
    for name in ("steps", "copies", "window"):
        plain["rules"]["repeats"].pop(name, None)


def _plain(section: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass with options
    values = {name: (each, getattr(section, name)) for name, each in options(type(section)).items()}
    return {name: each.kind.write(value) for name, (each, value) in values.items() if value is not None}


def _filled(rules: Sequence[Rule], preset: Preset) -> dict[Place, tuple[Rule, ...]]:
    """The rules of each place, with the preset's values where an option is unset."""
    return {place: tuple(_with(rule, plain.get(rule.name, {})) for rule in rules) for place, plain in PRESETS[preset].items()}


def _with(rule: Rule, plain: Mapping[str, Any]) -> Rule:
    known = options(type(rule))
    values = {name: known[name].kind.read(value) for name, value in plain.items() if getattr(rule, name) is None}
    try:
        return dataclasses.replace(rule, **values)  # type: ignore[type-var]  # every rule is a dataclass
    except ValueError:
        return rule  # the community's own short form stands against the preset's steps


def _rules(plain: object, problems: list[SettingProblem]) -> tuple[Rule, ...]:
    known = {rule.name: rule for rule in RULES}
    if not isinstance(plain, Mapping):
        problems.append(SettingProblem("rules", f"must be a table of rules, not {plain!r}"))
        return ()
    problems += [_unknown(f"rules.{name}", name, known) for name in plain if name not in known]
    return tuple(_build(rule, plain.get(name, {}), f"rules.{name}", problems) for name, rule in known.items())


def _threads(plain: object, problems: list[SettingProblem]) -> dict[str, ThreadSettings]:
    if not isinstance(plain, Mapping):
        problems.append(SettingProblem("threads", f"must be a table of threads, not {plain!r}"))
        return {}
    return {str(thread): _build(ThreadSettings, own, f'threads."{thread}"', problems) for thread, own in plain.items()}


Section = TypeVar("Section")


def _build(section: type[Section], plain: object, key: str, problems: list[SettingProblem]) -> Section:
    """The section from plain data; on a problem its defaults, which the caller then throws away."""
    before = len(problems)
    if not isinstance(plain, Mapping):
        problems.append(SettingProblem(key, f"must be a table, not {plain!r}"))
        return section()
    values = _values(section, plain, f"{key}.", problems)
    if len(problems) > before:
        return section()
    try:
        return section(**values)
    except ValueError as error:
        problems.append(SettingProblem(key, str(error)))
        return section()


def _values(
    section: type, plain: Mapping[Any, object], prefix: str, problems: list[SettingProblem], also: Sequence[str] = ()
) -> dict[str, Any]:
    known = options(section)
    values = {}
    for name, value in plain.items():
        if name not in known:
            problems.append(_unknown(f"{prefix}{name}", str(name), [*known, *also]))
            continue
        try:
            values[name] = known[name].kind.read(value)
        except ValueError as error:
            problems.append(SettingProblem(f"{prefix}{name}", str(error)))
    return values


def _unknown(key: str, name: str, known: Mapping[str, object] | Sequence[str]) -> SettingProblem:
    near = difflib.get_close_matches(name, list(known), 1)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(sorted(known))}"
    return SettingProblem(key if name else f'{key}""', f"there is no such setting; {hint}")
