"""Passwords that others know, where users choose them."""

import pytest
from prometheus_client import REGISTRY

from pools.models import AuditEvent, User
from tests.conftest import PASSWORD
from tests.pools.signing_in import answer, by_password, tokens

KNOWN = "password1"
REFUSED = "Provided password cannot be used for security reasons."


@pytest.fixture
def lax(pool):
    """A pool that would take such passwords."""
    rules = dict.fromkeys(("RequireUppercase", "RequireLowercase", "RequireNumbers", "RequireSymbols"), False)
    pool.policies = {"PasswordPolicy": {"MinimumLength": 6, **rules}}
    pool.save()


def sign_up(idp, app, password=KNOWN):
    idp.sign_up(ClientId=app.client_id, Username="dora", Password=password)


def change(idp, token, password=KNOWN):
    idp.change_password(AccessToken=token, PreviousPassword=PASSWORD, ProposedPassword=password)


@pytest.mark.spec("SEC-183", "SEC-184", "SEC-293", "SEC-227")
def test_nobody_signs_up_with_one(idp, app, lax, guarded, refused, pool):
    labels = {"Operation": "SignUp", "UserPoolId": pool.id, "RiskLevel": "high"}
    before = REGISTRY.get_sample_value("CompromisedCredentialRisk_total", labels) or 0
    guarded()

    with refused("InvalidPasswordException") as refusal:
        sign_up(idp, app)

    assert refusal.message == REFUSED
    assert not User.objects.exists()
    assert REGISTRY.get_sample_value("CompromisedCredentialRisk_total", labels) == before + 1


@pytest.mark.spec("SEC-157", "SEC-185", "SEC-186", "SEC-230", "SEC-233")
def test_an_audit_notes_it(idp, app, lax, guarded, pool):
    guarded("AUDIT")

    sign_up(idp, app)

    assert AuditEvent.objects.get(name="SignUp").detail["compromised"] is True
    labels = {"Operation": "SignUp", "UserPoolId": pool.id}
    assert REGISTRY.get_sample_value("Risk_total", labels) > 0


@pytest.mark.spec("SEC-184", "SEC-293")
def test_nobody_changes_to_one_unless_that_is_not_looked_at(idp, app, alice, lax, guarded, refused):
    guarded()
    token = tokens(idp, app)["AccessToken"]
    with refused("InvalidPasswordException") as refusal:
        change(idp, token)
    assert refusal.message == REFUSED

    idp.set_risk_configuration(
        UserPoolId=app.pool_id,
        ClientId=app.client_id,
        CompromisedCredentialsRiskConfiguration={"EventFilter": ["SIGN_UP"], "Actions": {"EventAction": "BLOCK"}},
    )
    change(idp, token)


@pytest.mark.spec("SEC-184")
def test_nor_in_the_place_of_a_temporary_or_forgotten_one(idp, app, alice, lax, guarded, inbox, refused):
    guarded()
    idp.forgot_password(ClientId=app.client_id, Username="alice")
    code = inbox.code_for("alice@example.com")
    with refused("InvalidPasswordException"):
        idp.confirm_forgot_password(ClientId=app.client_id, Username="alice", ConfirmationCode=code, Password=KNOWN)

    User.objects.update(status="FORCE_CHANGE_PASSWORD")
    challenge = by_password(idp, app)
    with refused("InvalidPasswordException") as refusal:
        answer(
            idp,
            app,
            "NEW_PASSWORD_REQUIRED",
            {"USERNAME": "alice", "NEW_PASSWORD": KNOWN},
            challenge["Session"],
        )
    assert refusal.message == REFUSED


@pytest.mark.spec("SEC-164", "SEC-229")
def test_blocked_addresses_sign_nobody_up(idp, app, guarded, refused):
    guarded()
    idp.set_risk_configuration(
        UserPoolId=app.pool_id, RiskExceptionConfiguration={"BlockedIPRangeList": ["127.0.0.0/8"]}
    )

    with refused("NotAuthorizedException") as refusal:
        sign_up(idp, app, PASSWORD)

    assert refusal.message == "Unable to login because of security reasons."
