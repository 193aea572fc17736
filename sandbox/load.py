"""Load the sandbox's data into a running cloud, through the pipeline that vendors use."""

import hashlib
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import boto3

from cers.cli.availability import say, slices_of
from cers.model.availability import EVERY_DISTRICT, Availability, ReportKind
from cers.model.delivery import Delivery, DeliveryStatus, Receipt
from cers.model.errors import CersError
from cers.model.staff import Person
from cers.reference_data import shipped_files
from cers.stores.access import AccessStore
from cers.stores.availability import AvailabilityStore
from cers.stores.receipts import ReceiptStore
from cers.stores.reference import ReferenceStore
from cers.stores.users import UserDirectory
from sandbox.classes import group_file, make_groups
from sandbox.exams import World
from sandbox.generate import SEED, STUDENTS, VENDOR, generate, make_world
from sandbox.links import keep_links
from sandbox.queries import keep_queries
from sandbox.scales import YEARS
from sandbox.users import APPOINTED, SandboxUser, make_users, staff_file

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_s3 import S3Client

Report = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and of how much."""

LANDING: Final = "cers-landing"
RECEIPTS: Final = "cers-receipts"
LAKE: Final = "cers-lake"
SNAPSHOTS: Final = "cers-snapshots"
SETTINGS: Final = "cers-settings"
ACCESS: Final = "cers-access"
USER_POOL: Final = "cers"

CACHE: Final = Path(__file__).parents[1] / "build" / "sandbox"
"""Where generated deliveries are kept for the next start."""

_STAGES: Final = (
    ("subjects", "organizations"),
    ("assessments", "students"),
    ("exams", "items", "norms"),
)
"""Feeds in the order in which they need each other."""

_DONE: Final = frozenset({DeliveryStatus.PUBLISHED, DeliveryStatus.DUPLICATE})
_LOST: Final = frozenset(
    {DeliveryStatus.QUARANTINED, DeliveryStatus.REJECTED, DeliveryStatus.FAILED}
)
_POLL_SECONDS: Final = 1.0
_PATIENCE_SECONDS: Final = 600.0
_SHOWN: Final = 10


class Cloud(Protocol):
    """A cloud that CERS runs in."""

    def session(self) -> boto3.Session:
        """A session whose clients reach it."""
        ...


class SandboxLoadError(CersError):
    """The pipeline did not take the sandbox's data; the text says which delivery and why."""


def load(
    cloud: Cloud, students: int = STUDENTS, on_progress: Report | None = None, seed: int = SEED
) -> list[SandboxUser]:
    """Generate the data, deliver it, wait until it is published, release it, and admit the users.

    Raises:
        SandboxLoadError: a delivery was not accepted in full, or nothing happened for too long.
    """
    report = on_progress or _silent
    session = cloud.session()
    directory = cached(students, seed, report)
    for feeds in _STAGES:
        _deliver(session, directory, feeds, report)
    world = make_world(students, seed)
    settings = session.resource("dynamodb").Table(SETTINGS)
    keep_links(settings, world.state)
    keep_queries(settings, world.state)
    release(session, world)
    return admit(session, world, report)


def _silent(_what: str, _done: int, _total: int) -> None:
    """Report to nobody."""


def cached(students: int, seed: int, report: Report, cache: Path = CACHE) -> Path:
    """The directory with the deliveries, generated now unless an earlier start has done so."""
    directory = cache / f"{students}-{seed}-{_fingerprint()}"
    if directory.is_dir():
        return directory
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="unfinished-", dir=cache) as unfinished:
        fresh = Path(unfinished) / "deliveries"
        generate(fresh, students, seed, lambda done, total: report("exams written", done, total))
        for outdated in cache.glob(f"{students}-{seed}-*"):
            shutil.rmtree(outdated)
        fresh.rename(directory)
    return directory


def _fingerprint() -> str:
    """Changes whenever the generator or the shipped reference data does."""
    digest = hashlib.sha256()
    own = Path(__file__).parent
    for path in sorted((*own.glob("*.py"), *own.glob("practice_items/*.json"))):
        digest.update(path.read_bytes())
    for file in shipped_files():
        digest.update(file.data)
    return digest.hexdigest()[:12]


def _deliver(session: boto3.Session, directory: Path, feeds: Sequence[str], report: Report) -> None:
    """Upload the files of some feeds, and wait until all of them are published."""
    s3: S3Client = session.client("s3")
    files = [path for feed in feeds for path in sorted(directory.glob(f"*/{feed}/*"))]
    deliveries = [_upload(s3, directory, path) for path in files]
    _wait(ReceiptStore(s3, RECEIPTS), deliveries, f"{' and '.join(feeds)} published", report)


def _upload(s3: "S3Client", directory: Path, path: Path) -> Delivery:
    key = path.relative_to(directory).as_posix()
    with path.open("rb") as body:
        version = s3.put_object(Bucket=LANDING, Key=key, Body=body)["VersionId"]
    return Delivery(LANDING, key, version)


def _wait(store: ReceiptStore, deliveries: Sequence[Delivery], what: str, report: Report) -> None:
    open_ = dict.fromkeys(deliveries)
    total, moved = len(open_), time.monotonic()
    while open_:
        for delivery in list(open_):
            receipt = store.get(delivery)
            if receipt is not None:
                check(delivery, receipt)
                if receipt.status in _DONE:
                    del open_[delivery]
                    moved = time.monotonic()
        report(what, total - len(open_), total)
        if time.monotonic() - moved > _PATIENCE_SECONDS:
            raise SandboxLoadError(
                f"no receipt changed for {_PATIENCE_SECONDS:.0f} s: {_keys(open_)}"
            )
        if open_:
            time.sleep(_POLL_SECONDS)


def _keys(deliveries: Iterable[Delivery]) -> str:
    return ", ".join(delivery.key for delivery in deliveries)


def check(delivery: Delivery, receipt: Receipt) -> None:
    """Every record of the sandbox must be accepted."""
    refused = receipt.counts.rejected + receipt.counts.waiting
    if receipt.status not in _LOST and not refused:
        return
    lines = [f"{delivery.key} is {receipt.status}: {receipt.message} ({refused} records refused)"]
    lines += [
        f"  {finding.code} {finding.where} {finding.element}: {finding.message}"
        for finding in receipt.findings[:_SHOWN]
    ]
    raise SandboxLoadError("\n".join(lines))


def release(session: boto3.Session, world: World) -> None:
    """Release all results of the current school year, but for the last LEA's: it reviews them."""
    dynamodb = session.resource("dynamodb")
    reference = ReferenceStore(session.client("s3"), LAKE, dynamodb.Table(SNAPSHOTS))
    store = AvailabilityStore(dynamodb.Table(SETTINGS), YEARS[-1])
    subjects = reference.subjects()
    everything = slices_of(YEARS[-1], subjects, [EVERY_DISTRICT], ReportKind)
    say(store, everything, Availability.RELEASED, "sandbox")
    in_review = slices_of(YEARS[-1], subjects, [world.state.leas[-1].id], ReportKind)
    say(store, in_review, Availability.REVIEWING, "sandbox")


def admit(session: boto3.Session, world: World, report: Report) -> list[SandboxUser]:
    """Have the feeds of staff and groups make the users, and let them in by the known password.

    Vendors and operators are in no feed: they are appointed by hand.
    """
    users = make_users(world)
    files = {"staff": staff_file(users), "groups": group_file(make_groups(world))}
    s3: S3Client = session.client("s3")
    deliveries = [_put(s3, f"{VENDOR}/{feed}/sandbox.csv", data) for feed, data in files.items()]
    _wait(ReceiptStore(s3, RECEIPTS), deliveries, "users and groups published", report)
    appoint(session, users)
    _set_passwords(session.client("cognito-idp"), users, report)
    return users


def appoint(session: boto3.Session, users: Iterable[SandboxUser]) -> None:
    """Let in those who hold a role that no staff file gives, as an operator would."""
    cognito = session.client("cognito-idp")
    directory = UserDirectory(cognito, _pool(cognito), invite=False)
    access = AccessStore(session.resource("dynamodb").Table(ACCESS))
    for user in users:
        if user.role in APPOINTED:
            person = Person(user.username, user.email, *user.name.split(" ", 1))
            directory.settle(user.username, person, frozenset({user.role}))
            access.assign(
                user.username,
                user.role,
                user.organization_type,
                user.organization_id,
                user.organization_name,
            )


def _put(s3: "S3Client", key: str, data: bytes) -> Delivery:
    version = s3.put_object(Bucket=LANDING, Key=key, Body=data)["VersionId"]
    return Delivery(LANDING, key, version)


def _set_passwords(
    cognito: "CognitoIdentityProviderClient", users: Sequence[SandboxUser], report: Report
) -> None:
    """What an operator would never do: everybody's password is the published one."""
    pool = _pool(cognito)
    passwords = {user.username: user.password for user in users}
    for done, (username, password) in enumerate(passwords.items(), 1):
        cognito.admin_set_user_password(
            UserPoolId=pool, Username=username, Password=password, Permanent=True
        )
        report("users admitted", done, len(passwords))


def _pool(cognito: "CognitoIdentityProviderClient") -> str:
    for page in cognito.get_paginator("list_user_pools").paginate(
        PaginationConfig={"PageSize": 60}
    ):
        for pool in page["UserPools"]:
            if pool.get("Name") == USER_POOL:
                return pool["Id"]
    raise SandboxLoadError(f"there is no user pool named {USER_POOL}")
