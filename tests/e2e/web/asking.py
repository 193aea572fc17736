"""The API as the visitor's own session may ask it, to compare what a page shows with it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from tests.e2e.web.visitor import Visitor


class Asking:
    """Requests in the visitor's session, under the first of the roles held."""

    def __init__(self, visitor: Visitor) -> None:
        self._request = visitor.page.request
        self._base = f"{visitor.base}/api/v1"
        first = self._request.get(f"{self._base}/me").json()["assignments"][0]
        self._headers = {"X-CERS-Assignment": first["id"], "X-CERS-Request": "1"}

    def get(self, path: str, **query: str) -> Any:
        """What a path answers."""
        answer = self._request.get(self._base + path, headers=self._headers, params=dict(query))
        assert answer.ok, f"{path}: {answer.status}"
        return answer.json()

    def post(self, path: str, body: dict[str, object]) -> Any:
        """What comes back when something is made."""
        answer = self._request.post(self._base + path, headers=self._headers, data=body)
        assert answer.ok, f"{path}: {answer.status} {answer.text()}"
        return answer.json()

    def delete(self, path: str) -> None:
        """Deletes something."""
        answer = self._request.delete(self._base + path, headers=self._headers)
        assert answer.ok, f"{path}: {answer.status}"

    def school(self, name: str) -> str:
        """The id of a school by its name."""
        found = self.get("/organizations", search=name)["schools"]
        return str(next(each["id"] for each in found if each["name"] == name))

    def assessment(self, population: str, label: str) -> str:
        """The id of an assessment of `/schools/…` or `/groups/…` by its label."""
        found = self.get(f"{population}/assessments")["assessments"]
        return str(next(each["id"] for each in found if each["label"] == label))


def results_path(population: str, assessment_id: str) -> str:
    """Where an assessment's results are: the same in the client and, with a report, in the API."""
    return f"{population}/assessments/{quote(assessment_id, safe='')}"
