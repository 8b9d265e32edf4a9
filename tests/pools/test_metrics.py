"""Cognito's metrics: what counts as an attempt, how it ended, and whom it is counted for."""

import pytest
from prometheus_client import REGISTRY

from pools import metrics
from pools.api import throttling
from pools.errors import TooManyRequestsException
from tests.conftest import PASSWORD


@pytest.fixture
def counted():
    """`counted("SignUpSuccesses_sum", UserPool=...)`: by how much it grew since the test began."""
    before = {(sample.name, *sorted(sample.labels.items())): sample.value for sample in samples()}

    def grown(name, **labels):
        now = REGISTRY.get_sample_value(name, labels) or 0
        return now - before.get((name, *sorted(labels.items())), 0)

    return grown


def samples():
    return [sample for metric in REGISTRY.collect() for sample in metric.samples]


def sign_in(idp, client_id, password=PASSWORD):
    return idp.initiate_auth(
        ClientId=client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "alice", "PASSWORD": password},
    )


@pytest.fixture
def of_app(app):
    return {"UserPool": app.pool_id, "UserPoolClient": app.client_id}


@pytest.mark.spec("API-76", "API-87")
def test_a_sign_up_is_a_success(idp, app, counted, of_app):
    mail = [{"Name": "email", "Value": "bob@example.com"}]
    idp.sign_up(ClientId=app.client_id, Username="bob", Password=PASSWORD, UserAttributes=mail)

    assert counted("SignUpSuccesses_sum", **of_app) == counted("SignUpSuccesses_count", **of_app) == 1


@pytest.mark.spec("API-76", "API-87")
def test_a_refused_sign_up_counts_as_an_attempt_alone(idp, app, alice, counted, of_app, refused):
    with refused("UsernameExistsException"):
        idp.sign_up(ClientId=app.client_id, Username="alice", Password=PASSWORD)

    assert counted("SignUpSuccesses_sum", **of_app) == 0
    assert counted("SignUpSuccesses_count", **of_app) == 1


@pytest.mark.spec("API-78")
def test_an_administrators_registration_is_the_client_admin(idp, pool, counted):
    idp.admin_create_user(UserPoolId=pool.id, Username="bob", MessageAction="SUPPRESS")

    assert counted("SignUpSuccesses_sum", UserPool=pool.id, UserPoolClient="Admin") == 1


@pytest.mark.spec("API-80")
def test_a_sign_in_counts_when_there_are_tokens(idp, app, alice, counted, of_app):
    sign_in(idp, app.client_id)

    assert counted("SignInSuccesses_sum", **of_app) == counted("SignInSuccesses_count", **of_app) == 1


@pytest.mark.spec("API-80")
def test_a_wrong_password_is_a_failed_sign_in(idp, app, alice, counted, of_app, refused):
    with refused("NotAuthorizedException"):
        sign_in(idp, app.client_id, "Wrong-Horse-1")

    assert counted("SignInSuccesses_sum", **of_app) == 0
    assert counted("SignInSuccesses_count", **of_app) == 1


@pytest.mark.spec("API-80")
def test_a_challenge_is_no_end_of_a_sign_in(idp, app, alice, counted, of_app):
    idp.initiate_auth(
        ClientId=app.client_id, AuthFlow="USER_SRP_AUTH", AuthParameters={"USERNAME": "alice", "SRP_A": "a" * 64}
    )

    assert counted("SignInSuccesses_count", **of_app) == 0


@pytest.mark.spec("API-80", "API-82")
def test_a_refresh_is_no_sign_in(idp, app, alice, counted, of_app):
    token = sign_in(idp, app.client_id)["AuthenticationResult"]["RefreshToken"]
    idp.get_tokens_from_refresh_token(ClientId=app.client_id, RefreshToken=token)
    idp.initiate_auth(ClientId=app.client_id, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters={"REFRESH_TOKEN": token})

    assert counted("TokenRefreshSuccesses_sum", **of_app) == 2
    assert counted("SignInSuccesses_count", **of_app) == 1


@pytest.mark.spec("API-82")
def test_a_bad_refresh_token_is_a_failure_of_its_client(idp, app, counted, of_app, refused):
    with refused("NotAuthorizedException"):
        idp.get_tokens_from_refresh_token(ClientId=app.client_id, RefreshToken="not-a-refresh-token")

    assert counted("TokenRefreshSuccesses_sum", **of_app) == 0
    assert counted("TokenRefreshSuccesses_count", **of_app) == 1


@pytest.mark.spec("API-84")
def test_an_unknown_client_is_never_echoed(idp, pool, counted, refused):
    with refused("ResourceNotFoundException"):
        sign_in(idp, "8nobody8nobody8nobody8nob")

    assert counted("SignInSuccesses_count", UserPool="Invalid", UserPoolClient="Invalid") == 1
    assert "8nobody8nobody8nobody8nob" not in str(samples())


@pytest.mark.spec("API-89", "API-91")
def test_every_call_counts_in_its_category(idp, app, alice, counted, refused):
    sign_in(idp, app.client_id)
    with refused("NotAuthorizedException"):
        sign_in(idp, app.client_id, "Wrong-Horse-1")

    labels = {"Service": "Cognito user pool", "Type": "API", "Resource": "UserAuthentication", "Class": "None"}
    assert counted("CallCount_total", **labels) == 2
    assert counted("ThrottleCount_total", **labels) == 0


@pytest.mark.spec("API-77", "API-81", "API-83", "API-88", "API-90")
@pytest.mark.parametrize("name", ["SignUp", "SignIn", "TokenRefresh"])
def test_a_throttled_attempt_is_throttled_and_failed(idp, app, counted, of_app, refused, monkeypatch, throttled, name):
    call, category = throttled[name]
    with refused("TooManyRequestsException"):
        call()

    assert counted(f"{name}Throttles_total", **of_app) == 1
    assert counted(f"{name}Successes_count", **of_app) == 1
    assert counted(f"{name}Successes_sum", **of_app) == 0
    labels = {"Service": "Cognito user pool", "Type": "API", "Resource": category, "Class": "None"}
    assert counted("ThrottleCount_total", **labels) == counted("CallCount_total", **labels) == 1


@pytest.fixture
def throttled(idp, app, settings, monkeypatch):
    """Calls that come when the quota is used up, and their categories."""

    def refuse(operation, call):
        assert call.client
        raise TooManyRequestsException

    settings.RATE_LIMITS = "cognito"
    monkeypatch.setattr(throttling, "count", refuse)
    refresh = {"AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": {"REFRESH_TOKEN": "x"}}
    return {
        "SignUp": (lambda: idp.sign_up(ClientId=app.client_id, Username="bob", Password=PASSWORD), "UserCreation"),
        "SignIn": (lambda: sign_in(idp, app.client_id), "UserAuthentication"),
        "TokenRefresh": (lambda: idp.initiate_auth(ClientId=app.client_id, **refresh), "UserAuthentication"),
    }


@pytest.mark.spec("API-85", "API-86")
def test_federation_is_counted_by_provider(counted):
    labels = {"UserPool": "us-east-1_x", "UserPoolClient": "shop", "IdentityProvider": "Google"}

    metrics.FEDERATION.count(*labels.values(), succeeded=False, throttled=True)

    assert counted("FederationSuccesses_count", **labels) == counted("FederationThrottles_total", **labels) == 1
    assert counted("FederationSuccesses_sum", **labels) == 0


def test_the_time_to_answer_is_told_by_operation(idp, pool, counted, refused):
    idp.describe_user_pool(UserPoolId=pool.id)
    with refused("ResourceNotFoundException"):
        idp.describe_user_pool(UserPoolId="us-east-1_nobodyhas")

    assert counted("poolhouse_request_seconds_count", operation="DescribeUserPool", outcome="ok") == 1
    assert counted("poolhouse_request_seconds_count", operation="DescribeUserPool", outcome="refused") == 1
