"""Every error CERS raises on purpose.

CersError
├── InputError       the caller sent something wrong: a 4xx, or a refused command
├── AccessError      nobody is let in: missing, foreign or expired proof of identity
├── NotFoundError    absent, or outside the caller's scope (the two look alike)
├── ConflictError    somebody else was faster: read again and retry
└── UpstreamError    a dependency failed: worth retrying

Faults *inside* a delivered file are findings, values rather than exceptions.
"""


class CersError(Exception):
    """Base of every error CERS raises on purpose; its text is fit for a caller to read."""


class InputError(CersError):
    """The caller sent something wrong; the message says what and how to mend it."""


class AccessError(CersError):
    """The caller could not prove who they are."""


class NotFoundError(CersError):
    """There is no such thing, or the caller's scope does not reach it."""


class ConflictError(CersError):
    """Another writer committed first; read again and retry."""


class UpstreamError(CersError):
    """A dependency failed; the same request may succeed later."""
