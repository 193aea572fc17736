"""The state on stage: everything the API needs around the lake's files, and who asks for what.

DynamoDB and Secrets Manager are moto in this process, asked over HTTP by the one that runs the
API, so that their work is not counted as the API's.
"""

import copy
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from threading import Lock, Thread
from typing import Any, Final, cast

import boto3
import duckdb
from moto.dynamodb import models
from moto.dynamodb.models.table import Table
from moto.moto_server.werkzeug_app import create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

from bench.api_disk import DiskS3, Meter
from bench.api_routes import Pick
from bench.state import ORGANIZATIONS, SNAPSHOT
from bench.state_people import YEARS
from cers.model.dataset import Dataset, bucket_of
from cers.model.delivery import Feed
from cers.model.snapshot import Manifest
from cers.model.tables import EXAM_ITEMS, EXAMS
from cers.reference_data import shipped_files
from cers.runtime.api import ApiSettings
from cers.runtime.settings import variable
from cers.steps.reference import apply_reference
from cers.stores.access import AccessStore
from cers.stores.reference import ReferenceStore
from cers.stores.snapshots import SnapshotStore
from cers.stores.students import StudentSnapshots
from localcloud.patches.patch import Patch, applied
from sandbox import packages, subjects
from sandbox.assessments import catalogue
from sandbox.scales import YEARS as SANDBOX_YEARS
from tests.support import tokens
from tests.support.cloud import create_table

REGION: Final = "us-west-2"
LAKE: Final = "cers-lake"
STUDENT_KEY: Final = "cers-student-references"
WHEN: Final = datetime(2021, 7, 1, tzinfo=UTC)
YEAR: Final = YEARS[-1]
GROUP_SIZE: Final = 30
_BLOCKS: Final = Dataset(YEAR, "iab")
ROLES: Final = {
    "state": ("STATE_USER", "state"),
    "lea": ("LEA_CAASPP_COORDINATOR", "district"),
    "site": ("SITE_CAASPP_COORDINATOR", "school"),
    "teacher": ("TEST_ADMINISTRATOR", "school"),
}


class _Quiet(WSGIRequestHandler):
    """Keeps connections open, as DynamoDB does, and says nothing."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:
        del type, message, args


class _NoBackups:
    """`copy` for moto's models, which copies all of a table before each transaction."""

    def deepcopy(self, thing: Any) -> Any:
        """The thing itself where it is a table: nothing is rolled back here."""
        return thing if isinstance(thing, Table) else copy.deepcopy(thing)


@contextmanager
def dynamodb() -> Iterator[str]:
    """The address of an empty DynamoDB that does one thing at a time, as moto must.

    Secrets Manager is there as well.
    """
    tables, lock = create_backend_app("dynamodb"), Lock()
    secrets = create_backend_app("secretsmanager")

    def one_at_a_time(environ: Any, start_response: Any) -> list[bytes]:
        asked = str(environ.get("HTTP_X_AMZ_TARGET", ""))
        with lock:
            backend = secrets if asked.startswith("secretsmanager.") else tables
            return list(backend(environ, start_response))

    server = make_server("127.0.0.1", 0, one_at_a_time, threaded=True, request_handler=_Quiet)
    patch = Patch(models, "copy", lambda _: _NoBackups(), "the audit grows with every request")
    Thread(target=server.serve_forever, daemon=True).start()
    with applied([patch]):
        yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def environment(address: str, keys: str) -> dict[str, str]:
    """What the API reads from its environment; every setting has a value."""
    given = {
        "lake_bucket": LAKE,
        # The year after the state's last: every result of it is open without being released.
        "current_school_year": str(YEAR + 1),
        "transfer_access": "no",
        "invitations": "suppress",
        "admin_fields": "",
        "disabled_fields": "",
        "student_references_secret": STUDENT_KEY,
        "item_viewer_url": "",
        "user_pool_issuer": tokens.ISSUER,
        "user_pool_client_id": tokens.CLIENT,
        "jwks_url": keys,
    }
    every = {each.name: f"cers-{each.name.removesuffix('_table')}" for each in fields(ApiSettings)}
    return {
        **{variable(name): value for name, value in {**every, **given}.items()},
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL_DYNAMODB": address,
        "AWS_ENDPOINT_URL_SECRETS_MANAGER": address,
        "POWERTOOLS_LOG_LEVEL": "ERROR",
    }


class Stage:
    """A state whose snapshots, reference data and users are in place."""

    def __init__(self, state: Path, picks: int, seed: int = 1) -> None:
        self.state = state
        self._random = Random(seed)  # noqa: S311 - a choice of schools
        tables = [each.name for each in fields(ApiSettings) if each.name.endswith("_table")]
        made = {name: create_table(f"cers-{name.removesuffix('_table')}") for name in tables}
        boto3.client("secretsmanager").create_secret(Name=STUDENT_KEY, SecretString="a key")
        self._s3 = cast(Any, DiskS3(state, Meter(), first_byte=0))
        self.manifests = [self._commit(path, made["snapshots_table"]) for path in self._paths()]
        students = StudentSnapshots(self._s3, LAKE, made["snapshots_table"])
        students.commit(students.manifest(f"manifests/students/{SNAPSHOT}.json"))
        load_reference(ReferenceStore(self._s3, LAKE, made["snapshots_table"]), state)
        self._access = AccessStore(made["access_table"])
        self.picks = [self._pick(detailed=False) for _ in range(picks)]
        self.detailed = [self._pick(detailed=True) for _ in range(picks)]

    def _paths(self) -> list[Path]:
        return sorted(self.state.glob(f"manifests/20*/{SNAPSHOT}.json"))

    def _commit(self, path: Path, table: Any) -> Manifest:
        store = SnapshotStore(self._s3, LAKE, table)
        manifest = store.manifest(path.relative_to(self.state).as_posix())
        store.commit(manifest, "")
        return manifest

    def headers(self, pick: Pick, role: str) -> dict[str, str]:
        """What a request of somebody in a role says of its sender."""
        code, level = ROLES[role]
        place = getattr(pick, f"{level}_id")
        username = f"{role}-{place}"
        held = self._access.assign(username, code, level, place, f"Place {place}")
        if role == "teacher":
            self._group(pick, username)
        token = tokens.token(tokens.claims(username, code, exp=4_000_000_000))
        return {
            "Authorization": f"Bearer {token}",
            "X-CERS-Assignment": held.id,
            "Content-Type": "application/json",
        }

    def _group(self, pick: Pick, username: str) -> None:
        """A class of students with results in the pick's block."""
        files = self._files(_BLOCKS)
        bucket = bucket_of(pick.district_id, self.manifests[0].bucket_count)
        students = self._rows(
            "SELECT DISTINCT student_id FROM exams WHERE school_id = ? AND assessment_id = ? "
            "ORDER BY 1",
            (pick.school_id, pick.block),
            files[bucket],
        )
        some = {str(student) for (student,) in students[:GROUP_SIZE]}
        self._access.put_group(
            pick.group_id, "Bench", pick.school_id, pick.school_year, None, some, [username]
        )

    def _pick(self, *, detailed: bool) -> Pick:
        """A student anywhere in the state, who took a block and a summative assessment."""
        blocks = self._files(_BLOCKS)
        summatives = self._files(Dataset(YEAR, "sum"))
        bucket = self._random.choice(sorted(self._detailed() if detailed else blocks))
        rows = {file.bucket: file.rows for file in self._manifest(_BLOCKS).of(EXAMS.name)}
        [(district, school, block, student, exam, name, deleted)] = self._rows(
            "SELECT district_id, school_id, assessment_id, student_id, opportunity_id, last_name, "
            "deleted FROM exams LIMIT 1 OFFSET ?",
            (self._random.randrange(rows[bucket]),),
            blocks[bucket],
        )
        found = self._rows(
            "SELECT assessment_id FROM exams WHERE school_id = ? AND NOT deleted "
            "AND subject <> 'ELPAC' ORDER BY student_id LIMIT 1",
            (school,),
            summatives[bucket],
        )
        if deleted or not found:
            return self._pick(detailed=detailed)
        items = next(spec.items for spec in catalogue(YEAR) if spec.id == block)
        return Pick(
            state_id="CA",
            district_id=district,
            school_id=school,
            school_year=YEAR,
            summative=found[0][0],
            block=block,
            item_key=items[0].key,
            student_id=student,
            opportunity_id=exam,
            group_id=f"group-{school}",
            last_name=name,
        )

    def _detailed(self) -> set[int]:
        """The buckets that have items."""
        manifest = self._manifest(_BLOCKS)
        return {file.bucket for file in manifest.of(EXAM_ITEMS.name)}

    def _manifest(self, dataset: Dataset) -> Manifest:
        return next(each for each in self.manifests if each.dataset == dataset)

    def _files(self, dataset: Dataset) -> dict[int, Path]:
        """A dataset's exams by bucket."""
        files = self._manifest(dataset).of(EXAMS.name)
        return {file.bucket: self.state / file.key for file in files if file.rows}

    def _rows(self, sql: str, values: Sequence[object], file: Path) -> list[Any]:
        with duckdb.connect() as connection:
            connection.execute(f"CREATE VIEW exams AS FROM read_parquet('{file}')")
            return connection.execute(sql, list(values)).fetchall()


def load_reference(store: ReferenceStore, state: Path) -> None:
    """Subjects, assessments and organizations: what CERS ships, and the state's own."""
    shipped = [each for each in shipped_files() if not subjects.is_completed(each.name)]
    with TemporaryDirectory(prefix="bench-reference-") as name:
        folder = Path(name)
        subjects.write_subjects(folder)
        packages.write_packages(folder)
        own = {
            Feed.SUBJECTS: [path.read_bytes() for path in sorted(folder.glob("*.xml"))],
            Feed.ASSESSMENTS: [
                data for path in sorted(folder.glob("*.csv")) for data in _of_every_year(path)
            ],
        }
    for feed, files in own.items():
        known = [each.data for each in shipped if each.feed is feed]
        apply_reference(feed, [*known, *files], WHEN, store)
    apply_reference(Feed.ORGANIZATIONS, [(state / ORGANIZATIONS).read_bytes()], WHEN, store)


def _of_every_year(path: Path) -> Iterator[bytes]:
    """A package; the first year's stands for the years before it as well."""
    text, first = path.read_text(encoding="utf-8"), SANDBOX_YEARS[0]
    yield text.encode()
    if path.name.startswith(f"{first}-"):
        for year in (each for each in YEARS if each < first):
            moved = text.replace(f"{first - 1}-{first}", f"{year - 1}-{year}")
            yield moved.replace(f"-{first}", f"-{year}").encode()
