"""The user pool's keys: where they may come from, and how often they are asked for."""

import json
from dataclasses import dataclass, field

import pytest

from cers.model.errors import InputError, UpstreamError
from cers.stores.jwks import JwksStore
from tests.support import tokens

URL = "https://cognito-idp.us-west-2.amazonaws.com/us-west-2_test/.well-known/jwks.json"


@dataclass
class Pool:
    """A user pool that counts how often it is asked, and a clock that stands still."""

    answer: bytes | None = field(default_factory=tokens.key_set)
    asked: int = 0
    now: float = 1000.0

    def fetch(self, url: str) -> bytes:
        assert url == URL
        self.asked += 1
        if self.answer is None:
            raise UpstreamError("no answer")
        return self.answer

    def store(self) -> JwksStore:
        return JwksStore(URL, self.fetch, lambda: self.now)


def test_a_known_key_is_fetched_once() -> None:
    pool = Pool()
    store = pool.store()
    for _ in range(5):
        assert (store.key(tokens.KEY_ID) or {})["kty"] == "RSA"
    assert pool.asked == 1


def test_made_up_keys_cannot_make_us_ask_more_often() -> None:
    pool = Pool()
    store = pool.store()
    assert [store.key(f"made-up-{number}") for number in range(100)] == [None] * 100
    assert pool.asked == 1
    pool.now += 31
    assert store.key("made-up") is None
    assert pool.asked == 2


def test_a_new_key_is_found_half_a_minute_later() -> None:
    pool = Pool()
    store = pool.store()
    store.key(tokens.KEY_ID)
    pool.answer = tokens.key_set("key-2")
    pool.now += 31
    assert store.key("key-2") is not None
    assert store.key(tokens.KEY_ID) is None


def test_a_withdrawn_key_is_gone_after_an_hour() -> None:
    pool = Pool()
    store = pool.store()
    store.key(tokens.KEY_ID)
    pool.answer = tokens.key_set("key-2")
    pool.now += 3601
    assert store.key(tokens.KEY_ID) is None


def test_keys_at_hand_outlast_a_pool_that_does_not_answer() -> None:
    pool = Pool()
    store = pool.store()
    store.key(tokens.KEY_ID)
    pool.answer = None
    pool.now += 3601
    assert store.key(tokens.KEY_ID) is not None


def test_without_any_keys_the_request_may_be_tried_again() -> None:
    pool = Pool(answer=None)
    store = pool.store()
    with pytest.raises(UpstreamError):
        store.key(tokens.KEY_ID)
    pool.answer = tokens.key_set()
    pool.now += 2
    assert store.key(tokens.KEY_ID) is not None


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"keys": 7}', b'{"keys": [7]}', b"\xff"])
def test_a_key_set_that_makes_no_sense_is_the_pools_fault(body: bytes) -> None:
    with pytest.raises(UpstreamError):
        Pool(answer=body).store().key(tokens.KEY_ID)


def test_only_rsa_keys_are_taken() -> None:
    keys = [{"kid": "a", "kty": "oct", "k": "c2VjcmV0"}, {"kid": "b", "kty": "EC"}]
    store = Pool(answer=json.dumps({"keys": keys}).encode()).store()
    assert store.key("a") is None
    assert store.key("b") is None


@pytest.mark.parametrize(
    "url",
    [
        "http://cognito-idp.us-west-2.amazonaws.com/keys",
        "http://localhost.evil.example/keys",
        "http://127.0.0.1.evil.example/keys",
        "http://127.0.0.1@evil.example/keys",
        "file:///etc/keys",
        "ftp://127.0.0.1/keys",
        "keys.json",
        "",
    ],
)
def test_keys_come_over_https_or_from_this_machine(url: str) -> None:
    with pytest.raises(InputError):
        JwksStore(url)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:4566/keys", "http://localhost/keys", "http://[::1]:4566/keys"]
)
def test_keys_of_this_machine_are_known_as_local(url: str) -> None:
    assert JwksStore(url).is_local
    assert not JwksStore(URL).is_local
