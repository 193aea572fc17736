"""References: what stands for a student where an id must not, such as in an address.

A reference is the id under AES-SIV (RFC 5297): the same student always has the same one, so that
an address can be kept and passed on; without the deployment's key nobody can read it, and nobody
can make one up. It opens nothing: whoever uses it must be entitled to the student all the same.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from functools import cached_property
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cers.model.errors import NotFoundError

LONGEST: Final = 400
"""Characters that a reference has at most: ids have up to 65, in any script."""

ReferenceOf = Callable[[str], str]
"""The reference of the student with an id."""

_PURPOSE: Final = b"cers student references, version 1"
_KEY_BYTES: Final = 64

UNKNOWN_STUDENT: Final = "there is no such student with results among those you may see"
"""What is said of a student who is out of scope, or nowhere."""


class Secret(Protocol):
    """The text that the key is made from."""

    def text(self) -> str:
        """The secret; only the deployment knows it."""
        ...


class StudentReferences:
    """Makes and reads references. The secret is asked for when the first one is needed."""

    def __init__(self, secret: Secret) -> None:
        self._secret = secret

    def of(self, student_id: str) -> str:
        """The reference of a student.

        Raises:
            UpstreamError: the secret cannot be read just now.
        """
        sealed = self._cipher.encrypt(student_id.encode(), [_PURPOSE])
        return urlsafe_b64encode(sealed).decode().rstrip("=")

    def student_id(self, reference: str) -> str:
        """The student that a reference stands for.

        Raises:
            NotFoundError: it is no reference of ours, said as of a student who is not there.
            UpstreamError: the secret cannot be read just now.
        """
        try:
            sealed = urlsafe_b64decode(reference + "=" * (-len(reference) % 4))
            student_id = self._cipher.decrypt(sealed, [_PURPOSE]).decode()
        except (InvalidTag, ValueError):
            raise NotFoundError(UNKNOWN_STUDENT) from None
        # Base64 has several texts for the same bytes, of which one alone is the student's.
        if self.of(student_id) != reference:
            raise NotFoundError(UNKNOWN_STUDENT)
        return student_id

    @cached_property
    def _cipher(self) -> AESSIV:
        derived = HKDF(SHA512(), _KEY_BYTES, salt=None, info=_PURPOSE)
        return AESSIV(derived.derive(self._secret.text().encode()))
