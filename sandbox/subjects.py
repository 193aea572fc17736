"""The subject definition files: ELA, Math and ELPAC."""

from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from sandbox import content
from sandbox.scales import GRADES, SCALES, TESTED

_STANDARD: Final = (
    ("Standard Not Met", "Not Met"),
    ("Standard Nearly Met", "Nearly Met"),
    ("Standard Met", "Met"),
    ("Standard Exceeded", "Exceeded"),
)
_CATEGORY: Final = (
    ("Below Standard", "Below"),
    ("Near Standard", "Near"),
    ("Above Standard", "Above"),
)
_ELPAC: Final = (
    ("Beginning to Develop", "Level 1"),
    ("Somewhat Developed", "Level 2"),
    ("Moderately Developed", "Level 3"),
    ("Well Developed", "Level 4"),
)
_DOMAIN: Final = (
    ("Beginning", "Beginning"),
    ("Somewhat/Moderately Developed", "Moderately"),
    ("Well Developed", "Well"),
)
_TYPES: Final = (
    ("ica", "ICA", "Interim Comprehensive Assessment"),
    ("iab", "IAB", "Interim Assessment Block"),
    ("sum", "Summative", "Summative Assessment"),
)
_DEPTHS: Final = (
    "Recall and reproduction",
    "Skills and concepts",
    "Strategic thinking",
    "Extended thinking",
)
_INFO: Final = {
    "sum": "The overall scale score places a student in one of four achievement levels.",
    "ica": "An interim comprehensive result uses the levels of the summative assessment.",
    "iab": "A block says whether the score lies below, near or above the standard of the grade.",
}


def write_subjects(directory: Path) -> None:
    """Write the definition of each subject."""
    for code, lines in (
        ("ELA", _academic("ELA", "English Language Arts/Literacy")),
        ("Math", _academic("Math", "Mathematics")),
        ("ELPAC", _elpac()),
    ):
        text = '<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(lines) + "\n"
        (directory / f"{code}.xml").write_text(text, encoding="utf-8")


def _academic(code: str, name: str) -> list[str]:
    return [
        f"<Subject code={quoteattr(code)} name={quoteattr(name)}>",
        *_messages(code),
        "  <AssessmentTypes>",
        *(line for kind in _TYPES for line in _assessment_type(code, *kind)),
        "  </AssessmentTypes>",
        *_depths(),
        *_difficulties(code),
        *(_traits() if code == "ELA" else ()),
        "  <Claims>",
        *_claims(code),
        "  </Claims>",
        *_standards(code),
        "</Subject>",
    ]


def _messages(code: str) -> list[str]:
    messages = {f"{kind}.performance-info": text for kind, text in _INFO.items()}
    if code == "ELA":
        messages |= {f"trait.purpose.{key}": name for key, name in content.PURPOSES.items()}
        for key, (name, _) in content.TRAIT_CATEGORIES.items():
            messages[f"trait.category.{key}"] = name
    lines = [
        f"    <Message key={quoteattr(key)}>{escape(text)}</Message>"
        for key, text in messages.items()
    ]
    return ["  <Messages>", *lines, "  </Messages>"]


def _assessment_type(subject: str, code: str, name: str, long_name: str) -> list[str]:
    flags = ""
    if code == "sum":
        flags = ' targetReport="true" printedReport="true"'
        flags += ' traitReport="true"' if subject == "ELA" else ""
    overall = _CATEGORY if code == "iab" else _STANDARD
    limits = (
        min(scale.low for scale in SCALES[subject].values()),
        max(scale.high for scale in SCALES[subject].values()),
    )
    cutoff = None if code == "iab" else 3
    claim = [] if code == "iab" else _scoring("ClaimScoring", "Claim", _CATEGORY)
    return [
        f'    <AssessmentType code="{code}" name="{name}" longName="{long_name}"{flags}>',
        *_scoring("OverallScoring", "Overall", overall, limits, cutoff),
        *claim,
        "    </AssessmentType>",
    ]


def _scoring(
    element: str,
    name: str,
    levels: tuple[tuple[str, str], ...],
    limits: tuple[int, int] | None = None,
    cutoff: int | None = None,
) -> list[str]:
    scores = f' minScore="{limits[0]}" maxScore="{limits[1]}"' if limits else ""
    standard = f' standardCutoff="{cutoff}"' if cutoff else ""
    lines = [
        f"          <PerformanceLevel level={quoteattr(str(level))} name={quoteattr(full)} "
        f'shortName={quoteattr(short)} color="level-{level}"/>'
        for level, (full, short) in enumerate(levels, 1)
    ]
    return [
        f"      <{element} name={quoteattr(name)}{scores}>",
        f"        <PerformanceLevels{standard}>",
        *lines,
        "        </PerformanceLevels>",
        f"      </{element}>",
    ]


def _depths() -> list[str]:
    lines = [
        f'    <DepthOfKnowledge level="{level}" name={quoteattr(name)}/>'
        for level, name in enumerate(_DEPTHS, 1)
    ]
    return ["  <DepthsOfKnowledge>", *lines, "  </DepthsOfKnowledge>"]


def _difficulties(code: str) -> list[str]:
    """Items are moderate or difficult against the grade's students: 0.4 spreads about the mean."""
    lines = []
    for grade, scale in SCALES[code].items():
        mean = (scale.mean - scale.origin) / scale.points
        half = 0.4 * scale.spread / scale.points
        lines.append(
            f'    <ItemDifficulty gradeCode="{GRADES[grade]}" moderateLowEnd="{mean - half:.5f}" '
            f'difficultLowEnd="{mean + half:.5f}"/>'
        )
    return ["  <ItemDifficulties>", *lines, "  </ItemDifficulties>"]


def _traits() -> list[str]:
    lines = [
        f'    <Trait code="SOCK_{purpose}_{category}" purpose="{purpose}" category="{category}" '
        f'maxScore="{most}"/>'
        for purpose in content.PURPOSES
        for category, (_, most) in content.TRAIT_CATEGORIES.items()
    ]
    return ["  <Traits>", *lines, "  </Traits>"]


def _claims(code: str) -> list[str]:
    lines = []
    for order, claim in enumerate(content.CLAIMS[code], 1):
        own = claim.code in claim.parts
        lines += _claim(code, claim.code, claim.name, order, own)
        for part in claim.parts if not own else ():
            lines += _claim(code, part, content.PART_NAMES[part], None, True)
    return lines


def _claim(
    subject: str, code: str, name: str, order: int | None, organizational: bool
) -> list[str]:
    """A claim with an order is scorable; an organizational one has the targets."""
    place = f' dataOrder="{order}" displayOrder="{order}"' if order else ""
    head = (
        f"    <Claim code={quoteattr(code)} name={quoteattr(name)} "
        f'scorable="{str(order is not None).lower()}" '
        f'organizational="{str(organizational).lower()}"{place}>'
    )
    lines = [head, f"      <Description>{escape(name)}</Description>"]
    if organizational and subject != "ELPAC":
        lines += ["      <Targets>", *_targets(subject, code), "      </Targets>"]
    return [*lines, "    </Claim>"]


def _targets(subject: str, part: str) -> list[str]:
    return [
        f"        <Target code={quoteattr(target.code)} name={quoteattr(target.name)}>"
        f"<Description>{escape(target.description)}</Description></Target>"
        for grade in TESTED
        for target in content.targets(subject, grade)
        if target.part == part
    ]


def _standards(code: str) -> list[str]:
    described = {
        standard: target.description
        for grade in TESTED
        for target in content.targets(code, grade)
        for standard in target.standards
    }
    lines = [
        f"    <Standard code={quoteattr(standard)}>"
        f"<Description>{escape(text)}</Description></Standard>"
        for standard, text in described.items()
    ]
    return ["  <Standards>", *lines, "  </Standards>"]


def _elpac() -> list[str]:
    limits = (1150, 1950)
    claims = [
        line
        for order, claim in enumerate(content.CLAIMS["ELPAC"], 1)
        for line in _claim("ELPAC", claim.code, claim.name, order, False)
    ]
    return [
        '<Subject code="ELPAC" name="English Language Proficiency">',
        "  <Messages>",
        '    <Message key="sum.performance-info">The overall score and the oral and written '
        "language scores each have four levels, the domains three.</Message>",
        "  </Messages>",
        "  <AssessmentTypes>",
        '    <AssessmentType code="sum" name="Summative" longName="Summative ELPAC" '
        'targetReport="false" printedReport="true">',
        *_scoring("OverallScoring", "Overall", _ELPAC, limits),
        *_scoring("AltScoring", "Composite", _ELPAC, limits),
        *_scoring("ClaimScoring", "Domain", _DOMAIN),
        "    </AssessmentType>",
        "  </AssessmentTypes>",
        "  <AltScores>",
        '    <AltScore code="1" name="Oral Language" displayOrder="1"/>',
        '    <AltScore code="2" name="Written Language" displayOrder="2"/>',
        "  </AltScores>",
        "  <Claims>",
        *claims,
        "  </Claims>",
        "</Subject>",
    ]
