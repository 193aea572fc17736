"""What is written down before results leave: who saw which results, as what, and when."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class View:
    """One response with results in it.

    `rows` counts the results it was made from; `snapshots` are those it was read from, as
    `<dataset>/<snapshot>`. `student_ids` names the students where the response itself does.
    """

    at: datetime
    request_id: str
    route: str
    subject: str
    username: str
    role: str
    organization_id: str
    school_id: str
    assessment_id: str
    school_year: int
    rows: int
    snapshots: tuple[str, ...]
    student_ids: tuple[str, ...] = ()
