"""An educator who signs in and asks the API, over plain HTTP as a program would."""

import json
import urllib.request
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote

from localcloud.process import CloudProcess


class Educator:
    """A signed-in user with the first of her assignments, or the first one of a role."""

    def __init__(self, cloud: CloudProcess, username: str, password: str, role: str = "") -> None:
        self._base = f"{cloud.web_url}/api/v1"
        answer = (
            cloud.session()
            .client("cognito-idp")
            .initiate_auth(
                AuthFlow="USER_PASSWORD_AUTH",
                ClientId=cloud.resources.client_id,
                AuthParameters={"USERNAME": username, "PASSWORD": password},
            )
        )
        self._token = answer["AuthenticationResult"]["IdToken"]
        self._assignment = ""
        held = self.ask("/me")["assignments"]
        self._assignment = next(each["id"] for each in held if role in ("", each["role"]))

    def ask(self, path: str) -> Any:
        """The JSON a path answers with."""
        status, answer = self.try_(path)
        assert status == 200, answer
        return answer

    def send(self, path: str, body: Any) -> Any:
        """The JSON a path answers with to a POST."""
        status, answer = self.try_(path, body)
        assert status in (200, 201, 202), answer
        return answer

    def try_(self, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and JSON, whatever they are; with a body, of a POST."""
        request = urllib.request.Request(self._base + path)
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        request.add_header("Authorization", f"Bearer {self._token}")
        if self._assignment:
            request.add_header("X-CERS-Assignment", self._assignment)
        try:
            with urllib.request.urlopen(request) as response:
                return response.status, json.load(response)
        except HTTPError as error:
            with error:
                return error.code, json.load(error)

    def summary(self, school: str, assessment: str) -> Any:
        """A school's summary of an assessment."""
        return self.ask(f"/schools/{school}/assessments/{quote(assessment, safe='')}/summary")

    def roster(self, school: str, assessment: str) -> Any:
        """Its roster."""
        return self.ask(f"/schools/{school}/assessments/{quote(assessment, safe='')}/students")
