"""The sandbox's norms are taken as delivered, and fit its scores."""

from collections import defaultdict
from datetime import UTC, date, datetime
from statistics import fmean

from cers.feeds.norms import read_norms
from cers.model.norm import Norms, NormTable
from tests.unit.sandbox.conftest import Sandbox

LANDED = datetime(2026, 1, 1, tzinfo=UTC)


def tables(sandbox: Sandbox) -> tuple[NormTable, ...]:
    data = (sandbox.directory / "ets" / "norms" / "norms.csv").read_bytes()
    parsed = read_norms(data, set(sandbox.cuts), LANDED)
    assert parsed.findings == ()
    assert parsed.value is not None
    return parsed.value


def test_every_summative_and_comprehensive_test_of_ela_and_math_has_norms(sandbox: Sandbox) -> None:
    normed = {each.assessment_id for each in tables(sandbox)}
    expected = {
        name
        for name, row in sandbox.cuts.items()
        if row["AssessmentSubject"].upper() in ("ELA", "MATH")
        and row["AssessmentSubtype"].upper() in ("SUM", "ICA")
    }
    assert normed == expected


def test_every_scored_exam_of_them_has_a_percentile_and_half_are_above_the_middle(
    sandbox: Sandbox,
) -> None:
    every = tables(sandbox)
    norms = Norms({each.key: each for each in every})
    ranks = defaultdict(list)
    for exam in sandbox.first:
        score, name = exam.value("Overall"), exam.test["name"]
        if score is None or not norms.current.get(name):
            continue
        day = date.fromisoformat(exam.exam["dateCompleted"][:10])
        rank = norms.percentile(name, day, score)
        assert rank is not None, (name, day)
        ranks[name.split("-")[1]].append(rank)
    assert set(ranks) == {"SUM", "ICA"}
    for kind, found in ranks.items():
        assert len(found) > 100, kind
        assert 35 < fmean(found) < 60, kind
