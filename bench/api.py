"""What the API costs on a state's lake: cold and warm, in bytes, in dollars and in Lambdas.

`python -m bench.api [--results 1000000] [--requests 100] [--routes TEXT] [--json PATH]`: makes a
state (kept in build/ for the next time) and serves its files through an S3 that answers from the
local disk after 15 ms and with 90 MB/s; DynamoDB is moto in another process, asked over HTTP. Each
route runs in a process of its own on one core. Measured are the first request of a fresh process,
its import included; then requests about schools all over the state, one after another; then the
same by 64 clients at once. Beside them, DuckDB runs the same SQL on the same files from the disk,
all warm: that is the least such a report can cost. Bytes are those of the GETs, which is what S3
sends; costs are AWS's list prices for 1,000 requests with a warm Lambda of 1,769 MB; Lambdas are
those busy at once when 15,000 educators ask every 30 seconds.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final

from bench.api_prices import Usage, cost_of_thousand, warm_lambdas
from bench.api_routes import ROUTES, Route
from bench.state import DONE, RESULTS, SEED, buckets_for, detailed_for, make_state

ROOT: Final = Path(__file__).parents[1]
CACHE: Final = ROOT / "build" / "bench-state"
PICKS: Final = 60
COLD_RUNS: Final = 3

Figures = dict[str, float]


def kept_state(results: int) -> Path:
    """The state of about so many results, made now unless it is there."""
    directory = CACHE / str(results)
    if not (directory / DONE).exists():
        shutil.rmtree(directory, ignore_errors=True)
        buckets = buckets_for(results)
        for made in make_state(directory, results, buckets, detailed_for(buckets), SEED):
            print(f"made {made.dataset.id}", file=sys.stderr, flush=True)
    return directory


def measure(results: int, requests: int, routes: Sequence[Route]) -> dict[str, Figures]:
    """The figures of each route."""
    state = kept_state(results)
    sys.path[:0] = [str(ROOT / "functions/api")]
    from bench.api_stage import Stage, dynamodb, environment
    from tests.support.tokens import key_server

    with dynamodb() as address, key_server() as keys:
        os.environ |= environment(address, keys)
        stage = Stage(state, PICKS)
        figures = {}
        for route in routes:
            print(f"{route.name} …", file=sys.stderr, flush=True)
            try:
                figures[route.name] = of_route(stage, route, requests)
            except subprocess.CalledProcessError:
                # What went wrong has been printed; the other routes are worth their while.
                print(f"{route.name} could not be measured")
        return figures


def of_route(stage: Any, route: Route, requests: int) -> Figures:
    """The figures of one route."""
    from tests.support.api import event

    events = []
    for pick in stage.detailed if route.detailed else stage.picks:
        asked = route.request(pick)
        events.append(
            event(
                asked["route"],
                asked["path"],
                asked["query"] or None,
                stage.headers(pick, route.role),
                method=asked["method"],
                body=asked["body"],
            )
        )
    cold = [_worker(stage.state, "cold", {"events": [each]}) for each in events[:COLD_RUNS]]
    figures = {name: median(each[name] for each in cold) for name in cold[0]}
    figures |= _worker(stage.state, "warm", {"events": events, "requests": requests})
    return figures | _derived(figures)


def _derived(figures: Figures) -> Figures:
    """Costs are those of requests about schools that the process has not seen yet."""
    seconds = figures["new_mean_ms"] / 1000
    usage = Usage(
        seconds, figures["new_gets"], figures["new_read_units"], figures["new_write_units"]
    )
    bare = figures["bare_ms"]
    return {
        "to_bare": figures["cpu_ms"] / bare if bare else 0.0,
        "per_core_second": 1000 / figures["cpu_ms"],
        "dollars_per_thousand": cost_of_thousand(usage),
        "warm_lambdas": float(warm_lambdas(seconds)),
    }


def _worker(state: Path, what: str, asked: dict[str, Any]) -> Figures:
    """Run the API in a process of its own, on the last core; we keep to the others."""
    cores = sorted(os.sched_getaffinity(0))
    command = [sys.executable, "-m", "bench.api_worker", str(state), str(cores[-1]), what]
    path = os.pathsep.join((str(ROOT / "functions/api"), os.environ.get("PYTHONPATH", "")))
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
        input=json.dumps(asked),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


_COLUMNS: Final = (
    ("cold ms", "cold_ms", ",.0f"),
    ("MB", "cold_bytes", ",.1f"),
    ("new ms", "new_mean_ms", ",.1f"),
    ("GETs", "new_gets", ".1f"),
    ("kB", "new_bytes", ",.0f"),
    ("p50 ms", "p50_ms", ",.1f"),
    ("p99 ms", "p99_ms", ",.1f"),
    ("cpu ms", "cpu_ms", ",.1f"),
    ("SQL ms", "bare_ms", ",.1f"),
    ("ratio", "to_bare", ".2f"),
    ("req/s", "at_once_per_second", ",.0f"),
    ("/core/s", "per_core_second", ",.0f"),
    ("$/1,000", "dollars_per_thousand", ".4f"),
    ("Lambdas", "warm_lambdas", ",.0f"),
)
_SCALES: Final = {"cold_bytes": 1e6, "new_bytes": 1e3}


def table(figures: dict[str, Figures]) -> Iterator[str]:
    """The figures as lines of a table."""
    widths = [max(8, len(title) + 1) for title, _, _ in _COLUMNS]
    titles = (title.rjust(width) for (title, _, _), width in zip(_COLUMNS, widths, strict=True))
    yield " " * 28 + "".join(titles)
    for name, each in figures.items():
        cells = (
            format(each[key] / _SCALES.get(key, 1), spec).rjust(width)
            for (_, key, spec), width in zip(_COLUMNS, widths, strict=True)
        )
        yield name.ljust(28) + "".join(cells)


_LEGEND: Final = """\
cold ms, MB: first request of a fresh process with its import, and what it reads
new ms, GETs, kB: mean of requests about schools that a warm process has not seen yet
p50, p99, cpu ms: requests about 60 schools it has seen; cpu is processor time
SQL ms: processor time of the same SQL in DuckDB alone; ratio: cpu ms to it
req/s: 64 clients at once on one core; /core/s: by processor time, one after another
$/1,000, Lambdas: of the new ones, at list prices; busy at once for 15,000 every 30 s"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=int, default=RESULTS, help="of the state, about")
    parser.add_argument("--requests", type=int, default=100, help="of each route")
    parser.add_argument("--routes", default="", help="only those with this in their name")
    parser.add_argument("--json", type=Path, help="write every figure to this file")
    options = parser.parse_args(arguments)
    began = time.monotonic()
    routes = [route for route in ROUTES if options.routes in route.name]
    figures = measure(options.results, options.requests, routes)
    print(f"a state of {options.results:,} results in five years")
    for line in table(figures):
        print(line)
    print(_LEGEND)
    for name, each in figures.items():
        if each["at_once_refused"]:
            print(f"{name}: {each['at_once_refused']:.0f} of those at once were refused")
    print(f"measured in {time.monotonic() - began:,.0f} s")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
