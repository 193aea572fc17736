"""Subjects as stored documents, those stored before levels had years among them."""

import json
from typing import Any

from cers.model.subject import LaterLevels, Level, LevelTranslation, Subject
from cers.stores.reference_documents import SUBJECTS
from tests.support.reference_files import subject

LATER = (
    "</PerformanceLevels>\n      </OverallScoring>",
    "</PerformanceLevels>\n"
    '        <PerformanceLevels fromSchoolYear="2026" standardCutoff="1">\n'
    '          <PerformanceLevel level="1" name="Dust" color="yellow">'
    '<Translation lang="es" name="Polvo" shortName="P"/></PerformanceLevel>\n'
    '          <PerformanceLevel level="2" name="Rock" color="gray"/>\n'
    "        </PerformanceLevels>\n      </OverallScoring>",
)


def stored(value: Subject) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(SUBJECTS.encode({value.code: value}).document)
    return document


def test_a_subject_is_loaded_as_it_was_stored() -> None:
    for value in (subject(), subject(LATER)):
        assert SUBJECTS.decode(stored(value)) == {value.code: value}


def test_later_levels_and_translations_are_stored() -> None:
    loaded = SUBJECTS.decode(stored(subject(LATER)))["Geo"].assessment_types["sum"].overall
    assert loaded.later == (
        LaterLevels(
            2026,
            (
                Level(1, "Dust", "Dust", "", "yellow", (LevelTranslation("es", "Polvo", "P"),)),
                Level(2, "Rock", "Rock", "", "gray"),
            ),
            1,
        ),
    )


def test_a_document_from_before_levels_had_years_still_loads() -> None:
    document = stored(subject())
    for kind in document["Geo"]["assessment_types"].values():
        for name in ("overall", "alternate", "claim"):
            if kind[name]:
                del kind[name]["later"], kind[name]["optional"]
                for level in kind[name]["levels"]:
                    del level["translations"]
    assert SUBJECTS.decode(document) == {"Geo": subject()}


def test_other_names_from_a_year_on_make_another_fingerprint() -> None:
    plain, renamed = subject(), subject(LATER)
    assert (
        SUBJECTS.encode({"Geo": plain}).fingerprint != SUBJECTS.encode({"Geo": renamed}).fingerprint
    )
