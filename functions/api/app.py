"""The API function: requests through API Gateway in, JSON within the caller's scope out.

Trigger: API Gateway, one path per route. Output: a proxy response. Failure: a canonical error
body; see docs/api/openapi.yaml.
"""

from chalicelib.api import Api
from chalicelib.routes import filters, health, item_content, links, me, organizations, results

app = Api()
for _resource in (
    filters,
    health,
    me,
    organizations,
    results,
    item_content,
    links,
):
    app.register_blueprint(_resource.routes)
