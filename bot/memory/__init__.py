"""What Hush remembers, and the only room that speaks to the store."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.memory.campaigns import Campaigns
from bot.memory.changes import Changes
from bot.memory.communities import Communities
from bot.memory.encryption import Seal
from bot.memory.erasure import Erasure
from bot.memory.history import Window
from bot.memory.idempotency import FirstAnswers
from bot.memory.incidents import Incidents
from bot.memory.login_links import LoginLinks
from bot.memory.queue import LEASE, Queue
from bot.memory.reposts import Reposts
from bot.memory.store import Store
from bot.memory.threads import Threads
from bot.memory.webhooks import Webhooks


@dataclass(slots=True)
class Memory:
    """One store, seen from each side that the house needs. ``lease``: seconds that a worker has for an action."""

    store: Store
    seal: Seal
    lease: float = LEASE
    window: Window = field(init=False)
    queue: Queue = field(init=False)
    incidents: Incidents = field(init=False)
    campaigns: Campaigns = field(init=False)
    communities: Communities = field(init=False)
    erasure: Erasure = field(init=False)
    answers: FirstAnswers = field(init=False)
    changes: Changes = field(init=False)
    entrances: LoginLinks = field(init=False)
    reposts: Reposts = field(init=False)
    threads: Threads = field(init=False)
    webhooks: Webhooks = field(init=False)

    def __post_init__(self) -> None:
        self.window = Window(self.store)
        self.queue = Queue(self.store, self.seal, lease=self.lease)
        self.incidents = Incidents(self.store, self.seal, self.queue.owner, self.lease)
        self.campaigns = Campaigns(self.store, self.seal)
        self.communities = Communities(self.store)
        self.erasure = Erasure(self.store)
        self.answers = FirstAnswers(self.store)
        self.changes = Changes(self.store)
        self.entrances = LoginLinks(self.store)
        self.reposts = Reposts(self.store, self.seal)
        self.threads = Threads(self.store, self.seal)
        self.webhooks = Webhooks(self.store, self.seal)
