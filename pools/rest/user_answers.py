"""How a user is told of."""

from typing import Any

from rest_framework import serializers

from pools.actions import second_factors
from pools.models import User as UserRow
from pools.rest.fields import answer, page_of

_LISTED = {
    "sub": serializers.UUIDField(help_text="Who it is, whatever the name: stays when a user is renamed or moved."),
    "username": serializers.CharField(),
    "status": serializers.ChoiceField(UserRow.Status.choices),
    "enabled": serializers.BooleanField(),
    "attributes": serializers.DictField(child=serializers.CharField()),
    "created_at": serializers.DateTimeField(),
    "modified_at": serializers.DateTimeField(),
}
ListedUser = answer("ListedUser", _LISTED)
UserPage = page_of(ListedUser)
_FACTORS = UserRow.Factor.choices
User = type(
    "User",
    (ListedUser,),
    {
        "mfa_factors": serializers.ListField(
            child=serializers.ChoiceField(_FACTORS), help_text="Second factors that the user can be asked for."
        ),
        "preferred_mfa": serializers.ChoiceField(_FACTORS, allow_null=True),
    },
)


def listed_user(user: UserRow) -> dict[str, Any]:
    return {
        "sub": user.sub,
        "username": user.username,
        "status": user.status,
        "enabled": user.enabled,
        "attributes": user.attributes,
        "created_at": user.created_at,
        "modified_at": user.modified_at,
    }


def described_user(user: UserRow) -> dict[str, Any]:
    factors = {"mfa_factors": second_factors.active(user), "preferred_mfa": second_factors.preferred(user)}
    return listed_user(user) | factors
