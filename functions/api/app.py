"""The API function: requests through API Gateway in, JSON within the caller's scope out.

Trigger: API Gateway, one path per route. Output: a proxy response. Failure: a canonical error
body; see docs/api/openapi.yaml.
"""

from chalicelib.api import Api
from chalicelib.routes import (
    activity,
    aggregates,
    availability,
    comparison,
    deliveries,
    exports,
    filters,
    groups,
    health,
    item_content,
    items,
    links,
    me,
    organizations,
    own_groups,
    printed,
    results,
    session,
    staff,
    student_items,
    students,
    targets,
    uploads,
)

app = Api()
for _resource in (
    filters,
    health,
    me,
    session,
    organizations,
    results,
    students,
    items,
    student_items,
    targets,
    comparison,
    item_content,
    links,
    activity,
    deliveries,
    uploads,
    groups,
    own_groups,
    staff,
    availability,
    aggregates,
    exports,
    printed,
):
    app.register_blueprint(_resource.routes)
