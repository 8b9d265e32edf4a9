"""CreateUserPoolDomain and its siblings, and which host belongs to which pool."""

import pytest

from pools.actions import domains
from pools.models import Domain

CERTIFICATE = {"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1234"}
ROUTING = {"Failover": {"SecondaryRegion": "us-west-2", "PrimaryRoute53HealthCheckId": "check"}}


@pytest.fixture(autouse=True)
def _public_url(settings):
    settings.PUBLIC_URL = "http://localhost:8000"


@pytest.fixture
def prefix(idp, pool):
    idp.create_user_pool_domain(UserPoolId=pool.id, Domain="people")
    return pool


@pytest.fixture
def custom(idp, pool):
    idp.create_user_pool_domain(UserPoolId=pool.id, Domain="auth.example.com", CustomDomainConfig=CERTIFICATE)
    return pool


@pytest.mark.spec("APP-193", "APP-194", "APP-278", "CON-268", "CON-183", "APP-187")
def test_a_domain_is_described(idp, prefix):
    shown = idp.describe_user_pool_domain(Domain="people")["DomainDescription"]

    assert shown["UserPoolId"] == prefix.id
    assert shown["AWSAccountId"] == "000000000000"
    assert shown["Status"] == "ACTIVE"
    assert shown["ManagedLoginVersion"] == 1


@pytest.mark.spec("APP-194")
def test_an_unknown_domain_has_an_empty_description(idp):
    assert idp.describe_user_pool_domain(Domain="nobody")["DomainDescription"] == {}


@pytest.mark.spec("APP-198", "CON-268", "APP-202")
def test_a_custom_domain_gets_an_alias_target(idp, pool):
    made = idp.create_user_pool_domain(UserPoolId=pool.id, Domain="auth.example.com", CustomDomainConfig=CERTIFICATE)

    assert made["CloudFrontDomain"] == "localhost"
    shown = idp.describe_user_pool_domain(Domain="auth.example.com")["DomainDescription"]
    assert shown["CustomDomainConfig"] == CERTIFICATE


@pytest.mark.spec("APP-99")
def test_a_pool_shows_both_its_domains(idp, prefix, custom):
    shown = idp.describe_user_pool(UserPoolId=prefix.id)["UserPool"]

    assert (shown["Domain"], shown["CustomDomain"]) == ("people", "auth.example.com")


@pytest.mark.spec("APP-188", "CON-185")
@pytest.mark.parametrize("word", ["aws", "amazon", "cognito"])
def test_a_reserved_word_is_refused(idp, pool, refused, word):
    with refused("InvalidParameterException") as refusal:
        idp.create_user_pool_domain(UserPoolId=pool.id, Domain=f"my{word}login")
    assert refusal.message == f"Domain cannot contain reserved word: {word}"


@pytest.mark.spec("APP-189")
def test_a_taken_prefix_is_refused(idp, prefix, quick_keys, refused):
    other = idp.create_user_pool(PoolName="others")["UserPool"]["Id"]

    with refused("InvalidParameterException") as refusal:
        idp.create_user_pool_domain(UserPoolId=other, Domain="people")
    assert refusal.message == "Domain already associated with another user pool."


@pytest.mark.spec("APP-193")
def test_a_second_domain_of_a_kind_is_refused(idp, prefix, refused):
    with refused("InvalidParameterException") as refusal:
        idp.create_user_pool_domain(UserPoolId=prefix.id, Domain="folk")
    assert refusal.message == "User pool already has a domain configured."


@pytest.mark.spec("APP-200", "APP-201", "APP-279", "CON-268")
@pytest.mark.parametrize(
    "given",
    [
        {"Domain": "example.com", "CustomDomainConfig": CERTIFICATE},
        {"Domain": "auth.example.com"},
        {"Domain": "auth..example.com", "CustomDomainConfig": CERTIFICATE},
        {"Domain": "auth.-example.com", "CustomDomainConfig": CERTIFICATE},
        {"Domain": "-people"},
        {"Domain": "People"},
        {"Domain": "p" * 64},
        {"Domain": "people", "ManagedLoginVersion": 3},
        {"Domain": "people", "Routing": ROUTING},
    ],
)
def test_an_unfit_domain_is_refused(idp, pool, refused, given):
    with refused("InvalidParameterException"):
        idp.create_user_pool_domain(UserPoolId=pool.id, **given)

    assert not Domain.objects.exists()


@pytest.mark.spec("APP-283")
def test_a_custom_domain_keeps_its_routing(idp, custom):
    idp.update_user_pool_domain(UserPoolId=custom.id, Domain="auth.example.com", Routing=ROUTING)

    shown = idp.describe_user_pool_domain(Domain="auth.example.com")["DomainDescription"]
    assert shown["Routing"] == ROUTING
    assert shown["CustomDomainConfig"] == CERTIFICATE


@pytest.mark.spec("APP-281", "APP-283")
@pytest.mark.parametrize("given", [{"Routing": ROUTING}, {"CustomDomainConfig": CERTIFICATE}])
def test_a_prefix_stays_a_prefix(idp, pool, prefix, refused, given):
    with refused("InvalidParameterException"):
        idp.update_user_pool_domain(UserPoolId=pool.id, Domain="people", **given)


@pytest.mark.spec("APP-279")
def test_managed_login_is_not_of_the_lowest_tier(idp, pool, prefix, refused):
    pool.user_pool_tier = "LITE"
    pool.save()

    with refused("FeatureUnavailableInTierException"):
        idp.update_user_pool_domain(UserPoolId=pool.id, Domain="people", ManagedLoginVersion=2)
    with refused("FeatureUnavailableInTierException"):
        idp.create_user_pool_domain(UserPoolId=pool.id, Domain="others", ManagedLoginVersion=2)


@pytest.mark.spec("APP-214")
def test_a_certificate_is_replaced(idp, custom):
    renewed = {"CertificateArn": CERTIFICATE["CertificateArn"] + "5"}
    idp.update_user_pool_domain(UserPoolId=custom.id, Domain="auth.example.com", CustomDomainConfig=renewed)

    shown = idp.describe_user_pool_domain(Domain="auth.example.com")["DomainDescription"]
    assert shown["CustomDomainConfig"] == renewed


@pytest.mark.spec("APP-195")
def test_a_deleted_domain_is_free_again(idp, prefix):
    idp.delete_user_pool_domain(UserPoolId=prefix.id, Domain="people")

    assert idp.create_user_pool_domain(UserPoolId=prefix.id, Domain="people")


def test_a_domain_of_another_pool_is_neither_changed_nor_deleted(idp, prefix, quick_keys, refused):
    other = idp.create_user_pool(PoolName="others")["UserPool"]["Id"]

    with refused("InvalidParameterException"):
        idp.update_user_pool_domain(UserPoolId=other, Domain="people", ManagedLoginVersion=2)
    with refused("InvalidParameterException"):
        idp.delete_user_pool_domain(UserPoolId=other, Domain="people")


@pytest.mark.parametrize("host", ["people.auth.localhost", "People.Auth.LOCALHOST:8000"])
def test_a_prefix_names_its_pool(prefix, host):
    assert domains.find_pool_by_host(host) == prefix


@pytest.mark.parametrize("host", ["auth.example.com", "auth.example.com:443"])
def test_a_custom_domain_names_its_pool(custom, host):
    assert domains.find_pool_by_host(host) == custom


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8000",
        "people",
        "auth.example.com.auth.localhost",
        "nobody.auth.localhost",
        "[::1]:8000",
        "",
    ],
)
def test_any_other_host_names_no_pool(prefix, custom, host):
    assert domains.find_pool_by_host(host) is None


@pytest.mark.spec("APP-197", "APP-187", "CON-183")
def test_the_hosted_ui_is_below_the_prefix(prefix):
    assert domains.hosted_ui_url(prefix) == "http://people.auth.localhost:8000"


def test_the_hosted_ui_is_at_the_custom_domain(prefix, custom):
    assert domains.hosted_ui_url(custom) == "http://auth.example.com"


def test_the_hosted_ui_of_a_pool_without_domain_is_at_the_base(pool):
    assert domains.hosted_ui_url(pool) == "http://localhost:8000"
