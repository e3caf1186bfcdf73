"""Performs what was decided: each action leased, tried, tried again, and never left without an outcome."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.memory.errors import StoreError
from bot.memory.queue import QUEUE_POLL, Leased, Queue
from bot.pipeline.platform import Platform, TryLater
from bot.runtime.backoff import Backoff
from bot.runtime.metrics import Metrics
from rules.model import Outcome, OutcomeState

log = structlog.get_logger()

MOST_TRIES = 20
"""Attempts before an action is given up and its failure shown: about twenty minutes with the waits below.

A platform that fails every other request for a while fails one of a million actions so often.
"""
RETRIES = Backoff(first=0.5, longest=120.0)
"""Between attempts at one action."""
ACTIONS_AT_ONCE = 64


@dataclass(slots=True)
class Outbox:
    """One process's hands. Any number of processes may run one on the same queue."""

    queue: Queue
    platforms: Mapping[str, Platform]
    metrics: Metrics = field(default_factory=Metrics)
    chance: random.Random = field(default_factory=random.Random)
    poll: float = QUEUE_POLL
    _busy: set[asyncio.Task[Any]] = field(default_factory=set)
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(ACTIONS_AT_ONCE))

    @property
    def deadline(self) -> float:
        """Seconds one attempt may take; half a lease, so that nobody else has taken the action when its outcome is recorded."""
        return self.queue.lease / 2

    def hand(self, leased: Sequence[Leased]) -> None:
        """Perform what was leased to this process just now, beginning in this order."""
        until = self.queue.store.clock.now() + self.queue.lease - self.deadline
        for each in leased:
            task = asyncio.get_running_loop().create_task(self._perform(each, until))
            self._busy.add(task)
            task.add_done_callback(self._busy.discard)

    async def run(self) -> None:
        """Take what is due, again and again, until cancelled."""
        while True:
            self._woken.clear()
            looking = asyncio.get_running_loop().create_task(self._look())
            self._busy.add(looking)
            looking.add_done_callback(self._busy.discard)
            await asyncio.shield(looking)  # what is leased while this is cancelled is still handed, and settled with the rest
            if looking.result() < ACTIONS_AT_ONCE:
                await self._pause()
            else:
                await self.settle()

    async def _look(self) -> int:
        """Take what is due now; how much that was."""
        try:
            taken = await self.queue.take(list(self.platforms), ACTIONS_AT_ONCE)
        except StoreError as error:
            log.warning("queue not read", error=str(error))
            return 0
        self.hand(taken)
        return len(taken)

    async def settle(self) -> None:
        """Wait until everything in hand has an outcome or a time to be tried again."""
        while self._busy:
            await asyncio.wait(self._busy)

    async def drain(self) -> None:
        """Perform everything that is due now, and what becomes due by it."""
        await self.settle()
        while taken := await self.queue.take(list(self.platforms), ACTIONS_AT_ONCE):
            self.hand(taken)
            await self.settle()

    def wake(self) -> None:
        """There is something due now."""
        self._woken.set()

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(self.poll):
                await self._woken.wait()
        except TimeoutError:
            return

    async def _perform(self, leased: Leased, until: float) -> None:
        action = self.queue.action(leased)
        told = {
            "community": leased.community,
            "comment": leased.record.by,
            "incident": leased.incident,
            "action": action.id,
            "account": action.account,
        }
        async with self._room:
            if self.queue.store.clock.now() > until:
                return  # it waited for room so long that its lease may run out before it is done; then it is due again
            if leased.record.tries > MOST_TRIES:
                await self._give_up(leased, "its workers were lost", told)
                return
            try:
                with self.metrics.steps["perform"].time(), self.metrics.in_hand.track_inprogress():
                    async with asyncio.timeout(self.deadline):
                        outcome = await self.platforms[leased.platform].perform(leased.community, action)
            except TryLater as later:
                await self._later(leased, later, told)
            except TimeoutError:
                await self._later(leased, TryLater(f"no answer within {self.deadline:.0f} seconds"), told)
            except StoreError as error:
                log.warning("action not performed, its lease will run out", error=str(error), **told)
            except Exception as error:  # whatever it is, the action has to have an outcome in the end
                log.exception("action not performed, an error nobody foresaw", **told)
                await self._later(leased, TryLater(f"an error in Hush itself, its log tells which ({type(error).__name__})"), told)
            else:
                await self._record(leased, outcome, told)

    async def _later(self, leased: Leased, later: TryLater, told: Mapping[str, str]) -> None:
        why, tries = str(later), leased.record.tries
        if later.asked and tries >= MOST_TRIES:
            await self._give_up(leased, why, told)
            return
        wait = RETRIES.after(tries, self.chance) if later.asked else 0.0
        at = self.queue.store.clock.now() + max(wait, later.after or 0.0)
        try:
            await self.queue.retry(leased, at, why, asked=later.asked)
        except StoreError as error:
            log.warning("retry not recorded, its lease will run out", error=str(error), **told)
            return
        self._count(leased, "put_off")
        log.info("action put off", why=why, until=round(at, 3), tries=tries, asked=later.asked, **told)

    async def _give_up(self, leased: Leased, why: str, told: Mapping[str, str]) -> None:
        await self._record(leased, Outcome(OutcomeState.FAILED, f"given up after {leased.record.tries} attempts: {why}"), told)

    async def _record(self, leased: Leased, outcome: Outcome, told: Mapping[str, str]) -> None:
        try:
            finished = await self.queue.finish(leased, outcome)
        except StoreError as error:
            log.warning("outcome not recorded, its lease will run out", outcome=outcome.state.value, error=str(error), **told)
            return
        self._count(leased, outcome.state.value)
        level = log.warning if outcome.state is OutcomeState.FAILED else log.info
        level("action ended", outcome=outcome.state.value, why=outcome.why, **told)
        if finished.due:
            self.wake()

    def _count(self, leased: Leased, outcome: str) -> None:
        self.metrics.actions.labels(leased.platform, leased.record.does, outcome).inc()
