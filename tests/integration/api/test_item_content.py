"""The content of items: those of interim assessments, and never those of a summative one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import boto3
import pytest

from cers.model.assessment import Assessment, Item
from cers.model.item_content import (
    Exemplar,
    Formula,
    Image,
    ItemCatalogue,
    ItemContent,
    ItemViewer,
    Option,
    Paragraph,
    RubricRow,
    Table,
    TextList,
)
from cers.stores.reference import ReferenceStore
from chalicelib.endpoint import services
from tests.integration.api.conftest import LAKE, REGION, Api
from tests.support.world import LONG_AGO, ODD_ID

ROUTE = "/items/{item_key}/content"
INTERIM, SUMMATIVE, BOTH, BARE, LOOSE = "200-1", "200-2", "200-3", "200 4/ü", "200-5"


def item(key: str) -> Item:
    return Item(key, 1, "MC", "1", "A", 1, 0.0, 1.0)


def with_items(known: Mapping[str, Assessment]) -> dict[str, Assessment]:
    keys = {"M5-IAB": (INTERIM, BOTH, BARE), ODD_ID: (SUMMATIVE, BOTH)}
    return {
        id_: replace(each, items={key: item(key) for key in keys.get(id_, ())})
        for id_, each in known.items()
    }


def content(key: str) -> ItemContent:
    return ItemContent(
        key=key,
        type="MC",
        title="Shares",
        stimulus=(
            Paragraph("Four friends.\nOne cake."),
            Table((("who", "slices"), ("Ann", "2")), header=True),
        ),
        stem=(Formula("3/4 + 1/8"), TextList(("first", "second"), ordered=True)),
        options=(
            Option("A", (Paragraph("<b>7/8</b>"),)),
            Option("B", (Image("image/png", "AAAA", "half a cake"),)),
        ),
        answer_key="A",
        rubric=(RubricRow(1, (Paragraph("Right."),), "Sums"), RubricRow(0, (Paragraph("Not."),))),
        exemplars=(Exemplar(1, (Paragraph("7/8"),)),),
        landed_at=LONG_AGO,
    )


@pytest.fixture(scope="module", autouse=True)
def catalogue(api: Api) -> None:
    del api
    table = boto3.resource("dynamodb", region_name=REGION).Table("cers-snapshots")
    store = ReferenceStore(boto3.client("s3", region_name=REGION), LAKE, table)
    store.update_assessments(with_items)
    contents = {key: content(key) for key in (INTERIM, SUMMATIVE, BOTH, LOOSE)}
    store.item_contents.update(lambda known: ItemCatalogue.with_changes(known, contents))


@pytest.mark.parametrize("username", ["lea", "site", "teacher", "no-groups"])
def test_whoever_sees_interim_results_sees_their_items(api: Api, username: str) -> None:
    answer = api.client(username).get(ROUTE, item_key=INTERIM)
    assert answer.status == 200
    assert answer.body == {
        "item_key": INTERIM,
        "viewer_url": None,
        "content": {
            "type": "MC",
            "title": "Shares",
            "stimulus": [
                {"type": "paragraph", "text": "Four friends.\nOne cake."},
                {"type": "table", "rows": [["who", "slices"], ["Ann", "2"]], "header": True},
            ],
            "stem": [
                {"type": "formula", "text": "3/4 + 1/8"},
                {"type": "list", "items": ["first", "second"], "ordered": True},
            ],
            "options": [
                {"label": "A", "content": [{"type": "paragraph", "text": "<b>7/8</b>"}]},
                {
                    "label": "B",
                    "content": [
                        {
                            "type": "image",
                            "media_type": "image/png",
                            "data": "AAAA",
                            "alt": "half a cake",
                        }
                    ],
                },
            ],
            "answer_key": "A",
            "rubric": [
                {
                    "points": 1,
                    "category": "Sums",
                    "content": [{"type": "paragraph", "text": "Right."}],
                },
                {"points": 0, "category": "", "content": [{"type": "paragraph", "text": "Not."}]},
            ],
            "exemplars": [{"points": 1, "content": [{"type": "paragraph", "text": "7/8"}]}],
        },
    }


@pytest.mark.parametrize("key", [SUMMATIVE, BOTH, LOOSE, "200-9"])
@pytest.mark.parametrize("username", ["lea", "site", "teacher", "state"])
def test_an_item_of_a_summative_assessment_or_of_none_looks_like_no_item(
    api: Api, username: str, key: str
) -> None:
    answer = api.client(username).get(ROUTE, item_key=key)
    assert (answer.status, answer.code) == (404, "not-found")


def test_who_sees_only_summative_results_sees_no_item(api: Api) -> None:
    assert api.client("state").get(ROUTE, item_key=INTERIM).status == 404


def test_an_item_without_content_says_so(api: Api) -> None:
    answer = api.client("site").get(ROUTE, item_key=BARE)
    assert answer.body == {"item_key": BARE, "viewer_url": None, "content": None}


def test_the_viewer_of_somebody_else_is_linked_to_by_the_items_key_alone(api: Api) -> None:
    sources = services().items
    viewer = ItemViewer("https://items.example/view/{item_key}?lang=en")
    services().items = replace(sources, viewer=viewer)
    try:
        answer = api.client("site").get(ROUTE, item_key=BARE)
        hidden = api.client("site").get(ROUTE, item_key=SUMMATIVE)
    finally:
        services().items = sources
    assert answer.body["viewer_url"] == "https://items.example/view/200%204%2F%C3%BC?lang=en"
    assert hidden.status == 404


def test_an_odd_request_is_refused(api: Api) -> None:
    client = api.client("site")
    refused: list[Any] = [
        client.get(ROUTE, {"student_id": "1"}, item_key=INTERIM),
        client.get(ROUTE, item_key="x" * 41),
        client.get(ROUTE, item_key="a\nb"),
    ]
    assert {each.status for each in refused} == {400}
