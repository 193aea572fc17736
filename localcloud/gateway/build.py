"""The web port of a deployment, put together from what its templates say."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from moto.cognitoidp.responses import CognitoIdpJsonWebKeyResponse

from localcloud.gateway.answers import GatewayAnswers
from localcloud.gateway.api import ApiGateway, ChaliceApp
from localcloud.gateway.app import Progress, WebApp
from localcloud.gateway.authorizer import Authorizer
from localcloud.gateway.pages import Pages, page_headers
from localcloud.gateway.sandbox import SandboxDesk
from localcloud.lambdas.invoke import Activity
from localcloud.lambdas.loading import load_handler
from localcloud.managed_login.app import ManagedLogin
from localcloud.stacks.functions import Function
from localcloud.stacks.provision import Deployment


@dataclass(frozen=True)
class Web:
    """What the web port stands on."""

    endpoint_url: str
    user_pool_id: str
    client_id: str
    pages: Path
    api: Function | None
    managed_login: ManagedLogin
    sandbox: SandboxDesk | None


def build_web_app(
    web: Web, deployment: Deployment, progress: Progress, activity: Activity
) -> WebApp:
    """The WSGI application of the web port."""
    policy = _property(
        deployment, "AWS::CloudFront::ResponseHeadersPolicy", "ResponseHeadersPolicyConfig"
    )
    return WebApp(
        pages=Pages(web.pages, page_headers(policy, web.endpoint_url)),
        settings={"apiBase": "/api/v1", "sandbox": web.sandbox is not None},
        api=_gateway(web, deployment, activity),
        progress=progress,
        managed_login=web.managed_login,
        sandbox=web.sandbox,
    )


def _gateway(web: Web, deployment: Deployment, activity: Activity) -> ApiGateway | None:
    if web.api is None:
        return None
    answers = _property(deployment, "AWS::Serverless::Api", "GatewayResponses")
    return ApiGateway(
        function=web.api,
        app=cast(ChaliceApp, load_handler(web.api)),
        authorizer=Authorizer(
            web.user_pool_id, web.client_id, lambda: CognitoIdpJsonWebKeyResponse.json_web_key
        ),
        answers=GatewayAnswers(answers),
        activity=activity,
    )


def _property(deployment: Deployment, kind: str, name: str) -> dict[str, Any]:
    for stack, logical_id in deployment.of_type(kind):
        found: dict[str, Any] = stack.property_of(logical_id, name) or {}
        return found
    return {}
