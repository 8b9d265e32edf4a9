"""Errors that many operations have in common."""

from pools.models import User
from tests.operations.cases import spoils
from tests.operations.model import listing

BEARER, POOL, CLIENT = ("AccessToken",), ("UserPoolId",), ("ClientId",)
OF_A_USER = ("UserPoolId", "Username")

# Its name is that of somebody new
_UNNAMED = ("AdminCreateUser",)


@spoils(
    listing("ResourceNotFoundException", naming=POOL),
    "ResourceNotFoundException",
    "User pool us-east-1_Nobody000 does not exist.",
)
def there_is_no_such_pool():
    return {"UserPoolId": "us-east-1_Nobody000"}


@spoils(
    listing("ResourceNotFoundException", naming=CLIENT),
    "ResourceNotFoundException",
    "User pool client nobody does not exist.",
)
def there_is_no_such_client():
    return {"ClientId": "nobody"}


@spoils(
    listing("UserNotFoundException", naming=OF_A_USER, but=_UNNAMED), "UserNotFoundException", "User does not exist."
)
def there_is_no_such_user():
    return {"Username": "nobody"}


@spoils(listing("NotAuthorizedException", naming=BEARER), "NotAuthorizedException", "Invalid Access Token")
def the_token_is_none():
    return {"AccessToken": "no.token.atall"}


@spoils(listing("NotAuthorizedException", naming=BEARER), "NotAuthorizedException", "Access Token has been revoked")
def the_token_was_revoked():
    User.objects.get(username="alice").sessions.update(revoked_at="2026-01-01T00:00:00Z")
    return {}


@spoils(listing("UserNotFoundException", naming=BEARER), "UserNotFoundException", "User does not exist.")
def the_bearer_was_deleted():
    User.objects.filter(username="alice").delete()
    return {}


@spoils(
    listing("ResourceNotFoundException", naming=BEARER),
    "ResourceNotFoundException",
    "User pool client 1example23456789abcdefghij does not exist.",
)
def the_bearer_s_client_was_deleted(app):
    app.delete()
    return {}


@spoils(
    listing("PasswordResetRequiredException", naming=BEARER),
    "PasswordResetRequiredException",
    "Password reset required for the user",
)
def the_bearer_s_password_was_reset():
    User.objects.filter(username="alice").update(status=User.Status.RESET_REQUIRED)
    return {}


@spoils(listing("UserNotConfirmedException", naming=BEARER), "UserNotConfirmedException", "User is not confirmed.")
def the_bearer_is_not_confirmed():
    User.objects.filter(username="alice").update(status=User.Status.UNCONFIRMED)
    return {}
