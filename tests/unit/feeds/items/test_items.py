import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.feeds.items import RULES, read_items
from cers.feeds.reading import MAX_FINDINGS
from cers.model.delivery import Counts
from cers.model.item_content import (
    Exemplar,
    Formula,
    Image,
    ItemContent,
    Option,
    Paragraph,
    RubricRow,
    Table,
    TextList,
)
from tests.support.item_files import (
    ITEMS,
    KNOWN,
    choice,
    document,
    essay,
    jpeg,
    known,
    lines,
    png,
)
from tests.support.reference_files import LANDED, codes

ONE = {"200-2": KNOWN["200-2"]}

CHOICE = ItemContent(
    key="200-1",
    type="MC",
    title="Grùn 火山",
    stimulus=(Paragraph("Lava is rock that has melted."),),
    stem=(
        Paragraph("What is lava?"),
        Formula("2 < 3"),
        TextList(("hot", "wet"), ordered=True),
        Table((("rock", "°C"), ("basalt", "1200")), header=True),
        Image("image/png", png(), "A volcano"),
    ),
    options=(
        Option("A", (Paragraph("Melted rock"),)),
        Option("B", (Paragraph("Hot water"),)),
    ),
    answer_key="A",
    rubric=(RubricRow(1, (Paragraph("It names rock."),), "Facts"),),
    exemplars=(Exemplar(1, (Paragraph("Rock that has melted"),)),),
    landed_at=LANDED,
)
ESSAY = ItemContent("200-2", "WER", (Paragraph("Write about Łupek."),), LANDED)


@pytest.mark.parametrize(
    "data",
    [
        ITEMS,
        lines(choice(), essay()),
        b"\xef\xbb\xbf" + ITEMS,
        json.dumps(json.loads(ITEMS), indent=2).encode(),
        lines(choice()).replace(b"\n", b"\r\n\r\n") + lines(essay()),
    ],
)
def test_items_are_read_from_one_document_or_from_lines(data: bytes) -> None:
    parsed = read_items(data, KNOWN, LANDED)
    assert parsed.findings == ()
    assert parsed.counts == Counts(records=2, accepted=2)
    assert parsed.value == {"200-1": CHOICE, "200-2": ESSAY}


def block(**members: Any) -> bytes:
    return document(essay(stem=[members]))


def image(**members: Any) -> bytes:
    return block(
        **{"type": "image", "media_type": "image/png", "data": png(), "alt": "x", **members}
    )


FAULTS: list[tuple[str, str, str, bytes]] = [
    ("empty-file", "", "", b"\n"),
    ("not-utf-8", "line 1", "", b'{"items": ["\xff"]}'),
    ("not-well-formed", "line 1", "", b"nothing of it"),
    ("not-well-formed", "line 2", "", b'{\n"items": [}'),
    ("not-well-formed", "", "", b'{"items": [{"key": "1", "key": "2"}]}'),
    ("not-well-formed", "", "", b'{"items": [NaN]}'),
    ("not-well-formed", "", "", b'{"items": [' + b"9" * 5000 + b"]}"),
    ("not-well-formed", "", "", b'{"items": ' + b"[" * 100_000),
    ("not-well-formed", "line 2", "", lines(essay()) + b'{"key": \n'),
    ("not-well-formed", "line 1", "", b"\x0b"),
    ("unknown-format", "", "", b"[]"),
    ("unknown-format", "", "", b'"items"'),
    ("unknown-format", "", "", b'{\n"key": "200-2"}'),
    ("unknown-format", "", "", b'{"items": {"key": "200-2"}}'),
    ("no-records", "", "items", b'{"items": []}'),
    ("missing-value", "item 1", "key", document(essay(key=" "))),
    ("missing-value", "item 2", "key", document(essay(), essay(key=None))),
    ("missing-value", "line 2", "type", lines(choice(), essay(type=""))),
    ("missing-value", "item 1", "stem", document(essay(stem=None))),
    ("missing-value", "item 1", "stem", document(essay(stem=[]))),
    ("missing-value", "item 1", "stem", document(essay(stem=""))),
    ("missing-value", "item 1", "stem[0].text", block(type="paragraph")),
    ("missing-value", "item 1", "stem[0].items", block(type="list", items=[])),
    ("missing-value", "item 1", "stem[0].rows", block(type="table")),
    ("missing-value", "item 1", "stem[0].rows[1]", block(type="table", rows=[["a"], []])),
    ("missing-value", "item 1", "stem[0].alt", image(alt="")),
    ("missing-value", "item 1", "stem[0].data", image(data=None)),
    ("missing-value", "item 1", "answer_key", document(choice(answer_key=""))),
    (
        "missing-value", "item 1", "rubric[0].points",
        document(essay(rubric=[{"content": "x"}])),
    ),
    (
        "missing-value", "item 1", "options[0].label",
        document(essay(options=[{"content": "x"}])),
    ),
    ("invalid-value", "item 1", "", document("item")),
    ("invalid-value", "line 2", "", lines(essay(), 7)),
    ("invalid-value", "item 1", "key", document(essay(key=7))),
    ("invalid-value", "item 1", "key", document(essay(key="a\nb"))),
    ("invalid-value", "item 1", "title", document(essay(title="a\x07b"))),
    ("invalid-value", "line 1", "stem", b'{"key": "200-2", "type": "WER", "stem": "\\ud800"}'),
    ("invalid-value", "item 1", "stem", document(essay(stem={"type": "paragraph"}))),
    ("invalid-value", "item 1", "stem[0].text", block(type="paragraph", text=["x"])),
    ("invalid-value", "item 1", "stem[0].ordered", block(type="list", items=["x"], ordered=1)),
    ("invalid-value", "item 1", "stem[0].rows", block(type="table", rows=[["a"], ["b", "c"]])),
    ("invalid-value", "item 1", "options", document(essay(options={}))),
    ("invalid-value", "item 1", "rubric[0]", document(essay(rubric=["x"]))),
    (
        "invalid-value", "item 1", "exemplars[0].points",
        document(essay(exemplars=[{"points": -1, "content": "x"}])),
    ),
    (
        "invalid-value", "item 1", "exemplars[0].points",
        document(essay(exemplars=[{"points": 1.5, "content": "x"}])),
    ),
    (
        "invalid-value", "item 1", "exemplars[0].points",
        document(essay(exemplars=[{"points": True, "content": "x"}])),
    ),
    ("value-too-long", "item 1", "key", document(essay(key="x" * 41))),
    ("value-too-long", "item 1", "stem", document(essay(stem="x" * 10_001))),
    ("too-many-values", "item 1", "stem", document(essay(stem=["x"] * 101))),
    (
        "too-many-values", "item 1", "options",
        document(essay(options=[{"label": str(n), "content": "x"} for n in range(27)])),
    ),
    ("unknown-block", "item 1", "stem[0]", block(type="html", text="x")),
    ("unknown-block", "item 1", "stem[0]", block(text="x")),
    ("unknown-block", "item 1", "stem[0]", document(essay(stem=[7]))),
    ("unknown-block", "item 1", "stem[0]", block(type=["list"])),
    ("invalid-image", "item 1", "stem[0].media_type", image(media_type="image/svg+xml")),
    ("invalid-image", "item 1", "stem[0].media_type", image(media_type=None)),
    ("invalid-image", "item 1", "stem[0].data", image(data="not base64!")),
    ("invalid-image", "item 1", "stem[0].data", image(data="data:image/png;base64," + png())),
    ("invalid-image", "item 1", "stem[0].data", image(data=jpeg())),
    ("invalid-image", "item 1", "stem[0].data", image(data=png(), media_type="image/jpeg")),
    ("invalid-image", "item 1", "stem[0].data", image(data="PHN2Zz4=")),
    ("invalid-image", "item 1", "stem[0].data", image(data=png(0, 1))),
    ("invalid-image", "item 1", "stem[0].data", image(data="/9j/", media_type="image/jpeg")),
    ("image-too-large", "item 1", "stem[0].data", image(data=png(4097, 1))),
    (
        "image-too-large", "item 1", "stem[0].data",
        image(data=jpeg(1, 5000), media_type="image/jpeg"),
    ),
    ("image-too-large", "item 1", "stem[0].data", image(data=png(padding=256 * 1024))),
    ("item-too-large", "item 1", "", document(essay(stem=["x" * 10_000] * 100,
     stimulus=["x" * 10_000] * 100))),
    ("duplicate-item", "item 2", "key", document(essay(), essay())),
    (
        "duplicate-option", "item 1", "options[1]",
        document(choice(options=[{"label": "A", "content": "x"}] * 2)),
    ),
    ("answer-not-an-option", "item 1", "answer_key", document(choice(answer_key="C"))),
    (
        "answer-not-an-option", "item 1", "answer_key",
        document(choice(type="MS", answer_key="A, C")),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("code", "where", "element", "data"), FAULTS)
def test_a_fault_refuses_the_file_and_is_named_with_its_place(
    code: str, where: str, element: str, data: bytes
) -> None:
    parsed = read_items(data, KNOWN, LANDED)
    errors = [each for each in parsed.findings if each.severity == "error"]
    assert [(each.code, each.where, each.element) for each in errors] == [(code, where, element)]
    assert parsed.value is None
    assert parsed.counts.rejected == parsed.counts.records
    assert all(each.message and "\n" not in each.message for each in errors)


DOUBTS: list[tuple[str, str, str, dict[str, Any], bytes]] = [
    ("unknown-member", "item 1", "", ONE, document(essay(rubrics=[]))),
    ("unknown-member", "item 1", "stem[0]", ONE, block(type="formula", text="x", onclick="y")),
    ("looks-like-markup", "item 1", "stem", ONE, document(essay(stem="a<br/>b"))),
    ("looks-like-markup", "item 1", "stem", ONE, document(essay(stem='<p class="x">a</p>'))),
    ("looks-like-markup", "item 1", "stem", ONE, document(essay(stem="fish &amp; chips"))),
    ("unknown-item", "", "", {}, document(essay())),
    ("mismatched-item", "item 1", "type", known("200-2"), document(essay())),
    (
        "mismatched-item", "item 1", "options", known("200-1", options=4),
        document(choice()),
    ),
    (
        "mismatched-item", "item 1", "answer_key", known("200-1", answer_key="B"),
        document(choice()),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("code", "where", "element", "items", "data"), DOUBTS)
def test_a_doubt_is_named_and_the_file_is_taken(
    code: str, where: str, element: str, items: dict[str, Any], data: bytes
) -> None:
    parsed = read_items(data, items, LANDED)
    assert [(each.code, each.where, each.element) for each in parsed.findings] == [
        (code, where, element)
    ]
    assert parsed.value is not None
    assert parsed.counts == Counts(records=1, accepted=1)


def test_every_rule_is_broken_by_a_file_here() -> None:
    broken = {each[0] for each in FAULTS} | {each[0] for each in DOUBTS} | {"too-many-findings"}
    assert broken == {rule.code for rule in RULES}


def test_very_many_faults_are_bounded() -> None:
    parsed = read_items(document(*([7] * (MAX_FINDINGS + 5))), {}, LANDED)
    assert len(parsed.findings) == MAX_FINDINGS + 1
    assert parsed.findings[-1].code == "too-many-findings"


def test_very_many_doubts_are_counted_and_refuse_nothing() -> None:
    count = MAX_FINDINGS + 50
    items = (essay(key=f"200-{number}", x=1, stem="<p>a</p>") for number in range(count))
    parsed = read_items(lines(*items), {}, LANDED)
    assert parsed.counts == Counts(records=count, accepted=count)
    assert sorted(set(codes(parsed.findings))) == [
        "looks-like-markup", "unknown-item", "unknown-member",
    ]  # fmt: skip
    assert len(parsed.findings) == 203
    assert {each.message for each in parsed.findings if "more places" in each.message} == {
        f"The same holds for {count - 100:,} more places."
    }


@pytest.mark.parametrize(
    "text", ["a < b", "x<y and y>z", "if a<b and c>d", "AT&T; R&D", "<3", "2 <p> 3"[:3]]
)
def test_mathematics_does_not_look_like_markup(text: str) -> None:
    assert read_items(document(essay(stem=text)), ONE, LANDED).findings == ()


def test_both_kinds_of_pictures_are_taken_up_to_their_limits() -> None:
    for members in (
        {"data": png(4096, 4096)},
        {"data": png(padding=250 * 1024)},
        {"data": jpeg(4096, 2), "media_type": "image/jpeg"},
    ):
        parsed = read_items(image(**members), ONE, LANDED)
        assert parsed.findings == (), members.keys()


@given(
    st.lists(st.sampled_from(["A", "B", "C", "D", "E"]), unique=True, min_size=1),
    st.sampled_from([",", ", ", " ,"]),
)
def test_the_labels_of_an_answer_key_may_stand_in_any_order(labels: list[str], by: str) -> None:
    options = [{"label": label, "content": label} for label in "ABCDE"]
    item = choice(type="MS", options=options, answer_key=by.join(labels))
    said = known("200-1", type="MS", options=5, answer_key=",".join(sorted(labels)))
    assert read_items(document(item), said, LANDED).findings == ()
