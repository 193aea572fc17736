"""The sheet of a bucket as the lake's tables, some exams at a time."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pyarrow as pa

from bench.state_people import Ints
from bench.state_results import Parts, Sheet
from bench.state_students import Column, Students, picked
from cers.lake.schema import published_schema
from cers.model.tables import EXAM_ITEMS, EXAM_SCORES, EXAM_TARGETS, EXAMS, Table
from sandbox.scales import GRADES

_AT_ONCE: Final = 16_384
"""Exams made into rows at a time."""

_HEX: Final = np.frombuffer(b"0123456789abcdef", np.uint8)
_SEPARATOR: Final = "|"


class Tables:
    """The rows of one bucket; `students` are the columns of those who were tested."""

    def __init__(self, students: Students, sheet: Sheet) -> None:
        self._students = students
        self._sheet = sheet
        count, draw = len(sheet), sheet.draw
        self._digests = _hexes(draw, count, 64)
        self._seconds = draw.integers(0, 7 * 3600, count)
        self._minutes = draw.lognormal(np.log(60), 0.4, count)
        self._hours = draw.integers(20, 70, count)
        self._standard = draw.random(count) < (0.985 if _is_summative(sheet) else 0.93)
        self._deleted = draw.random(count) < 0.002
        self._delivery = f"ets/exams/{sheet.at.year}"

    def of(self, table: Table) -> Iterator[pa.Table]:
        """The rows of a table, in its order."""
        for start in range(0, len(self._sheet), _AT_ONCE):
            some = np.arange(start, min(start + _AT_ONCE, len(self._sheet)))
            yield self._rows(table, some)

    def _rows(self, table: Table, some: Ints) -> pa.Table:
        common = self._common(some)
        if table is EXAMS:
            return _table(table, {**common, **self._exams(some)}, len(some))
        parts = {
            EXAM_SCORES: self._sheet.scores,
            EXAM_TARGETS: self._sheet.targets,
            EXAM_ITEMS: self._sheet.items,
        }[table]
        start, stop = np.searchsorted(parts.exam, (some[0], some[-1] + 1))
        mine = Parts(
            parts.exam[start:stop],
            {name: each[start:stop] for name, each in parts.values.items()},
        )
        exam = pa.array(mine.exam - some[0])
        columns = {name: column.take(exam) for name, column in common.items()}
        if len(mine.exam):
            columns |= {EXAM_SCORES: _scores, EXAM_TARGETS: _targets, EXAM_ITEMS: _items}[table](
                mine.values
            )
        return _table(table, columns, len(mine.exam))

    def _common(self, some: Ints) -> dict[str, Column]:
        """What every table repeats."""
        sheet, state = self._sheet, self._students.people.state
        school = sheet.school[some]
        changed = self._completed(some) + self._hours[some] * 3600
        leas = [state.leas[each.lea].id for each in state.schools]
        return {
            "district_id": picked(leas, school),
            "school_id": picked([each.id for each in state.schools], school),
            "grade": picked(GRADES, sheet.at.grade[sheet.student[some]]),
            "student_id": self._students.ids.take(pa.array(sheet.student[some])),
            "subject": picked([spec.subject for spec in sheet.specs], sheet.spec[some]),
            "assessment_id": picked([spec.id for spec in sheet.specs], sheet.spec[some]),
            "opportunity_id": pa.array(
                sheet.at.year % 100 * 10**9 + sheet.number[some]
            ).cast(pa.string()),
            "deleted": pa.array(self._deleted[some]),
            "status_date": _moments(changed),
            "record_number": pa.array(sheet.number[some] % 1500),
            "record_digest": self._digests.slice(int(some[0]), len(some)),
            "landed_at": _moments(_day_of(changed) + 30 * 3600),
            "delivery_id": picked([f"{self._delivery}-{n}.zip" for n in range(400)],
                                  sheet.school[some] % 400),
        }  # fmt: skip

    def _started(self, some: Ints) -> Ints:
        begin = np.datetime64(f"{self._sheet.at.year - 1}-09-01", "s").astype(np.int64)
        started: Ints = begin + self._sheet.day[some] * 86_400 + 16 * 3600 + self._seconds[some]
        return started

    def _completed(self, some: Ints) -> Ints:
        return self._started(some) + (self._minutes[some] * 60).astype(np.int64)

    def _exams(self, some: Ints) -> dict[str, Column]:
        sheet = self._sheet
        spec, absent = sheet.spec[some], ~sheet.counts[some]
        usual = "Valid" if _is_summative(sheet) else "SD"
        session = sheet.school[some] * 300 + sheet.day[some]
        names, place = np.unique(session, return_inverse=True)
        return {
            **self._students.described(sheet.student[some], sheet.at),
            "assessment_grade": picked([GRADES[each.grade] for each in sheet.specs], spec),
            "assessment_version": _same("1", len(some)),
            "opportunity": pa.array(sheet.opportunity[some]),
            "status": _same("scored", len(some)),
            "started_at": _moments(self._started(some)),
            "completed_at": _moments(self._completed(some)),
            "completeness": picked(("Partial", "Complete"), sheet.complete[some].astype(int)),
            "administration_condition": picked(("NS", usual), self._standard[some].astype(int)),
            "validity": _same("valid", len(some)),
            "session_id": picked([f"SBX-{number:06x}" for number in names.tolist()], place),
            "mode": _same("online", len(some)),
            "contract": _same("SANDBOX", len(some)),
            "client_name": _same("SANDBOX", len(some)),
            "user_agent": _same("SandboxBrowser/1.0", len(some)),
            "item_count": pa.array(np.array([len(each.items) for each in sheet.specs])[spec]),
            "examinee_key": pa.array(
                self._students.people.population.ssid[sheet.student[some]] % 10**8 + 10**8
            ),
            "scale_score": pa.array(sheet.score[some].astype(np.float64), mask=absent),
            "standard_error": pa.array(sheet.error[some].astype(np.float64), mask=absent),
            "achievement_level": pa.array(sheet.level[some], mask=absent),
        }


def _is_summative(sheet: Sheet) -> bool:
    return bool(len(sheet)) and sheet.specs[int(sheet.spec[0])].type == "sum"


def _scores(values: dict[str, Any]) -> dict[str, Column]:
    kinds, codes = _split(values["score"])
    return {
        "score_type": kinds,
        "score_code": codes,
        **{
            name: _present(values[name])
            for name in ("scale_score", "standard_error", "achievement_level", "raw_score")
        },
    }


def _targets(values: dict[str, Any]) -> dict[str, Column]:
    claims, targets = _split(values["target"])
    residuals = ("student_residual", "standard_met_residual")
    return {
        "claim_code": claims,
        "target_code": targets,
        **{name: pa.array(values[name]) for name in residuals},
    }


def _items(values: dict[str, Any]) -> dict[str, Column]:
    count, answered = len(values["position"]), values["is_selected"]
    traits = ("organization_purpose", "evidence_elaboration", "conventions")
    texts = ("item_key", "format", "strand", "content_level")
    return {
        "position": pa.array(values["position"]),
        **{name: _text(values[name]) for name in texts},
        **{name: _present(values[name]) for name in traits},
        "score": pa.array(values["score"].astype(np.float64)),
        "score_status": picked(("NOTSCORED", "SCORED"), answered.astype(int)),
        "is_selected": pa.array(answered),
        "operational": _same(True, count),
        "dropped": _same(False, count),
        "visits": _same(1, count),
        "response": picked(("A", "B", "C", "D"), np.where(answered, values["position"] % 4, -1)),
    }


def _split(joined: Any) -> tuple[Column, Column]:
    """The two parts of each text, before and after the first separator."""
    known, place = np.unique(joined, return_inverse=True)
    pairs = [str(each).partition(_SEPARATOR) for each in known.tolist()]
    return picked([pair[0] for pair in pairs], place), picked([pair[2] for pair in pairs], place)


def _text(values: Any) -> Column:
    known, place = np.unique(values, return_inverse=True)
    return picked([str(each) for each in known.tolist()], place)


def _present(values: Any) -> Column:
    """Numbers as they are; -1 stands for none."""
    return pa.array(values, mask=values < 0)


def _same(value: Any, count: int) -> Column:
    one: Column = pa.array([value])
    return one.take(pa.array(np.zeros(count, np.int64)))


def _moments(seconds: Ints) -> Column:
    return pa.array(seconds * 1_000_000).cast(pa.timestamp("us", tz="UTC"))


def _day_of(seconds: Ints) -> Ints:
    return seconds - seconds % 86_400


def _hexes(draw: np.random.Generator, count: int, width: int) -> Column:
    """Random texts of hexadecimal digits, as digests are."""
    digits = _HEX[draw.integers(0, 16, count * width, dtype=np.uint8)]
    offsets = np.arange(count + 1, dtype=np.int32) * width
    buffers = [None, pa.py_buffer(offsets.tobytes()), pa.py_buffer(digits.tobytes())]
    return pa.Array.from_buffers(pa.string(), count, buffers)


def _table(table: Table, columns: dict[str, Column], count: int) -> pa.Table:
    """The rows with exactly the table's columns; nothing is said in those that are missing."""
    schema = published_schema(table)
    arrays = [
        columns[each.name].cast(each.type) if each.name in columns else pa.nulls(count, each.type)
        for each in schema
    ]
    return pa.table(arrays, schema=schema)
