"""How many there may be of what."""

import uuid

import pytest

from pools.actions import app_clients, domains, quotas, user_pools
from pools.actions.quotas import fullness, values
from pools.actions.quotas.resources import RESOURCES
from pools.errors import InvalidParameterException, LimitExceededException, ResourceNotFoundException
from pools.models import AuditEvent, Group, User
from tests.conftest import CALLER, REGION


def allow(owner, name, value):
    values.set_quota(owner, name, value, caller=CALLER)


@pytest.mark.spec("API-192", "API-193", "API-194", "API-195", "API-196", "API-208", "API-213", "API-214", "API-215")
@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("AppClients", 1000),
        ("UserPools", 1000),
        ("IdentityProviders", 300),
        ("ResourceServers", 25),
        ("Users", 40_000_000),
        ("LinkedIdentities", 5),
        ("CustomDomains", 4),
        ("GroupsPerUser", 100),
        ("Groups", 10_000),
    ],
)
def test_the_values_are_cognitos_at_first(name, most, pool):
    assert values.most_of(RESOURCES[name], region=REGION, pool=pool) == most


def test_a_pools_value_goes_before_the_regions_and_that_before_cognitos(pool):
    allow(REGION, "Groups", 7)
    of_region = values.most_of(RESOURCES["Groups"], region=REGION, pool=pool)
    allow(pool, "Groups", 9)
    of_pool = values.most_of(RESOURCES["Groups"], region=REGION, pool=pool)
    values.reset_quota(pool, "Groups", caller=CALLER)

    assert (of_region, of_pool) == (7, 9)
    assert values.most_of(RESOURCES["Groups"], region=REGION, pool=pool) == 7


@pytest.mark.spec("API-192", "API-377")
def test_a_pool_has_so_many_app_clients(idp, app, refused):
    allow(app.pool, "AppClients", 1)
    with refused("LimitExceededException") as refusal:
        idp.create_user_pool_client(UserPoolId=app.pool_id, ClientName="second")

    assert (refusal.status, refusal.message) == (400, "Limit exceeded. App clients in a user pool: at most 1.")
    assert app.pool.app_clients.count() == 1


@pytest.mark.spec("API-193")
def test_a_region_has_so_many_pools(idp, pool, refused, quick_keys):
    allow(REGION, "UserPools", 1)
    with refused("LimitExceededException"):
        idp.create_user_pool(PoolName="second")

    assert user_pools.create_user_pool("elsewhere", region="eu-west-1", caller=CALLER).region == "eu-west-1"


def test_a_deleted_pool_makes_room(idp, pool, quick_keys):
    allow(REGION, "UserPools", 1)
    idp.delete_user_pool(UserPoolId=pool.id)

    assert idp.create_user_pool(PoolName="second")["UserPool"]["Id"]


@pytest.mark.spec("API-213")
def test_a_region_has_so_many_custom_domains(pool, quick_keys):
    allow(REGION, "CustomDomains", 1)
    other = user_pools.create_user_pool("other", region=REGION, caller=CALLER)
    certificate = {"CertificateArn": "arn:aws:acm:us-east-1:000000000000:certificate/1"}
    domains.create_domain(pool, "auth.shop.example", caller=CALLER, custom_domain_config=certificate)
    with pytest.raises(LimitExceededException):
        domains.create_domain(other, "auth.other.example", caller=CALLER, custom_domain_config=certificate)

    assert domains.create_domain(other, "other", caller=CALLER).domain == "other"


def test_no_more_are_counted_than_there_may_be(pool, django_assert_num_queries, django_capture_on_commit_callbacks):
    allow(pool, "Groups", 3)
    Group.objects.bulk_create(Group(pool=pool, name=f"group {number}") for number in range(5))
    with django_assert_num_queries(3) as asked, pytest.raises(LimitExceededException):
        quotas.check_room(RESOURCES["Groups"], Group.objects.filter(pool=pool), pool=pool)

    assert "LIMIT 3" in asked[-1]["sql"]


@pytest.mark.spec("API-196")
def test_a_pool_that_is_full_takes_no_more_users(idp, app, alice, refused):
    allow(app.pool, "Users", 1)
    fullness.mark_full_pools()
    with refused("LimitExceededException"):
        idp.admin_create_user(UserPoolId=app.pool_id, Username="bob")
    with refused("LimitExceededException"):
        idp.sign_up(ClientId=app.client_id, Username="bob", Password="Correct-Horse-2")


def test_a_pool_with_room_again_takes_more(idp, pool, alice):
    allow(pool, "Users", 1)
    fullness.mark_full_pools()
    allow(pool, "Users", 2)
    fullness.mark_full_pools()

    assert idp.admin_create_user(UserPoolId=pool.id, Username="bob")["User"]["Username"] == "bob"


@pytest.mark.spec("API-196")
@pytest.mark.parametrize(("users", "is_full"), [(50, False), (150, True)])
def test_a_large_quota_is_judged_by_a_slice_of_the_users(pool, monkeypatch, users, is_full):
    monkeypatch.setattr(fullness, "COUNTED", 10)
    allow(pool, "Users", 100)
    names = [f"user{number}" for number in range(users)]
    spread = [uuid.UUID(int=(1 << 128) * number // users) for number in range(users)]
    User.objects.bulk_create(
        User(pool=pool, sub=sub, username=name, username_key=name) for name, sub in zip(names, spread, strict=True)
    )
    fullness.mark_full_pools()
    pool.refresh_from_db()

    assert pool.is_full is is_full


def test_a_new_value_is_on_record(pool):
    allow(pool, "Groups", 3)
    event = AuditEvent.objects.get(name="SetQuota")

    assert (event.pool_id, event.detail) == (pool.id, {"quota": "Groups", "value": 3})


@pytest.mark.parametrize(("name", "value"), [("Groups", -1), ("UserRead", 0), ("Groups", 10**10)])
@pytest.mark.django_db
def test_a_value_that_cannot_be_is_refused(name, value):
    with pytest.raises(InvalidParameterException):
        allow(REGION, name, value)


@pytest.mark.django_db
def test_a_quota_that_is_not_there_is_refused():
    with pytest.raises(ResourceNotFoundException):
        allow(REGION, "Unicorns", 1)


def test_the_quotas_of_a_client_go_with_it(app):
    allow(app, "UserRead", 1)
    app_clients.delete_app_client(app, caller=CALLER)

    assert not values.set_values(app.pool)
