"""Single exam files among the deliveries of a batch, and how many of them fit into memory."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cers.feeds.exams.together import ReportFile
from cers.model.delivery import Delivery, Feed
from cers.model.errors import InputError
from cers.steps.ingest_exams import place_of

SMALL_BYTES: Final = 512 << 10
"""The largest file that is read together with others; an exam has some 25 KB."""

GATHERED_BYTES: Final = 128 << 20
"""What files read together may have in all: they are in memory at once."""

_CHUNK_BYTES: Final = 16 << 20
_CHUNK_FILES: Final = 500
_PACKED: Final = (".zip", ".gz", ".tgz", ".tar", ".zst")


@dataclass(frozen=True, slots=True)
class Work:
    """A delivery to process, with its size in bytes if that is known."""

    delivery: Delivery
    replay: bool = False
    size: int | None = None


@dataclass(frozen=True, slots=True)
class LandedFile:
    """A delivery at hand; `is_new` if nobody has begun to process it before."""

    work: Work
    file: ReportFile
    is_new: bool

    @property
    def id(self) -> str:
        """The delivery's id."""
        return self.file.delivery_id

    @property
    def place_and_digest(self) -> tuple[str, str]:
        """Where it landed, and its bytes: the same for a file that is sent again."""
        return place_of(self.work.delivery), self.file.digest


def candidates(work: Iterable[Work]) -> Iterable[Work]:
    """What may be single exam files, each once; a replay counts more than an event."""
    chosen: dict[Delivery, Work] = {}
    for each in work:
        before = chosen.get(each.delivery)
        if _may_be_small(each) and (before is None or each.replay):
            chosen[each.delivery] = each
    return chosen.values()


def _may_be_small(work: Work) -> bool:
    try:
        feed = work.delivery.feed
    except InputError:
        return False
    fits = work.size is None or 0 < work.size <= SMALL_BYTES
    return feed is Feed.EXAMS and fits and not work.delivery.key.lower().endswith(_PACKED)


def gatherings(work: Iterable[Work]) -> Iterator[list[Work]]:
    """The work in parts that fit into memory."""
    held: list[Work] = []
    total = 0
    for each in work:
        size = SMALL_BYTES if each.size is None else each.size
        if held and total + size > GATHERED_BYTES:
            yield held
            held, total = [], 0
        held.append(each)
        total += size
    if held:
        yield held


def chunks(files: Sequence[LandedFile]) -> Iterator[Sequence[LandedFile]]:
    """The files in parts whose rows fit into memory."""
    start = total = 0
    for end, each in enumerate(files):
        size = len(each.file.data)
        if end > start and (total + size > _CHUNK_BYTES or end - start == _CHUNK_FILES):
            yield files[start:end]
            start, total = end, 0
        total += size
    yield files[start:]
