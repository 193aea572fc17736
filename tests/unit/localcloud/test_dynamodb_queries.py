"""A query of the local cloud reads no more than it must, and finds what moto alone finds."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from boto3.dynamodb.conditions import Key
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws

from localcloud.patches import dynamodb
from localcloud.patches.patch import applied

ITEMS = [
    {"pk": f"p{n % 3}", "sk": f"s{n:02}", "n": n} | ({"place": f"g{n % 4}"} if n % 5 else {})
    for n in range(24)
]


@pytest.fixture(scope="module")
def table() -> Iterator[Any]:
    with mock_aws():
        made = boto3.resource("dynamodb", region_name="us-west-2").create_table(
            TableName="things",
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[
                {"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk", "place")
            ],
            BillingMode="PAY_PER_REQUEST",
            GlobalSecondaryIndexes=[
                {
                    "IndexName": "places",
                    "KeySchema": [
                        {"AttributeName": "place", "KeyType": "HASH"},
                        {"AttributeName": "sk", "KeyType": "RANGE"},
                    ],
                    "Projection": {"ProjectionType": "ALL"},
                }
            ],
        )
        for item in ITEMS:
            made.put_item(Item=item)
        yield made


def keys_of(key: str, values: list[str]) -> st.SearchStrategy[Any]:
    """Conditions on the hash key alone, or on what the sort key begins with or lies between."""
    hashed = st.sampled_from(values).map(Key(key).eq)
    sort = Key("sk")
    texts = st.integers(0, 30).map(lambda n: f"s{n:02}")
    ranged = st.one_of(
        st.sampled_from(["s", "s0", "s1", "s07", "t"]).map(sort.begins_with),
        st.tuples(texts, texts).map(lambda pair: sort.between(min(pair), max(pair))),
        texts.map(sort.gt),
        texts.map(sort.lte),
    )
    return hashed | st.tuples(hashed, ranged).map(lambda pair: pair[0] & pair[1])


QUERIES = st.one_of(
    st.fixed_dictionaries(
        {"KeyConditionExpression": keys_of("pk", ["p0", "p1", "p2", "nobody"])},
        optional={"ScanIndexForward": st.booleans(), "Limit": st.integers(1, 9)},
    ),
    st.fixed_dictionaries(
        {
            "IndexName": st.just("places"),
            "KeyConditionExpression": keys_of("place", ["g0", "g1", "g3", "nowhere"]),
        },
        optional={"ScanIndexForward": st.booleans(), "Limit": st.integers(1, 9)},
    ),
)


def pages(table: Any, query: dict[str, Any]) -> list[tuple[list[int], Any]]:
    """What each page of a query holds, and where the next one begins."""
    found, start = [], {}
    while True:
        page = table.query(**query, **start)
        follows = page.get("LastEvaluatedKey")
        found.append(([int(each["n"]) for each in page["Items"]], follows))
        if follows is None:
            return found
        start = {"ExclusiveStartKey": follows}


@settings(max_examples=60)
@given(query=QUERIES)
def test_every_page_is_what_moto_alone_finds(table: Any, query: dict[str, Any]) -> None:
    expected = pages(table, query)
    with applied(dynamodb.patches()):
        assert pages(table, query) == expected


def test_what_is_found_is_what_was_asked_for(table: Any) -> None:
    with applied(dynamodb.patches()):
        [(found, _)] = pages(table, {"KeyConditionExpression": Key("pk").eq("p1")})
        [(indexed, _)] = pages(
            table, {"IndexName": "places", "KeyConditionExpression": Key("place").eq("g3")}
        )
    assert found == [1, 4, 7, 10, 13, 16, 19, 22]
    assert indexed == [3, 7, 11, 19, 23]  # 15 has no place
