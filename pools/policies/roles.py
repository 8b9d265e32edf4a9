"""What the roles of administrators may do, written as policies: over all user pools, or over chosen ones.

A role of chosen pools speaks of those pools' ARNs. So it opens nothing that is about no pool in particular: lists of
the account, the trail of everything, the installation's senders. The token inspector is the exception: it tells nothing
of a pool that one may not describe.
"""

import enum
import json
from collections.abc import Sequence
from typing import Any

VERSION = "2012-10-17"
_READS = ["AdminGet*", "AdminList*", "Describe*", "Get*", "List*"]
_LOOK_AT_USERS = [
    "AdminGetDevice",
    "AdminGetUser",
    "AdminListDevices",
    "AdminListGroupsForUser",
    "AdminListUserAuthEvents",
    "AdminListUserSessions",
    "DescribeUserPool",
    "GetGroup",
    "GetUserPoolMfaConfig",
    "ListGroups",
    "ListUsers",
    "ListUsersInGroup",
]
_HELP_USERS = [
    "AdminConfirmSignUp",
    "AdminDeleteSoftwareToken",
    "AdminDisableUser",
    "AdminEnableUser",
    "AdminForgetDevice",
    "AdminResetUserPassword",
    "AdminRevokeUserSession",
    "AdminSetUserMFAPreference",
    "AdminUpdateDeviceStatus",
    "AdminUserGlobalSignOut",
]


class Role(enum.StrEnum):
    """A role, by the name that its policies begin with."""

    OWNER = "PoolhouseOwner"
    OPERATOR = "PoolhouseOperator"
    HELP_DESK = "PoolhouseHelpDesk"
    AUDITOR = "PoolhouseAuditor"


# In which pools a role may be given. Who rules over principals can give himself all the rest
FOR_CHOSEN_POOLS = (Role.OPERATOR, Role.HELP_DESK, Role.AUDITOR)

DESCRIPTIONS = {
    Role.OWNER: "Everything, principals and policies included.",
    Role.OPERATOR: "Everything in user pools and around them; nothing of principals and policies.",
    Role.HELP_DESK: "Looking at users and helping them in; deleting nobody, changing no settings.",
    Role.AUDITOR: "Looking at everything but messages, which hold codes; changing nothing.",
}


def document(role: Role, pool_arns: Sequence[str] = ()) -> str:
    """The role's policy as JSON: over all user pools, or over these alone."""
    statements = _in_pools(role, sorted(pool_arns)) if pool_arns else _everywhere(role)
    return json.dumps({"Version": VERSION, "Statement": statements}, indent=2)


def _everywhere(role: Role) -> list[dict[str, Any]]:
    match role:
        case Role.OWNER:
            return [_allow(["*"])]
        case Role.OPERATOR:
            return [{"Effect": "Allow", "NotAction": ["iam:*"], "Resource": "*"}, _pass_roles()]
        case Role.HELP_DESK:
            users = _of_cognito([*_LOOK_AT_USERS, *_HELP_USERS, "ListUserPools"])
            return [_allow(users), _inspect_tokens()]
        case Role.AUDITOR:
            services = ["acm:Describe*", "acm:List*", "lambda:Get*", "lambda:List*", "poolhouse:ListSenders"]
            iam = ["iam:Get*", "iam:List*", "iam:SimulatePrincipalPolicy"]
            rest = ["cloudtrail:LookupEvents", "servicequotas:List*"]
            return [_allow([*_of_cognito(_READS), *services, *iam, *rest]), _inspect_tokens()]


def _in_pools(role: Role, pool_arns: list[str]) -> list[dict[str, Any]]:
    match role:
        case Role.OPERATOR:
            own = ["cloudtrail:LookupEvents", "servicequotas:*"]
            own += ["poolhouse:ListMessages", "poolhouse:RetryMessage", "poolhouse:SendTestMessage"]
            return [_allow(["cognito-idp:*", *own], pool_arns), _inspect_tokens(), _pass_roles()]
        case Role.HELP_DESK:
            return [_allow(_of_cognito([*_LOOK_AT_USERS, *_HELP_USERS]), pool_arns), _inspect_tokens()]
        case Role.AUDITOR:
            own = ["cloudtrail:LookupEvents", "servicequotas:List*"]
            return [_allow([*_of_cognito(_READS), *own], pool_arns), _inspect_tokens()]
        case Role.OWNER:
            raise ValueError("An owner rules over all user pools.")


def _inspect_tokens() -> dict[str, Any]:
    return _allow(["poolhouse:InspectTokens"])


def _pass_roles() -> dict[str, Any]:
    """Handing a role over, as sending text messages asks for, is a setting of a pool and changes no principal."""
    return _allow(["iam:PassRole"], "arn:aws:iam::*:role/*")


def _of_cognito(operations: Sequence[str]) -> list[str]:
    return [f"cognito-idp:{name}" for name in operations]


def _allow(actions: Sequence[str], resources: str | Sequence[str] = "*") -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": resources}
