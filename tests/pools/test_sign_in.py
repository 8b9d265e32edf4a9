"""Signing in by the wire: each flow, each state of the user, what a client may and may not learn."""

import pytest
from django.utils import timezone

from pools.actions import user_pools
from pools.models import AuditEvent, Session, User
from tests.conftest import CALLER, PASSWORD
from tests.pools.signing_in import answer, by_password, by_srp, claims, refreshed, secret_hash, start_srp, tokens
from tests.pools.srp_client import SrpClient

HIDDEN = "Incorrect username or password."


@pytest.fixture
def secretive(app):
    """The app, hiding who exists."""
    app.prevent_user_existence_errors = "ENABLED"
    app.save()
    return app


@pytest.fixture
def confidential(app):
    """The app, with a secret."""
    app.secret = "s" * 52
    app.save()
    return app


def change(user: User, **fields):
    User.objects.filter(pk=user.pk).update(**fields)


def admin_start(idp, app, flow="ADMIN_USER_PASSWORD_AUTH", **parameters):
    parameters = parameters or {"USERNAME": "alice", "PASSWORD": PASSWORD}
    return idp.admin_initiate_auth(
        UserPoolId=app.pool_id, ClientId=app.client_id, AuthFlow=flow, AuthParameters=parameters
    )


# The ways in


@pytest.mark.spec("API-42", "API-53", "API-54", "API-55", "SEC-01", "SEC-268")
def test_alice_signs_in_by_srp(idp, app, alice):
    result = by_srp(idp, app)["AuthenticationResult"]

    assert claims(result["IdToken"])["sub"] == str(alice.sub)
    assert (result["TokenType"], result["ExpiresIn"]) == ("Bearer", 3600)
    assert set(result) == {"AccessToken", "IdToken", "RefreshToken", "TokenType", "ExpiresIn"}


@pytest.mark.spec("API-75", "API-362")
def test_alice_signs_in_by_password(idp, app, alice):
    assert idp.get_user(AccessToken=tokens(idp, app)["AccessToken"])["Username"] == "alice"


@pytest.mark.spec("API-57", "API-58", "API-60", "API-362")
@pytest.mark.parametrize("flow", ["ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH", "USER_PASSWORD_AUTH"])
def test_an_app_server_signs_alice_in(idp, app, alice, flow):
    result = admin_start(idp, app, flow)["AuthenticationResult"]

    assert claims(result["AccessToken"])["username"] == "alice"


@pytest.mark.spec("API-57")
def test_an_app_server_signs_alice_in_by_srp(idp, app, alice):
    client = SrpClient(app.pool_id, "alice", PASSWORD)
    challenge = admin_start(idp, app, "USER_SRP_AUTH", **client.start)
    result = idp.admin_respond_to_auth_challenge(
        UserPoolId=app.pool_id,
        ClientId=app.client_id,
        ChallengeName="PASSWORD_VERIFIER",
        ChallengeResponses=client.answer(challenge["ChallengeParameters"]),
        Session=challenge["Session"],
    )

    assert "AccessToken" in result["AuthenticationResult"]


@pytest.mark.spec("API-62")
def test_by_an_alias_srp_goes_on_with_the_true_user_name(idp, app, alice):
    app.pool.alias_attributes = ["email"]
    app.pool.save()
    alice.aliases.create(pool=app.pool, key="alice@example.com", attribute="email")
    client = SrpClient(app.pool_id, "alice@example.com", PASSWORD)
    challenge = start_srp(idp, app, client)

    assert challenge["ChallengeParameters"]["USER_ID_FOR_SRP"] == "alice"
    responses = client.answer(challenge["ChallengeParameters"])
    assert "AuthenticationResult" in answer(idp, app, "PASSWORD_VERIFIER", responses)


def test_the_sign_in_is_recorded_as_the_event_that_tokens_name(idp, app, alice):
    result = tokens(idp, app)
    event = AuditEvent.objects.get(name="InitiateAuth")

    assert claims(result["IdToken"])["event_id"] == claims(result["AccessToken"])["event_id"] == str(event.id)
    assert (event.sub, event.client_id, event.error) == (str(alice.sub), app.client_id, "")


# Wrong credentials


@pytest.mark.parametrize("sign_in", [by_password, by_srp])
def test_a_wrong_password_is_refused_and_recorded(idp, app, alice, refused, sign_in):
    with refused("NotAuthorizedException") as refusal:
        sign_in(idp, app, "alice", "Wrong-Horse-1")

    assert refusal.message == HIDDEN
    assert AuditEvent.objects.get(error="NotAuthorizedException").sub == str(alice.sub)
    assert not Session.objects.exists()


@pytest.mark.spec("CON-225", "APP-265")
@pytest.mark.parametrize("sign_in", [by_password, by_srp])
def test_nobody_is_told_to_be_nobody(idp, app, refused, sign_in):
    with refused("UserNotFoundException") as refusal:
        sign_in(idp, app, "nobody")

    assert refusal.message == "User does not exist."


@pytest.mark.spec("CON-226", "CON-227", "CON-228", "APP-124", "CON-164")
@pytest.mark.parametrize("sign_in", [by_password, by_srp])
def test_where_existence_is_hidden_nobody_has_a_wrong_password(idp, secretive, refused, sign_in):
    with refused("NotAuthorizedException") as refusal:
        sign_in(idp, secretive, "nobody")

    assert refusal.message == HIDDEN


@pytest.mark.spec("CON-228")
def test_a_simulated_challenge_looks_like_a_real_one(idp, secretive, alice):
    real = start_srp(idp, secretive, SrpClient(secretive.pool_id, "alice", "x"))
    simulated = start_srp(idp, secretive, SrpClient(secretive.pool_id, "carol", "x"))

    assert set(real) == set(simulated)
    assert {name: type(value) for name, value in real["ChallengeParameters"].items()} == {
        name: type(value) for name, value in simulated["ChallengeParameters"].items()
    }
    assert len(real["ChallengeParameters"]["SALT"]) == len(simulated["ChallengeParameters"]["SALT"])
    assert len(real["Session"]) == len(simulated["Session"])


@pytest.mark.spec("CON-228")
def test_a_simulated_salt_stays_the_same(idp, secretive):
    first = start_srp(idp, secretive, SrpClient(secretive.pool_id, "nobody", "x"))["ChallengeParameters"]
    again = start_srp(idp, secretive, SrpClient(secretive.pool_id, "nobody", "x"))["ChallengeParameters"]

    assert (first["SALT"], first["USER_ID_FOR_SRP"]) == (again["SALT"], again["USER_ID_FOR_SRP"])
    assert first["SRP_B"] != again["SRP_B"]


@pytest.mark.spec("CON-228")
def test_where_people_sign_in_by_address_nobody_has_an_internal_name_too(idp, secretive):
    secretive.pool.username_attributes = ["email"]
    secretive.pool.save()
    challenge = start_srp(idp, secretive, SrpClient(secretive.pool_id, "no@example.com", "x"))["ChallengeParameters"]

    assert len(challenge["USER_ID_FOR_SRP"]) == 36


# States of the user


@pytest.mark.parametrize("sign_in", [by_password, by_srp])
@pytest.mark.parametrize(
    ("fields", "error", "message"),
    [
        ({"enabled": False}, "NotAuthorizedException", "User is disabled."),
        ({"status": "UNCONFIRMED"}, "UserNotConfirmedException", "User is not confirmed."),
        ({"status": "RESET_REQUIRED"}, "PasswordResetRequiredException", "Password reset required for the user"),
    ],
)
def test_a_user_in_no_state_to_sign_in_is_told_why(idp, app, alice, refused, sign_in, fields, error, message):
    change(alice, **fields)
    with refused(error) as refusal:
        sign_in(idp, app)

    assert refusal.message == message


@pytest.mark.parametrize("fields", [{"enabled": False}, {"status": "UNCONFIRMED"}, {"status": "RESET_REQUIRED"}])
def test_a_user_s_state_is_not_told_without_the_password(idp, secretive, alice, refused, fields):
    change(alice, **fields)
    with refused("NotAuthorizedException") as refusal:
        by_password(idp, secretive, "alice", "Wrong-Horse-1")

    assert refusal.message == HIDDEN


@pytest.mark.spec("CON-234", "USR-198")
def test_an_imported_user_without_a_password_is_hidden_too(idp, secretive, alice, refused):
    change(alice, status="RESET_REQUIRED", sealed_srp_verifier=None)
    with refused("NotAuthorizedException") as refusal:
        by_srp(idp, secretive)

    assert refusal.message == HIDDEN


@pytest.mark.spec("CON-94", "CON-95", "CON-96", "CON-247")
def test_a_temporary_password_serves_seven_days(idp, app, alice, refused):
    change(alice, status="FORCE_CHANGE_PASSWORD", password_set_at=timezone.now() - timezone.timedelta(days=7))
    with refused("NotAuthorizedException") as refusal:
        by_password(idp, app)

    assert refusal.message == "Temporary password has expired and must be reset by an administrator."


@pytest.mark.spec("CON-94")
def test_a_pool_sets_how_long_a_temporary_password_serves(idp, app, alice):
    app.pool.policies = {"PasswordPolicy": {"TemporaryPasswordValidityDays": 30}}
    app.pool.save()
    change(alice, status="FORCE_CHANGE_PASSWORD", password_set_at=timezone.now() - timezone.timedelta(days=29))

    assert by_password(idp, app)["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


# What the client is allowed


@pytest.mark.spec("API-58", "API-365", "APP-115")
@pytest.mark.parametrize(
    ("sign_in", "message"),
    [
        (by_password, "USER_PASSWORD_AUTH flow not enabled for this client"),
        (by_srp, "USER_SRP_AUTH is not enabled for the client."),
        (lambda idp, app: admin_start(idp, app), "Auth flow not enabled for this client"),
        (lambda idp, app: admin_start(idp, app, "ADMIN_NO_SRP_AUTH"), "Auth flow not enabled for this client"),
    ],
)
def test_a_flow_that_is_not_enabled_is_refused(idp, app, alice, refused, sign_in, message):
    app.explicit_auth_flows = ["ALLOW_CUSTOM_AUTH"]
    app.save()
    with refused("InvalidParameterException") as refusal:
        sign_in(idp, app)

    assert refusal.message == message


def test_refreshing_must_be_enabled(idp, app, alice, refused):
    refresh_token = tokens(idp, app)["RefreshToken"]
    app.explicit_auth_flows = ["ALLOW_USER_PASSWORD_AUTH"]
    app.save()
    with refused("InvalidParameterException") as refusal:
        refreshed(idp, app, refresh_token)

    assert refusal.message == "Auth flow not enabled for this client"


@pytest.mark.spec("API-365")
@pytest.mark.parametrize("flows", [[], ["ADMIN_NO_SRP_AUTH"], ["USER_PASSWORD_AUTH"]])
def test_a_client_of_the_older_kind_signs_in_by_srp_and_refreshes(idp, app, alice, flows):
    app.explicit_auth_flows = flows
    app.save()
    result = by_srp(idp, app)["AuthenticationResult"]

    assert "AccessToken" in refreshed(idp, app, result["RefreshToken"])["AuthenticationResult"]


@pytest.mark.spec("API-365")
def test_a_client_of_custom_challenges_only_knows_no_srp(idp, app, alice, refused):
    app.explicit_auth_flows = ["CUSTOM_AUTH_FLOW_ONLY"]
    app.save()
    with refused("InvalidParameterException"):
        by_srp(idp, app)


@pytest.mark.spec("API-61")
@pytest.mark.parametrize("flow", ["ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"])
def test_an_app_on_a_phone_has_no_flow_for_app_servers(idp, app, alice, refused, flow):
    with refused("InvalidParameterException") as refusal:
        idp.initiate_auth(ClientId=app.client_id, AuthFlow=flow, AuthParameters={"USERNAME": "a", "PASSWORD": "b"})

    assert refusal.message == "Initiate Auth method not supported."


@pytest.mark.parametrize(
    ("flow", "parameters", "missing"),
    [
        ("USER_PASSWORD_AUTH", {"PASSWORD": PASSWORD}, "USERNAME"),
        ("USER_PASSWORD_AUTH", {"USERNAME": "alice"}, "PASSWORD"),
        ("USER_SRP_AUTH", {"SRP_A": "2"}, "USERNAME"),
        ("USER_SRP_AUTH", {"USERNAME": "alice"}, "SRP_A"),
        ("REFRESH_TOKEN_AUTH", {}, "REFRESH_TOKEN"),
    ],
)
def test_a_missing_parameter_is_named(idp, app, alice, refused, flow, parameters, missing):
    with refused("InvalidParameterException") as refusal:
        idp.initiate_auth(ClientId=app.client_id, AuthFlow=flow, AuthParameters=parameters)

    assert refusal.message == f"Missing required parameter {missing}"


@pytest.mark.parametrize("username", ["n" * 2048, "a b", "a\n", "\x7f"])
@pytest.mark.parametrize("sign_in", [by_password, by_srp])
def test_a_name_that_nobody_can_have_is_nobody_s(idp, secretive, refused, username, sign_in):
    with refused("NotAuthorizedException"):
        sign_in(idp, secretive, username)


def test_a_name_longer_than_any_is_refused(idp, secretive, refused):
    with refused("InvalidParameterException"):
        by_password(idp, secretive, "n" * 2049)


@pytest.mark.parametrize("number", ["0", "nonsense", "-1", "f" * 769, "٣"])
def test_a_useless_srp_a_is_refused(idp, app, alice, refused, number):
    with refused("InvalidParameterException"):
        idp.initiate_auth(
            ClientId=app.client_id, AuthFlow="USER_SRP_AUTH", AuthParameters={"USERNAME": "alice", "SRP_A": number}
        )


def test_a_client_that_does_not_exist_is_named(idp, app, refused):
    with refused("ResourceNotFoundException") as refusal:
        idp.initiate_auth(ClientId="missing", AuthFlow="USER_PASSWORD_AUTH", AuthParameters={})

    assert refusal.message == "User pool client missing does not exist."


def test_a_client_of_another_pool_is_refused(idp, app, alice, refused):
    other = user_pools.create_user_pool("others", region="us-east-1", caller=CALLER)
    with refused("ResourceNotFoundException"):
        idp.admin_initiate_auth(
            UserPoolId=other.id,
            ClientId=app.client_id,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "alice", "PASSWORD": PASSWORD},
        )


# The client's secret


def test_a_client_with_a_secret_must_prove_it(idp, confidential, alice, refused):
    with refused("NotAuthorizedException") as refusal:
        by_password(idp, confidential)

    client_id = confidential.client_id
    assert refusal.message == f"Client {client_id} is configured with secret but SECRET_HASH was not received"


@pytest.mark.parametrize("given", ["wrong", "é", "x" * 5000])
def test_a_wrong_secret_hash_is_refused(idp, confidential, alice, refused, given):
    with refused("NotAuthorizedException"):
        by_password(idp, confidential, SECRET_HASH=given)


def test_the_right_secret_hash_signs_in_and_refreshes(idp, confidential, alice):
    proof = secret_hash(confidential, "alice")
    result = by_password(idp, confidential, SECRET_HASH=proof)["AuthenticationResult"]

    assert (
        "AccessToken" in refreshed(idp, confidential, result["RefreshToken"], SECRET_HASH=proof)["AuthenticationResult"]
    )


def test_refreshing_needs_the_secret_hash_too(idp, confidential, alice, refused):
    refresh_token = by_password(idp, confidential, SECRET_HASH=secret_hash(confidential, "alice"))
    with refused("NotAuthorizedException"):
        refreshed(idp, confidential, refresh_token["AuthenticationResult"]["RefreshToken"])


def test_each_answer_needs_the_secret_hash(idp, confidential, alice, refused):
    client = SrpClient(confidential.pool_id, "alice", PASSWORD)
    challenge = start_srp(idp, confidential, client, SECRET_HASH=secret_hash(confidential, "alice"))
    responses = client.answer(challenge["ChallengeParameters"])
    with refused("NotAuthorizedException"):
        answer(idp, confidential, "PASSWORD_VERIFIER", responses)

    responses["SECRET_HASH"] = secret_hash(confidential, "alice")
    assert "AuthenticationResult" in answer(idp, confidential, "PASSWORD_VERIFIER", responses)
