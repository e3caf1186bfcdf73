import pytest

from rules.checks.repeats import Repeats
from rules.duration import seconds, short, within, words
from rules.ladder import LADDER, Penalty
from rules.model import Mode, Place
from rules.options import Step
from rules.settings import Settings, SettingsError, declared, read, read_toml, write, write_toml

FILE = """
mode = "enforce"
place = "chat"
restore = "30d"
ladder = [["notice"], ["notice", "timeout 10m"], ["ban", "alert"]]
[exempt]
accounts = ["42"]
[rules.repeats]
steps = ["3 in 3m", "4 with 3 in 15m", "5 in 1h"]
[rules.copies]
window = "7d"
[threads."123"]
place = "live"
"""


def test_a_file_is_read_as_it_says() -> None:
    settings = read_toml(FILE)
    assert settings.mode is Mode.ENFORCE
    assert settings.restore == 30 * 86400
    assert settings.ladder == ((Penalty("notice"),), (Penalty("notice"), Penalty("timeout", 600.0)), (Penalty("ban"), Penalty("alert")))
    assert settings.exempt.accounts == ("42",)
    assert settings.rule(Repeats).steps == (Step(3, 180.0), Step(4, 0.0, 3, 900.0), Step(5, 3600.0))
    assert settings.place_of("123", Place.COMMENTS) is Place.LIVE
    assert settings.place_of("9", Place.COMMENTS) is Place.CHAT
    assert settings.horizon == 3600.0


def test_nothing_said_is_the_default_and_auto_asks_the_thread() -> None:
    settings = read({})
    assert settings == Settings()
    assert settings.mode is Mode.OBSERVE
    assert settings.ladder == LADDER
    assert settings.place_of("9", Place.LIVE) is Place.LIVE


@pytest.mark.parametrize(
    "toml", [FILE, "", '[rules.repeats]\ncopies = 3\nwindow = "7d"', "[rules.repeats]\nenabled = false\nsimilarity = 100"]
)
def test_what_is_written_is_read_back(toml: str) -> None:
    settings = read_toml(toml)
    assert read(write(settings)) == settings
    assert read_toml(write_toml(settings)) == settings


@pytest.mark.parametrize("thread", ["123", "тема", "a.b", "a b", 'a"b', "a\\b\n", "", "😎"])
def test_any_thread_comes_back_from_a_file(thread: str) -> None:
    settings = read({"threads": {thread: {"place": "live"}}, "exempt": {"roles": ["роль"]}})
    assert read_toml(write_toml(settings)) == settings


@pytest.mark.parametrize(
    ("plain", "key", "says"),
    [
        ({"mode": "enforced"}, "mode", "must be observe, alert or enforce, not 'enforced'"),
        ({"mode": 3}, "mode", "must be observe, alert or enforce"),
        ({"place": "forum"}, "place", "must be auto, comments, chat or live"),
        ({"mod": "alert"}, "mod", "did you mean mode?"),
        ({"restore": "31d"}, "restore", "a time from 1h to 30d"),
        ({"restore": 7}, "restore", "a time from 1h to 30d"),
        ({"rules": {"repeat": {}}}, "rules.repeat", "did you mean repeats?"),
        ({"rules": {"repeats": {"similarity": 101}}}, "rules.repeats.similarity", "must be a whole number from 70 to 100, not 101"),
        ({"rules": {"repeats": {"similarity": True}}}, "rules.repeats.similarity", "not True"),
        ({"rules": {"repeats": {"copies": 1}}}, "rules.repeats.copies", "a whole number from 2 to 20"),
        ({"rules": {"repeats": {"window": "8d"}}}, "rules.repeats.window", "a time from 1m to 7d"),
        ({"rules": {"repeats": {"steps": "3 in 3m"}}}, "rules.repeats.steps", "must be a list of steps"),
        ({"rules": {"repeats": {"steps": ["3 in 3 minutes"]}}}, "rules.repeats.steps", 'must be written "3 in 3m"'),
        ({"rules": {"repeats": {"steps": ["21 in 3m"]}}}, "rules.repeats.steps", "a whole number from 2 to 20, not 21"),
        ({"rules": {"repeats": {"steps": ["4 with 4 in 15m"]}}}, "rules.repeats.steps", "below the first"),
        ({"rules": {"repeats": {"steps": ["4 with 3 in 15m"]}}}, "rules.repeats.steps", 'one step without "with"'),
        ({"rules": {"repeats": {"steps": ["3 in 3m"], "copies": 3}}}, "rules.repeats", "either `steps`, or `copies`"),
        ({"rules": {"copies": {"window": "30m"}}}, "rules.copies.window", "a time from 1h to 7d"),
        ({"rules": []}, "rules", "must be a table"),
        ({"rules": {"repeats": 3}}, "rules.repeats", "must be a table"),
        ({"threads": {"1": {"place": "x"}}}, 'threads."1".place', "must be auto, comments, chat or live"),
        ({"threads": {"1": "chat"}}, 'threads."1"', "must be a table"),
        ({"ladder": []}, "ladder", "1 to 10 rows"),
        ({"ladder": ["notice"]}, "ladder", "each row must be a list"),
        ({"ladder": [["timeout"]]}, "ladder", "a penalty must be"),
        ({"ladder": [["timeout 29d"]]}, "ladder", "a time from 1m to 28d"),
        ({"exempt": {"accounts": "42"}}, "exempt.accounts", "a list of at most 500 ids"),
        ({"exempt": {"moderators": "no"}}, "exempt.moderators", "must be true or false"),
        ([], "settings", "must be a table"),
    ],
)
def test_a_wrong_setting_is_refused_with_its_name_and_what_would_be_right(plain: object, key: str, says: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read(plain)
    [problem] = refused.value.problems
    assert problem.key == key
    assert says in problem.message


def test_every_problem_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        read({"mode": "x", "rules": {"repeats": {"similarity": 1, "copies": 99}}, "exempt": {"nobody": 1}})
    assert [problem.key for problem in refused.value.problems] == [
        "mode",
        "exempt.nobody",
        "rules.repeats.similarity",
        "rules.repeats.copies",
    ]


def test_a_broken_file_names_the_line() -> None:
    with pytest.raises(SettingsError, match="line 2"):
        read_toml('mode = "alert"\nplace = = 3')


def test_every_option_declares_help_and_bounds_that_hold_its_default() -> None:
    found = dict(declared())
    assert {"mode", "place", "restore", "ladder", "exempt.moderators", "rules.repeats.similarity", "threads.*.place"} <= set(found)
    for key, option in found.items():
        assert option.help, key
        assert option.kind.says, key
        if option.default is None:
            assert option.unset, key
        else:
            assert option.kind.read(option.kind.write(option.default)) == option.default, key


@pytest.mark.parametrize(("written", "length"), [("90s", 90), ("15m", 900), ("1h", 3600), ("7d", 604800), (" 2 h ", 7200)])
def test_times_are_read_as_written(written: str, length: float) -> None:
    assert seconds(written) == length
    assert seconds(short(length)) == length


@pytest.mark.parametrize("written", ["", "1", "h", "1.5h", "-1h", "1w", "1h30m", "1000000000s"])
def test_other_times_are_refused(written: str) -> None:
    with pytest.raises(ValueError, match="such as 90s, 15m"):
        seconds(written)


@pytest.mark.parametrize(
    ("length", "told"),
    [(0, "0 seconds"), (1, "1 second"), (59, "59 seconds"), (60, "1 minute"), (90, "90 seconds"), (120, "2 minutes"), (3120, "52 minutes"),
     (3600, "1 hour"), (5400, "90 minutes"), (7200, "2 hours"), (86400, "1 day"), (604800, "7 days")],
)  # fmt: skip
def test_times_are_told_as_one_would_say_them(length: float, told: str) -> None:
    assert words(length) == told


@pytest.mark.parametrize(
    ("length", "told"), [(0, "at once"), (0.4, "at once"), (0.6, "in 1 second"), (90, "in 90 seconds"), (3120, "in 52 minutes")]
)
def test_how_long_something_took(length: float, told: str) -> None:
    assert within(length) == told
