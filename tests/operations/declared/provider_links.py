"""Identities at providers that are linked to users."""

from pools.actions.quotas import values
from pools.models import ProviderLink
from tests.conftest import CALLER
from tests.operations.cases import refuses, spoils, works

GOOGLE = {"ProviderName": "Google", "ProviderAttributeName": "Cognito_Subject", "ProviderAttributeValue": "g-1"}
ALICE = {"ProviderName": "Cognito", "ProviderAttributeValue": "alice"}
NOBODY = {"ProviderName": "Cognito", "ProviderAttributeValue": "nobody"}


@works("AdminLinkProviderForUser")
def an_identity_is_linked(pool, alice):
    yield {"UserPoolId": pool.id, "DestinationUser": ALICE, "SourceUser": GOOGLE}
    assert ProviderLink.objects.get().user == alice


@works("AdminDisableProviderForUser")
def a_link_is_ended(pool, google_identity):
    yield {"UserPoolId": pool.id, "User": GOOGLE}
    assert not ProviderLink.objects.exists()


@spoils(["AdminLinkProviderForUser"], "UserNotFoundException", "User does not exist.")
def there_is_nobody_to_link_to():
    return {"DestinationUser": NOBODY}


@refuses("AdminLinkProviderForUser", "AliasExistsException", "SourceUser is already linked to another user")
def the_identity_is_another_s(pool, bob, google_identity):
    return {"UserPoolId": pool.id, "DestinationUser": ALICE | {"ProviderAttributeValue": "bob"}, "SourceUser": GOOGLE}


@spoils(["AdminDisableProviderForUser"], "UserNotFoundException", "User does not exist.")
def nobody_has_that_identity():
    return {"User": GOOGLE | {"ProviderAttributeValue": "g-2"}}


@spoils(
    ["AdminLinkProviderForUser"], "LimitExceededException", "Limit exceeded. Identities linked to a user: at most 0."
)
def there_are_enough_links(pool):
    values.set_quota(pool, "LinkedIdentities", 0, caller=CALLER)
    return {}
