"""What the reports about items and writing traits answer with, as JSON."""

from typing import TypedDict

from cers.reports.documents import AssessmentResults, Coded, Named, PopulationDocument, School


class Described(TypedDict):
    """Something with a code, a name and a description."""

    code: str
    name: str
    description: str


class Standard(TypedDict):
    """A content standard."""

    code: str
    description: str


class Depth(TypedDict):
    """A depth of knowledge."""

    level: int
    name: str


class Item(TypedDict):
    """An item as its package describes it; `answer_key` has the right options, where it has any.

    `position` is the package's own, or the first it was delivered at where the package has none.
    """

    key: str
    position: int | None
    type: str
    claim: Coded | None
    target: Described | None
    depth_of_knowledge: Depth | None
    difficulty: str | None
    standards: list[Standard]
    writing_purpose: str | None
    math_practice: str | None
    calculator: bool | None
    max_points: float | None
    answer_key: list[str]


class Share(TypedDict):
    """A count and what percentage it is."""

    count: int
    percent: int


class PointShare(Share):
    """How many got a number of points."""

    points: float


class ItemPoints(Item):
    """How students did on one item.

    `scored` are the responses with points, which everything else is of. `unscored` were answered
    and have none (yet); `not_answered` were shown, but not answered, and have none either.
    `full_credit` is null where nobody says how many points there are.
    """

    scored: int
    unscored: int
    not_answered: int
    average_points: float | None
    full_credit: Share | None
    points: list[PointShare]


class OfAssessment(PopulationDocument):
    """A report on one assessment of a population; `results` counts the exams it is made of."""

    assessment: AssessmentResults
    school_year: int
    results: int


class ItemReport(OfAssessment):
    """How a population did on each item."""

    items: list[ItemPoints]


class OptionShare(Share):
    """How many chose an option."""

    option: str
    correct: bool


class ItemOptions(Item):
    """What students chose; `other` are scored responses with none of the options.

    Of items with one right option the percentages add up to 100, of others each is of `scored`.
    """

    scored: int
    full_credit: Share | None
    options: list[OptionShare]
    other: Share


class DistractorReport(OfAssessment):
    """What a population chose on each item with options; `most_options` is the most of any."""

    most_options: int
    items: list[ItemOptions]


class ConditionCount(TypedDict):
    """How many essays have a condition code."""

    code: str
    count: int


class TraitPoints(TypedDict):
    """How essays did in one writing trait; the average has one decimal, a half rounded up."""

    category: str
    max_points: float
    scored: int
    average_points: float | None
    points: list[PointShare]


class EssayPoints(ItemPoints):
    """An essay of an interim assessment: its points as of any item, and by trait."""

    traits: list[TraitPoints]
    condition_codes: list[ConditionCount]


class PurposeTraits(TypedDict):
    """How essays written for one purpose did; `essays` are those with a score or a code."""

    purpose: Coded
    essays: int
    traits: list[TraitPoints]
    condition_codes: list[ConditionCount]


class WritingTraits(OfAssessment):
    """Writing traits: of essay items, or of the purposes of a summative assessment."""

    items: list[EssayPoints]
    purposes: list[PurposeTraits]


class EssayTraits(TypedDict):
    """The traits of one essay."""

    evidence_elaboration: float | None
    organization_purpose: float | None
    conventions: float | None
    transformed_points: float | None
    condition_code: str | None


class Answer(TypedDict):
    """What one student answered, and got for it.

    `response` is as delivered, `options` are those chosen where the item has some. `truncated`
    responses are longer than what is shown. `correctness` is the share of the points.
    """

    response: str | None
    truncated: bool
    options: list[str] | None
    answered: bool
    points: float | None
    correctness: float | None
    traits: EssayTraits | None


class StudentAnswer(Answer):
    """One student's answer to an item, and when and where it was given."""

    max_points: float | None
    student_id: str
    reference: str
    first_name: str | None
    last_name: str | None
    opportunity_id: str
    completed_on: str
    session_id: str | None
    enrolled_grade: str
    school: Named


class ItemStudents(OfAssessment):
    """Every student's answer to one item."""

    item: Item
    students: list[StudentAnswer]


class ItemAnswer(Item, Answer):
    """One student's answer to one item of an exam."""


class StudentItems(TypedDict):
    """One exam of one student, item by item."""

    student_id: str
    reference: str
    first_name: str | None
    last_name: str | None
    opportunity_id: str
    completed_on: str
    session_id: str | None
    enrolled_grade: str
    school: School
    assessment: AssessmentResults
    school_year: int
    points: float
    max_points: float | None
    items: list[ItemAnswer]
