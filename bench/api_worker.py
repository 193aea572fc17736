"""The process that runs the API, on one core; told what to ask by its standard input.

`python -m bench.api_worker STATE CORE cold`: the first request of a fresh process.
`python -m bench.api_worker STATE CORE warm`: many requests of one route. Prints figures as JSON.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, replace
from itertools import cycle, islice
from pathlib import Path
from statistics import fmean, median, quantiles
from typing import TYPE_CHECKING, Any, Final, Self

ROOT: Final = Path(__file__).parents[1]
CLIENTS: Final = 64
WARM_UP: Final = 10
"""Requests before anything is measured; the others are about schools not seen yet."""


if TYPE_CHECKING:
    from cers.model.query import Engine, Query, Row

Event = dict[str, Any]
Figures = dict[str, float]


def main() -> None:
    """Measure what the arguments say."""
    state, core, what = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    os.sched_setaffinity(0, {core})
    asked = json.load(sys.stdin)
    sys.path[:0] = [str(ROOT / "functions/api")]
    figures = cold(state, asked["events"][0]) if what == "cold" else warm(state, **asked)
    print(json.dumps(figures))


def cold(state: Path, event: Event) -> Figures:
    """Importing the function and answering one request, in milliseconds."""
    from bench.api_disk import DiskS3, Meter, counted

    meter = Meter()
    began = time.perf_counter()
    with counted(meter):
        from app import app

        imported = time.perf_counter()
        _services().__dict__["_s3"] = DiskS3(state, meter)
        _answered(app, event)
    ended = time.perf_counter()
    return {
        "import_ms": (imported - began) * 1000,
        "first_ms": (ended - imported) * 1000,
        "cold_ms": (ended - began) * 1000,
        **{f"cold_{name}": value for name, value in asdict(meter.now).items()},
    }


def _services() -> Any:
    from chalicelib.endpoint import services

    return services()


def _answered(app: Callable[[Event, None], Mapping[str, Any]], event: Event) -> Mapping[str, Any]:
    answer = app(event, None)
    if answer["statusCode"] >= 300:
        raise SystemExit(f"{event['resource']} answered {answer['statusCode']}: {answer['body']}")
    return answer


class Recorder:
    """An engine that keeps what it is asked."""

    def __init__(self, engine: "Engine", asked: list[list["Query"]]) -> None:
        self._engine = engine
        self._asked = asked

    @property
    def snapshots(self) -> tuple[str, ...]:
        """What the engine has read."""
        return self._engine.snapshots

    def pinned(self) -> Self:
        """The same, pinned."""
        return type(self)(self._engine.pinned(), self._asked)

    def rows(self, query: "Query") -> "list[Row]":
        """The engine's answer."""
        self._asked[-1].append(query)
        return self._engine.rows(query)


def warm(state: Path, events: Sequence[Event], requests: int) -> Figures:
    """Latency one by one, the same SQL without the API, and throughput of many at once."""
    from bench.api_disk import DiskS3, Meter, counted

    meter = Meter()
    with counted(meter):
        from app import app

        services = _services()
        services.__dict__["_s3"] = DiskS3(state, meter)
        _one_by_one(app, events[:WARM_UP], meter)
        queries: list[list[Query]] = []
        with _recorded(services, queries):
            new = _one_by_one(app, events[WARM_UP:], meter, lambda: queries.append([]))
        again = _one_by_one(app, list(islice(cycle(events), requests)), meter)
        figures = {**again, **{f"new_{name}": value for name, value in new.items()}}
        figures |= _bare(state, queries)
        figures |= _at_once(app, events, requests)
    return figures


@contextmanager
def _recorded(services: Any, asked: "list[list[Query]]") -> Iterator[None]:
    """Keep what the engine is asked; each request begins a list of its own."""
    sources = services.sources
    services.__dict__["sources"] = replace(sources, engine=Recorder(sources.engine, asked))
    yield
    services.__dict__["sources"] = sources


def _one_by_one(
    app: Any,
    events: Sequence[Event],
    meter: Any,
    before_each: Callable[[], None] = lambda: None,
) -> Figures:
    before, cpu = meter.now, time.process_time()
    times = []
    for event in events:
        before_each()
        began = time.perf_counter()
        _answered(app, event)
        times.append(time.perf_counter() - began)
    used = meter.now.since(before)
    return {
        "p50_ms": median(times) * 1000,
        "p99_ms": quantiles(times, n=100)[98] * 1000,
        "mean_ms": fmean(times) * 1000,
        "cpu_ms": (time.process_time() - cpu) / len(events) * 1000,
        **{name: value / len(events) for name, value in asdict(used).items()},
    }


def _bare(state: Path, queries: "Sequence[Sequence[Query]]") -> Figures:
    """Processor time of the same questions straight to DuckDB, over the same files on the disk."""
    import duckdb

    from bench.api_files import Files

    files = Files(state)
    connection = duckdb.connect(config={"threads": "1"})
    connection.execute("SET parquet_metadata_cache = true")
    connection.execute("SET TimeZone = 'UTC'")
    # What the engine adds to DuckDB, too: Athena's name for it.
    connection.execute("CREATE MACRO array_join(a, s) AS array_to_string(a, s)")
    connection.execute("CREATE MACRO regexp_like(s, p) AS regexp_matches(s, p)")
    times = []
    for _ in range(2):  # the first time warms up
        times = [_asked(connection, files, each) for each in queries if each]
    if not times:
        return {"queries": 0.0, "bare_ms": 0.0}
    return {"queries": fmean(map(len, queries)), "bare_ms": median(times) * 1000}


def _asked(connection: Any, files: Any, queries: "Sequence[Query]") -> float:
    seconds = 0.0
    for query in queries:
        for statement in files.views(query):
            connection.execute(statement)
        began = time.process_time()
        connection.execute(query.sql, list(query.values)).fetchall()
        seconds += time.process_time() - began
    return seconds


def _at_once(app: Any, events: Sequence[Event], requests: int) -> Figures:
    """Many clients at once, each with its next request as soon as the last one is answered."""
    cpu, began = time.process_time(), time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        total = max(requests, 2 * CLIENTS)
        some: Iterator[Event] = islice(cycle(events), total)
        refused = sum(clients.map(lambda event: app(event, None)["statusCode"] >= 300, some))
    seconds = time.perf_counter() - began
    return {
        "at_once_per_second": (total - refused) / seconds,
        "at_once_refused": refused,
        "at_once_cpu_share": (time.process_time() - cpu) / seconds,
    }


if __name__ == "__main__":
    main()
