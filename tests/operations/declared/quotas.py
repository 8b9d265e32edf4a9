"""Quotas: the rates of categories, and what is refused when one is reached."""

from pools.actions.quotas import categories, values
from pools.actions.quotas.buckets import Buckets
from tests.conftest import CALLER, REGION
from tests.operations.cases import refuses, spoils, works
from tests.operations.model import listing

READING = {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserRead"}}
UNKNOWN = {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "Unicorns"}}
RATED = [operation for operation in listing("TooManyRequestsException") if categories.category_of(operation)]
BOTH = ["GetProvisionedLimit", "UpdateProvisionedLimit"]


@works("GetProvisionedLimit")
def a_rate_is_read(db):
    answer = yield {"LimitDefinition": READING}
    assert answer["Limit"]["ProvisionedLimitValue"] == 120


@works("UpdateProvisionedLimit")
def a_rate_is_changed(db):
    yield {"LimitDefinition": READING, "RequestedLimitValue": 200}
    assert values.set_values(REGION) == {"UserRead": 200}


@spoils(BOTH, "ResourceNotFoundException", "Category Unicorns does not exist.")
def there_is_no_such_category():
    return {"LimitDefinition": UNKNOWN}


@spoils(
    ["UpdateProvisionedLimit"],
    "ServiceQuotaExceededException",
    "The value must be between 120 and 1200 for category UserRead.",
)
def the_rate_is_beyond_the_maximum():
    return {"RequestedLimitValue": 1201}


@spoils(RATED, "TooManyRequestsException", "Rate exceeded")
def the_rate_is_used_up(settings, monkeypatch):
    settings.RATE_LIMITS = "cognito"
    monkeypatch.setattr(Buckets, "take", lambda *request: False)
    return {}


@refuses("CreateUserPool", "LimitExceededException", "Limit exceeded. User pools in a region: at most 0.")
def the_region_has_no_room_for_pools(db):
    values.set_quota(REGION, "UserPools", 0, caller=CALLER)
    return {"PoolName": "more"}


@refuses("CreateUserPoolClient", "LimitExceededException", "Limit exceeded. App clients in a user pool: at most 0.")
def the_pool_has_no_room_for_clients(pool):
    values.set_quota(pool, "AppClients", 0, caller=CALLER)
    return {"UserPoolId": pool.id, "ClientName": "more"}


@refuses("CreateGroup", "LimitExceededException", "Limit exceeded. Groups in a user pool: at most 0.")
def the_pool_has_no_room_for_groups(pool):
    values.set_quota(pool, "Groups", 0, caller=CALLER)
    return {"UserPoolId": pool.id, "GroupName": "more"}


@refuses(
    "CreateResourceServer", "LimitExceededException", "Limit exceeded. Resource servers in a user pool: at most 0."
)
def the_pool_has_no_room_for_resource_servers(pool):
    values.set_quota(pool, "ResourceServers", 0, caller=CALLER)
    return {"UserPoolId": pool.id, "Identifier": "more", "Name": "More"}


@refuses(
    "CreateIdentityProvider", "LimitExceededException", "Limit exceeded. Identity providers in a user pool: at most 0."
)
def the_pool_has_no_room_for_identity_providers(pool):
    values.set_quota(pool, "IdentityProviders", 0, caller=CALLER)
    details = {"client_id": "id-1", "client_secret": "secret-1", "authorize_scopes": "openid"}
    return {"UserPoolId": pool.id, "ProviderName": "Google", "ProviderType": "Google", "ProviderDetails": details}


@refuses("CreateUserPoolDomain", "LimitExceededException", "Limit exceeded. Custom domains in a region: at most 0.")
def the_region_has_no_room_for_custom_domains(pool):
    values.set_quota(REGION, "CustomDomains", 0, caller=CALLER)
    certificate = {"CertificateArn": "arn:aws:acm:us-east-1:000000000000:certificate/1"}
    return {"UserPoolId": pool.id, "Domain": "auth.people.example", "CustomDomainConfig": certificate}


@spoils(["SignUp"], "LimitExceededException", "Limit exceeded. The user pool has as many users as it may have.")
def the_pool_is_full(pool):
    type(pool).objects.update(is_full=True)
    return {}
