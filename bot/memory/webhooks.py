"""Where a site wants to be told what is to be done, and the secret that signs it; kept with the community, the secret sealed."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass, field

from bot.memory.encryption import Seal
from bot.memory.platform_state import PlatformState
from bot.memory.store import Store
from rules.model import Original

_URL, SECRET, _RESTS = "webhook_url", "webhook_secret", "webhook_rests"
WHSEC = "whsec_"
"""What a secret begins with: Standard Webhooks, Signature scheme."""


@dataclass(frozen=True, slots=True)
class Target:
    """A site's webhook. ``rests``: until when it asked not to be told anything, UNIX time in seconds."""

    url: str
    secret: str = field(repr=False)
    rests: float = 0.0


@dataclass(slots=True)
class Webhooks:
    """The store's side."""

    store: Store
    seal: Seal

    async def read(self, community: str) -> Target | None:
        """The community's webhook, if it has one whose secret can be opened with this process's key."""
        kept = await PlatformState(self.store).read(community)
        url, sealed = kept.get(_URL, ""), kept.get(SECRET, "")
        opened = self.seal.open(base64.b64decode(sealed), community, SECRET) if url and sealed else None
        return Target(url, opened.text, float(kept.get(_RESTS, 0.0))) if opened else None

    async def set(self, community: str, url: str) -> Target:
        """Tell this address from now on, signed with a new secret."""
        target = Target(url, WHSEC + base64.b64encode(secrets.token_bytes(32)).decode())
        sealed = base64.b64encode(self.seal.close(Original(target.secret), community, SECRET)).decode()
        await PlatformState(self.store).write(community, **{_URL: url, SECRET: sealed, _RESTS: ""})
        return target

    async def rest(self, community: str, until: float) -> None:
        """No process tells this community's webhook anything until then; one that asks to wait less does not end it."""
        await PlatformState(self.store).most(community, _RESTS, until)

    async def remove(self, community: str) -> None:
        """Tell nobody; the site fetches again."""
        await PlatformState(self.store).write(community, **{_URL: "", SECRET: "", _RESTS: ""})
