"""Exam files in the test results transmission format: one XML document per exam."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sandbox.assessments import BANK, AssessmentSpec
from sandbox.content import TRAIT_CATEGORIES
from sandbox.responses import answers
from sandbox.scales import GRADES
from sandbox.scoring import Counts, Measure, Residuals, Responses, Results
from sandbox.students import WHEN

Times = NDArray[np.datetime64]

_ACCOMMODATIONS: Final = (
    "",
    '<Accommodation type="Print Size" value="Larger print" code="TDS_PS_L2" segment="0"/>',
    '<Accommodation type="Text To Speech" value="Items" code="TDS_TTS_Item" segment="0"/>',
    '<Accommodation type="Closed Captioning" value="On" code="TDS_ClosedCap1" segment="0"/>',
    '<Accommodation type="Non-Embedded Supports" value="Noise buffers" code="NEA_NoiseBuf" '
    'segment="0"/>',
)
_SEGMENT: Final = "{name}-1"


@dataclass(frozen=True, slots=True)
class Sitting:
    """Exams of one assessment, as parallel columns; every time is UTC, in whole seconds."""

    number: NDArray[np.int32]
    opportunity: NDArray[np.int32]
    started: Times
    completed: Times
    changed: Times
    """The status date."""

    status: Sequence[str]
    complete: NDArray[np.bool_]
    condition: Sequence[str]
    scored: NDArray[np.bool_]
    session: Sequence[str]
    teacher: Counts
    accommodation: Counts

    def __len__(self) -> int:
        return len(self.number)


def opportunity_ids(year: int, numbers: Iterable[int]) -> list[str]:
    """The opportunity ids of exams of a year."""
    return [f"{year % 100}{number:09d}" for number in numbers]


def iso(times: Times) -> list[str]:
    """Times as the format writes them."""
    texts: list[str] = np.char.add(np.datetime_as_string(times, unit="s"), "Z").tolist()
    return texts


def documents(
    spec: AssessmentSpec,
    sitting: Sitting,
    examinees: Sequence[str],
    results: Results,
    draw: np.random.Generator,
) -> list[bytes]:
    """The exam files, in order; `examinees` are the elements of the students as registered."""
    completed = iso(sitting.completed)
    heads = (
        examinee.replace(WHEN, when) for examinee, when in zip(examinees, completed, strict=True)
    )
    test = _test(spec)
    rows = zip(
        heads,
        _opportunities(spec, sitting, completed),
        *_bodies(spec, sitting, results, draw),
        strict=True,
    )
    return ["".join((test, *row, "</Opportunity></TDSReport>\n")).encode() for row in rows]


def _test(spec: AssessmentSpec) -> str:
    kind = "Summative" if spec.type == "sum" else "Interim"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<TDSReport><Test name="{spec.id}" testId="{spec.name}" subject="{spec.subject}" '
        f'grade="{GRADES[spec.grade]}" assessmentType="{kind}" academicYear="{spec.year}" '
        f'bankKey="{BANK}" contract="SANDBOX" mode="online" assessmentVersion="1"/>'
    )


_OPPORTUNITY: Final = (
    '<Opportunity server="sandbox-1" database="session" clientName="SANDBOX" key="{key}" '
    'oppId="{key}" startDate="{started}" status="{status}" validity="valid" '
    'completeness="{complete}" opportunity="{opportunity}" statusDate="{changed}" '
    'dateCompleted="{completed}" pauseCount="{pauses}" itemCount="{items}" ftCount="0" '
    'abnormalStarts="0" gracePeriodRestarts="0" taId="ta{teacher:05d}@sandbox.example" '
    'taName="Examiner {teacher}" sessionId="{session}" windowId="{window}" windowOpportunity="1" '
    'completeStatus="{complete}" administrationCondition="{condition}" '
    'assessmentParticipantSessionPlatformUserAgent="SandboxBrowser/1.0" '
    'effectiveDate="{effective}">'
    '<Segment id="{segment}" position="1" formId="{segment}" formKey="{segment}" '
    'algorithm="fixedform" algorithmVersion="1"/>'
)


def _opportunities(
    spec: AssessmentSpec, sitting: Sitting, completed: Sequence[str]
) -> Iterable[str]:
    columns = zip(
        opportunity_ids(spec.year, sitting.number.tolist()), iso(sitting.started), sitting.status,
        sitting.complete.tolist(), sitting.opportunity.tolist(), iso(sitting.changed), completed,
        sitting.teacher.tolist(), sitting.session, sitting.condition, strict=True,
    )  # fmt: skip
    for (
        key,
        started,
        status,
        complete,
        attempt,
        changed,
        done,
        teacher,
        session,
        condition,
    ) in columns:
        yield _OPPORTUNITY.format(
            key=key, started=started, status=status, opportunity=attempt, changed=changed,
            complete="Complete" if complete else "Partial", completed=done, teacher=teacher,
            session=session, condition=condition, pauses=teacher % 3, items=len(spec.items),
            window=f"{spec.type.upper()}{spec.year}", effective=f"{spec.year - 1}-08-15",
            segment=_SEGMENT.format(name=spec.name),
        )  # fmt: skip


def _bodies(
    spec: AssessmentSpec, sitting: Sitting, results: Results, draw: np.random.Generator
) -> list[Iterable[str]]:
    """What fills an opportunity: columns of accommodations, scores and items."""
    bodies: list[Iterable[str]] = [
        [_ACCOMMODATIONS[at] for at in sitting.accommodation.tolist()],
        _scores(spec, results, sitting.scored),
    ]
    if results.residuals is not None:
        bodies.append(_residuals(results.residuals))
    if results.responses is not None:
        bodies.append(_items(spec, sitting, results.responses, draw))
    return bodies


def _score(measure: str, label: str) -> str:
    return f'<Score measureOf="{measure}" measureLabel="{label}" value="%s" standardError="%s"/>'


def _level(measure: str) -> str:
    return _score(measure, "PerformanceLevel").replace('standardError="%s"', 'standardError=""')


def _scores(spec: AssessmentSpec, results: Results, scored: NDArray[np.bool_]) -> Iterable[str]:
    template, columns = "", []
    for measure in (results.overall, *results.parts):
        template += _score(measure.code, "ScaleScore") + _level(measure.code)
        columns += _columns(measure, scored)
    if spec.subject != "ELPAC":
        template += _score("Overall", "ThetaScore")
        columns += _thetas(spec, results.overall, scored)
    if results.traits is not None:
        for at, (category, _) in enumerate(TRAIT_CATEGORIES.items()):
            template += (
                f'<Score measureOf="SOCK_{spec.purpose}_{category}" measureLabel="RawScore" '
                'value="%s" standardError=""/>'
            )
            columns.append(results.traits[:, at].tolist())
    return (template % row for row in zip(*columns, strict=True))


def _columns(measure: Measure, scored: NDArray[np.bool_]) -> list[list[str]]:
    """Score, error and level; without a score the format says NS."""
    return [
        np.where(scored, measure.score.astype(str), "NS").tolist(),
        np.where(scored, measure.error.astype(str), "").tolist(),
        np.where(scored, measure.level.astype(str), "").tolist(),
    ]


def _thetas(spec: AssessmentSpec, overall: Measure, scored: NDArray[np.bool_]) -> list[list[str]]:
    theta = (overall.score - spec.scale.origin) / spec.scale.points
    error = overall.error / spec.scale.points
    return [
        np.where(scored, np.char.mod("%.4f", theta), "").tolist(),
        np.where(scored, np.char.mod("%.4f", error), "").tolist(),
    ]


_PAIR: Final = "".join(
    f'<Score measureOf="{{0}}" measureLabel="{label}RelativeResidualScore" value="%.4f" '
    'standardError=""/>'
    for label in ("Student", "StandardMet")
)


def _residuals(residuals: Residuals) -> Iterable[str]:
    """Both residuals of every target that an exam covered."""
    pairs = [_PAIR.format(target) for target in residuals.targets]
    values = np.stack((residuals.student, residuals.standard), axis=2).tolist()
    for seen, row in zip(residuals.seen.tolist(), values, strict=True):
        yield "".join(
            pair % tuple(value)
            for pair, shown, value in zip(pairs, seen, row, strict=True)
            if shown
        )


_ITEM: Final = (
    '<Item position="{position}" segmentId="{segment}" bankKey="{bank}" key="{key}" '
    'operational="1" isSelected="%s" format="{kind}" score="%s" scoreStatus="%s" adminDate="%s" '
    'numberVisits="1" mimeType="text/plain" clientId="" strand="{strand}" '
    'contentLevel="{content}" pageNumber="{position}" pageVisits="1" pageTime="%s" '
    'responseDuration="%s" dropped="0">%s</Item>'
)


def _items(
    spec: AssessmentSpec, sitting: Sitting, responses: Responses, draw: np.random.Generator
) -> Iterable[str]:
    template, columns = "", []
    segment = _SEGMENT.format(name=spec.name)
    shown = sitting.started.copy()
    for at, item in enumerate(spec.items):
        seconds = _seconds(item.kind, len(sitting), draw)
        template += _ITEM.format(
            position=at + 1, segment=segment, bank=BANK, key=item.number, kind=item.kind,
            strand=item.target.part, content=item.claim_target,
        )  # fmt: skip
        columns += _item_columns(at, spec, responses, shown, seconds, draw)
        shown = shown + seconds.astype("timedelta64[s]")
    return (template % row for row in zip(*columns, strict=True))


def _seconds(kind: str, count: int, draw: np.random.Generator) -> Counts:
    usual = {"WER": 1500, "SA": 260}.get(kind, 55)
    return np.clip(draw.lognormal(np.log(usual), 0.45, count), 5, 4000).astype(np.int64)


def _item_columns(
    at: int,
    spec: AssessmentSpec,
    responses: Responses,
    shown: Times,
    seconds: Counts,
    draw: np.random.Generator,
) -> list[list[str]]:
    item = spec.items[at]
    done = responses.answered[:, at]
    points = responses.points[:, at]
    texts = answers(item, points, draw)
    dates = iso(shown + seconds.astype("timedelta64[s]"))
    contents = [
        f'<Response date="{date}" type="value">{text}</Response>' if answered else ""
        for date, text, answered in zip(dates, texts, done.tolist(), strict=True)
    ]
    if item.kind == "WER":
        contents = _essays(contents, points, responses)
    return [
        np.where(done, "1", "0").tolist(),
        np.where(done, points.astype(str), "-1").tolist(),
        np.where(done, "SCORED", "NOTSCORED").tolist(),
        iso(shown),
        (np.where(done, seconds, 0) * 1000).astype(str).tolist(),
        np.where(done, seconds, 0).astype(str).tolist(),
        contents,
    ]  # fmt: skip


_INFO: Final = (
    '<ScoreInfo scorePoint="{}" maxScore="{}" scoreDimension="{}" scoreStatus="Scored"{}>'
)
_BLANK: Final = ' conditionCode="B"'
"""Why an essay without points has none: nothing was written."""


def _essays(contents: list[str], points: Counts, responses: Responses) -> list[str]:
    """The essays with their points by trait."""
    rows = zip(contents, points.tolist(), responses.traits.tolist(), strict=True)
    return [content and content + _essay_info(total, marks) for content, total, marks in rows]


def _essay_info(total: int, marks: Sequence[int]) -> str:
    why = "" if total else _BLANK
    traits = "".join(
        _INFO.format(mark, most, name, why) + "</ScoreInfo>"
        for mark, (name, most) in zip(marks, TRAIT_CATEGORIES.values(), strict=True)
    )
    whole = _INFO.format(total, 6, "Overall", why)
    return f"{whole}<SubScoreList>{traits}</SubScoreList></ScoreInfo>"
