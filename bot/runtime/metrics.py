"""What Hush counts of itself, for Prometheus: every label has few values, known beforehand, so no id and no text is ever one.

Names and units as https://prometheus.io/docs/practices/naming/ has them. Each house has a registry of its own.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.metrics_core import CounterMetricFamily
from prometheus_client.registry import Collector

from rules.model import Verdict

STEPS = ("remember", "judge", "open", "perform")
"""Of one comment's way, those that are timed: the store's two, the judging itself, and what a platform is asked."""
_BUCKETS = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds: from a judgement to a platform's slowest answer; among them 5 ms, the most a text may cost, and 250 ms, the comments' deadline."""


class Metrics:
    """One house's numbers. Counting costs no I/O; what is read only when asked is given by whoever has it."""

    def __init__(self) -> None:
        self.registry = own = CollectorRegistry()
        self.comments = Counter("hush_comments", "Comments judged, each time one was delivered", ["platform", "result"], registry=own)
        self.verdicts = Counter("hush_verdicts", "Verdicts that flag a comment, by each rule that does", ["rule"], registry=own)
        self.incidents = Counter("hush_incidents", "Incidents opened; brake: those that the brake made a card", ["stance"], registry=own)
        self.actions = Counter(
            "hush_actions", "Attempts at an action, by what came of each", ["platform", "action", "outcome"], registry=own
        )
        self.unjudged = Counter("hush_unjudged_comments", "Comments answered for without a verdict", ["platform", "outcome"], registry=own)
        steps = Histogram(
            "hush_step_seconds",
            "Time that a step took; remember and open are calls of one or many",
            ["step"],
            buckets=_BUCKETS,
            registry=own,
        )
        self.steps = {step: steps.labels(step) for step in STEPS}
        self.backlog = Gauge("hush_backlog_comments", "Comments that wait in this process for the store", registry=own)
        self.in_hand = Gauge("hush_actions_in_hand", "Actions that this process is performing", registry=own)
        self.due = Gauge("hush_actions_due", "Actions that wait or are leased, in all processes", ["platform"], registry=own)
        self.chores = Gauge("hush_chores", "Cards to write and notices to take away, in all processes", registry=own)
        self.waiting = Gauge("hush_discord_waiting_messages", "Messages of Discord that wait in this process to be judged", registry=own)
        self.answers = Counter("hush_discord_answers", "Answers of Discord to this process's requests", ["status"], registry=own)
        self.stopped = Gauge(
            "hush_discord_stopped", "1 while nothing is sent to Discord, which refused too much or the token", registry=own
        )
        self.store_up = Gauge("hush_store_up", "1 while the store can be used, else 0", registry=own)

    def judged(self, platform: str, verdicts: Iterable[Verdict]) -> None:
        """Count what was judged together."""
        results, rules = Tally[str](), Tally[str]()
        for verdict in verdicts:
            told = verdict.rules
            results["flagged" if told else "clean"] += 1
            rules.update(told)
        for result, count in results.items():
            self.comments.labels(platform, result).inc(count)
        for rule, count in rules.items():
            self.verdicts.labels(rule).inc(count)

    def answered(self, status: int) -> None:
        """Count an answer of Discord; what is no refusal for a limit by its class alone."""
        self.answers.labels("429" if status == 429 else f"{status // 100}xx").inc()

    def undecided(self, platform: str, result: str) -> None:
        """Count a comment that was refused, or that the store did not answer for."""
        self.comments.labels(platform, result).inc()


class Failures(Collector):
    """The store's failed calls, by kind, as the store itself counts them."""

    def __init__(self, failures: Tally[str]) -> None:
        self.failures = failures

    def collect(self) -> Iterator[CounterMetricFamily]:
        told = CounterMetricFamily("hush_store_errors", "Calls that the store did not answer, or refused, by kind", labels=["kind"])
        for kind in ("away", "moved", "full", "refused", "other"):
            told.add_metric([kind], self.failures[kind])
        yield told
