"""What cases are arranged from, beside what every test may ask for."""

import dataclasses
import logging
from typing import Any

import pytest

from federation.actions import identity_providers
from federation.actions.identity_providers import Settings
from federation.models import IdentityProvider
from pools.actions import app_clients, domains, groups, provider_links, resource_servers, terms, user_sessions
from pools.actions.branding import managed_login
from pools.actions.provider_links import Identity
from pools.models import (
    AppClient,
    AuditEvent,
    Domain,
    Group,
    ManagedLoginBranding,
    ResourceServer,
    Session,
    Terms,
    User,
    UserPool,
)
from pools.triggers import functions
from tests.conftest import ALL_FLOWS, CALLER, PASSWORD
from tests.operations import cases
from tests.pools import mfa
from tests.pools.authenticator import Authenticator
from tests.pools.device_client import DeviceClient
from tests.pools.signing_in import answer, by_password, claims

SECRET = "s" * 40
TRIGGER = "arn:aws:lambda:us-east-1:000000000000:function:"

cases.load()


@pytest.fixture
def signed_in(idp, app, alice) -> dict[str, str]:
    """Alice's tokens."""
    return by_password(idp, app)["AuthenticationResult"]


@pytest.fixture
def token(signed_in) -> str:
    return signed_in["AccessToken"]


@pytest.fixture
def quiet(caplog):
    """No access log: of thousands of calls it would be all that is to be seen."""
    caplog.set_level(logging.ERROR, logger="poolhouse.access")


@pytest.fixture
def staff(pool) -> Group:
    return groups.create_group(pool, "staff", caller=CALLER)


@pytest.fixture
def prefix(pool) -> Domain:
    return domains.create_domain(pool, "shop", caller=CALLER)


@pytest.fixture
def style(app) -> ManagedLoginBranding:
    return managed_login.create(app, caller=CALLER)


@pytest.fixture
def alice_in_staff(alice, staff) -> User:
    groups.admin_add_user_to_group(alice, staff, caller=CALLER)
    return alice


@pytest.fixture
def tracking_devices(pool) -> UserPool:
    pool.device_configuration = {"ChallengeRequiredOnNewDevice": False, "DeviceOnlyRememberedOnUserPrompt": False}
    pool.save()
    return pool


@pytest.fixture
def new_device(tracking_devices, signed_in) -> DeviceClient:
    """Alice's, which she has not confirmed."""
    return DeviceClient(signed_in["NewDeviceMetadata"])


@pytest.fixture
def device(idp, new_device, signed_in) -> DeviceClient:
    new_device.confirm(idp, signed_in["AccessToken"])
    return new_device


@pytest.fixture
def tracking_sessions(pool) -> UserPool:
    pool.session_configuration = {"UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": 20}}
    pool.save()
    return pool


@pytest.fixture
def other_session_id(idp, app, tracking_sessions, signed_in) -> str:
    """A second session of Alice's."""
    second = by_password(idp, app)["AuthenticationResult"]
    session = Session.objects.get(pk=claims(second["AccessToken"])["origin_jti"])
    return user_sessions.token_session_id(session.pk)


@pytest.fixture
def mfa_on(pool) -> UserPool:
    """MFA is optional, by all three factors."""
    mfa.configure(pool)
    return pool


@pytest.fixture
def authenticator_app(mfa_on, alice) -> str:
    """The secret of Alice's."""
    return mfa.give_app(alice)


@pytest.fixture
def token_with_app(idp, app, authenticator_app) -> str:
    """Alice's access token, after she has answered by her authenticator app."""
    challenge = by_password(idp, app)
    code = {"USERNAME": "alice", "SOFTWARE_TOKEN_MFA_CODE": mfa.code_of(authenticator_app)}
    result = answer(idp, app, "SOFTWARE_TOKEN_MFA", code, challenge["Session"])
    return result["AuthenticationResult"]["AccessToken"]


@pytest.fixture
def new_secret(mfa_on, alice, token) -> str:
    """The secret of an app that Alice has begun to set up."""
    return mfa.associate(alice)


@pytest.fixture
def by_sms(mfa_on, alice) -> User:
    """Alice with a phone and MFA by it."""
    mfa.give_phone(alice)
    alice.sms_mfa_enabled = True
    alice.save()
    return alice


@pytest.fixture
def passkeys(pool) -> UserPool:
    pool.policies = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}
    pool.save()
    return pool


@pytest.fixture
def registration(idp, passkeys, token) -> "Registration":
    """A registration that Alice has begun."""
    options = idp.start_web_authn_registration(AccessToken=token)["CredentialCreationOptions"]
    return Registration(options, Authenticator())


@pytest.fixture
def passkey(idp, registration, token) -> str:
    """The id of Alice's."""
    idp.complete_web_authn_registration(AccessToken=token, Credential=registration.credential())
    return idp.list_web_authn_credentials(AccessToken=token)["Credentials"][0]["CredentialId"]


@pytest.fixture
def machine(pool, resource_server) -> AppClient:
    flows = ["ALLOW_CLIENT_TOKEN_AUTH"]
    named = {"client_id": "1robot3456789abcdefghijklm", "client_secret": SECRET}
    return _client(pool, "robot", explicit_auth_flows=flows, **named)


@pytest.fixture
def service(pool) -> AppClient:
    """A confidential app client that may exchange tokens."""
    flows = ["ALLOW_TOKEN_EXCHANGE_IMPERSONATION", "ALLOW_TOKEN_EXCHANGE_DELEGATION"]
    return _client(pool, "service", client_secret=SECRET, explicit_auth_flows=flows)


@pytest.fixture
def confidential(pool) -> AppClient:
    return _client(pool, "confidential", client_secret=SECRET, explicit_auth_flows=ALL_FLOWS)


@pytest.fixture
def rotating(pool) -> AppClient:
    """An app client that gets a new refresh token at each use, and no grace."""
    rotation = {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}
    return _client(pool, "rotating", explicit_auth_flows=["ALLOW_USER_PASSWORD_AUTH"], refresh_token_rotation=rotation)


@pytest.fixture
def google_provider(pool) -> IdentityProvider:
    details = {"client_id": "id-1", "client_secret": "secret-1", "authorize_scopes": "openid email"}
    settings = Settings(details=details, identifiers=["shop.example"])
    return identity_providers.create_identity_provider(pool, "Google", "Google", settings, caller=CALLER)


@pytest.fixture
def resource_server(pool) -> ResourceServer:
    scopes = [{"ScopeName": "read", "ScopeDescription": "Look at the shop"}]
    return resource_servers.create_resource_server(pool, "shop", "Shop", scopes, caller=CALLER)


@pytest.fixture
def terms_of_use(app) -> Terms:
    return terms.create_terms(app, "terms-of-use", {"cognito:default": "https://shop.example/terms"}, caller=CALLER)


@pytest.fixture
def privacy_policy(app) -> Terms:
    return terms.create_terms(app, "privacy-policy", {"cognito:default": "https://shop.example/p"}, caller=CALLER)


@pytest.fixture
def tagged(pool) -> UserPool:
    pool.user_pool_tags = {"team": "shop"}
    pool.save()
    return pool


@pytest.fixture
def sign_in_event(pool, signed_in) -> AuditEvent:
    """The event of Alice's sign-in, in a pool that is watched."""
    pool.user_pool_tier, pool.user_pool_add_ons = UserPool.Tier.PLUS, {"AdvancedSecurityMode": "AUDIT"}
    pool.save()
    return AuditEvent.objects.get(pk=claims(signed_in["AccessToken"])["event_id"])


@pytest.fixture
def google_identity(pool, alice) -> None:
    """Alice's."""
    alice_here, at_google = Identity("Cognito", "", "alice"), Identity("Google", "Cognito_Subject", "g-1")
    provider_links.admin_link_provider_for_user(pool, alice_here, at_google, caller=CALLER)


@pytest.fixture
def domain(pool) -> Domain:
    return domains.create_domain(pool, "people", caller=CALLER)


@pytest.fixture
def lite(pool) -> UserPool:
    pool.user_pool_tier = UserPool.Tier.LITE
    pool.save()
    return pool


@pytest.fixture
def email_alias(pool) -> UserPool:
    pool.alias_attributes = ["email"]
    pool.save()
    return pool


@pytest.fixture
def remembering_passwords(pool) -> UserPool:
    pool.policies = {"PasswordPolicy": {"MinimumLength": 8, "PasswordHistorySize": 3}}
    pool.save()
    return pool


@pytest.fixture
def newcomer(idp, app) -> str:
    """Somebody who has signed up, and whom a code was sent to."""
    idp.sign_up(
        ClientId=app.client_id,
        Username="newcomer",
        Password=PASSWORD,
        UserAttributes=[{"Name": "email", "Value": "newcomer@example.com"}],
    )
    return "newcomer"


@pytest.fixture
def unusable_sender(pool) -> UserPool:
    """A pool whose e-mails cannot leave: their sender would break out of its line."""
    pool.email_configuration = {"From": "shop@example.com\r\nBcc: eve@example.com"}
    pool.save()
    return pool


@pytest.fixture
def triggers(pool, monkeypatch) -> dict[str, Any]:
    """The functions of custom sign-in, to be replaced one by one."""
    answers = {
        "DefineAuthChallenge": lambda event: event | {"response": {"challengeName": "CUSTOM_CHALLENGE"}},
        "CreateAuthChallenge": lambda event: event | {"response": {"publicChallengeParameters": {"riddle": "1+1"}}},
        "VerifyAuthChallengeResponse": lambda event: event | {"response": {"answerCorrect": True}},
    }
    registered = {f"{TRIGGER}{name}": lambda event, name=name: answers[name](event) for name in answers}
    monkeypatch.setattr(functions, "_functions", registered)
    pool.lambda_config = {name: f"{TRIGGER}{name}" for name in answers}
    pool.save()
    return answers


@pytest.fixture
def no_functions(monkeypatch):
    """Functions of this process, at first none; cases register theirs."""
    monkeypatch.setattr(functions, "_functions", {})


@dataclasses.dataclass
class Registration:
    options: dict[str, Any]
    authenticator: Authenticator

    def credential(self, **lies: Any) -> dict[str, Any]:
        return self.authenticator.create(self.options, **lies)


def _client(pool: UserPool, name: str, **settings: Any) -> AppClient:
    client = app_clients.create_app_client(pool, name, caller=CALLER, **settings)
    client.allowed_o_auth_scopes = ["aws.cognito.signin.user.admin", "shop/read"]
    client.save()
    return client


@pytest.fixture
def secretive(app):
    """The app client, with a secret."""
    app.secret = "s" * 24
    app.save()
    return app
