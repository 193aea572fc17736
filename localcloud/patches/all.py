"""Every patch."""

from localcloud.patches import athena, cognito, dynamodb, glue, s3, s3_forms, sqs
from localcloud.patches.patch import Patch


def all_patches() -> list[Patch]:
    """Every patch, with a signing key made now."""
    return [
        *athena.patches(),
        *cognito.patches(),
        *dynamodb.patches(),
        *glue.patches(),
        *s3.patches(),
        *s3_forms.patches(),
        *sqs.patches(),
    ]
