"""What the tests of a folder share: opened for the first that asks, closed when pytest goes on to another folder."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import TypeVar

import pytest

_T = TypeVar("_T")


def shared(request: pytest.FixtureRequest, key: pytest.StashKey[_T], open_: Callable[[], AbstractContextManager[_T]]) -> _T:
    """The folder's one of these."""
    folder: pytest.Dir = request.node.getparent(pytest.Dir)
    if key not in folder.stash:
        opened = ExitStack()
        folder.stash[key] = opened.enter_context(open_())
        opened.callback(folder.stash.__delitem__, key)
        folder.addfinalizer(opened.close)
    return folder.stash[key]
