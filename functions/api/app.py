"""The API function: requests through API Gateway in, JSON within the caller's scope out.

Trigger: API Gateway, one path per route. Output: a proxy response. Failure: a canonical error
body; see docs/api/openapi.yaml.
"""

from chalicelib.api import Api
from chalicelib.routes import health, me, organizations, results

app = Api()
for _resource in (
    health,
    me,
    organizations,
    results,
):
    app.register_blueprint(_resource.routes)
