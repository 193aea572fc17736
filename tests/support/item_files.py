"""Items as vendors write them, and small pictures in them."""

import json
import zlib
from base64 import b64encode
from typing import Any

from cers.model.assessment import Item


def chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)


def png(width: int = 1, height: int = 1, padding: int = 0) -> str:
    """A PNG of grey points in base64, with so many bytes of nothing in it."""
    header = width.to_bytes(4) + height.to_bytes(4) + b"\x08\0\0\0\0"
    points = zlib.compress(b"\0\x80" * 4)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", points)
    return b64encode(data + chunk(b"teXt", b"x" * padding) + chunk(b"IEND", b"")).decode()


def jpeg(width: int = 1, height: int = 1) -> str:
    """The segments of a JPEG in base64, without its points."""
    frame = b"\x08" + height.to_bytes(2) + width.to_bytes(2) + b"\x01\x01\x11\0"
    segments = [(0xE0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0"), (0xDB, b"\0" * 65), (0xC2, frame)]
    data = b"".join(
        b"\xff" + bytes([marker]) + (len(each) + 2).to_bytes(2) + each for marker, each in segments
    )
    return b64encode(b"\xff\xd8" + data + b"\xff\xd9").decode()


def choice(**changes: Any) -> dict[str, Any]:
    """A multiple choice item with everything an item can have."""
    return {
        "key": "200-1",
        "type": "MC",
        "title": "Grùn 火山",
        "stimulus": "Lava is rock that has melted.",
        "stem": [
            "What is lava?",
            {"type": "formula", "text": "2 < 3"},
            {"type": "list", "items": ["hot", "wet"], "ordered": True},
            {"type": "table", "rows": [["rock", "°C"], ["basalt", "1200"]], "header": True},
            {"type": "image", "media_type": "image/png", "data": png(), "alt": "A volcano"},
        ],
        "options": [
            {"label": "A", "content": "Melted rock"},
            {"label": "B", "content": [{"type": "paragraph", "text": "Hot water"}]},
        ],
        "answer_key": "A",
        "rubric": [{"points": 1, "category": "Facts", "content": "It names rock."}],
        "exemplars": [{"points": 1, "content": "Rock that has melted"}],
        **changes,
    }


def essay(**changes: Any) -> dict[str, Any]:
    """An item with as little as an item can have."""
    return {"key": "200-2", "type": "WER", "stem": "Write about Łupek.", **changes}


def document(*items: object) -> bytes:
    return json.dumps({"items": items}, ensure_ascii=False).encode()


def lines(*items: object) -> bytes:
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items).encode()


def known(*keys: str, **changes: Any) -> dict[str, Item]:
    """Items as assessments have them."""
    told = {"type": "MC", "answer_key": "A", "options": 2, **changes}
    return {
        key: Item(key, 1, told["type"], "1", "A", 1, 0.0, 1.0, answer_key=told["answer_key"],
                  options=told["options"])
        for key in keys
    }  # fmt: skip


KNOWN = {**known("200-1"), **known("200-2", type="WER", answer_key="", options=None)}
ITEMS = document(choice(), essay())
