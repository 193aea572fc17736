"""Cookies: what a browser is told, and what is made of what it sends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.model.cookie import MOST_BYTES, Cookie, Cookies, Jar

TOKENS = st.text("abcdefghijklmnopqrstuvwxyzABCDEF0123456789._-", min_size=1)


def test_over_tls_the_names_are_those_browsers_protect() -> None:
    jar = Jar(secure=True)
    assert jar.session == "__Host-cers-session"
    assert jar.sign_in == "__Host-cers-signin"
    assert jar.renewal == "__Secure-cers-renewal"


def test_without_tls_they_are_names_a_browser_takes() -> None:
    jar = Jar(secure=False)
    assert (jar.session, jar.sign_in, jar.renewal) == (
        "cers-session",
        "cers-signin",
        "cers-renewal",
    )


def test_no_script_reads_a_cookie_and_no_other_site_sends_it() -> None:
    cookie = Cookie("__Host-cers-session", "a.b.c", secure=True, max_age=3600)
    assert cookie.header == (
        "__Host-cers-session=a.b.c; Path=/; Max-Age=3600; Secure; HttpOnly; SameSite=Strict"
    )


def test_a_cookie_without_an_end_goes_with_the_browser() -> None:
    cookie = Cookie("n", "v", secure=False, same_site="Lax", path="/p")
    assert cookie.header == "n=v; Path=/p; HttpOnly; SameSite=Lax"


def test_a_cookie_browsers_would_drop_is_known() -> None:
    assert Cookie("n", "v" * (MOST_BYTES - 1), secure=True).fits
    assert not Cookie("n", "v" * MOST_BYTES, secure=True).fits


def test_values_stay_out_of_what_is_printed() -> None:
    assert "secret" not in repr(Cookie("n", "secret", secure=True))
    assert "secret" not in repr(Cookies.of("n=secret"))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("s=1", "1"),
        ("a=2; s=1; b=3", "1"),
        ("s=a=b", "a=b"),
        (" s = 1 ;", "1"),
        ("", ""),
        ("S=1", ""),
        ("xs=1", ""),
        ("s", ""),
        ("s=1; s=2", ""),
        ("s=1; s=1", ""),
        ("s=; s=1", ""),
    ],
)
def test_a_cookie_is_found_if_there_is_one_of_its_name(header: str, expected: str) -> None:
    assert Cookies.of(header).get("s") == expected


@given(st.dictionaries(TOKENS, TOKENS))
def test_what_is_set_is_read_back(pairs: dict[str, str]) -> None:
    cookies = Cookies.of("; ".join(f"{name}={value}" for name, value in pairs.items()))
    assert {name: cookies.get(name) for name in pairs} == pairs


@given(st.text())
def test_whatever_is_sent_can_be_read(header: str) -> None:
    assert isinstance(Cookies.of(header).get("s"), str)
