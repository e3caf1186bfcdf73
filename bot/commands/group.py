"""Commands under one name: `hush` itself, and those of its commands that do more than one thing."""

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter

from bot.runtime.exits import WRONG, Refusal


def group(name: str, told: str, version: str = "") -> App:
    """A command line whose next word is one of its commands; another word, or none, is refused."""
    app = App(name=name, help=told, version=version, help_format="plaintext", suppress_keyboard_interrupt=False)

    @app.default
    def neither(*given: Annotated[str, Parameter(show=False)]) -> None:
        known = "|".join(each for each in app if not each.startswith("-"))
        raise Refusal(f"{f'there is no {name} {given[0]}' if given else f'{name} does nothing by itself'}; use {name} {known}", WRONG)

    return app
