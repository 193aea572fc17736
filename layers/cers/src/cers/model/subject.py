"""Subject definitions: scorings, achievement levels, claims and targets, all delivered as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LevelTranslation:
    """What a level is called in another language; `language` is a code such as `es`."""

    language: str
    name: str
    short_name: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """An achievement level or reporting category; levels of a scoring start at 1."""

    level: int
    name: str
    short_name: str = ""
    suffix: str = ""
    color: str = ""
    translations: tuple[LevelTranslation, ...] = ()


@dataclass(frozen=True, slots=True)
class LaterLevels:
    """The levels that take the place of earlier ones from a school year on."""

    from_school_year: int
    levels: tuple[Level, ...]
    standard_cutoff: int | None = None


@dataclass(frozen=True, slots=True)
class Scoring:
    """How one kind of score (overall, claim, alternate) is reported.

    `standard_cutoff` is the lowest level that meets the standard, where there is one. `levels` and
    `standard_cutoff` are those of the first school years, `later` what took their place, by
    ascending year: ask `in_year` for those of an assessment. `optional` scores need not be on
    every assessment of the type.
    """

    name: str
    levels: tuple[Level, ...]
    min_score: float | None = None
    max_score: float | None = None
    standard_cutoff: int | None = None
    later: tuple[LaterLevels, ...] = ()
    optional: bool = False

    def in_year(self, school_year: int) -> "Scoring":
        """This scoring with the levels and the cutoff of one school year, and no others."""
        if not self.later:
            return self
        begun = [each for each in self.later if each.from_school_year <= school_year]
        if not begun:
            return replace(self, later=())
        latest = begun[-1]
        return replace(self, levels=latest.levels, standard_cutoff=latest.standard_cutoff, later=())

    def levels_in(self, school_year: int) -> tuple[Level, ...]:
        """The levels of one school year."""
        return self.in_year(school_year).levels


@dataclass(frozen=True, slots=True)
class AssessmentType:
    """What a subject says of its summative, ICA or IAB assessments."""

    code: str
    name: str
    long_name: str
    overall: Scoring
    alternate: Scoring | None = None
    claim: Scoring | None = None
    target_report: bool = False
    printed_report: bool = False
    trait_report: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A content target within a claim."""

    code: str
    name: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim (or domain) of a subject; only scorable ones carry scores."""

    code: str
    name: str
    scorable: bool
    organizational: bool
    order: int
    description: str = ""
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class AlternateScore:
    """A score beside the overall one, such as a composite."""

    code: str
    name: str
    order: int


@dataclass(frozen=True, slots=True)
class Trait:
    """A writing trait scored from 0 to `max_score`."""

    code: str
    purpose: str
    category: str
    max_score: int


@dataclass(frozen=True, slots=True)
class DifficultyCuts:
    """Item difficulty of a grade: moderate from `moderate_low_end`, difficult from the other."""

    grade: str
    moderate_low_end: float
    difficult_low_end: float


@dataclass(frozen=True, slots=True)
class ReportTexts:
    """What a printed student report of one grade and assessment type says.

    `levels` maps overall level -> text, `claims` claim code -> level -> text; `{0}` in a text
    stands for the student's first name.
    """

    grade: str
    asmt_type: str
    levels: Mapping[int, str]
    claims: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    overall_message: str = ""
    claim_message: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject definition: `code` is at most 10 characters, such as ELA, Math or ELPAC.

    `alternates` are in the order in which packages give their ranges (Alt1, Alt2 and so on).
    """

    code: str
    name: str
    landed_at: datetime
    assessment_types: Mapping[str, AssessmentType]
    claims: tuple[Claim, ...] = ()
    alternates: tuple[AlternateScore, ...] = ()
    traits: tuple[Trait, ...] = ()
    standards: Mapping[str, str] = field(default_factory=dict)
    """Content standard code -> description."""
    difficulties: tuple[DifficultyCuts, ...] = ()
    depths_of_knowledge: Mapping[int, str] = field(default_factory=dict)
    messages: Mapping[str, str] = field(default_factory=dict)
    report_texts: tuple[ReportTexts, ...] = ()
