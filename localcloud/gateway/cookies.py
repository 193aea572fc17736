"""The session cookie as the header the api expects: what `SessionCookie` of infra/web.yaml does."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from cers.model.cookie import Cookies, Jar
from localcloud.gateway.proxy import Request

LOCAL: Final = Jar(secure=False)
"""What cookies are called here, where there is no TLS."""

_OWN_COOKIES: Final = "/v1/session/"
_OUR_SITES: Final = ("same-origin", "none")
_TOKEN: Final = re.compile(r"[\w.-]+", re.ASCII)


def authorized(request: Request, jar: Jar = LOCAL) -> Request:
    """The request with the session in its `Authorization` header and without cookies.

    A request that another site had the browser make gets no session. Below `/v1/session` cookies
    stay as they are: there they are read.
    """
    if request.raw_path.startswith(_OWN_COOKIES):
        return request
    headers = [(name, value) for name, value in request.headers if name.lower() != "cookie"]
    token = Cookies.of(request.header("cookie") or "").get(jar.session)
    if request.header("authorization") is None and _is_ours(request) and _TOKEN.fullmatch(token):
        headers.append(("Authorization", f"Bearer {token}"))
    return replace(request, headers=headers)


def _is_ours(request: Request) -> bool:
    site = request.header("sec-fetch-site")
    return site is None or site in _OUR_SITES
