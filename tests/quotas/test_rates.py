"""Operation categories and their request rates."""

import pytest

from pools.actions.quotas import buckets, categories, rates, values
from pools.actions.quotas.rates import Asker
from pools.contract import service_model
from pools.errors import TooManyRequestsException
from tests.conftest import CALLER, PASSWORD, REGION

pytestmark = pytest.mark.one_database

ALL = Asker(REGION)


def passed(times, operation, asker=ALL, **more):
    """Of so many calls, how many were not refused."""
    return sum(_passes(operation, asker, **more) for _ in range(times))


def _passes(operation, asker, **more):
    try:
        rates.count_call(operation, asker, **more)
    except TooManyRequestsException:
        return False
    return True


@pytest.mark.spec(
    "API-162",
    "API-163",
    "API-165",
    "API-166",
    "API-167",
    "API-168",
    "API-169",
    "API-170",
    "API-171",
    "API-172",
    "API-173",
    "API-174",
    "API-175",
    "API-176",
    "API-177",
    "API-178",
    "API-374",
)
@pytest.mark.parametrize(
    ("operation", "name", "rps"),
    [
        ("InitiateAuth", "UserAuthentication", 120),
        ("GetTokensFromRefreshToken", "UserAuthentication", 120),
        ("AdminConfirmSignUp", "UserCreation", 50),
        ("AdminSetUserPassword", "UserAccountRecovery", 30),
        ("AdminGetUser", "UserRead", 120),
        ("AdminGetUserAuthFactors", "UserRead", 120),
        ("GlobalSignOut", "UserUpdate", 25),
        ("RevokeToken", "UserToken", 120),
        ("GetUserAttributeVerificationCode", "UserResourceRead", 50),
        ("AdminDeleteSoftwareToken", "UserResourceUpdate", 25),
        ("ListUsersInGroup", "UserList", 30),
        ("ListUserPools", "UserPoolRead", 15),
        ("DeleteUserPool", "UserPoolUpdate", 15),
        ("GetCSVHeader", "UserPoolResourceRead", 20),
        ("UntagResource", "UserPoolResourceUpdate", 15),
        ("ListUserPoolClients", "UserPoolClientRead", 15),
        ("UpdateUserPoolClient", "UserPoolClientUpdate", 15),
        ("GetClientToken", "ClientAuthentication", 150),
        ("GetProvisionedLimit", "LimitManagement", 1),
    ],
)
def test_a_category_has_cognitos_rate(operation, name, rps):
    category = categories.category_of(operation)

    assert (category.name, category.rps) == (name, rps)


def test_every_operation_of_a_category_is_one_of_the_model():
    named = {operation for category in categories.CATEGORIES.values() for operation in category.operations}

    assert named <= set(service_model.load("cognito-idp").operation_names)


def test_no_operation_is_in_two_categories():
    operations = [operation for category in categories.CATEGORIES.values() for operation in category.operations]

    assert len(operations) == len(set(operations))


@pytest.mark.spec("API-374")
def test_a_new_password_that_was_asked_for_is_account_recovery():
    category = categories.category_of("RespondToAuthChallenge", "NEW_PASSWORD_REQUIRED")

    assert category is categories.USER_ACCOUNT_RECOVERY


@pytest.mark.spec("API-163")
@pytest.mark.django_db
def test_the_operations_of_a_category_share_its_rate(limited):
    limited()

    assert passed(30, "SignUp") + passed(30, "AdminCreateUser") == 50


@pytest.mark.django_db
def test_a_second_later_there_is_room_again(limited, clock):
    limited()
    passed(60, "SignUp")
    clock.shift(1.01)

    assert passed(60, "SignUp") == 50


@pytest.mark.django_db
def test_no_second_sees_more_than_the_rate(limited, clock):
    limited()
    early = passed(25, "SignUp")
    clock.shift(0.9)
    late = passed(60, "SignUp")

    assert (early, late) == (25, 25)


@pytest.mark.spec("API-179")
@pytest.mark.django_db
def test_of_answers_to_challenges_only_the_excess_counts(limited):
    limited()
    values.set_quota(REGION, "UserAuthentication", 80, caller=CALLER)
    answers = passed(280, "RespondToAuthChallenge")
    sign_ins = passed(70, "InitiateAuth")

    assert answers == 280  # 240 by their own allowance, 40 as sign-ins
    assert 70 - sign_ins == 30


@pytest.mark.spec("API-174", "API-175", "API-176", "API-177")
@pytest.mark.parametrize("operation", ["GetGroup", "CreateGroup", "ListUserPoolClients", "CreateUserPoolClient"])
@pytest.mark.django_db
def test_one_operation_is_called_five_times_a_second_on_one_pool(limited, operation):
    limited()
    one, other = Asker(REGION, "us-east-1_One000000"), Asker(REGION, "us-east-1_Other0000")

    assert passed(6, operation, one) == 5
    assert passed(6, operation, other) == 5


@pytest.mark.spec("API-373")
@pytest.mark.django_db
def test_tags_are_set_five_times_a_second_over_all_pools(limited):
    limited()
    one, other = Asker(REGION, "us-east-1_One000000"), Asker(REGION, "us-east-1_Other0000")

    assert passed(4, "TagResource", one) + passed(4, "TagResource", other) == 5


@pytest.mark.spec("API-180")
@pytest.mark.parametrize("operation", ["AdminGetUser", "InitiateAuth", "ListDevices", "SetUserMFAPreference"])
@pytest.mark.django_db
def test_one_user_is_read_and_changed_ten_times_a_second_each(limited, operation):
    limited()
    alice, bob = Asker(REGION, "us-east-1_One000000", user="alice"), Asker(REGION, "us-east-1_One000000", user="bob")

    assert passed(11, operation, alice) == 10
    assert passed(11, operation, bob) == 10


@pytest.mark.django_db
def test_a_region_has_a_rate_of_its_own(limited):
    limited()
    passed(15, "ListUserPools")

    assert passed(20, "ListUserPools", Asker("eu-west-1")) == 15


def test_a_pool_has_its_share_and_the_others_keep_theirs(limited, pool):
    limited()
    values.set_quota(pool, "UserList", 5, caller=CALLER)

    assert passed(10, "ListUsers", Asker(REGION, pool.id)) == 5
    assert passed(40, "ListUsers", Asker(REGION, "us-east-1_Other0000")) == 25


def test_an_app_client_has_its_share(limited, app):
    limited("custom")
    values.set_quota(app, "UserAuthentication", 2, caller=CALLER)

    assert passed(3, "InitiateAuth", Asker(REGION, app.pool_id, app.client_id)) == 2
    assert passed(200, "InitiateAuth", Asker(REGION, app.pool_id, "another")) == 200


@pytest.mark.django_db
def test_with_rates_of_ones_own_cognitos_do_not_hold(limited):
    limited("custom")
    values.set_quota(REGION, "UserPoolRead", 2, caller=CALLER)

    assert passed(5, "ListUserPools") == 2
    assert passed(500, "SignUp") == 500


@pytest.mark.django_db
def test_a_process_of_several_admits_its_share(limited):
    limited(workers=4)

    assert passed(50, "SignUp") == 13


@pytest.mark.django_db
def test_what_is_less_than_one_for_each_process_is_admitted_less_often(limited, clock):
    limited(workers=4)
    first = passed(2, "GetProvisionedLimit")
    clock.shift(2)
    second = passed(2, "GetProvisionedLimit")
    clock.shift(2.1)
    third = passed(2, "GetProvisionedLimit")

    assert (first, second, third) == (1, 0, 1)


@pytest.mark.django_db
def test_a_rate_is_read_from_the_database_once_in_some_seconds(limited, clock, django_assert_num_queries):
    limited()
    with django_assert_num_queries(1):
        passed(20, "SignUp")
    clock.shift(values.KEPT_SECONDS + 1)
    with django_assert_num_queries(1):
        passed(20, "SignUp")


def test_without_rates_nothing_is_counted(idp, app, alice, limited, monkeypatch):
    monkeypatch.setattr(rates, "count_call", None)
    idp.admin_get_user(UserPoolId=app.pool_id, Username="alice")


@pytest.mark.spec("API-166", "API-184", "API-377")
def test_who_calls_too_often_is_told_to_come_again(idp, pool, alice, limited, refused):
    limited()
    values.set_quota(REGION, "UserRead", 1, caller=CALLER)
    idp.admin_get_user(UserPoolId=pool.id, Username="alice")
    with refused("TooManyRequestsException") as refusal:
        idp.admin_get_user(UserPoolId=pool.id, Username="alice")

    assert (refusal.status, refusal.message) == (400, "Rate exceeded")


@pytest.mark.spec("API-184")
def test_the_sdk_tries_again_by_itself(sdk, pool, alice, limited, clock, monkeypatch):
    limited()
    values.set_quota(REGION, "UserRead", 1, caller=CALLER)
    patient = sdk(retries={"total_max_attempts": 2, "mode": "standard"})
    monkeypatch.setattr("time.sleep", lambda seconds: clock.shift(1.5))
    patient.admin_get_user(UserPoolId=pool.id, Username="alice")
    again = patient.admin_get_user(UserPoolId=pool.id, Username="alice")

    assert again["ResponseMetadata"]["RetryAttempts"] == 1


@pytest.mark.spec("API-185")
def test_a_refresh_counts_as_a_sign_in(idp, app, alice, limited, refused):
    limited()
    values.set_quota(REGION, "UserAuthentication", 1, caller=CALLER)
    signed_in = _sign_in(idp, app)
    token = {"REFRESH_TOKEN": signed_in["RefreshToken"]}
    with refused("TooManyRequestsException"):
        idp.initiate_auth(ClientId=app.client_id, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters=token)


@pytest.mark.spec("API-180")
def test_a_user_is_known_by_the_access_token(idp, app, alice, limited, refused):
    limited()
    signed_in = _sign_in(idp, app)
    values.set_quota(REGION, "ReadsOfUser", 1, caller=CALLER)
    idp.get_user(AccessToken=signed_in["AccessToken"])
    with refused("TooManyRequestsException"):
        idp.get_user(AccessToken=signed_in["AccessToken"])


def test_a_wrong_access_token_is_refused_for_what_it_is_and_counts(idp, db, limited, refused):
    limited()
    values.set_quota(REGION, "UserRead", 1, caller=CALLER)
    with refused("NotAuthorizedException"):
        idp.get_user(AccessToken="wrong")
    with refused("TooManyRequestsException"):
        idp.get_user(AccessToken="wrong")


def test_reading_by_token_takes_no_more_queries_with_rates(idp, app, alice, limited, django_assert_num_queries):
    limited()
    token = _sign_in(idp, app)["AccessToken"]
    with django_assert_num_queries(1):
        idp.get_user(AccessToken=token)


@pytest.mark.django_db
def test_while_redis_does_not_answer_the_process_counts_alone(limited, settings, caplog):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    limited()

    assert passed(60, "SignUp") == 50
    assert "Redis does not count requests" in caplog.text


def test_names_of_users_do_not_leave_the_process():
    assert "alice" not in buckets._key(("ReadsOfUser", REGION, "alice"))


def _sign_in(idp, app):
    answer = idp.initiate_auth(
        ClientId=app.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "alice", "PASSWORD": PASSWORD},
    )
    return answer["AuthenticationResult"]
