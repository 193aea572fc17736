"""Levels and distributions, as the subject definition has them."""

from cers.model.assessment import ScoreRange
from cers.model.subject import Level, LevelTranslation, Scoring
from cers.reports.levels import distribution, level, met, with_ranges

FOUR = Scoring(
    "Overall",
    (
        Level(1, "Standard Not Met", "Not Met", color="maroon"),
        Level(2, "Standard Nearly Met", "Nearly Met"),
        Level(3, "Standard Met"),
        Level(4, "Standard Exceeded", "Exceeded", color="level-4"),
    ),
    standard_cutoff=3,
)


def test_a_level_is_named_and_coloured_by_the_subject() -> None:
    assert level(FOUR, 1) == {
        "level": 1,
        "name": "Standard Not Met",
        "short_name": "Not Met",
        "color": "maroon",
    }


def test_a_level_without_a_short_name_or_colour_gets_plain_ones() -> None:
    assert (level(FOUR, 3) or {})["short_name"] == "Standard Met"
    assert (level(FOUR, 3) or {})["color"] == "level-3"


def test_a_level_comes_with_its_names_in_other_languages() -> None:
    sand = Level(1, "Sand", translations=(LevelTranslation("es", "Arena"),))
    named = level(Scoring("Overall", (sand,)), 1) or {}
    assert named["translations"] == {"es": {"name": "Arena", "short_name": "Arena"}}
    assert "translations" not in (level(FOUR, 1) or {})
    (counted,) = distribution(Scoring("Overall", (sand,)), [1])
    assert counted["translations"] == named["translations"]


def test_a_delivered_level_that_is_not_defined_is_shown_all_the_same() -> None:
    assert (level(FOUR, 7) or {})["name"] == "Level 7"
    assert (level(None, 2) or {})["name"] == "Level 2"
    assert [each["level"] for each in distribution(FOUR, [7, 1])] == [1, 2, 3, 4, 7]


def test_without_a_level_there_is_none() -> None:
    assert level(FOUR, None) is None


def test_a_distribution_names_every_level_even_without_results() -> None:
    empty = distribution(FOUR, [])
    assert [(each["level"], each["count"], each["percent"]) for each in empty] == [
        (number, 0, 0) for number in (1, 2, 3, 4)
    ]


def test_a_distribution_counts_and_adds_up_to_100() -> None:
    counted = distribution(FOUR, [1, 1, 3, 4, 4, 4])
    assert [each["count"] for each in counted] == [2, 0, 1, 3]
    assert [each["percent"] for each in counted] == [33, 0, 17, 50]


def test_levels_come_with_the_assessments_own_ranges() -> None:
    cuts = [ScoreRange(number, 2000 + 100 * number, 2099 + 100 * number) for number in (1, 2, 3, 4)]
    ranged = with_ranges(FOUR, distribution(FOUR, [1, 7]), cuts)
    assert (ranged[0]["low"], ranged[0]["high"]) == (2100, 2199)
    assert (ranged[4]["low"], ranged[4]["high"]) == (None, None)


def test_categories_that_are_not_cut_by_score_alone_have_no_ranges() -> None:
    three = Scoring("Overall", FOUR.levels[:3])
    cuts = [ScoreRange(number, 2000 + 100 * number, 2099 + 100 * number) for number in (1, 2, 3, 4)]
    assert [each["low"] for each in with_ranges(three, distribution(three, [1]), cuts)] == [
        None
    ] * 3


def test_meeting_the_standard_is_the_sum_of_the_levels_shown() -> None:
    counts = distribution(FOUR, [1, 1, 1, 3, 3, 3, 4, 4])
    assert [each["percent"] for each in counts] == [38, 0, 37, 25]
    assert met(FOUR, counts) == {"count": 5, "percent": 62}
    assert met(FOUR, distribution(FOUR, [])) == {"count": 0, "percent": 0}


def test_without_a_cutoff_nobody_is_said_to_meet_the_standard() -> None:
    assert met(Scoring("Overall", FOUR.levels), distribution(FOUR, [1, 4])) is None
    assert met(None, distribution(None, [1])) is None
