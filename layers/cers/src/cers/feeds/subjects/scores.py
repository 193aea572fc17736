"""The claims, targets, alternate scores and traits of a subject."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Final

from cers.feeds.numbers import parse_integer
from cers.feeds.reading import Findings, at_line, quoted
from cers.feeds.subjects import rules
from cers.feeds.subjects.values import Values
from cers.feeds.xml_tree import Node
from cers.model.subject import AlternateScore, Claim, Target, Trait

MOST_SCORES: Final = 6
CODE_LENGTH: Final = 10
TRAIT_LENGTH: Final = 20


def read_claims(root: Node, findings: Findings) -> tuple[Claim, ...]:
    """The claims, in document order."""
    nodes = list(root.all("Claims", "Claim"))
    values = Values(findings)
    values.unique(nodes, "code")
    scorable = [node for node in nodes if _is(node, "scorable")]
    _check_orders(scorable, findings)
    _check_number(scorable, "scorable claims", findings)
    return tuple(_read_claim(node, at, values, findings) for at, node in enumerate(nodes, 1))


def _is(node: Node, name: str) -> bool:
    """A flag of a claim, true where nothing is said."""
    return node.attributes.get(name, "") not in ("false", "0")


def _read_claim(node: Node, position: int, values: Values, findings: Findings) -> Claim:
    scorable = values.truth(node, "scorable", default=True)
    organizational = values.truth(node, "organizational", default=True)
    if not scorable and not organizational:
        message = "Make it scorable, organizational or both, or leave it out."
        findings.add(rules.UNUSED_CLAIM, message, at_line(node.line), "Claim")
    if not organizational and node.first("Targets", "Target") is not None:
        message = "Make the claim organizational, or take its targets out."
        findings.add(rules.TARGETS, message, at_line(node.line), "Targets")
    order = _read_order(node, position, values)
    return Claim(
        code=values.code(node, "code", CODE_LENGTH),
        name=node.attributes.get("name", ""),
        scorable=scorable,
        organizational=organizational,
        order=order,
        description=text_of(node, "Description"),
        targets=_read_targets(node, values),
    )


def _read_targets(claim: Node, values: Values) -> tuple[Target, ...]:
    nodes = list(claim.all("Targets", "Target"))
    values.unique(nodes, "code")
    return tuple(
        Target(
            code=values.code(node, "code", CODE_LENGTH),
            name=node.attributes.get("name", ""),
            description=text_of(node, "Description"),
        )
        for node in nodes
    )


def read_alternates(root: Node, findings: Findings) -> tuple[AlternateScore, ...]:
    """The alternate scores by `dataOrder`, the order of their ranges in packages.

    Where it is not given, their order in the document counts.
    """
    nodes = list(root.all("AltScores", "AltScore"))
    values = Values(findings)
    values.unique(nodes, "code")
    _check_orders(nodes, findings)
    _check_number(nodes, "alternate scores", findings)
    read = [(_data_order(node, at), _read_alternate(node, at, values))
            for at, node in enumerate(nodes, 1)]  # fmt: skip
    return tuple(alternate for _, alternate in sorted(read, key=itemgetter(0)))


def _data_order(node: Node, position: int) -> int:
    order = parse_integer(node.attributes.get("dataOrder", ""))
    return position if order is None else order


def _read_alternate(node: Node, position: int, values: Values) -> AlternateScore:
    order = _read_order(node, position, values)
    code = values.code(node, "code", CODE_LENGTH)
    return AlternateScore(code, node.attributes.get("name", ""), order)


def _read_order(node: Node, position: int, values: Values) -> int:
    """Where reports show a score: as it says, or else its place in the document."""
    values.integer(node, "dataOrder")
    order = values.integer(node, "displayOrder")
    return position if order is None else order


def read_traits(root: Node, findings: Findings) -> tuple[Trait, ...]:
    """The writing traits."""
    nodes = list(root.all("Traits", "Trait"))
    values = Values(findings)
    values.unique(nodes, "code")
    return tuple(
        Trait(
            code=values.code(node, "code", TRAIT_LENGTH),
            purpose=values.code(node, "purpose", CODE_LENGTH),
            category=values.code(node, "category", CODE_LENGTH),
            max_score=values.integer(node, "maxScore", least=0) or 0,
        )
        for node in nodes
    )


def check_shared_codes(root: Node, findings: Findings) -> None:
    """An exam names a score by its code alone, so claims and alternates may not share one."""
    claims = {node.attributes.get("code") for node in root.all("Claims", "Claim")}
    for node in root.all("AltScores", "AltScore"):
        code = node.attributes.get("code", "")
        if code and code in claims:
            message = f"{quoted(code)} is a claim as well: rename one of them."
            findings.add(rules.SHARED_CODE, message, at_line(node.line), "AltScore@code")


def text_of(node: Node, tag: str) -> str:
    """The text of a child element, empty where there is none."""
    child = node.first(tag)
    return "" if child is None else child.text


def _check_orders(nodes: Sequence[Node], findings: Findings) -> None:
    for name in ("dataOrder", "displayOrder"):
        seen: set[int] = set()
        for node in nodes:
            order = parse_integer(node.attributes.get(name, ""))
            if order is not None and order in seen:
                message = f"{order} is taken already: give each score an order of its own."
                where = at_line(node.line)
                findings.add(rules.ORDER, message, where, f"{node.tag}@{name}")
            seen.update(() if order is None else (order,))


def _check_number(nodes: Sequence[Node], what: str, findings: Findings) -> None:
    if len(nodes) > MOST_SCORES:
        message = f"There are {len(nodes)} {what}; at most {MOST_SCORES} can be reported."
        where = at_line(nodes[MOST_SCORES].line)
        findings.add(rules.TOO_MANY_SCORES, message, where, nodes[0].tag)
