"""What somebody agrees to who lets others see students' data."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """A text to agree to; whatever changes it changes its version."""

    version: str
    text: str


PRIVACY: Final = Acknowledgement(
    "2026-1",
    "I am responsible for who sees student data of my local educational agency. I confirm that "
    "this person works for it, needs the data of the students at this school for their work, and "
    "is authorized to see it under the Family Educational Rights and Privacy Act (FERPA, 20 U.S.C. "
    "1232g and 34 CFR part 99) and under California law, Education Code sections 49060 to 49085 "
    "among it. I have told them to keep it confidential, to pass it on to nobody who is not "
    "authorized, and never to share their sign-in. I will revoke this role as soon as they no "
    "longer need it. I know that my name, the time and this text's version are kept.",
)
"""What a coordinator agrees to with every role they grant."""
