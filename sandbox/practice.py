"""What the interim items look like: practice items of our own, in the feed `items`.

The sandbox has far more items than anybody would write. Each interim item shows a practice item of
its subject and type (an essay also of its purpose), of its claim where there is one, and then of
the grade nearest to its own. Options are arranged so that the right ones have the labels of the
item's answer key.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from sandbox.assessments import AssessmentSpec, ItemSpec, catalogue
from sandbox.scales import YEARS

FOLDER: Final = Path(__file__).with_name("practice_items")
LABELS: Final = "ABCDEF"
SELECTED: Final = ("MC", "MS")
"""The types whose options stand in the item's answer key."""

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice item as it is written in a file, its rubric looked up."""

    id: str
    subject: str
    type: str
    claim: str
    grade: int
    purpose: str
    told: Json


@cache
def practices() -> tuple[Practice, ...]:
    """Every practice item, in the order of the files."""
    return tuple(each for path in sorted(FOLDER.glob("*.json")) for each in _read(path))


def _read(path: Path) -> Iterator[Practice]:
    document = json.loads(path.read_text(encoding="utf-8"))
    rubrics = document.get("rubrics", {})
    for told in document["items"]:
        rubric = told.get("rubric", [])
        rows = rubrics[rubric] if isinstance(rubric, str) else rubric
        yield Practice(
            told["id"], told["subject"], told["type"], told["claim"], told["grade"],
            told.get("purpose", ""), {**told, "rubric": rows},
        )  # fmt: skip


def practice_for(subject: str, grade: int, item: ItemSpec) -> Practice:
    """The practice item that an item shows; of several that fit as well, its number decides."""
    fitting = [
        each
        for each in practices()
        if (each.subject, each.type, each.purpose) == (subject, item.kind, item.purpose)
    ]
    best = min(_distance(each, grade, item) for each in fitting)
    nearest = [each for each in fitting if _distance(each, grade, item) == best]
    return nearest[item.number % len(nearest)]


def _distance(practice: Practice, grade: int, item: ItemSpec) -> tuple[bool, int]:
    return practice.claim != item.claim, abs(practice.grade - grade)


def write_items(directory: Path) -> None:
    """Write one file a subject, with the content of every interim item."""
    for subject in ("ELA", "Math"):
        lines = [
            json.dumps(_content(each, item), ensure_ascii=False, sort_keys=True)
            for each, item in interim_items(subject)
        ]
        text = "".join(f"{line}\n" for line in lines)
        (directory / f"practice-{subject}.jsonl").write_text(text, encoding="utf-8")


def interim_items(subject: str) -> Iterator[tuple[AssessmentSpec, ItemSpec]]:
    """Every item of a subject's interim assessments once, and an assessment that has it."""
    specs = [each for year in YEARS for each in catalogue(year)]
    found = {
        item.key: (spec, item)
        for spec in specs
        if spec.subject == subject and spec.type != "sum"
        for item in spec.items
    }
    return iter(found.values())


def _content(spec: AssessmentSpec, item: ItemSpec) -> Json:
    """An item as the feed has it."""
    practice = practice_for(spec.subject, spec.grade, item)
    told = practice.told
    content: dict[str, Any] = {
        "key": item.key,
        "type": item.kind,
        "title": f"Practice: {told['title']}",
        "stem": told["stem"],
    }
    if "stimulus" in told:
        content["stimulus"] = told["stimulus"]
    if item.kind in SELECTED:
        return {**content, "answer_key": item.answer, "options": _options(told, item)}
    if told["rubric"]:
        return {**content, "rubric": told["rubric"], "exemplars": told["exemplars"]}
    return {
        **content,
        "answer_key": told["answer"],
        "rubric": _rubric(told, item.points),
        "exemplars": [{"points": item.points, "content": told["answer"]}],
    }


def _options(told: Json, item: ItemSpec) -> list[Json]:
    """As many options as the item has, the right ones at the labels of its key."""
    right, wrong = iter(told["right"]), iter(told["wrong"])
    keys = item.answer.split(",")
    labels = LABELS[: item.options]
    return [
        {"label": label, "content": next(right if label in keys else wrong)} for label in labels
    ]


def _rubric(told: Json, points: int) -> list[Json]:
    """What gives the points of an item that is simply right or wrong, or right in parts."""
    if "reason" in told:
        text = f"The answer is {told['answer']}, or the same number written in another way."
        return [{"points": points, "content": [text, told["reason"]]}]
    whole = {"points": points, "content": "Every part is right."}
    part = {"points": points - 1, "content": "All parts but one are right."}
    return [whole, part] if points > 1 else [whole]
