import random

from rules.checks import RULES
from rules.engine import judge, stood_before, texts
from rules.model import Case, Said
from support.comments import case, said

DIP = "Buy the dip and enter the market 😎"
ELSE = "Editing becomes the job when drafting is free."
RULED = [rule() for rule in RULES]


def edit(text: str, at: float, name: str) -> Said:
    return said(text, 0.0, name=name, edited_at=at)


def test_a_verdict_tells_copies_accounts_and_reasons_of_all_rules() -> None:
    verdict = judge(case(*(said(DIP, at) for at in (0, 10, 20))), RULED)
    assert verdict.flag
    assert verdict.rules == ("repeats",)
    assert verdict.copies == ("0000000.0", "0000010.0")
    assert verdict.reason == "3 copies in 20 seconds, 100 % alike, nothing else in between, an advert"


def test_a_clean_comment_has_an_empty_verdict() -> None:
    verdict = judge(case(said(ELSE, 0), said(DIP, 1)), RULED)
    assert (verdict.flag, verdict.score, verdict.rules, verdict.reason, verdict.copies) == (False, 0.0, (), "", ())


def test_an_allowed_text_is_noted_and_not_flagged() -> None:
    flagged = case(*(said(DIP, at) for at in (0, 10, 20)))
    allowed = Case(flagged.said, flagged.earlier, flagged.place, allowed=(said(DIP.upper(), 0).form,))
    verdict = judge(allowed, RULED)
    assert not verdict.flag
    assert verdict.copies
    assert verdict.reason.endswith("allowed here as not spam")
    other = Case(flagged.said, flagged.earlier, flagged.place, allowed=(said(ELSE, 0).form,))
    assert judge(other, RULED).flag


def test_an_edit_that_leaves_the_canonical_text_changes_nothing() -> None:
    told = texts([said(DIP, 0.0, name="a"), edit(DIP.upper() + "!!", 50.0, "a"), said(ELSE, 20.0)])
    assert [(each.id, each.at) for each in told] == [("a", 0.0), ("0000020.0", 20.0)]


def test_a_comment_is_seen_with_the_text_it_had_at_the_moment() -> None:
    told = texts([said(DIP, 0.0, name="a"), edit(ELSE, 50.0, "a")])
    assert [each.form.words for each in stood_before(said(DIP, 40.0), told)] == [told[0].form.words]
    assert [each.form.words for each in stood_before(said(DIP, 60.0), told)] == [told[1].form.words]


def test_revisions_may_arrive_in_any_order() -> None:
    revisions = [
        said(DIP, 0.0, name="a"),
        edit(DIP + "!", 10.0, "a"),
        edit(ELSE, 20.0, "a"),
        edit(ELSE.lower(), 30.0, "a"),
        edit(DIP, 40.0, "a"),
        said(ELSE, 35.0, name="b"),
    ]
    told = texts(revisions)
    assert [(each.id, each.at) for each in told] == [("a", 0.0), ("a", 20.0), ("b", 35.0), ("a", 40.0)]
    for seed in range(20):
        shuffled = random.Random(seed).sample(revisions, len(revisions))
        assert [(each.id, each.at, each.form) for each in texts(shuffled)] == [(each.id, each.at, each.form) for each in told]
