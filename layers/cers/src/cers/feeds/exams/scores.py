"""The scores: the overall one, claims, alternates, traits, and residuals per target."""

from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from cers.feeds.exams import values
from cers.feeds.exams.catalog import OVERALL, Expected, Scale
from cers.feeds.exams.fields import Row
from cers.feeds.exams.rules import (
    DUPLICATE_SCORE,
    INVALID_LEVEL,
    INVALID_NUMBER,
    INVALID_STANDARD_ERROR,
    SCORE_OUT_OF_RANGE,
    TRAIT_SCORE_OUT_OF_RANGE,
    UNKNOWN_TARGET,
    Findings,
)
from cers.model.rule import Rule

T = TypeVar("T")

Measures = dict[str, dict[str, dict[str, str]]]
"""measureOf -> kind of score -> attributes of the Score element."""

_KINDS: Final = {
    "ScaleScore": "ScaleScore",
    "ThetaScore": "ThetaScore",
    "PerformanceLevel": "PerformanceLevel",
    "RawScore": "RawScore",
    "StudentRelativeResidualScore": "StudentRelativeResidualScore",
    "BenchmarkScore": "StudentRelativeResidualScore",
    "Benchmark": "StudentRelativeResidualScore",
    "StandardMetRelativeResidualScore": "StandardMetRelativeResidualScore",
    "ProficiencyDelta": "StandardMetRelativeResidualScore",
}
"""measureLabel -> the kind of score it names; other labels are no scores."""

_RESIDUALS: Final = {
    "StudentRelativeResidualScore": "student_residual",
    "StandardMetRelativeResidualScore": "standard_met_residual",
}
_SCALED: Final = frozenset({"ScaleScore", "ThetaScore", "PerformanceLevel"})
_RAW: Final = "RawScore"
_NONE: Final[dict[str, dict[str, str]]] = {}
_NOT_SCALED: Final[Row] = dict.fromkeys(
    ("scale_score", "standard_error", "theta", "theta_standard_error", "achievement_level")
)
_NUMBER: Final = "is no number: write a plain decimal such as 2507.5."
_LONGEST_CODE: Final = 10


def grouped(
    scores: Iterable[dict[str, str]], expected: Expected | None, findings: Findings
) -> Measures:
    """The attributes of Score elements by measure and kind; of two alike the last one counts."""
    measures: Measures = {}
    for attributes in scores:
        kind = _KINDS.get(attributes.get("measureLabel", ""))
        if kind is not None:
            measure = attributes.get("measureOf", "").strip()
            kinds = measures.setdefault(measure, {})
            if kind in kinds and _is_kept(measure, kind, expected):
                advice = "occurs twice: send the right one."
                _note(DUPLICATE_SCORE, measure, kind, advice, findings)
            kinds[kind] = attributes
    return measures


def ignored(measures: Measures, expected: Expected | None) -> tuple[str, ...]:
    """The scores of measures that the subject does not have: they mean nothing to us."""
    if expected is None:
        return ()
    return tuple(
        f"{measure} {kind}"
        for measure, kinds in measures.items()
        for kind in kinds
        if kind not in _RESIDUALS and not _is_kept(measure, kind, expected)
    )


def _is_kept(measure: str, kind: str, expected: Expected | None) -> bool:
    """Whether a score means anything to us: others are ignored."""
    if expected is None:
        return measure == OVERALL and kind in _SCALED
    if kind in _RESIDUALS:
        return measure in expected.targets
    if kind == _RAW:
        return measure in expected.traits
    return measure in expected.scales


class Scores:
    """Reads the scores of one exam; `expected` is None while its assessment is unknown."""

    def __init__(self, measures: Measures, expected: Expected | None, findings: Findings) -> None:
        self._measures = measures
        self._expected = expected
        self._findings = findings

    def overall(self) -> Row:
        """The columns of the overall score."""
        scale = self._expected.scales[OVERALL] if self._expected else Scale("overall")
        return self._scaled(OVERALL, scale)

    def details(self) -> list[Row]:
        """The rows of alternates, claims and traits, in the subject's order."""
        if self._expected is None:
            return []
        rows = [
            self._detail(code, scale)
            for code, scale in self._expected.scales.items()
            if code != OVERALL and not _SCALED.isdisjoint(self._measures.get(code, ()))
        ]
        rows += [
            self._trait(code, most)
            for code, most in self._expected.traits.items()
            if _RAW in self._measures.get(code, ())
        ]
        return rows

    def targets(self) -> list[Row]:
        """The rows of the targets that have a residual."""
        rows: dict[str, Row] = {}
        for measure, kinds in self._measures.items():
            for kind, column in _RESIDUALS.items():
                if kind in kinds:
                    value = self._read(measure, kind, values.number, INVALID_NUMBER, _NUMBER)
                    target = self._target(measure, kind)
                    if target and value is not None:
                        rows.setdefault(measure, target)[column] = value
        return list(rows.values())

    def _scaled(self, measure: str, scale: Scale) -> Row:
        row = dict(_NOT_SCALED)
        kinds = self._measures.get(measure, _NONE)
        if "ScaleScore" in kinds:
            row["scale_score"] = self._scale_score(measure, scale)
            row["standard_error"] = self._standard_error(measure, "ScaleScore")
        if "ThetaScore" in kinds:
            row["theta"] = self._read(measure, "ThetaScore", values.number, INVALID_NUMBER, _NUMBER)
            row["theta_standard_error"] = self._standard_error(measure, "ThetaScore")
        if "PerformanceLevel" in kinds:
            row["achievement_level"] = self._read(
                measure,
                "PerformanceLevel",
                values.level,
                INVALID_LEVEL,
                "is no level: write a whole number from 1.",
            )
        return row

    def _scale_score(self, measure: str, scale: Scale) -> float | None:
        score = self._read(measure, "ScaleScore", values.scale_score, INVALID_NUMBER, _NUMBER)
        if score is not None and not scale.holds(score):
            bounds = f"lies outside {_bound(scale.low)} to {_bound(scale.high)}: correct it."
            self._add(SCORE_OUT_OF_RANGE, measure, "ScaleScore", bounds)
        return score

    def _standard_error(self, measure: str, kind: str) -> float | None:
        advice = "has a standard error that is no number from 0."
        return self._read(
            measure,
            kind,
            values.positive,
            INVALID_STANDARD_ERROR,
            advice,
            attribute="standardError",
        )

    def _detail(self, code: str, scale: Scale) -> Row:
        return {
            "score_type": scale.score_type,
            "score_code": code,
            **self._scaled(code, scale),
            "raw_score": None,
            "condition_code": self._condition(code),
        }

    def _trait(self, code: str, most: int) -> Row:
        advice = f"is no whole number from 0 to {most}: correct it."
        raw = self._read(code, _RAW, values.count, TRAIT_SCORE_OUT_OF_RANGE, advice)
        if raw is not None and raw > most:
            self._add(TRAIT_SCORE_OUT_OF_RANGE, code, _RAW, advice)
        return {
            "score_type": "trait",
            "score_code": code,
            **_NOT_SCALED,
            "raw_score": raw,
            "condition_code": self._condition(code),
        }

    def _condition(self, measure: str) -> str | None:
        codes = (each.get("conditionCode", "") for each in self._measures[measure].values())
        return next((code.strip()[:_LONGEST_CODE] for code in codes if code.strip()), None)

    def _target(self, measure: str, kind: str) -> Row | None:
        if self._expected is None:
            return None
        target = self._expected.targets.get(measure)
        if target is None:
            advice = "is for a target that no item of the assessment has: correct measureOf."
            self._add(UNKNOWN_TARGET, measure, kind, advice)
            return None
        claim, code = target
        empty: Row = dict.fromkeys(_RESIDUALS.values())
        return {"claim_code": claim, "target_code": code, **empty}

    def _read(
        self,
        measure: str,
        kind: str,
        parse: Callable[[str | None], T | None],
        rule: Rule,
        advice: str,
        attribute: str = "value",
    ) -> T | None:
        try:
            return parse(self._measures[measure][kind].get(attribute))
        except ValueError:
            self._add(rule, measure, kind, advice)
            return None

    def _add(self, rule: Rule, measure: str, kind: str, advice: str) -> None:
        _note(rule, measure, kind, advice, self._findings)


def _note(rule: Rule, measure: str, kind: str, advice: str, findings: Findings) -> None:
    element = f"{values.shown(measure)} {kind}"
    findings.add(rule, element, f"{element} {advice}")


def _bound(value: float | None) -> str:
    return "any" if value is None else f"{value:g}"
