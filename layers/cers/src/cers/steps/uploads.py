"""Uploading from a browser: a vendor is handed a form for one file below its own prefix."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Protocol
from uuid import uuid4

from cers.feeds.archive_rules import DEFAULT_LIMITS, GIB, LIST_LIMITS, STREAM_LIMITS, Limits
from cers.model.access import NotPermittedError
from cers.model.audit import Action
from cers.model.delivery import Feed
from cers.model.errors import InputError, NotFoundError
from cers.model.roles import Level, Permission
from cers.model.upload import ENDINGS, PACKED, checked_name, is_packed
from cers.model.vendor import VendorGrant, is_vendor
from cers.steps.audit_records import Audit, record_of
from cers.steps.session import Session
from cers.stores.receipt_pages import ReceiptPages
from cers.stores.upload_forms import UploadForms
from cers.stores.upstream import upstream

FORM_SECONDS: Final = 15 * 60
"""How long a form is taken; an upload that has begun by then goes on to its end."""

LARGEST_FORM: Final = 5 * GIB
"""The most S3 takes by a form; what is larger goes up in parts, by the command line."""

_LIMITS: Final[Mapping[Feed, Limits]] = {
    Feed.GROUPS: LIST_LIMITS,
    Feed.STAFF: LIST_LIMITS,
    Feed.STUDENTS: STREAM_LIMITS,
    Feed.RESULTS: STREAM_LIMITS,
    Feed.SCORES: STREAM_LIMITS,
}
"""What ingest reads of a feed; the others are read by the default limits."""


class Vendors(Protocol):
    """Where it is kept what vendors may deliver."""

    def grant(self, vendor: str) -> VendorGrant:
        """What a vendor may deliver."""
        ...


@dataclass(frozen=True, slots=True)
class UploadDesk:
    """Where uploads are prepared and looked up."""

    forms: UploadForms
    vendors: Vendors
    receipts: ReceiptPages
    audit: Audit
    now: Callable[[], datetime]


def most_bytes(feed: Feed, name: str) -> int:
    """The largest file of a feed that may be uploaded under a name, in bytes.

    A packed file may be as large as all that is in it together; any other is one member.
    """
    limits = _LIMITS.get(feed, DEFAULT_LIMITS)
    return min(limits.total_bytes if is_packed(name) else limits.member_bytes, LARGEST_FORM)


def options(session: Session, desk: UploadDesk) -> dict[str, Any]:
    """What the caller may choose among: feeds to deliver, and whose deliveries to look at.

    Raises:
        NotPermittedError: the role does not include it.
    """
    session.require(Permission.DELIVERIES, Permission.OPERATE)
    if session.assignment.may(Permission.OPERATE):
        return _options(desk, None, VendorGrant(), desk.receipts.vendors())
    vendor = _vendor(session)
    return _options(desk, vendor, _grant(desk, vendor), [vendor])


def prepare(session: Session, desk: UploadDesk, feed: Feed, name: str, size: int) -> dict[str, Any]:
    """A form to upload one file with, which is written down first.

    Raises:
        NotPermittedError: the caller is no vendor, or may not deliver this feed.
        InputError: the file cannot be called so, is empty or too large.
    """
    vendor = _vendor(session)
    key = f"{vendor}/{feed.value}/{checked_name(name)}"
    most = most_bytes(feed, name)
    if size < 1:
        raise InputError("size: the file is empty; there is nothing to deliver")
    if size > most:
        raise InputError(f"size: at most {most:,} bytes here; split or pack the file, or use S3")
    if not _grant(desk, vendor).may_deliver(feed):
        raise NotPermittedError(f"you may not deliver {feed}: use another feed, or ask for it")
    upload_id = uuid4().hex
    expires_at = desk.now() + timedelta(seconds=FORM_SECONDS)
    desk.audit.record(record_of(session, Action.CHANGE, detail=f"upload of {feed} allowed"))
    form = desk.forms.form(key, most, upload_id, FORM_SECONDS)
    return {
        "upload_id": upload_id,
        "url": form.url,
        "fields": dict(form.fields),
        "most_bytes": most,
        "expires_at": expires_at.isoformat(),
    }


def landed(
    session: Session, desk: UploadDesk, feed: Feed, name: str, upload_id: str, version_id: str
) -> dict[str, Any]:
    """The delivery that an upload became.

    Raises:
        NotPermittedError: the caller is no vendor.
        InputError: no file can be called so.
        NotFoundError: nothing came by that form.
    """
    key = f"{_vendor(session)}/{feed.value}/{checked_name(name)}"
    arrived = desk.forms.arrived(key, upload_id, version_id)
    if arrived is None:
        raise NotFoundError("nothing has landed by this upload")
    return {"delivery_id": arrived.delivery.id, "landed_at": arrived.landed_at.isoformat()}


def _options(
    desk: UploadDesk, vendor: str | None, grant: VendorGrant, vendors: Sequence[str]
) -> dict[str, Any]:
    return {
        "bucket": desk.forms.bucket,
        "vendor": vendor,
        "statewide": grant.statewide,
        "districts": sorted(grant.district_ids),
        "feeds": [_feed(feed, grant) for feed in Feed],
        "vendors": list(vendors),
    }


def _feed(feed: Feed, grant: VendorGrant) -> dict[str, Any]:
    return {
        "feed": feed.value,
        "granted": grant.may_deliver(feed),
        "endings": list(ENDINGS[feed]),
        "packed_endings": list(PACKED),
        "most_bytes": most_bytes(feed, ""),
        "most_packed_bytes": most_bytes(feed, PACKED[0]),
    }


def _vendor(session: Session) -> str:
    """The vendor on whose behalf the caller delivers."""
    session.require(Permission.DELIVERIES)
    vendor = session.assignment.organization_id
    if session.assignment.role.level is not Level.VENDOR or not is_vendor(vendor):
        raise NotPermittedError("files are uploaded by vendors only")
    return vendor


def _grant(desk: UploadDesk, vendor: str) -> VendorGrant:
    with upstream("what you may deliver cannot be looked up just now"):
        return desk.vendors.grant(vendor)
