"""The document of an aggregate report: made of what suppression released, and nothing else."""

from collections.abc import Iterable, Mapping, Sequence

from cers.model.aggregate import Definition, LevelView, values_of
from cers.model.statistics import percentages
from cers.model.suppression import LevelCount, Shown, Suppressed
from cers.model.tenant import UNDEFINED
from cers.reports.aggregate import documents
from cers.reports.aggregate.catalog import Catalog
from cers.reports.aggregate.layout import Place
from cers.reports.aggregate.release import Figures
from cers.reports.aggregate.tallies import ALL_STUDENTS, COHORT, Group, Measure
from cers.reports.aggregate.values import CUSTOM, OVERALL
from cers.reports.documents import Average, Coded
from cers.reports.levels import level

Legend = Mapping[Measure, int]
"""Measure -> its place in the report's measures."""


def legend_of(catalog: Catalog, measures: Iterable[Measure]) -> Legend:
    """The order of a report's measures."""
    ordered = sorted(set(measures), key=catalog.place)
    return {measure: place for place, measure in enumerate(ordered)}


def measures_document(catalog: Catalog, legend: Legend) -> list[documents.Measure]:
    """How each measure is reported."""
    return [_measure(catalog, each) for each in legend]


def rows_document(
    definition: Definition,
    catalog: Catalog,
    places: Sequence[Place],
    released: Iterable[Figures],
    legend: Legend,
) -> list[documents.Row]:
    """The rows, by organization, measure and subgroup."""
    order = _Order(definition, places)
    kept = sorted(
        _kept(definition, released),
        key=lambda each: (order.place(each), legend[each.measure], order.subgroup(each.group)),
    )
    return [_row(definition, catalog, each, legend) for each in kept]


def lines_document(
    definition: Definition,
    catalog: Catalog,
    places: Sequence[Place],
    released: Iterable[Figures],
    legend: Legend,
) -> list[documents.Line]:
    """The lines, by organization, subject and subgroup, each with its steps in order."""
    order = _Order(definition, places)
    lines: dict[tuple[str, str, str, str], dict[Measure, dict[str, Figures]]] = {}
    for each in sorted(
        released, key=lambda f: (order.place(f), f.measure.subject, order.subgroup(f.group))
    ):
        key = (each.place.key, each.measure.subject, each.group.dimension, each.group.value)
        steps = lines.setdefault(key, {})
        steps.setdefault(each.measure, {})[each.group.series] = each
    made = (_line(definition, catalog, steps, legend) for steps in lines.values())
    return [line for line in made if definition.show_empty or _has_students(line)]


def _has_students(line: documents.Line) -> bool:
    return any(step["all"]["students"] != 0 for step in line["steps"])


def _kept(definition: Definition, released: Iterable[Figures]) -> Iterable[Figures]:
    for each in released:
        empty = isinstance(each.shown, Shown) and each.shown.n == 0
        if definition.show_empty or not empty:
            yield each


class _Order:
    """Where rows stand: organizations as laid out, subgroups as asked for."""

    def __init__(self, definition: Definition, places: Sequence[Place]) -> None:
        self._places = {place.key: number for number, place in enumerate(places)}
        self._dimensions = (OVERALL, *definition.dimensions, CUSTOM)
        self._values = {
            dimension: {value: number for number, value in enumerate(values_of(dimension))}
            for dimension in definition.dimensions
        }
        self._values[CUSTOM] = {
            each.name: number for number, each in enumerate(definition.subgroups)
        }

    def place(self, each: Figures) -> int:
        return self._places[each.place.key]

    def subgroup(self, group: Group) -> tuple[int, int, str]:
        values = self._values.get(group.dimension, {})
        number = values.get(group.value, len(values) - (group.value != UNDEFINED))
        return self._dimensions.index(group.dimension), number, group.value


def _row(definition: Definition, catalog: Catalog, each: Figures, legend: Legend) -> documents.Row:
    return documents.Row(
        measure=legend[each.measure],
        organization=organization(each.place),
        beyond=each.place.is_beyond,
        subgroup=subgroup(each.group),
        **_figures(definition, catalog, each),
    )


def _line(
    definition: Definition,
    catalog: Catalog,
    steps: Mapping[Measure, Mapping[str, Figures]],
    legend: Legend,
) -> documents.Line:
    first = next(iter(next(iter(steps.values())).values()))
    return documents.Line(
        organization=organization(first.place),
        beyond=first.place.is_beyond,
        subject=first.measure.subject,
        subgroup=subgroup(first.group),
        steps=[
            documents.StepFigures(
                measure=legend[measure],
                all=_series(definition, catalog, series.get(ALL_STUDENTS)) or _nobody(),
                cohort=_series(definition, catalog, series.get(COHORT)),
            )
            for measure, series in sorted(steps.items())
        ],
    )


def _series(
    definition: Definition, catalog: Catalog, each: Figures | None
) -> documents.Figures | None:
    return None if each is None else _figures(definition, catalog, each)


def _nobody() -> documents.Figures:
    return documents.Figures(students=0, average=None, levels=None, suppressed=None)


def organization(place: Place) -> documents.Organization:
    """An organization as rows show it."""
    return documents.Organization(type=place.level.value, id=place.id, name=place.name)


def subgroup(group: Group) -> documents.Subgroup:
    """A subgroup as rows show it."""
    return documents.Subgroup(dimension=group.dimension, value=group.value)


def _figures(definition: Definition, catalog: Catalog, each: Figures) -> documents.Figures:
    shown = each.shown
    if isinstance(shown, Suppressed):
        return documents.Figures(students=None, average=None, levels=None, suppressed=shown.reason)
    if shown.n == 0:
        return _nobody()
    scored = shown.mean is not None
    average = Average(scale_score=shown.mean, standard_error=shown.standard_error)
    levels = shown.levels
    return documents.Figures(
        students=shown.n,
        average=average if scored else None,
        levels=_levels(definition, catalog, each.measure, levels)
        if isinstance(levels, tuple)
        else None,
        suppressed=levels.reason if isinstance(levels, Suppressed) else None,
    )


def _levels(
    definition: Definition, catalog: Catalog, measure: Measure, levels: Sequence[LevelCount]
) -> list[documents.LevelShare]:
    scoring = catalog.scoring(measure)
    cutoff = scoring.standard_cutoff if scoring else None
    if definition.levels is LevelView.GROUPED and cutoff is not None:
        levels = _grouped(levels, cutoff)
    shares = percentages([each.count for each in levels])
    return [
        documents.LevelShare(first=each.first, last=each.last, count=each.count, percent=share)
        for each, share in zip(levels, shares, strict=True)
    ]


def _grouped(levels: Sequence[LevelCount], cutoff: int) -> Sequence[LevelCount]:
    """Below the standard, and at or above it; as they are where they reach over it."""
    below = [each for each in levels if each.last < cutoff]
    above = [each for each in levels if each.first >= cutoff]
    if not below or not above or len(below) + len(above) < len(levels):
        return levels
    return [
        LevelCount(part[0].first, part[-1].last, sum(each.count for each in part))
        for part in (below, above)
    ]


def _measure(catalog: Catalog, measure: Measure) -> documents.Measure:
    assessment, scoring = catalog.assessment(measure), catalog.scoring(measure)
    subject = catalog.subjects.get(measure.subject)
    named = assessment is not None and measure.item == assessment.id
    numbers = [each.level for each in scoring.levels] if scoring else []
    return documents.Measure(
        school_year=measure.school_year,
        subject=Coded(code=measure.subject, name=subject.name if subject else measure.subject),
        grade=assessment.grade if assessment else measure.item,
        assessment=documents.AssessmentName(
            id=assessment.id, label=assessment.label or assessment.name
        )
        if assessment and named
        else None,
        code=catalog.code(measure),
        levels=[found for each in numbers if (found := level(scoring, each)) is not None],
        standard_cutoff=scoring.standard_cutoff if scoring else None,
        cuts=[
            documents.Cut(level=each.level, low=each.low, high=each.high)
            for each in catalog.cuts(measure)
        ],
    )
