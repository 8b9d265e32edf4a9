"""User pools, app clients and domains."""

from pools.models import AppClient, Domain, UserPool
from tests.operations.cases import spoils, works

NOT_SOLD = "This feature is not available in the feature plan of the user pool."
OAUTH = {"AllowedOAuthFlowsUserPoolClient": True, "AllowedOAuthFlows": ["code"]}


@works("CreateUserPool")
def a_pool_is_made(quick_keys):
    answer = yield {"PoolName": "people", "DeletionProtection": "ACTIVE"}
    assert (answer["UserPool"]["Name"], answer["UserPool"]["DeletionProtection"]) == ("people", "ACTIVE")


@works("DescribeUserPool")
def a_pool_is_described(pool):
    answer = yield {"UserPoolId": pool.id}
    assert answer["UserPool"]["Arn"] == pool.arn


@works("UpdateUserPool")
def a_pool_is_changed(pool):
    yield {"UserPoolId": pool.id, "DeletionProtection": "ACTIVE"}
    assert UserPool.objects.get().deletion_protection == "ACTIVE"


@works("AddCustomAttributes")
def an_attribute_is_added(pool):
    yield {"UserPoolId": pool.id, "CustomAttributes": [{"Name": "shoe_size", "AttributeDataType": "Number"}]}
    assert "custom:shoe_size" in UserPool.objects.get().attribute_schema


@works("DeleteUserPool")
def a_pool_is_deleted(pool):
    yield {"UserPoolId": pool.id}
    assert not UserPool.objects.exists()


@works("ListUserPools")
def pools_are_listed(pool):
    answer = yield {"MaxResults": 10}
    assert [each["Id"] for each in answer["UserPools"]] == [pool.id]


@works("CreateUserPoolClient")
def a_client_is_made(pool):
    answer = yield {"UserPoolId": pool.id, "ClientName": "shop", "GenerateSecret": True}
    assert AppClient.objects.get().secret == answer["UserPoolClient"]["ClientSecret"]


@works("DescribeUserPoolClient")
def a_client_is_described(app):
    answer = yield {"UserPoolId": app.pool_id, "ClientId": app.client_id}
    assert answer["UserPoolClient"]["ClientName"] == "shop"


@works("UpdateUserPoolClient")
def a_client_is_changed(app):
    yield {"UserPoolId": app.pool_id, "ClientId": app.client_id, "ClientName": "store"}
    assert AppClient.objects.get().client_name == "store"


@works("DeleteUserPoolClient")
def a_client_is_deleted(app):
    yield {"UserPoolId": app.pool_id, "ClientId": app.client_id}
    assert not AppClient.objects.exists()


@works("ListUserPoolClients")
def clients_are_listed(app):
    answer = yield {"UserPoolId": app.pool_id}
    assert [each["ClientId"] for each in answer["UserPoolClients"]] == [app.client_id]


@works("CreateUserPoolDomain")
def a_domain_is_made(pool):
    yield {"UserPoolId": pool.id, "Domain": "people"}
    assert Domain.objects.get().pool == pool


@works("DescribeUserPoolDomain")
def a_domain_is_described(pool, domain):
    answer = yield {"Domain": "people"}
    assert answer["DomainDescription"]["UserPoolId"] == pool.id


@works("UpdateUserPoolDomain")
def a_domain_is_changed(pool, domain):
    answer = yield {"UserPoolId": pool.id, "Domain": "people", "ManagedLoginVersion": 2}
    assert answer["ManagedLoginVersion"] == 2


@works("DeleteUserPoolDomain")
def a_domain_is_deleted(pool, domain):
    yield {"UserPoolId": pool.id, "Domain": "people"}
    assert not Domain.objects.exists()


@spoils(
    ["CreateUserPool", "UpdateUserPool"],
    "FeatureUnavailableInTierException",
    NOT_SOLD,
)
def passkeys_are_not_sold_in_lite():
    factors = {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}
    return {"UserPoolTier": "LITE", "Policies": {"SignInPolicy": factors}}


@spoils(["CreateUserPoolClient", "UpdateUserPoolClient"], "FeatureUnavailableInTierException", NOT_SOLD)
def a_choice_is_not_sold_in_lite(lite):
    return {"ExplicitAuthFlows": ["ALLOW_USER_AUTH"]}


@spoils(["CreateUserPoolDomain", "UpdateUserPoolDomain"], "FeatureUnavailableInTierException", NOT_SOLD)
def managed_login_is_not_sold_in_lite(lite):
    return {"ManagedLoginVersion": 2}


@spoils(
    ["UpdateUserPool"],
    "TierChangeNotAllowedException",
    "The user pool uses features that the feature plan does not have. Turn them off first.",
)
def the_pool_has_what_lite_has_not(pool):
    pool.email_mfa_configuration = {"Subject": "Your code", "Message": "{####}"}
    pool.save()
    return {"UserPoolTier": "LITE"}


@spoils(
    ["CreateUserPoolClient", "UpdateUserPoolClient"],
    "InvalidOAuthFlowException",
    "CallbackUrls can not be empty when code flow or implicit flow is selected",
)
def there_is_nowhere_to_go_back_to():
    return {**OAUTH, "AllowedOAuthScopes": ["openid"]}


@spoils(
    ["CreateUserPoolClient", "UpdateUserPoolClient"],
    "ScopeDoesNotExistException",
    "Invalid scope requested: nobody/read",
)
def there_is_no_such_scope():
    return {**OAUTH, "AllowedOAuthScopes": ["nobody/read"], "CallbackURLs": ["https://shop.example/callback"]}
