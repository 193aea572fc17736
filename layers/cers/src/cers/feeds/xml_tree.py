"""Small XML documents as a tree that knows its lines. Nothing outside the text is ever read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from cers.feeds.reading import FileRules, Findings, at_line, decode, quoted
from cers.model.rule import Rule

MAX_DEPTH: Final = 32
MAX_ELEMENTS: Final = 200_000
_ENCODINGS: Final = frozenset({"", "utf-8", "utf8", "us-ascii", "ascii"})


@dataclass(slots=True)
class Node:
    """An element: its own text (not its children's) is trimmed."""

    tag: str
    attributes: dict[str, str]
    line: int
    children: list["Node"] = field(default_factory=list)
    text: str = ""

    def all(self, *path: str) -> Iterator["Node"]:
        """Every descendant reached by the path of tags, in document order."""
        tag, *rest = path
        for child in self.children:
            if child.tag == tag:
                yield from child.all(*rest) if rest else (child,)

    def first(self, *path: str) -> "Node | None":
        """The first descendant reached by the path of tags."""
        return next(self.all(*path), None)


class RefusedXmlError(Exception):
    """The text is no XML that we read; `reason` says why, `line` where."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


class _Builder:
    def __init__(self) -> None:
        self.root: Node | None = None
        self.parser = expat.ParserCreate("utf-8")  # what the text is decoded from and written in
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.XmlDeclHandler = self._declaration
        self._elements = 0
        self._open: list[Node] = []
        self._texts: list[list[str]] = []

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise self._refusal(f"elements are nested more than {MAX_DEPTH} deep")
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise self._refusal(f"there are more than {MAX_ELEMENTS:,} elements")
        trimmed = {name: value.strip() for name, value in attributes.items()}
        node = Node(tag, trimmed, self.parser.CurrentLineNumber)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)
        self._texts.append([])

    def _end(self, _tag: str) -> None:
        self._open.pop().text = "".join(self._texts.pop()).strip()

    def _text(self, text: str) -> None:
        self._texts[-1].append(text)

    def _doctype(self, *_: object) -> None:
        raise self._refusal("a document type declaration is not accepted")

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding or "").lower() not in _ENCODINGS:
            raise self._refusal("the XML declaration names another encoding than UTF-8")

    def _refusal(self, reason: str) -> RefusedXmlError:
        return RefusedXmlError(reason, self.parser.CurrentLineNumber)


@dataclass(frozen=True, slots=True)
class RootRules:
    """The rules that any XML file of a feed can break before its content is looked at."""

    file: FileRules
    xml: Rule
    root: Rule


def read_root(
    data: bytes, tag: str, send: str, rules: RootRules, findings: Findings
) -> Node | None:
    """The root element of a file, or None with a finding; `send` says what should have come."""
    text = decode(data, rules.file, findings)
    if text is None:
        return None
    try:
        root = read_tree(text)
    except RefusedXmlError as error:
        message = f"The XML cannot be read: {error.reason}."
        findings.add(rules.xml, message, at_line(error.line))
        return None
    if root.tag != tag:
        message = f"The root element is {quoted(root.tag)}: send {send}."
        findings.add(rules.root, message, at_line(root.line))
        return None
    return root


def read_tree(text: str) -> Node:
    """The root element of a document.

    Raises:
        RefusedXmlError: the text is not well-formed, declares a document type or another
            encoding, is nested too deep or has too many elements.
    """
    builder = _Builder()
    try:
        builder.parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        raise RefusedXmlError(expat.ErrorString(error.code), error.lineno) from error
    if builder.root is None:
        raise RefusedXmlError("there is no element", 1)
    return builder.root
