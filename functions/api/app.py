"""The API function: GET requests through API Gateway in, JSON within the caller's scope out.

Trigger: API Gateway, one path per route. Output: a proxy response. Failure: a canonical error
body; see docs/api/openapi.yaml.
"""

from chalicelib.api import Api
from chalicelib.routes import health, me, organizations, schools

app = Api()
for _routes in (health.routes, me.routes, organizations.routes, schools.routes):
    app.register_blueprint(_routes)
