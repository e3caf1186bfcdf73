"""The pages and pictures that are made from the code are those that the code makes now."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest

from rules.settings import declared, read_toml
from tools.docs import DOCS, MADE
from tools.rooms_picture import CAPTIONS, ROOT, imports, rooms


@pytest.mark.parametrize(("name", "made"), MADE.items(), ids=MADE)
def test_what_is_made_is_up_to_date(name: str, made: Callable[[], str]) -> None:
    assert (DOCS / name).read_text("utf-8") == made(), f"docs/{name} is out of date: make docs"


@pytest.mark.parametrize("name", [name for name in MADE if name.endswith(".svg")])
def test_a_picture_is_readable_xml_with_a_title(name: str) -> None:
    root = ET.parse(DOCS / name).getroot()  # noqa: S314 - our own file
    assert root.findtext("{http://www.w3.org/2000/svg}title")


def test_every_setting_is_on_the_page_and_the_example_is_one() -> None:
    page = (DOCS / "settings.md").read_text("utf-8")
    for key, option in declared():
        shown = key.replace("threads.*", 'threads."ID"')
        [row] = [line for line in page.splitlines() if line.startswith(f"| `{shown}` |")]
        assert option.help.replace("|", "\\|") in row
    [example] = re.findall(r"```toml\n(.+?)```", page, re.DOTALL)
    assert read_toml(example).exempt.roles == ("editors",)


def test_every_room_is_in_the_picture_and_none_imports_upwards() -> None:
    floors = rooms()
    there = {f"bot.{each.stem}" for each in (ROOT / "bot").iterdir() if (each / "__init__.py").exists()} - {"bot.examples"}
    assert {*floors} == {*CAPTIONS} == there | {"bot.app", "rules"}
    for floor in floors:
        assert all(floors.index(each) > floors.index(floor) for each in imports(floor, floors)), floor
