"""Links to teaching resources: who sees which, who keeps which, and what is refused."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from cers.model.instructional_link import (
    STATE,
    SYSTEM,
    InstructionalLink,
    Owner,
    OwnerType,
)
from cers.model.organization import OrganizationGroup, Organizations
from cers.stores.links import LinkStore
from cers.stores.reference import ReferenceStore
from chalicelib.endpoint import services
from tests.integration.api.conftest import LAKE, REGION, Api
from tests.support.api import Answer
from tests.support.world import LONG_AGO, ODD_ID, organizations

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

BLOCK = "M5-IAB"
KEEPERS = ("state", "lea", "elpac-lea", "site", "elpac-site")


def owner(text: str) -> Owner:
    type_, _, id_ = text.partition(":")
    return Owner(OwnerType(type_), id_ or type_)


EVERYBODY = [
    SYSTEM,
    STATE,
    *map(
        owner,
        (
            "district_group:DG1", "district_group:DG2", "district:D1", "district:D2",
            "school_group:SG1", "school_group:SG3", "school:S1", "school:S2", "school:S3",
        ),
    ),
]  # fmt: skip


def grouped() -> Organizations:
    """The world's places, with groups: DG1 has D1, SG1 is D1's and has S1, SG3 is D2's."""
    known = organizations()
    return Organizations(
        {**known.districts, "D1": replace(known.districts["D1"], group_id="DG1")},
        {
            **known.schools,
            "S1": replace(known.schools["S1"], group_id="SG1"),
            "S3": replace(known.schools["S3"], group_id="SG3"),
        },
        {id_: OrganizationGroup(id_, f"Group {id_}", LONG_AGO) for id_ in ("DG1", "DG2")},
        {
            "SG1": OrganizationGroup("SG1", "Alder's small ones", LONG_AGO, "D1"),
            "SG3": OrganizationGroup("SG3", "Birch's small ones", LONG_AGO, "D2"),
        },
    )


@pytest.fixture(scope="module")
def settings(api: Api) -> "Table":
    del api
    dynamodb = boto3.resource("dynamodb", region_name=REGION)
    s3 = boto3.client("s3", region_name=REGION)
    store = ReferenceStore(s3, LAKE, dynamodb.Table("cers-snapshots"))
    store.update_organizations(lambda _: grouped())
    return dynamodb.Table("cers-settings")


@pytest.fixture(autouse=True)
def store(settings: "Table") -> Iterator[LinkStore]:
    """The links, none at first."""
    yield LinkStore(settings)
    with settings.batch_writer() as batch:
        for row in settings.scan()["Items"]:
            if str(row["pk"]).startswith("LINK"):
                batch.delete_item(Key={"pk": row["pk"], "sk": row["sk"]})


def kept_by(store: LinkStore, owner: Owner, number: int = 0, **changes: Any) -> InstructionalLink:
    """A link that an organization has already."""
    link = InstructionalLink(
        id=f"{owner.type}-{owner.id}-{number}",
        assessment_id=BLOCK,
        owner=owner,
        level=0,
        label=f"Of {owner.id}",
        url="https://teach.example/page",
        version=1,
        changed_at=LONG_AGO,
    )
    link = replace(link, **changes)
    store.put(link)
    return link


def asked(**changes: Any) -> dict[str, Any]:
    """What a page posts to keep a link."""
    return {
        "assessment_id": BLOCK,
        "organization_type": "district",
        "organization_id": "D1",
        "level": 1,
        "label": "Fractions with paper",
        "url": "https://teach.example/fractions?grade=5#start",
        **changes,
    }


def shown(answer: Answer) -> list[str]:
    assert answer.status == 200
    return [each["id"] for each in answer.body["links"]]


def changes_recorded(api: Api) -> list[dict[str, Any]]:
    rows = api.audit.scan()["Items"]
    return [row for row in rows if row.get("action") == "change"]


@pytest.mark.parametrize(
    ("username", "school", "expected"),
    [
        ("lea", "S1", ["system", "state", "DG1", "D1", "SG1", "S1"]),
        ("lea", "S2", ["system", "state", "DG1", "D1", "S2"]),
        ("elpac-lea", "S3", ["system", "state", "D2", "SG3", "S3"]),
        ("site", "S1", ["system", "state", "DG1", "D1", "SG1", "S1"]),
        ("teacher", "S1", ["system", "state", "DG1", "D1", "SG1", "S1"]),
    ],
)
def test_a_school_is_shown_the_links_of_those_above_it_and_of_no_others(
    api: Api, store: LinkStore, username: str, school: str, expected: list[str]
) -> None:
    for each in EVERYBODY:
        kept_by(store, each)
    kept_by(store, STATE, 1, assessment_id=ODD_ID)
    answer = api.client(username).get(
        "/assessments/{assessment_id}/links", {"school_id": school}, assessment_id=BLOCK
    )
    assert [each["organization"]["id"] for each in answer.body["links"]] == expected
    assert answer.body["assessment_id"] == BLOCK


def test_without_a_school_only_what_is_shown_everywhere_is(api: Api, store: LinkStore) -> None:
    for each in EVERYBODY:
        kept_by(store, each)
    answer = api.client("lea").get("/assessments/{assessment_id}/links", assessment_id=BLOCK)
    assert [each["organization"]["type"] for each in answer.body["links"]] == ["system", "state"]


def test_links_come_by_level_then_from_wide_to_narrow_then_by_label(
    api: Api, store: LinkStore
) -> None:
    school, district = owner("school:S1"), owner("district:D1")
    kept_by(store, school, 1, level=0, label="b")
    kept_by(store, district, 2, level=2, label="a")
    kept_by(store, school, 3, level=0, label="A")
    kept_by(store, district, 4, level=0, label="z")
    answer = api.client("site").get(
        "/assessments/{assessment_id}/links", {"school_id": "S1"}, assessment_id=BLOCK
    )
    assert shown(answer) == ["district-D1-4", "school-S1-3", "school-S1-1", "district-D1-2"]


@pytest.mark.parametrize(
    ("username", "school", "assessment_id"),
    [
        ("site", "S2", BLOCK),
        ("lea", "S3", BLOCK),
        ("lea", "S9", BLOCK),
        ("lea", "S1", "NONE"),
        ("state", "S1", BLOCK),
    ],
)
def test_a_school_or_assessment_out_of_scope_looks_like_none(
    api: Api, username: str, school: str, assessment_id: str
) -> None:
    answer = api.client(username).get(
        "/assessments/{assessment_id}/links", {"school_id": school}, assessment_id=assessment_id
    )
    assert (answer.status, answer.code) == (404, "not-found")


KEPT = {
    "state": ["district_group:DG1", "district_group:DG2", "state"],
    "lea": ["district:D1", "school:S1", "school:S2", "school_group:SG1"],
    "elpac-lea": ["district:D2", "school:S3", "school_group:SG3"],
    "site": ["school:S1"],
    "elpac-site": ["school:S3"],
}
"""Whose links each of them keeps."""


@pytest.mark.parametrize("username", KEEPERS)
def test_everybody_keeps_the_links_of_their_own_organizations_and_no_others(
    api: Api, store: LinkStore, username: str
) -> None:
    for each in EVERYBODY:
        kept_by(store, each)
    client = api.client(username)
    mine = {owner(text) for text in KEPT[username]}
    page = client.get("/links").body
    found = {(each["organization"]["type"], each["organization"]["id"]) for each in page["links"]}
    assert found == {(each.type, each.id) for each in mine}
    assert (page["total"], page["next"]) == (len(mine), None)
    change = {"level": 2, "label": "Changed", "url": "http://other.example"}
    for each in EVERYBODY:
        body = asked(organization_type=each.type, organization_id=each.id)
        link_id = f"{each.type}-{each.id}-0"
        expected = (201, 200, 200) if each in mine else (404, 404, 404)
        assert (
            client.post("/links", body).status,
            client.put("/links/{link_id}", change, link_id=link_id).status,
            client.delete("/links/{link_id}", link_id=link_id).status,
        ) == expected
        assert (store.get(link_id) is None) == (each in mine)


def test_who_may_keep_no_links_can_do_nothing_with_them(api: Api, store: LinkStore) -> None:
    link = kept_by(store, owner("school:S1"))
    client = api.client("teacher")
    change = {"level": 0, "label": "x", "url": "https://x.example"}
    answers = [
        client.get("/links"),
        client.post("/links", asked(organization_type="school", organization_id="S1")),
        client.put("/links/{link_id}", change, link_id=link.id),
        client.delete("/links/{link_id}", link_id=link.id),
    ]
    assert {(each.status, each.code) for each in answers} == {(403, "not-permitted")}
    assert store.get(link.id) == link


def test_a_link_is_made_changed_and_deleted_and_all_of_it_is_recorded(api: Api) -> None:
    before = len(changes_recorded(api))
    client = api.client("lea")
    made = client.post("/links", asked(label="  Fractions with paper ")).body
    assert made == {
        "id": made["id"],
        "level": 1,
        "label": "Fractions with paper",
        "url": "https://teach.example/fractions?grade=5#start",
        "organization": {"type": "district", "id": "D1", "name": "Alder Unified"},
        "assessment": {
            "id": BLOCK,
            "label": f"Label of {BLOCK}",
            "grade": "05",
            "subject": {"code": "Math", "name": "Mathematics"},
            "type": "iab",
            "school_year": made["assessment"]["school_year"],
            "levels": made["assessment"]["levels"],
        },
        "changed_at": made["changed_at"],
    }
    change = {"level": 3, "label": "Fractions, folded", "url": "http://fold.example"}
    changed = client.put("/links/{link_id}", change, link_id=made["id"]).body
    assert {**made, **change, "changed_at": changed["changed_at"]} == changed
    route, query = "/assessments/{assessment_id}/links", {"school_id": "S1"}
    teacher = api.client("teacher")
    (seen,) = teacher.get(route, query, assessment_id=BLOCK).body["links"]
    assert {name: changed[name] for name in seen} == seen
    assert client.delete("/links/{link_id}", link_id=made["id"]).body == changed
    assert teacher.get(route, query, assessment_id=BLOCK).body["links"] == []
    assert client.delete("/links/{link_id}", link_id=made["id"]).status == 404
    assert client.put("/links/{link_id}", change, link_id=made["id"]).status == 404
    recorded = changes_recorded(api)[before:]
    assert sorted(row["detail"].split()[0] for row in recorded) == ["change", "create", "delete"]
    assert {row["username"] for row in recorded} == {"lea"}
    assert {row["assessment_id"] for row in recorded} == {BLOCK}
    assert all(made["id"] in row["detail"] for row in recorded)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", " javascript:1",
        "data:text/html,<script>", "vbscript:x", "file:///etc/passwd", "ftp://x.example/",
        "//teach.example/page", "/page", "teach.example", "https:teach.example",
        "https:/teach.example", "https://", "https:///page", "https://?x", "https://#x",
        "https://user@teach.example/", "https://user:secret@teach.example/",
        "https://teach.example@evil.example/", "https://@teach.example/", "https://:80/",
        "https://teach.example:99999/", "https://teach.example:0/", "https://teach.example:x/",
        "https://teach example/", "https://teach.example/a b", "https://teach.example\\@evil/",
        "https:\\\\teach.example", "https://t\u0435ach.example/", "https://teach.example/é",
        'https://teach.example/"onclick="x', "https://teach.example/<script>", "https://[::1]/",
        "https://[/", "https://-teach.example/", "https://teach.example/\u202epage", "",
        "https://teach.example/" + "a" * 2000,
    ],
)  # fmt: skip
def test_an_address_that_is_no_plain_web_page_is_refused(
    api: Api, store: LinkStore, url: str
) -> None:
    link = kept_by(store, owner("district:D1"))
    client = api.client("lea")
    change = {"level": 0, "label": "x", "url": url}
    made = client.post("/links", asked(url=url))
    changed = client.put("/links/{link_id}", change, link_id=link.id)
    for answer in (made, changed):
        assert (answer.status, answer.code) == (400, "bad-parameter")
        assert answer.body["error"]["message"].startswith("url:")
        assert "teach.example" not in answer.body["error"]["message"]
    assert store.kept([owner("district:D1")]) == [link]


@pytest.mark.parametrize(
    "url",
    [
        "https://teach.example", "http://teach.example:8080/a/b?x=1&y=%20#top", "HTTPS://A.EXAMPLE/",
        "https://xn--bcher-kva.example/", "https://127.0.0.1/x", "https://t.example/@user",
    ],
)  # fmt: skip
def test_a_plain_web_page_is_taken_as_it_is(api: Api, url: str) -> None:
    answer = api.client("lea").post("/links", asked(url=url))
    assert (answer.status, answer.body["url"]) == (201, url)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"level": 4}, "level"),
        ({"level": -1}, "level"),
        ({"level": "1"}, "level"),
        ({"level": None}, "level"),
        ({"label": ""}, "label"),
        ({"label": "x" * 201}, "label"),
        ({"label": "a\nb"}, "label"),
        ({"label": 7}, "label"),
        ({"url": None}, "url"),
        ({"organization_type": "county"}, "organization_type"),
        ({"organization_id": ""}, "organization_id"),
        ({"assessment_id": ""}, "assessment_id"),
        ({"student_id": "1"}, "student_id"),
    ],
)
def test_a_wrong_member_is_named(api: Api, changes: dict[str, Any], named: str) -> None:
    answer = api.client("lea").post("/links", asked(**changes))
    assert (answer.status, answer.code) == (400, "bad-parameter")
    assert answer.body["error"]["message"].startswith(f"{named}:")


def test_the_levels_are_those_of_the_assessment(api: Api) -> None:
    client = api.client("lea")
    four = asked(assessment_id=ODD_ID, level=4)
    assert client.post("/links", four).status == 201
    assert client.post("/links", {**four, "level": 5}).status == 400
    assert client.post("/links", asked(assessment_id="NONE")).status == 404


def test_an_organization_keeps_a_bounded_number_of_links(api: Api, store: LinkStore) -> None:
    for number in range(50):
        kept_by(store, owner("district:D1"), number)
    client = api.client("lea")
    assert client.post("/links", asked()).status == 400
    assert client.post("/links", asked(assessment_id=ODD_ID)).status == 201


def test_pages_together_are_everything_once_and_in_order(api: Api, store: LinkStore) -> None:
    every = [
        kept_by(store, each, number, level=number % 3, assessment_id=assessment)
        for each in map(owner, KEPT["lea"])
        for number, assessment in enumerate((BLOCK, BLOCK, ODD_ID))
    ]
    client, found, query = api.client("lea"), [], {"limit": "5"}
    while True:
        page = client.get("/links", query).body
        assert page["total"] == len(every)
        found += [each["id"] for each in page["links"]]
        if page["next"] is None:
            break
        query = {"limit": "5", "cursor": page["next"]}
    assert sorted(found) == sorted(each.id for each in every)
    assert client.get("/links", {"limit": "200"}).body["links"] == [
        each for id_ in found for each in client.get("/links").body["links"] if each["id"] == id_
    ]
    assert client.get("/links", {"cursor": "bm8="}).status == 400


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("FOLD", ["district-D1-1"]),
        ("videos.example", ["school-S2-2"]),
        ("oak elem", ["school-S1-3"]),
        ("label of m5-iab", ["district-D1-1", "school-S1-3", "school-S2-2"]),
        ("mathematics", ["district-D1-1", "school-S1-3", "school-S2-2"]),
        ("nothing of it", []),
    ],
)
def test_links_are_found_by_what_a_page_shows_of_them(
    api: Api, store: LinkStore, search: str, expected: list[str]
) -> None:
    kept_by(store, owner("district:D1"), 1, label="Folding")
    kept_by(store, owner("school:S2"), 2, url="https://videos.example/")
    kept_by(store, owner("school:S1"), 3)
    assert sorted(shown(api.client("lea").get("/links", {"search": search}))) == expected


def test_of_two_who_change_a_link_at_once_one_is_told(api: Api, store: LinkStore) -> None:
    del api
    link = kept_by(store, owner("district:D1"))
    store.put(replace(link, version=2, label="first"))
    sources = services().links
    with pytest.raises(Exception, match="changed meanwhile"):
        sources.links.put(replace(link, version=2, label="second"))
    with pytest.raises(Exception, match="changed meanwhile"):
        sources.links.delete(link)
    with pytest.raises(Exception, match="changed meanwhile"):
        sources.links.put(link)
    assert [each.label for each in store.kept([link.owner])] == ["first"]


def test_ids_with_the_mark_between_parts_of_keys_lead_nobody_astray(store: LinkStore) -> None:
    plain, marked = Owner(OwnerType.SCHOOL, "A"), Owner(OwnerType.SCHOOL, "A#B")
    longer = Owner(OwnerType.SCHOOL, "A0")
    links = {each: kept_by(store, each, assessment_id="X#Y~") for each in (plain, marked, longer)}
    for each, link in links.items():
        assert store.kept([each]) == store.shown("X#Y~", [each]) == [link]
    assert store.shown("X", [plain]) == []
    assert store.kept([plain, longer, marked]) != []
    assert {each.id for each in store.kept(links)} == {each.id for each in links.values()}


@pytest.mark.parametrize(("username", "expected"), KEPT.items())
def test_organizations_to_keep_links_for_are_ones_own_and_no_others(
    api: Api, settings: "Table", username: str, expected: list[str]
) -> None:
    del settings
    answer = api.client(username).get("/links/organizations")
    named = [(each["type"], each["id"]) for each in answer.body["organizations"]]
    kinds = [list(OwnerType).index(OwnerType(type_)) for type_, _ in named]
    assert kinds == sorted(kinds)
    assert sorted(named) == sorted((each.type.value, each.id) for each in map(owner, expected))
    assert answer.body["total"] == len(expected)


def test_organizations_are_found_by_a_part_of_their_name_as_many_as_asked_for(
    api: Api, settings: "Table"
) -> None:
    del settings
    lea = api.client("lea")
    found = lea.get("/links/organizations", {"search": "SMALL"}).body
    assert [each["name"] for each in found["organizations"]] == ["Alder's small ones"]
    first = lea.get("/links/organizations", {"limit": "1"}).body
    assert [each["id"] for each in first["organizations"]] == ["D1"]
    assert first["total"] == len(KEPT["lea"])


def test_assessments_to_keep_links_for_are_found_by_label_subject_or_id(api: Api) -> None:
    lea = api.client("lea")
    every = lea.get("/links/assessments", {"limit": "200"}).body
    years = [each["school_year"] for each in every["assessments"]]
    assert years == sorted(years, reverse=True)
    assert every["total"] == len(every["assessments"])
    for search in (f"label of {BLOCK}".upper(), BLOCK):
        found = lea.get("/links/assessments", {"search": search}).body
        assert [each["id"] for each in found["assessments"]] == [BLOCK]
    (block,) = lea.get("/links/assessments", {"search": BLOCK}).body["assessments"]
    assert block["subject"] == {"code": "Math", "name": "Mathematics"}
    levels = [each["level"] for each in block["levels"]]
    assert levels == sorted(levels)
    kept = [lea.post("/links", asked(level=level)).status for level in (0, *levels)]
    assert set(kept) == {201}
    assert lea.post("/links", asked(level=max(levels) + 1)).status == 400
    mathematics = lea.get("/links/assessments", {"search": "mathemat", "limit": "200"}).body
    expected = [each["id"] for each in every["assessments"] if each["subject"]["code"] == "Math"]
    assert [each["id"] for each in mathematics["assessments"]] == expected


def test_of_many_assessments_the_first_are_shown_and_how_many_there_are(api: Api) -> None:
    every = api.client("state").get("/links/assessments", {"limit": "200"}).body
    first = api.client("state").get("/links/assessments", {"limit": "1"}).body
    assert first["assessments"] == every["assessments"][:1]
    assert first["total"] == every["total"] > 1
    assert api.client("state").get("/links/assessments", {"page": "1"}).status == 400
