"""XML that is made to do harm (case I-10): refused by every feed of XML, and nothing is fetched."""

import socket
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

from cers.feeds.accommodations import read_accommodations
from cers.feeds.subjects import read_subject
from cers.model.delivery import Counts
from cers.model.finding import Finding
from tests.support.exams import an_exam_xml, read_bytes
from tests.support.reference_files import ACCOMMODATIONS, LANDED, SUBJECT

SECRET: Final = "the-secret-on-our-disk"
Read = Callable[[bytes, Path], tuple[Counts, tuple[Finding, ...]]]


def _exam(data: bytes, folder: Path) -> tuple[Counts, tuple[Finding, ...]]:
    batch = read_bytes(data, folder / "delivery")
    return batch.counts, tuple(batch.findings)


def _subject(data: bytes, _folder: Path) -> tuple[Counts, tuple[Finding, ...]]:
    parsed = read_subject(data, LANDED)
    return parsed.counts, parsed.findings


def _accommodations(data: bytes, _folder: Path) -> tuple[Counts, tuple[Finding, ...]]:
    parsed = read_accommodations(data, LANDED)
    return parsed.counts, parsed.findings


FEEDS: Final[Mapping[str, tuple[Read, bytes, bytes]]] = {
    "exams": (_exam, an_exam_xml(), b"<TDSReport"),
    "subjects": (_subject, SUBJECT.encode(), b"<Subject"),
    "accommodations": (_accommodations, ACCOMMODATIONS.encode(), b"<Accessibility"),
}
"""How a feed is read, a good file of it, and how its root begins."""

LAUGHS: Final = b"<!ENTITY a 'aaaaaaaaaa'>" + b"".join(
    b"<!ENTITY %c '%s'>" % (98 + step, b"&%c;" % (97 + step) * 10) for step in range(9)
)
QUADRATIC: Final = b"<!ENTITY a '" + b"a" * 50_000 + b"'>"
DOCTYPES: Final[Mapping[str, tuple[bytes, bytes]]] = {
    "a bare DTD": (b"<!DOCTYPE x>", b""),
    "an external DTD by http": (b'<!DOCTYPE x SYSTEM "http://HOST/x.dtd">', b""),
    "an external DTD on disk": (b'<!DOCTYPE x PUBLIC "x" "file://FILE">', b""),
    "XXE on disk": (b'<!DOCTYPE x [<!ENTITY a SYSTEM "file://FILE">]>', b"&a;"),
    "XXE by http": (b'<!DOCTYPE x [<!ENTITY a SYSTEM "http://HOST/">]>', b"&a;"),
    "XXE by parameter": (b'<!DOCTYPE x [<!ENTITY % a SYSTEM "http://HOST/"> %a;]>', b""),
    "billion laughs": (b"<!DOCTYPE x [" + LAUGHS + b"]>", b"&j;"),
    "quadratic blow-up": (b"<!DOCTYPE x [" + QUADRATIC + b"]>", b"&a;" * 20_000),
    "after a comment": (b"<!-- <x> --><?pi x?>\n<!DOCTYPE x [" + LAUGHS + b"]>", b"&j;"),
    "default attributes": (b'<!DOCTYPE x [<!ATTLIST x a CDATA "b">]>', b""),
}
"""What stands before the root, and what within it."""


@pytest.fixture
def nobody() -> Iterator[str]:
    """A server that nobody may call; its address."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        host, port = server.getsockname()
        yield f"{host}:{port}"
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.txt"
    path.write_text(SECRET)
    return path


def with_prolog(feed: str, prolog: bytes, content: bytes = b"") -> bytes:
    _, good, root = FEEDS[feed]
    place = good.index(root)
    declaration, rest = good[:place], good[place:]
    inside = rest.index(b">") + 1
    return declaration + prolog + rest[:inside] + content + rest[inside:]


def refused(feed: str, data: bytes, folder: Path) -> tuple[Finding, ...]:
    """The findings of a file that is refused whole, a bounded number of short ones."""
    counts, findings = FEEDS[feed][0](data, folder)
    assert counts.accepted == 0
    assert counts.waiting == 0
    assert 0 < len(findings) < 10
    assert all(len(each.message) < 500 for each in findings)
    return findings


@pytest.mark.parametrize("feed", FEEDS)
def test_i10_without_the_attack_each_file_is_good(feed: str, tmp_path: Path) -> None:
    counts, findings = FEEDS[feed][0](with_prolog(feed, b"<!-- x -->"), tmp_path)
    assert counts.accepted == counts.records > 0
    assert findings == ()


@pytest.mark.parametrize("attack", DOCTYPES)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["", "with a byte order mark"])
@pytest.mark.parametrize("feed", FEEDS)
def test_i10_a_document_type_is_refused_and_nothing_is_fetched(
    feed: str, mark: bytes, attack: str, nobody: str, secret: Path, tmp_path: Path
) -> None:
    parts = [
        part.replace(b"HOST", nobody.encode()).replace(b"FILE", str(secret).encode())
        for part in DOCTYPES[attack]
    ]
    (finding,) = refused(feed, mark + with_prolog(feed, *parts), tmp_path)
    assert finding.code in {"doctype-refused", "not-well-formed"}
    assert "document type" in finding.message
    assert SECRET not in finding.message


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-32", "utf-7"])
@pytest.mark.parametrize("feed", FEEDS)
def test_i10_an_attack_in_another_encoding_is_refused(
    feed: str, codec: str, secret: Path, tmp_path: Path
) -> None:
    prolog = f'<!DOCTYPE x [<!ENTITY a SYSTEM "file://{secret}">]>'.encode()
    text = with_prolog(feed, prolog, b"&a;").decode()
    text = f'<?xml version="1.0" encoding="{codec}"?>' + text[text.index("<!DOCTYPE") :]
    for data in (text.encode(codec), text.encode()):
        for finding in refused(feed, data, tmp_path):
            assert SECRET not in finding.message


@pytest.mark.parametrize("tag", [b"<a>", b"<a b='c'>"])
@pytest.mark.parametrize("feed", FEEDS)
def test_i10_two_hundred_thousand_nested_elements_are_refused(
    feed: str, tag: bytes, tmp_path: Path
) -> None:
    _, _, root = FEEDS[feed]
    depth = 200_000
    name = root[1:]
    for closing in (b"", b"</a>" * depth + b"</" + name + b">"):
        refused(feed, root + b">" + tag * depth + closing, tmp_path)


HUGE: Final[Mapping[str, tuple[bytes, bytes]]] = {
    "exams": (b'name="FirstName" value="Ada"', b'name="FirstName" value="%s"'),
    "subjects": (b'code="Geo"', b'code="%s"'),
    "accommodations": (b'schoolYear="2026"', b'schoolYear="%s"'),
}


@pytest.mark.parametrize("feed", FEEDS)
def test_i10_an_attribute_of_megabytes_is_refused_in_few_words(feed: str, tmp_path: Path) -> None:
    _, good, _ = FEEDS[feed]
    old, new = HUGE[feed]
    assert old in good
    refused(feed, good.replace(old, new % (b"9" * 8_000_000), 1), tmp_path)


@pytest.mark.parametrize("feed", FEEDS)
def test_i10_an_element_of_a_hundred_thousand_attributes_does_no_harm(
    feed: str, tmp_path: Path
) -> None:
    _, good, root = FEEDS[feed]
    many = b"".join(b' a%d=""' % number for number in range(100_000))
    read = FEEDS[feed][0]
    counts, findings = read(good.replace(root, root + many, 1), tmp_path)
    assert counts.accepted + counts.rejected == counts.records
    assert len(findings) <= 10_001


@pytest.mark.parametrize("feed", FEEDS)
def test_i10_an_entity_that_nobody_defined_is_refused(feed: str, tmp_path: Path) -> None:
    refused(feed, with_prolog(feed, b"", b"&secret;"), tmp_path)
