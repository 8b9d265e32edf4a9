"""Tokens outside of sign-in: of an app client itself, and derived from a user's for a service further on."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from pools.actions import app_clients, groups, resource_servers, users
from pools.errors import InvalidParameterException
from pools.models import AuditEvent
from tests.conftest import CALLER
from tests.pools.signing_in import claims, tokens

SECRET = "s" * 40
CUSTOM = ["shop/read", "shop/write"]


@pytest.fixture
def machine(pool):
    scopes = [{"ScopeName": name, "ScopeDescription": name} for name in ("read", "write")]
    resource_servers.create_resource_server(pool, "shop", "Shop", scopes, caller=CALLER)
    return app_clients.create_app_client(
        pool,
        "robot",
        caller=CALLER,
        client_secret=SECRET,
        explicit_auth_flows=["ALLOW_CLIENT_TOKEN_AUTH"],
        allowed_o_auth_scopes=CUSTOM,
    )


@pytest.fixture
def service(pool):
    """A confidential app client that may exchange tokens in both ways."""
    client = app_clients.create_app_client(
        pool,
        "service",
        caller=CALLER,
        client_secret=SECRET,
        explicit_auth_flows=["ALLOW_TOKEN_EXCHANGE_IMPERSONATION", "ALLOW_TOKEN_EXCHANGE_DELEGATION"],
    )
    client.allowed_o_auth_scopes = ["aws.cognito.signin.user.admin"]
    client.save()
    return client


@pytest.fixture
def exchange(anonymous, service):
    def exchange(subject_token, **more):
        asked = {"SubjectToken": subject_token, "SubjectTokenType": "ACCESS_TOKEN", "ClientSecret": SECRET} | more
        return anonymous.get_derived_token(ClientId=service.client_id, **asked)

    return exchange


def machine_token(idp, machine, **more):
    answer = idp.get_client_token(ClientId=machine.client_id, Secret=SECRET, **more)
    return answer["ClientAuthenticationResult"]


# GetClientToken


@pytest.mark.spec("SEC-267", "API-368")
def test_an_app_client_gets_a_token_of_its_own(idp, machine, trail):
    result = machine_token(idp, machine)
    told = claims(result["AccessToken"])

    assert (result["TokenType"], result["ExpiresIn"]) == ("Bearer", 3600)
    assert (told["sub"], told["client_id"], told["token_use"]) == (machine.client_id, machine.client_id, "access")
    assert (told["scope"], told["iss"]) == ("shop/read shop/write", machine.pool.issuer)
    assert [event.client_id for event in trail(name="GetClientToken")] == [machine.client_id]


@pytest.mark.spec("API-368")
def test_it_may_ask_for_less(idp, machine):
    assert claims(machine_token(idp, machine, Scopes=["shop/read"])["AccessToken"])["scope"] == "shop/read"


@pytest.mark.parametrize("scope", ["shop/delete", "openid", "aws.cognito.signin.user.admin"])
def test_but_not_for_more(idp, machine, refused, scope):
    with refused("InvalidParameterException"):
        machine_token(idp, machine, Scopes=[scope])


@pytest.mark.spec("API-354")
@pytest.mark.parametrize("credentials", [{}, {"access_key_id": "AKIAUNKNOWNUNKNOWN00"}])
def test_whose_credentials_sign_it_does_not_matter(sdk, anonymous, machine, credentials):
    assert "AccessToken" in machine_token(sdk(parameter_validation=False, **credentials), machine)
    assert "AccessToken" in machine_token(anonymous, machine)


def test_a_wrong_secret_is_refused_and_recorded(idp, machine, refused):
    with refused("NotAuthorizedException"):
        idp.get_client_token(ClientId=machine.client_id, Secret="t" * 40)

    assert AuditEvent.objects.get(name="GetClientToken").error == "NotAuthorizedException"


def test_an_unknown_client_is_named(idp, pool, refused):
    with refused("ResourceNotFoundException"):
        idp.get_client_token(ClientId="missing", Secret=SECRET)


def test_the_flow_must_be_enabled(idp, service, refused):
    with refused("InvalidParameterException"):
        idp.get_client_token(ClientId=service.client_id, Secret=SECRET)


@pytest.mark.spec("API-368")
@pytest.mark.parametrize(
    ("flows", "secret"),
    [
        (["ALLOW_CLIENT_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"], SECRET),
        (["ALLOW_CLIENT_TOKEN_AUTH"], None),
    ],
)
def test_machines_have_no_other_flow_and_a_secret(pool, flows, secret):
    with pytest.raises(InvalidParameterException):
        app_clients.create_app_client(pool, "r", caller=CALLER, client_secret=secret, explicit_auth_flows=flows)


@pytest.mark.spec("API-368")
def test_the_wire_knows_the_flow(idp, pool):
    made = idp.create_user_pool_client(
        UserPoolId=pool.id, ClientName="robot", GenerateSecret=True, ExplicitAuthFlows=["ALLOW_CLIENT_TOKEN_AUTH"]
    )

    assert made["UserPoolClient"]["ExplicitAuthFlows"] == ["ALLOW_CLIENT_TOKEN_AUTH"]


def test_a_machine_is_no_user(idp, machine, refused):
    with refused("NotAuthorizedException"):
        idp.get_user(AccessToken=machine_token(idp, machine)["AccessToken"])


# GetDerivedToken: impersonation


@pytest.mark.spec("SEC-267", "API-368")
def test_a_user_s_token_becomes_one_for_another_client(idp, app, alice, service, exchange):
    groups.admin_add_user_to_group(alice, groups.create_group(app.pool, "admin", caller=CALLER), caller=CALLER)
    given = tokens(idp, app)["AccessToken"]
    derived = exchange(given, Audiences=["orders"])
    before, after = claims(given), claims(derived["IssuedToken"])

    assert (derived["IssuedTokenType"], derived["TokenType"]) == ("ACCESS_TOKEN", "Bearer")
    assert derived["Scopes"] == ["aws.cognito.signin.user.admin"]
    assert (after["sub"], after["client_id"], after["aud"]) == (str(alice.sub), service.client_id, "orders")
    kept = ("auth_time", "origin_jti", "event_id", "username", "cognito:groups")
    assert [before[name] for name in kept] == [after[name] for name in kept]
    assert "act" not in after


def test_it_ends_with_the_token_that_it_came_from(idp, app, alice, exchange):
    given = tokens(idp, app)["AccessToken"]
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=50)):
        derived = exchange(given)

    assert claims(derived["IssuedToken"])["exp"] == claims(given)["exp"]
    assert derived["ExpiresIn"] <= 600


@pytest.mark.spec("API-368")
def test_an_id_token_is_given_and_taken_too(idp, app, alice, service, exchange):
    given = tokens(idp, app)["IdToken"]
    derived = exchange(given, SubjectTokenType="ID_TOKEN", RequestedTokenType="ID_TOKEN")
    told = claims(derived["IssuedToken"])

    assert (derived["IssuedTokenType"], derived["TokenType"]) == ("ID_TOKEN", "N_A")
    assert (told["token_use"], told["aud"], told["email"]) == ("id", service.client_id, "alice@example.com")


def test_an_id_token_of_a_client_without_revocation_is_taken(idp, app, alice, exchange):
    app.enable_token_revocation = False
    app.save()
    derived = exchange(tokens(idp, app)["IdToken"], SubjectTokenType="ID_TOKEN")

    assert "origin_jti" not in claims(derived["IssuedToken"])


def test_scopes_are_those_of_all_three(idp, app, alice, exchange, refused):
    given = tokens(idp, app)["AccessToken"]
    derived = exchange(given, Scopes=["aws.cognito.signin.user.admin", "openid"])
    with refused("InvalidParameterException"):
        exchange(given, Scopes=["openid"])

    assert derived["Scopes"] == ["aws.cognito.signin.user.admin"]


# GetDerivedToken: delegation


@pytest.mark.spec("SEC-267", "API-368")
def test_an_actor_is_told(idp, app, alice, machine, exchange):
    robot = machine_token(idp, machine)["AccessToken"]
    derived = exchange(tokens(idp, app)["AccessToken"], ActorToken=robot, ActorTokenType="ACCESS_TOKEN")

    assert claims(derived["IssuedToken"])["act"] == {"sub": machine.client_id, "client_id": machine.client_id}
    assert AuditEvent.objects.get(name="GetDerivedToken").detail == {"actor": machine.client_id}


def test_a_chain_of_actors_is_told(idp, app, alice, bob, machine, exchange):
    robot = machine_token(idp, machine)["AccessToken"]
    first = exchange(tokens(idp, app)["AccessToken"], ActorToken=robot, ActorTokenType="ACCESS_TOKEN")
    by_bob = {"ActorToken": tokens(idp, app, "bob")["IdToken"], "ActorTokenType": "ID_TOKEN"}
    second = exchange(first["IssuedToken"], **by_bob)

    assert claims(second["IssuedToken"])["act"] == {"sub": str(bob.sub), "act": claims(first["IssuedToken"])["act"]}


# What is refused


def test_the_client_must_prove_itself(idp, app, alice, exchange, refused):
    with refused("NotAuthorizedException"):
        exchange(tokens(idp, app)["AccessToken"], ClientSecret="t" * 40)


@pytest.mark.spec("API-354")
def test_or_an_administrator_signs(idp, app, alice, service):
    derived = idp.get_derived_token(
        ClientId=service.client_id,
        SubjectToken=tokens(idp, app)["AccessToken"],
        SubjectTokenType="ACCESS_TOKEN",
    )

    assert claims(derived["IssuedToken"])["sub"] == str(alice.sub)


@pytest.mark.spec("API-354")
def test_a_signature_that_is_none_is_refused(idp, app, alice, service, sdk, refused):
    stranger = sdk(parameter_validation=False, access_key_id="AKIAUNKNOWNUNKNOWN00", secret="x")
    with refused("UnrecognizedClientException"):
        stranger.get_derived_token(
            ClientId=service.client_id, SubjectToken=tokens(idp, app)["AccessToken"], SubjectTokenType="ACCESS_TOKEN"
        )


@pytest.mark.spec("API-368")
@pytest.mark.parametrize(
    ("allowed", "more"),
    [
        ("ALLOW_TOKEN_EXCHANGE_DELEGATION", {}),
        ("ALLOW_TOKEN_EXCHANGE_IMPERSONATION", {"ActorToken": "x", "ActorTokenType": "ACCESS_TOKEN"}),
    ],
)
def test_each_way_must_be_enabled(idp, app, alice, service, exchange, refused, allowed, more):
    service.explicit_auth_flows = [allowed]
    service.save()
    with refused("InvalidParameterException"):
        exchange(tokens(idp, app)["AccessToken"], **more)


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"SubjectTokenType": "ID_TOKEN"}, "NotAuthorizedException"),
        ({"SubjectTokenType": "SAML2"}, "InvalidParameterException"),
        ({"SubjectTokenProviderName": "Corp"}, "ResourceNotFoundException"),
        ({"ActorToken": "x"}, "InvalidParameterException"),
        ({"ActorToken": "x", "ActorTokenType": "ACCESS_TOKEN"}, "NotAuthorizedException"),
        ({"Resources": ["shop"]}, "ResourceNotFoundException"),
        ({"Resources": ["shop"], "Audiences": ["orders"]}, "InvalidParameterException"),
        ({"Audiences": ["a", "b"]}, "InvalidParameterException"),
    ],
)
def test_what_cannot_be_exchanged_is_refused(idp, app, alice, exchange, refused, more, error):
    with refused(error):
        exchange(tokens(idp, app)["AccessToken"], **more)


@pytest.mark.parametrize("token", ["x", "a.b.c", "e30.e30.e30"])
def test_what_is_no_token_is_refused(exchange, refused, token):
    with refused("NotAuthorizedException"):
        exchange(token)


def test_an_altered_token_is_refused(idp, app, alice, exchange, refused):
    head, body, signature = tokens(idp, app)["AccessToken"].split(".")
    with refused("NotAuthorizedException"):
        exchange(f"{head}.{body}.{signature[::-1]}")


def test_a_revoked_token_is_refused(idp, app, alice, exchange, refused):
    given = tokens(idp, app)
    idp.revoke_token(ClientId=app.client_id, Token=given["RefreshToken"])
    with refused("NotAuthorizedException"):
        exchange(given["AccessToken"])


def test_an_expired_token_is_refused(idp, app, alice, exchange, refused):
    given = tokens(idp, app)["AccessToken"]
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=1)), refused("NotAuthorizedException"):
        exchange(given)


def test_a_disabled_user_s_token_is_refused(idp, app, alice, exchange, refused):
    given = tokens(idp, app)["IdToken"]
    users.admin_disable_user(alice, caller=CALLER)
    with refused("NotAuthorizedException"):
        exchange(given, SubjectTokenType="ID_TOKEN")


def test_a_deleted_user_s_token_is_refused(idp, app, alice, exchange, refused):
    given = tokens(idp, app)["IdToken"]
    alice.delete()
    with refused("UserNotFoundException"):
        exchange(given, SubjectTokenType="ID_TOKEN")


def test_a_machine_s_token_is_no_subject(idp, machine, exchange, refused):
    with refused("NotAuthorizedException"):
        exchange(machine_token(idp, machine)["AccessToken"])


def test_a_derived_token_dies_with_the_session(idp, app, alice, exchange, refused):
    given = tokens(idp, app)
    derived = exchange(given["AccessToken"])["IssuedToken"]
    idp.revoke_token(ClientId=app.client_id, Token=given["RefreshToken"])
    with refused("NotAuthorizedException"):
        exchange(derived)


def test_a_token_for_another_client_is_not_for_our_own_api(idp, app, alice, exchange, refused):
    with refused("NotAuthorizedException"):
        idp.get_user(AccessToken=exchange(tokens(idp, app)["AccessToken"])["IssuedToken"])


def test_a_token_may_be_bound_to_one_resource_server(idp, app, alice, exchange, machine):
    derived = exchange(tokens(idp, app)["AccessToken"], Resources=["shop"])

    assert claims(derived["IssuedToken"])["aud"] == "shop"
