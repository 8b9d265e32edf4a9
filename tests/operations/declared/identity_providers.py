"""Identity providers."""

from federation.models import IdentityProvider
from tests.operations.cases import refuses, spoils, works

GOOGLE = {"client_id": "id-1", "client_secret": "secret-1", "authorize_scopes": "openid email"}
ONE = ["DescribeIdentityProvider", "UpdateIdentityProvider", "DeleteIdentityProvider"]
CHANGES = ["UpdateIdentityProvider", "DeleteIdentityProvider"]


def google(pool, **more) -> dict:
    return {"UserPoolId": pool.id, "ProviderName": "Google", **more}


@works("CreateIdentityProvider")
def a_provider_is_made(pool):
    answer = yield google(pool, ProviderType="Google", ProviderDetails=GOOGLE)
    assert answer["IdentityProvider"]["AttributeMapping"] == {"username": "sub"}


@works("DescribeIdentityProvider")
def a_provider_is_described(pool, google_provider):
    answer = yield google(pool)
    assert answer["IdentityProvider"]["ProviderDetails"]["client_secret"] == "secret-1"


@works("GetIdentityProviderByIdentifier")
def a_provider_is_found_by_its_identifier(pool, google_provider):
    answer = yield {"UserPoolId": pool.id, "IdpIdentifier": "shop.example"}
    assert answer["IdentityProvider"]["ProviderName"] == "Google"


@works("UpdateIdentityProvider")
def a_provider_is_changed(pool, google_provider):
    answer = yield google(pool, IdpIdentifiers=[], AttributeMapping={"email": "email"})
    assert answer["IdentityProvider"]["AttributeMapping"] == {"email": "email"}
    assert answer["IdentityProvider"]["IdpIdentifiers"] == []


@works("DeleteIdentityProvider")
def a_provider_is_deleted(pool, google_provider):
    yield google(pool)
    assert not IdentityProvider.objects.exists()


@works("ListIdentityProviders")
def providers_are_listed(pool, google_provider):
    answer = yield {"UserPoolId": pool.id}
    assert [each["ProviderType"] for each in answer["Providers"]] == ["Google"]


@refuses("CreateIdentityProvider", "DuplicateProviderException", "Provider Google already exists.")
def the_name_is_taken(pool, google_provider):
    return google(pool, ProviderType="Google", ProviderDetails=GOOGLE)


@refuses("CreateIdentityProvider", "InvalidParameterException", "Provider Google cannot be of type OIDC.")
def the_name_is_a_social_one(pool):
    return google(pool, ProviderType="OIDC", ProviderDetails=GOOGLE)


@spoils(ONE, "ResourceNotFoundException", "Identity provider Nobody does not exist.")
def there_is_no_such_provider():
    return {"ProviderName": "Nobody"}


@refuses(
    "GetIdentityProviderByIdentifier",
    "ResourceNotFoundException",
    "Identity provider with identifier nobody does not exist.",
)
def nobody_goes_by_it(pool, google_provider):
    return {"UserPoolId": pool.id, "IdpIdentifier": "nobody"}


@spoils(
    CHANGES,
    "UnsupportedIdentityProviderException",
    "The user pool itself is no identity provider that can be changed.",
)
def it_is_the_pool_itself():
    return {"ProviderName": "COGNITO"}
