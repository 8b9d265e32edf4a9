"""Managed policies that are always there: under AWS's names, and those of our roles. They are read-only (API-40,
API-41)."""

import dataclasses
import functools
import json
from collections.abc import Sequence
from typing import Any

from pools.policies import roles
from pools.policies.document import VERSION

_READS_OF_IAM = ["iam:Get*", "iam:List*", "iam:SimulatePrincipalPolicy"]
_READS_OF_COGNITO = [
    "cognito-identity:Describe*",
    "cognito-identity:Get*",
    "cognito-identity:List*",
    "cognito-idp:AdminGet*",
    "cognito-idp:AdminList*",
    "cognito-idp:Describe*",
    "cognito-idp:Get*",
    "cognito-idp:List*",
    "cognito-sync:Describe*",
    "cognito-sync:Get*",
    "cognito-sync:List*",
]


@dataclasses.dataclass(frozen=True, slots=True)
class BuiltInPolicy:
    name: str
    description: str
    document: str  # JSON
    path: str = "/"

    @property
    def arn(self) -> str:
        return f"arn:aws:iam::aws:policy{self.path}{self.name}"


def find(arn: str) -> BuiltInPolicy | None:
    """The policy of this ARN, if it is one of AWS's."""
    return _by_arn().get(arn)


@functools.cache
def _by_arn() -> dict[str, BuiltInPolicy]:
    return {policy.arn: policy for policy in BUILT_IN}


def _allow(actions: Sequence[str], resources: str | Sequence[str] = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": resources} | more


def _document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": VERSION, "Statement": statements}, indent=2)


_SERVICE_LINKED_ROLES = [
    "arn:aws:iam::*:role/aws-service-role/cognito-idp.amazonaws.com/AWSServiceRoleForAmazonCognitoIdp*",
    "arn:aws:iam::*:role/aws-service-role/email.cognito-idp.amazonaws.com/AWSServiceRoleForAmazonCognitoIdpEmail*",
]

BUILT_IN = (
    BuiltInPolicy("AdministratorAccess", "Everything.", _document(_allow(["*"]))),
    BuiltInPolicy(
        "AmazonCognitoDeveloperAuthenticatedIdentities",
        "What a backend needs that authenticates users by itself and gives them identities of an identity pool.",
        _document(
            _allow(
                [
                    "cognito-identity:GetOpenIdTokenForDeveloperIdentity",
                    "cognito-identity:LookupDeveloperIdentity",
                    "cognito-identity:MergeDeveloperIdentities",
                    "cognito-identity:UnlinkDeveloperIdentity",
                ]
            )
        ),
    ),
    BuiltInPolicy(
        "AmazonCognitoPowerUser",
        "All of user pools, identity pools and Sync, and what setting them up asks of other services.",
        _document(
            _allow(
                [
                    "acm:ListCertificates",
                    "cognito-identity:*",
                    "cognito-idp:*",
                    "cognito-sync:*",
                    "iam:GetRole",
                    "iam:GetSAMLProvider",
                    "iam:ListOpenIDConnectProviders",
                    "iam:ListRoles",
                    "iam:ListSAMLProviders",
                    "kinesis:ListStreams",
                    "lambda:GetPolicy",
                    "lambda:ListFunctions",
                    "mobiletargeting:GetApps",
                    "ses:GetIdentityVerificationAttributes",
                    "ses:ListConfigurationSets",
                    "ses:ListIdentities",
                    "ses:PutIdentityPolicy",
                    "sns:GetSMSSandboxAccountStatus",
                    "sns:ListPlatformApplications",
                    "wafv2:AssociateWebACL",
                    "wafv2:DisassociateWebACL",
                    "wafv2:GetWebACLForResource",
                    "wafv2:ListResourcesForWebACL",
                    "wafv2:ListWebACLs",
                ]
            ),
            _allow(
                ["iam:CreateServiceLinkedRole"],
                Condition={
                    "StringEquals": {
                        "iam:AWSServiceName": ["cognito-idp.amazonaws.com", "email.cognito-idp.amazonaws.com"]
                    }
                },
            ),
            _allow(["iam:DeleteServiceLinkedRole", "iam:GetServiceLinkedRoleDeletionStatus"], _SERVICE_LINKED_ROLES),
        ),
    ),
    BuiltInPolicy(
        "AmazonCognitoReadOnly",
        "Looking at user pools, identity pools and Sync, changing nothing.",
        _document(
            _allow(
                [
                    *_READS_OF_COGNITO,
                    "iam:ListOpenIDConnectProviders",
                    "iam:ListRoles",
                    "sns:ListPlatformApplications",
                    "wafv2:GetWebACLForResource",
                    "wafv2:ListResourcesForWebACL",
                ]
            )
        ),
    ),
    BuiltInPolicy("IAMFullAccess", "All of principals, groups and policies.", _document(_allow(["iam:*"]))),
    BuiltInPolicy("IAMReadOnlyAccess", "Looking at principals, groups and policies.", _document(_allow(_READS_OF_IAM))),
    BuiltInPolicy(
        "PowerUserAccess",
        "Everything but principals, groups and policies.",
        _document({"Effect": "Allow", "NotAction": ["iam:*"], "Resource": "*"}),
    ),
    BuiltInPolicy(
        "ReadOnlyAccess",
        "Looking at everything but messages, which hold codes; changing nothing.",
        _document(_allow([*_READS_OF_COGNITO, *_READS_OF_IAM, "cloudtrail:LookupEvents", "servicequotas:List*"])),
    ),
    *(BuiltInPolicy(role.value, roles.DESCRIPTIONS[role], roles.document(role)) for role in roles.Role),
)
