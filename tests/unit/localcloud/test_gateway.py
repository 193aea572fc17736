"""Routing, events, authorizer, answers and pages of the gateway, each by itself."""

import base64
import json
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from localcloud.gateway.answers import GatewayAnswers
from localcloud.gateway.authorizer import Authorizer, as_strings
from localcloud.gateway.pages import Pages, page_headers
from localcloud.gateway.proxy import BadAnswerError, Request, event_of, response_of
from localcloud.gateway.routing import Match, Routes

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _jwks() -> bytes:
    key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
    return json.dumps({"keys": [{**key, "kid": "k1", "use": "sig", "alg": "RS256"}]}).encode()


AUTHORIZER = Authorizer("us-west-2_pool", "client", _jwks)


def _claims(**changes: Any) -> dict[str, Any]:
    claims = {
        "sub": "me",
        "iss": AUTHORIZER.issuer,
        "aud": "client",
        "token_use": "id",
        "iat": int(time.time()),
        "exp": int(time.time()) + 600,
        **changes,
    }
    return {name: value for name, value in claims.items() if value is not None}


def _token(key: Any = KEY, kid: str = "k1", **changes: Any) -> str:
    return jwt.encode(_claims(**changes), key, algorithm="RS256", headers={"kid": kid})


def test_a_good_token_gives_its_claims():
    claims = AUTHORIZER.claims(_token(email_verified=True, **{"cognito:groups": ["A", "B"]}))
    assert claims is not None
    assert claims["sub"] == "me"
    assert claims["cognito:groups"] == "A,B"
    assert claims["email_verified"] == "true"


@pytest.mark.parametrize(
    "token",
    [
        _token(exp=1),
        _token(exp=None),
        _token(iss="https://evil.example"),
        _token(aud="other"),
        _token(aud=None),
        _token(token_use="access"),
        _token(token_use=None),
        _token(sub=None),
        _token(key=OTHER),
        _token(kid="unknown"),
        _token() + "x",
        "",
        "a.b",
    ],
)
def test_a_bad_token_gives_none(token: str):
    assert AUTHORIZER.claims(token) is None


@given(
    st.dictionaries(
        st.text(min_size=1).filter(lambda name: name not in ("exp", "iat")),
        st.one_of(st.text(), st.integers(), st.booleans(), st.none(), st.lists(st.text())),
    )
)
def test_every_claim_is_passed_on_as_a_string(claims: dict[str, Any]):
    passed = as_strings(claims)
    assert passed.keys() == claims.keys()
    assert all(isinstance(value, str) for value in passed.values())


ROUTES = Routes(
    {
        "/v1/health": {"GET": SimpleNamespace(authorizer=None)},
        "/v1/schools/{school_id}": {"GET": SimpleNamespace(authorizer="x")},
        "/v1/schools/mine": {"GET": SimpleNamespace(authorizer="x")},
        "/v1/schools/{school_id}/exams/{exam}": {"POST": SimpleNamespace(authorizer="x")},
    }
)


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/v1/health", Match("/v1/health", None, authorized=False)),
        ("GET", "/v1/schools/mine", Match("/v1/schools/mine", None, authorized=True)),
        (
            "GET",
            "/v1/schools/a%2Fb",
            Match("/v1/schools/{school_id}", {"school_id": "a/b"}, authorized=True),
        ),
        (
            "POST",
            "/v1/schools/1/exams/2",
            Match(
                "/v1/schools/{school_id}/exams/{exam}",
                {"school_id": "1", "exam": "2"},
                authorized=True,
            ),
        ),
        ("POST", "/v1/health", None),
        ("GET", "/v1/schools/", None),
        ("GET", "/v1/schools/1/exams", None),
    ],
)
def test_routes(method: str, path: str, expected: Match | None):
    assert ROUTES.match(method, path) == expected


def _request(**changes: Any) -> Request:
    values = {"method": "GET", "path": "/v1/x", "raw_path": "/v1/x", "query": "", "headers": [],
              "body": b"", **changes}  # fmt: skip
    return Request(**values)


MATCH = Match("/v1/x", None, authorized=False)


def test_an_event_without_anything_says_null():
    event = event_of(_request(), MATCH, None, [])
    for name in ("queryStringParameters", "multiValueQueryStringParameters", "pathParameters",
                 "body"):  # fmt: skip
        assert event[name] is None
    assert "authorizer" not in event["requestContext"]


def test_an_event_keeps_every_value_and_the_last_one():
    event = event_of(
        _request(query="a=1&a=2&b=", headers=[("X-A", "1"), ("X-A", "2")]), MATCH, None, []
    )
    assert event["queryStringParameters"] == {"a": "2", "b": ""}
    assert event["multiValueQueryStringParameters"] == {"a": ["1", "2"], "b": [""]}
    assert event["headers"] == {"X-A": "2"}
    assert event["multiValueHeaders"] == {"X-A": ["1", "2"]}


@given(st.binary(min_size=1))
def test_a_binary_body_arrives_whole(body: bytes):
    request = _request(body=body, headers=[("Content-Type", "image/png")])
    event = event_of(request, MATCH, None, ["image/*"])
    assert event["isBase64Encoded"] is True
    assert base64.b64decode(event["body"]) == body


def test_an_answer_becomes_a_response():
    answer = {
        "statusCode": 201,
        "headers": {"A": "1"},
        "multiValueHeaders": {"B": ["2", "3"]},
        "body": "AAE=",
        "isBase64Encoded": True,
    }
    response = response_of(answer)
    assert (response.status, response.body) == (201, b"\x00\x01")
    assert response.headers == [("A", "1"), ("B", "2"), ("B", "3")]


@pytest.mark.parametrize("answer", [None, "text", {}, {"statusCode": 200, "body": "x" * 6291457}])
def test_an_answer_that_is_none_is_refused(answer: object):
    with pytest.raises(BadAnswerError):
        response_of(answer)


def test_the_gateway_s_answers_name_their_request():
    template = {"application/json": '{"request_id": "$context.requestId"}'}
    answers = GatewayAnswers({"UNAUTHORIZED": {"ResponseTemplates": template}})
    ids = {json.loads(answers.answer("UNAUTHORIZED").body)["request_id"] for _ in range(2)}
    assert len(ids) == 2
    assert "$context.requestId" not in ids


def test_the_gateway_answers_in_the_template_s_words():
    answers = GatewayAnswers(
        {
            "MISSING_AUTHENTICATION_TOKEN": {
                "StatusCode": 404,
                "ResponseParameters": {"Headers": {"Cache-Control": "'no-store'"}},
                "ResponseTemplates": {"application/json": '{"error": "none"}'},
            },
            "DEFAULT_4XX": {"ResponseTemplates": {"application/json": '{"error": "bad"}'}},
        }
    )
    missing = answers.answer("MISSING_AUTHENTICATION_TOKEN")
    assert (missing.status, missing.body) == (404, b'{"error": "none"}')
    assert ("Cache-Control", "no-store") in missing.headers
    unauthorized = answers.answer("UNAUTHORIZED")
    assert (unauthorized.status, unauthorized.body) == (401, b'{"error": "bad"}')
    broken = answers.answer("INTEGRATION_FAILURE")
    assert (broken.status, json.loads(broken.body)) == (502, {"message": "Internal server error"})


@pytest.fixture
def pages(tmp_path: Path) -> Pages:
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<p>client", encoding="utf-8")
    (dist / "assets" / "app-B4cd9Xyz.js").write_text("js", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    return Pages(dist, [("X-Content-Type-Options", "nosniff")])


@pytest.mark.parametrize(
    ("path", "status", "body", "kind", "caching"),
    [
        ("/", 200, b"<p>client", "text/html; charset=utf-8", "no-cache"),
        ("/schools/7/exams", 200, b"<p>client", "text/html; charset=utf-8", "no-cache"),
        ("/assets/app-B4cd9Xyz.js", 200, b"js", "text/javascript; charset=utf-8",
         "public, max-age=31536000, immutable"),
        ("/assets/none.js", 404, b"Not found", "text/plain; charset=utf-8", "no-store"),
        ("/schools/7/exams/G5.ELA", 200, b"<p>client", "text/html; charset=utf-8", "no-cache"),
        ("/none.svg", 404, b"Not found", "text/plain; charset=utf-8", "no-store"),
        ("/../secret.txt", 200, b"<p>client", "text/html; charset=utf-8", "no-cache"),
        ("/assets/../../secret.txt", 404, b"Not found", "text/plain; charset=utf-8", "no-store"),
    ],
)  # fmt: skip
def test_pages(pages: Pages, path: str, status: int, body: bytes, kind: str, caching: str):
    response = pages.handle(path)
    headers = dict(response.headers)
    assert (response.status, response.body) == (status, body)
    assert (headers["Content-Type"], headers["Cache-Control"]) == (kind, caching)
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_client_that_is_not_built_says_how_to_build_it(tmp_path: Path):
    response = Pages(tmp_path / "none", []).handle("/")
    assert response.status == 503
    assert b"npm run build" in response.body


def test_page_headers_are_the_template_s_with_the_local_aws():
    headers = dict(
        page_headers(
            {
                "SecurityHeadersConfig": {
                    "ContentSecurityPolicy": {
                        "ContentSecurityPolicy": "default-src 'none';\n  connect-src 'self' "
                        "https://cers-landing.s3.us-west-2.amazonaws.com;  img-src 'self'"
                    },
                    "ContentTypeOptions": {"Override": True},
                    "FrameOptions": {"FrameOption": "DENY"},
                    "ReferrerPolicy": {"ReferrerPolicy": "no-referrer"},
                    "StrictTransportSecurity": {"AccessControlMaxAgeSec": 1},
                },
                "CustomHeadersConfig": {"Items": [{"Header": "X-Own", "Value": "1"}]},
            },
            "http://127.0.0.1:4566",
        )
    )
    assert headers == {
        "Content-Security-Policy": "default-src 'none'; "
        "connect-src 'self' http://127.0.0.1:4566; img-src 'self'",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "X-Own": "1",
    }
