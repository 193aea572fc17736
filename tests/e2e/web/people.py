"""Made-up people of the stub service: who they are, and how they sign in."""

from typing import Any

from tests.e2e.web.figures import school

Json = dict[str, Any]

ROLES = {
    "STATE_USER": "State user",
    "LEA_CAASPP_COORDINATOR": "LEA CAASPP Coordinator",
    "SITE_CAASPP_COORDINATOR": "Site CAASPP Coordinator",
    "TEST_ADMINISTRATOR": "Test Administrator",
}
STATE = {"type": "state", "id": "CA", "name": "California"}
DISTRICT = {"type": "district", **school(0)["district"]}
SCHOOL = {"type": "school", "id": school(0)["id"], "name": school(0)["name"]}

PEOPLE: dict[str, list[tuple[str, Json, str]]] = {
    "state": [("STATE_USER", STATE, "Sees summative results of the whole state.")],
    "lea": [("LEA_CAASPP_COORDINATOR", DISTRICT, "Sees every result of the district's schools.")],
    "site": [("SITE_CAASPP_COORDINATOR", SCHOOL, "Sees every result of one school.")],
    "teacher": [("TEST_ADMINISTRATOR", SCHOOL, "Sees the students of the groups assigned to her.")],
    "both": [
        ("LEA_CAASPP_COORDINATOR", DISTRICT, "Holds two roles."),
        ("SITE_CAASPP_COORDINATOR", SCHOOL, "Holds two roles."),
    ],
    "nobody": [],
}
LISTED = ("state", "lea", "site", "teacher", "both")
PASSWORD = "made-up-1!"


def me(username: str) -> Json:
    """The answer of /me."""
    return {
        "username": username,
        "name": f"{username.title()} Sandoval",
        "assignments": [
            {
                "id": f"{username}-{at}",
                "role": role,
                "role_name": ROLES[role],
                "organization": organization,
                "permissions": ["individual-results"],
            }
            for at, (role, organization, _) in enumerate(PEOPLE[username])
        ],
    }


def sandbox_users() -> Json:
    """The answer of /sandbox/users."""
    users = []
    for username in LISTED:
        role, organization, description = PEOPLE[username][0]
        users.append(
            {
                "username": username,
                "password": PASSWORD,
                "role": role,
                "role_name": ROLES[role],
                "organization": organization,
                "description": description,
            }
        )
    return {"users": users}


def authenticate(given: Json) -> tuple[int, Json]:
    """What Cognito answers to a username and password."""
    username = given["USERNAME"]
    if username == "newcomer":
        return 200, {"ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "s"}
    if username not in PEOPLE or given["PASSWORD"] != PASSWORD:
        return 400, {"__type": "NotAuthorizedException", "message": "Incorrect."}
    return 200, {"AuthenticationResult": {"IdToken": f"token-{username}"}}
