"""Operations that Cognito has and this version does not: each says so by itself, once it is known that the caller might
have used it. Whoever brings one registers it and takes its name off here."""

from typing import Any

from pools.api.call import Call
from pools.api.registry import USER_POOLS, Handler
from pools.errors import OperationNotEnabledException

NOT_YET: dict[str, tuple[str, ...]] = {
    "Import of users": (
        "CreateUserImportJob",
        "DescribeUserImportJob",
        "GetCSVHeader",
        "ListUserImportJobs",
        "StartUserImportJob",
        "StopUserImportJob",
    ),
    "Replication of user pools": (
        "CreateUserPoolReplica",
        "DeleteUserPoolReplica",
        "ListUserPoolReplicas",
        "UpdateUserPoolReplica",
    ),
}


def _refuser(feature: str) -> Handler:
    def refuse(call: Call) -> dict[str, Any]:
        raise OperationNotEnabledException(f"{feature}: not available yet in this version of Poolhouse.")

    return refuse


USER_POOLS.refusing |= {name: _refuser(feature) for feature, names in NOT_YET.items() for name in names}
