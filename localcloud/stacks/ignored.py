"""The resource types the local cloud knows of and does without."""

from collections.abc import Iterator, Mapping
from typing import Final

IGNORED: Final = {
    "AWS::ApiGateway::": "the local gateway stands in for it",
    "AWS::Budgets::": "nothing here costs anything",
    "AWS::CloudFormation::WaitConditionHandle": "nothing is waited for",
    "AWS::CloudFront::": "the local gateway serves the web client",
    "AWS::CloudTrail::": "nobody else calls",
    "AWS::CloudWatch::": "there are no metrics",
    "AWS::IAM::": "permissions are not enforced locally",
    "AWS::Lambda::LayerVersion": "functions run in this process",
    "AWS::Lambda::LayerVersionPermission": "functions run in this process",
    "AWS::Lambda::Permission": "permissions are not enforced locally",
    "AWS::Logs::": "functions log to a file",
    "AWS::Route53::": "there is no domain",
    "AWS::CertificateManager::": "there is no TLS on loopback",
    "AWS::SNS::": "alarms go nowhere",
    "AWS::Serverless::Api": "the local gateway stands in for it",
    "AWS::Serverless::LayerVersion": "functions run in this process",
    "AWS::SSM::Parameter": "nothing reads parameters at run time",
    "AWS::WAFv2::": "there is no firewall on loopback",
    "AWS::Cognito::UserPoolDomain": "localcloud/managed_login stands in for it",
    "AWS::Cognito::UserPoolRiskConfigurationAttachment": "there is no threat protection",
    "AWS::Cognito::ManagedLoginBranding": "localcloud/managed_login has a look of its own",
    "AWS::XRay::": "nothing is traced",
}
"""Type, or prefix of types ending in `::`, and why it is not needed."""


def is_ignored(resource_type: str) -> bool:
    """Whether resources of this type are left out."""
    return resource_type in IGNORED or any(
        resource_type.startswith(prefix) for prefix in IGNORED if prefix.endswith("::")
    )


class AnyAttribute(Mapping[str, str]):
    """The attributes of something that was left out: each is a recognisable placeholder."""

    def __init__(self, logical_id: str) -> None:
        self._logical_id = logical_id

    def __getitem__(self, name: str) -> str:
        if name.endswith("Arn"):
            return f"arn:aws:local:us-west-2:123456789012:not-created/{self._logical_id}"
        return f"not-created-{self._logical_id}".lower()

    def __contains__(self, name: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
