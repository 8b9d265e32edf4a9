"""Principals: users who administer, most of them machines here, with the managed policies that they have.

Root is neither made nor changed by others than root.
"""

from http import HTTPStatus
from typing import Any

from rest_framework import serializers

from pools.access import policy
from pools.actions import administrators, policies, principals
from pools.errors import AccessDeniedException
from pools.models import Administrator, PolicyAttachment
from pools.rest.call import Call
from pools.rest.fields import answer, body, flag, page_of, text
from pools.rest.operations import LARGEST_PAGE, PageQuery, Resource, operation
from pools.rest.routes import route

TAG = "Principals"
_NAME = r"[\w+=,.@-]+"

NewPrincipal = body("NewPrincipal", {"username": text(64, pattern=_NAME, help_text="The name in the ARN.")})
PrincipalChanges = body(
    "PrincipalChanges", {"is_active": flag(help_text="Whether keys and tokens are taken, and sign-in to the console.")}
)
Principal = answer(
    "Principal",
    {
        "username": serializers.CharField(),
        "arn": serializers.CharField(),
        "is_active": serializers.BooleanField(),
        "is_root": serializers.BooleanField(help_text="Whether everything is allowed."),
        "may_enter_console": serializers.BooleanField(),
        "created_at": serializers.DateTimeField(),
    },
)
DescribedPrincipal = type(
    "DescribedPrincipal",
    (Principal,),
    {"policies": serializers.ListField(child=serializers.CharField(), help_text="ARNs of attached policies.")},
)
CreatedAccessKey = answer(
    "CreatedAccessKey",
    {
        "access_key_id": serializers.CharField(),
        "secret_access_key": serializers.CharField(help_text="Shown now and never again."),
    },
)


@route("principals", tag=TAG)
class Principals(Resource):
    @operation("ListPrincipals", query=PageQuery, answers=page_of(Principal), action="iam:ListUsers")
    def get(self, call: Call) -> dict[str, Any]:
        """List principals by name."""
        limit, cursor = call.query.get("limit", LARGEST_PAGE), call.query.get("cursor")
        found, token = principals.list_principals(limit=limit, token=cursor)
        return call.page([_listed(user) for user in found], token)

    @operation(
        "CreatePrincipal",
        body=NewPrincipal,
        answers=DescribedPrincipal,
        status=HTTPStatus.CREATED,
        action="iam:CreateUser",
        can_conflict=True,
    )
    def post(self, call: Call) -> dict[str, Any]:
        """Create a machine user.

        Nothing is allowed to it until a policy says so.
        """
        return _described(principals.create_principal(call.body["username"], caller=call.caller))


@route("principals/<str:username>", tag=TAG)
class OnePrincipal(Resource):
    @operation("GetPrincipal", answers=DescribedPrincipal, action="iam:GetUser")
    def get(self, call: Call) -> dict[str, Any]:
        """Read a principal."""
        return _described(principals.get_principal(call.path["username"]))

    @operation("UpdatePrincipal", body=PrincipalChanges, answers=DescribedPrincipal, action="iam:UpdateUser")
    def patch(self, call: Call) -> dict[str, Any]:
        """Let a principal in, or keep it out."""
        user = _managed(call)
        principals.update_principal(user, caller=call.caller, **call.body)
        return _described(user)

    @operation("DeletePrincipal", action="iam:DeleteUser")
    def delete(self, call: Call) -> None:
        """Delete a principal, with its keys and tokens."""
        principals.delete_principal(_managed(call), caller=call.caller)


@route("principals/<str:username>/policies/<path:policy_arn>", tag=TAG)
class AttachedPolicy(Resource):
    @operation("AttachPolicy", action="iam:AttachUserPolicy", can_conflict=True)
    def put(self, call: Call) -> None:
        """Attach a managed policy to a principal."""
        policies.attach_policy(_managed(call), call.path["policy_arn"], caller=call.caller)

    @operation("DetachPolicy", action="iam:DetachUserPolicy")
    def delete(self, call: Call) -> None:
        """Detach a managed policy from a principal."""
        policies.detach_policy(_managed(call), call.path["policy_arn"], caller=call.caller)


@route("principals/<str:username>/access-keys", tag=TAG)
class AccessKeys(Resource):
    @operation(
        "CreateAccessKey",
        answers=CreatedAccessKey,
        status=HTTPStatus.CREATED,
        action="iam:CreateAccessKey",
        can_conflict=True,
    )
    def post(self, call: Call) -> dict[str, Any]:
        """Make a pair of keys that signs calls of the AWS API."""
        key = administrators.create_access_key(_managed(call), caller=call.caller)
        return {"access_key_id": key.access_key_id, "secret_access_key": key.secret}


def _managed(call: Call) -> Administrator:
    """The principal of the path, unless it is root, which only root may touch."""
    user = principals.get_principal(call.path["username"])
    if not policy.may_manage(call.principal, user):
        raise AccessDeniedException(f"User: {call.owner.arn} is not authorized to change {user.arn}")
    return user


def _listed(user: Administrator) -> dict[str, Any]:
    return {
        "username": user.username,
        "arn": user.arn,
        "is_active": user.is_active,
        "is_root": user.is_superuser,
        "may_enter_console": user.is_staff,
        "created_at": user.date_joined,
    }


def _described(user: Administrator) -> dict[str, Any]:
    attached = PolicyAttachment.objects.filter(user=user).order_by("policy_arn")
    return _listed(user) | {"policies": list(attached.values_list("policy_arn", flat=True))}
