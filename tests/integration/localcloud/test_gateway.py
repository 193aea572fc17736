"""The gateway: who gets in, what the api is handed, and what the browser is told."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
import urllib3
from cryptography.hazmat.primitives.asymmetric import rsa
from moto.utilities.utils import load_resource

from localcloud.cloud import LocalCloud

PASSWORD = "Long-Enough-1!"


@pytest.fixture(scope="module")
def http() -> Iterator[urllib3.PoolManager]:
    with urllib3.PoolManager(retries=False) as manager:
        yield manager


@pytest.fixture(scope="module")
def tokens(small_cloud: LocalCloud) -> dict[str, str]:
    cognito, pool = small_cloud.clients.cognito, small_cloud.resources.user_pool_id
    cognito.admin_create_user(UserPoolId=pool, Username="tina", MessageAction="SUPPRESS")
    cognito.admin_set_user_password(
        UserPoolId=pool, Username="tina", Password=PASSWORD, Permanent=True
    )
    for group in ("TEACHER", "COORDINATOR"):
        cognito.admin_add_user_to_group(UserPoolId=pool, Username="tina", GroupName=group)
    answer = cognito.initiate_auth(
        ClientId=small_cloud.resources.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "tina", "PASSWORD": PASSWORD},
    )
    found = answer["AuthenticationResult"]
    return {"id": found["IdToken"], "access": found["AccessToken"]}


def _thing(cloud: LocalCloud, http: urllib3.PoolManager, authorization: str | None) -> Any:
    headers = {} if authorization is None else {"Authorization": authorization}
    return http.request("GET", f"{cloud.web_url}/api/v1/things/7", headers=headers)


def _forged(token: str, **changes: Any) -> dict[str, Any]:
    claims = jwt.decode(token, options={"verify_signature": False})
    return {**claims, **changes}


def test_who_signed_in_gets_in(small_cloud: LocalCloud, http, tokens):
    assert _thing(small_cloud, http, tokens["id"]).status == 200
    assert _thing(small_cloud, http, f"Bearer {tokens['id']}").status == 200


def test_nobody_else_gets_in(small_cloud: LocalCloud, http, tokens):
    good = tokens["id"]
    header, payload, signature = good.split(".")
    other_claims = base64.urlsafe_b64encode(json.dumps(_forged(good, sub="me")).encode())
    strange = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    own_kid = {"kid": jwt.get_unverified_header(good)["kid"]}
    well_known = jwt.PyJWK(json.loads(load_resource_text())).key
    attempts = {
        "none": None,
        "empty": "",
        "garbage": "Bearer not.a.token",
        "no signature": f"{header}.{payload}.",
        "tampered": f"{header}.{other_claims.decode().rstrip('=')}.{signature}",
        "alg none": jwt.encode(_forged(good), None, algorithm="none", headers=own_kid),
        "strange key": jwt.encode(_forged(good), strange, algorithm="RS256", headers=own_kid),
        "moto's key": jwt.encode(
            _forged(good), well_known, algorithm="RS256", headers={"kid": "dummy"}
        ),
        "shared secret": jwt.encode(_forged(good), "x" * 64, algorithm="HS256", headers=own_kid),
        "access token": tokens["access"],
    }
    for name, authorization in attempts.items():
        response = _thing(small_cloud, http, authorization)
        assert (name, response.status) == (name, 401)
        assert response.json() == {"message": "Unauthorized"}


def load_resource_text() -> str:
    return json.dumps(load_resource("cognitoidp/resources/jwks-private.json"))


def test_the_api_is_handed_claims_as_strings(small_cloud: LocalCloud, http, tokens):
    context = _thing(small_cloud, http, tokens["id"]).json()["context"]
    claims = context["authorizer"]["claims"]
    assert all(isinstance(value, str) for value in claims.values())
    assert set(claims["cognito:groups"].split(",")) == {"TEACHER", "COORDINATOR"}
    assert claims["token_use"] == "id"
    assert claims["aud"] == small_cloud.resources.client_id
    assert claims["exp"].endswith(tuple(f" UTC {year}" for year in range(2020, 2100)))
    assert context["resourcePath"] == "/v1/things/{thing_id}"
    assert context["stage"] == "api"
    assert context["path"] == "/api/v1/things/7"
    assert context["identity"]["sourceIp"] == "127.0.0.1"
    assert context["requestId"]


def test_the_api_is_handed_the_request(small_cloud: LocalCloud, http, tokens):
    response = http.request(
        "POST",
        f"{small_cloud.web_url}/api/v1/things/a%2Fb%20%C3%A9?x=1&x=2&y=%26",
        body=b'{"some": "thing"}',
        headers={"Authorization": tokens["id"], "Content-Type": "application/json"},
    )
    found = response.json()
    assert found["thing_id"] == "a/b é"
    assert found["query_params"] == {"x": "2", "y": "&"}
    assert found["raw_body"] == '{"some": "thing"}'
    assert found["headers"]["content-type"] == "application/json"


def test_a_literal_route_wins_over_one_with_a_parameter(small_cloud: LocalCloud, http, tokens):
    url = f"{small_cloud.web_url}/api/v1/things/special"
    response = http.request("GET", url, headers={"Authorization": tokens["id"]})
    assert response.json() == {"special": True}


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/v1/nothing"), ("DELETE", "/v1/things/7"), ("GET", "/v1")]
)
def test_an_unknown_route_is_refused_as_api_gateway_refuses(
    small_cloud: LocalCloud, http, method: str, path: str
):
    response = http.request(method, f"{small_cloud.web_url}/api{path}")
    assert response.status == 403
    assert response.json() == {"message": "Missing Authentication Token"}


def test_a_request_over_ten_megabytes_is_refused(small_cloud: LocalCloud, http, tokens):
    response = http.request(
        "POST",
        f"{small_cloud.web_url}/api/v1/things/7",
        body=b"x" * (10 * 1024 * 1024 + 1),
        headers={"Authorization": tokens["id"], "Content-Type": "text/plain"},
    )
    assert response.status == 413


def test_an_answer_larger_than_lambda_allows_is_an_error(small_cloud: LocalCloud, http):
    assert http.request("GET", f"{small_cloud.web_url}/api/v1/huge").status == 502


def test_a_binary_answer_arrives_as_bytes(small_cloud: LocalCloud, http):
    response = http.request(
        "GET",
        f"{small_cloud.web_url}/api/v1/file",
        headers={"Accept": "application/octet-stream"},
    )
    assert response.data == b"\x00\x01"


def test_settings_tell_the_client_no_more_than_it_needs(small_cloud: LocalCloud, http):
    found = http.request("GET", f"{small_cloud.web_url}/settings.json").json()
    assert found == {"apiBase": "/api/v1", "sandbox": False}


def test_without_a_sandbox_there_are_no_sandbox_users(small_cloud: LocalCloud, http):
    assert http.request("GET", f"{small_cloud.web_url}/api/v1/sandbox/users").status == 403


def test_health_counts_until_the_data_is_there(small_cloud: LocalCloud, http):
    url = f"{small_cloud.web_url}/api/v1/health"
    small_cloud.progress.report("exams published", 3, 4)
    try:
        response = http.request("GET", url)
        assert response.status == 503
        assert response.json() == {
            "status": "loading",
            "progress": 0.75,
            "message": "exams published",
        }
    finally:
        small_cloud.progress.done()
    assert http.request("GET", url).json() == {"status": "ok"}


@pytest.mark.parametrize("port", ["web", "aws"])
def test_other_names_for_this_machine_are_refused(small_cloud: LocalCloud, http, port: str):
    url = small_cloud.web_url if port == "web" else small_cloud.endpoint_url
    assert http.request("GET", url, headers={"Host": "evil.example"}).status == 403


def test_scripts_of_other_pages_cannot_reach_the_aws(small_cloud: LocalCloud, http):
    foreign = {"Origin": "https://evil.example"}
    assert http.request("GET", small_cloud.endpoint_url, headers=foreign).status == 403
    reset = f"{small_cloud.endpoint_url}/moto-api/reset"
    assert http.request("POST", reset).status == 404
