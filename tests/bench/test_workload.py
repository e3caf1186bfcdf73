"""The workload is the same in every version: else ratios to it would mean nothing."""

from collections import Counter

from bench.workload import CHECKSUMS, checksum, comments


def test_it_is_the_one_that_was_measured() -> None:
    assert checksum(100_000) == CHECKSUMS[100_000]


def test_a_few_say_much_and_some_say_the_same() -> None:
    said = Counter(account for account, _ in comments(20_000))
    assert said.most_common(1)[0][1] > 20 * 20_000 / len(said)
    texts = Counter(text for _, text in comments(20_000))
    assert sum(count for count in texts.values() if count > 1) > 2_000
