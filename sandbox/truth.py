"""What was generated, counted while generating: for tests to hold the pipeline against.

No name and no student's id is in it.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Outcome:
    """The version of an exam that wins in the end. `score` and `level` are None without a score."""

    dataset: str
    subject: str
    assessment: str
    school: str
    deleted: bool
    score: int | None
    level: int | None


@dataclass(slots=True)
class Truth:
    """Counts of records delivered and of exams that count in the end."""

    delivered: Counter[str] = field(default_factory=Counter)
    """Records by bundle."""

    versions: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Later versions by dataset and kind: correction, stale, reset or move."""

    exams: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """Winning, undeleted exams by dataset, subject and school."""

    deleted: Counter[str] = field(default_factory=Counter)
    """Winning tombstones by dataset."""

    levels: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    """Scored exams that count, by dataset, assessment and level."""

    scores: Counter[tuple[str, str]] = field(default_factory=Counter)
    """The sum of their scale scores, by dataset and assessment."""

    def count(self, outcomes: Iterable[Outcome]) -> None:
        """Count the exams as they end up."""
        for one in outcomes:
            if one.deleted:
                self.deleted[one.dataset] += 1
                continue
            self.exams[one.dataset, one.subject, one.school] += 1
            if one.score is not None and one.level is not None:
                self.levels[one.dataset, one.assessment, one.level] += 1
                self.scores[one.dataset, one.assessment] += one.score

    def add(self, other: "Truth") -> None:
        """Count what another part of the data counted."""
        self.delivered.update(other.delivered)
        self.versions.update(other.versions)
        self.exams.update(other.exams)
        self.deleted.update(other.deleted)
        self.levels.update(other.levels)
        self.scores.update(other.scores)

    def to_json(self) -> dict[str, Any]:
        """A document of nested objects, keyed by dataset first."""
        datasets: dict[str, Any] = {}
        for (dataset, subject, school), count in sorted(self.exams.items()):
            one = datasets.setdefault(
                dataset,
                {"exams": 0, "deleted": self.deleted[dataset], "versions": {}, "subjects": {}},
            )
            one["exams"] += count
            one["subjects"].setdefault(subject, {})[school] = count
        for (dataset, kind), count in sorted(self.versions.items()):
            datasets[dataset]["versions"][kind] = count
        for (dataset, assessment, level), count in sorted(self.levels.items()):
            one = (
                datasets[dataset]
                .setdefault("assessments", {})
                .setdefault(
                    assessment, {"score_sum": self.scores[dataset, assessment], "levels": {}}
                )
            )
            one["levels"][str(level)] = count
        return {"delivered": dict(sorted(self.delivered.items())), "datasets": datasets}


def write_truth(truth: Truth, students: int, seed: int, path: Path) -> None:
    """Write the counts beside the deliveries."""
    document = {"students": students, "seed": seed, **truth.to_json()}
    path.write_text(json.dumps(document, indent=1), encoding="utf-8")
