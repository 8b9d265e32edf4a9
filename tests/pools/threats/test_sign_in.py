"""Sign-ins that are judged: what makes them risky, and what follows."""

import base64
import json

import pytest
from prometheus_client import REGISTRY

from pools.actions import app_clients, passwords
from pools.models import AuditEvent, User
from tests.conftest import ALL_FLOWS, CALLER, PASSWORD
from tests.pools.signing_in import by_password, by_srp, secret_hash
from tests.pools.threats.conftest import ABROAD, CAFE, HOME, LAPTOP, PHONE, context_of

BLOCKED = "Unable to login because of security reasons."


@pytest.fixture
def texts(pool, alice):
    """Alice has a telephone, in a pool where MFA is optional; she has turned nothing on."""
    pool.mfa_configuration, pool.sms_mfa_configuration = "OPTIONAL", {"SmsAuthenticationMessage": "{####}"}
    pool.save()
    alice.attributes["phone_number"] = "+14155550123"
    alice.save()


def known_to_all(alice):
    passwords.set_password(alice, "password1")
    alice.save()


def counted(name, pool, **labels):
    return REGISTRY.get_sample_value(f"{name}_total", {"Operation": "SignIn", "UserPoolId": pool.id} | labels) or 0


@pytest.mark.spec("SEC-190", "SEC-191", "SEC-157", "SEC-297", "SEC-213", "SEC-201", "SEC-296", "SEC-192", "SEC-231")
def test_an_audit_only_notes_how_risky_a_sign_in_is(sign_in, alice, guarded, events):
    guarded("AUDIT")
    before = counted("NoRisk", alice.pool)
    sign_in()
    sign_in(address="203.0.113.8")
    assert counted("NoRisk", alice.pool) == before + 2
    sign_in(address=CAFE)
    assert "AccessToken" in sign_in(address=ABROAD, agent=PHONE)["AuthenticationResult"]

    abroad, cafe, next_door, first = events()

    assert first["EventRisk"] == next_door["EventRisk"]
    assert first["EventRisk"] == {"RiskDecision": "NoRisk", "CompromisedCredentialsDetected": False}
    assert (cafe["EventRisk"]["RiskDecision"], cafe["EventRisk"]["RiskLevel"]) == ("AccountTakeover", "Low")
    assert abroad["EventRisk"]["RiskLevel"] == "Medium"
    assert abroad["EventContextData"] == {"IpAddress": ABROAD, "DeviceName": "Mobile Safari, iOS 18"}
    assert AuditEvent.objects.latest("created_at").detail["risk"]["signals"] == ["new_network", "new_device"]


@pytest.mark.spec("SEC-158", "SEC-177", "SEC-195", "SEC-294", "SEC-197", "SEC-228", "SEC-229", "SEC-230")
def test_a_risky_sign_in_is_blocked_unless_something_else_was_said(sign_in, alice, guarded, events, refused, pool):
    guarded()
    sign_in()
    labels = {"RiskLevel": "medium"}
    before = [counted("AccountTakeOverRisk", pool, **labels), counted("OverrideBlock", pool, **labels)]
    risky = counted("Risk", pool)

    with refused("NotAuthorizedException") as refusal:
        sign_in(address=CAFE, agent=PHONE)

    assert refusal.message == BLOCKED
    event = events()[0]
    assert (event["EventResponse"], event["EventRisk"]["RiskDecision"]) == ("Fail", "Block")
    assert event["ChallengeResponses"][0] == {"ChallengeName": "Password", "ChallengeResponse": "Success"}
    after = [counted("AccountTakeOverRisk", pool, **labels), counted("OverrideBlock", pool, **labels)]
    assert after == [count + 1 for count in before]
    assert counted("Risk", pool) == risky + 1


@pytest.mark.spec("SEC-218", "SEC-220", "SEC-298")
def test_who_says_that_it_was_the_user_lets_the_like_in(idp, sign_in, alice, guarded, events, refused, pool):
    guarded()
    sign_in()
    with refused("NotAuthorizedException"):
        sign_in(address=CAFE, agent=PHONE)

    idp.admin_update_auth_event_feedback(
        UserPoolId=pool.id, Username="alice", EventId=events()[0]["EventId"], FeedbackValue="Valid"
    )

    assert "AccessToken" in sign_in(address=CAFE, agent=PHONE)["AuthenticationResult"]


@pytest.mark.spec("SEC-218")
def test_who_says_that_it_was_not_the_user_makes_the_like_most_risky(idp, sign_in, alice, guarded, events, pool):
    guarded("AUDIT")
    sign_in()
    sign_in(address=CAFE)
    idp.admin_update_auth_event_feedback(
        UserPoolId=pool.id, Username="alice", EventId=events()[0]["EventId"], FeedbackValue="Invalid"
    )

    sign_in(address=CAFE)

    assert events()[0]["EventRisk"]["RiskLevel"] == "High"


@pytest.mark.spec("SEC-193", "SEC-194", "SEC-196", "SEC-295", "SEC-213")
@pytest.mark.parametrize("action", ["MFA_IF_CONFIGURED", "MFA_REQUIRED"])
def test_a_risk_asks_who_has_turned_nothing_on_for_a_second_factor(
    idp, app, sign_in, respond, events, inbox, texts, action
):
    respond(action, action, action)
    sign_in()

    challenge = sign_in(address=CAFE)

    assert challenge["ChallengeName"] == "SMS_MFA"
    assert (events()[0]["EventResponse"], events()[0]["EventRisk"]["RiskLevel"]) == ("InProgress", "Low")
    code = inbox.code_for("+14155550123")
    idp.admin_respond_to_auth_challenge(
        UserPoolId=app.pool_id,
        ClientId=app.client_id,
        ChallengeName="SMS_MFA",
        ChallengeResponses={"USERNAME": "alice", "SMS_MFA_CODE": code},
        Session=challenge["Session"],
        ContextData=context_of(CAFE, LAPTOP),
    )
    passed = events()[0]
    assert (passed["EventResponse"], passed["EventRisk"]["RiskDecision"]) == ("Pass", "AccountTakeover")
    assert "AuthenticationResult" in sign_in(address=CAFE)


@pytest.mark.spec("SEC-193", "SEC-194", "SEC-295")
def test_without_a_factor_the_optional_one_is_waived_and_the_required_one_blocks(sign_in, alice, respond, refused):
    respond("MFA_IF_CONFIGURED", "MFA_REQUIRED", "MFA_REQUIRED")
    sign_in()

    assert "AuthenticationResult" in sign_in(address=CAFE)
    with refused("NotAuthorizedException") as refusal:
        sign_in(address=ABROAD, agent=PHONE)
    assert refusal.message == BLOCKED


@pytest.mark.spec("SEC-164", "SEC-165", "SEC-163", "SEC-229")
def test_addresses_are_always_blocked_or_always_let_in(idp, sign_in, alice, respond, events, refused):
    exceptions = {"BlockedIPRangeList": ["198.51.100.0/24"], "SkippedIPRangeList": [f"{ABROAD}/32"]}
    respond("BLOCK", "BLOCK", "BLOCK", RiskExceptionConfiguration=exceptions)
    sign_in()

    assert "AuthenticationResult" in sign_in(address=ABROAD, agent=PHONE)
    with refused("NotAuthorizedException") as refusal:
        sign_in(address=CAFE, password="Wrong-Horse-1")

    assert refusal.message == BLOCKED
    assert events()[0]["EventRisk"] == {"RiskDecision": "Block", "CompromisedCredentialsDetected": False}
    assert events()[1]["EventRisk"]["RiskDecision"] == "NoRisk"


@pytest.mark.spec("SEC-160", "SEC-161")
def test_a_client_of_its_own_rules_goes_by_them_also_with_srp(idp, app, alice, respond, sign_in):
    respond("BLOCK", "BLOCK", "BLOCK")
    idp.set_risk_configuration(
        UserPoolId=app.pool_id,
        ClientId=app.client_id,
        AccountTakeoverRiskConfiguration={"Actions": {"HighAction": {"Notify": False, "EventAction": "BLOCK"}}},
    )
    sign_in()

    assert "AuthenticationResult" in by_srp(idp, app)  # from another network, by another device


@pytest.mark.spec("SEC-161", "SEC-200")
def test_srp_is_judged_by_where_it_comes_from(idp, app, alice, guarded, sign_in, refused):
    guarded()
    sign_in()

    with refused("NotAuthorizedException") as refusal:
        by_srp(idp, app)

    assert refusal.message == BLOCKED


def encoded(**found):
    payload = json.dumps({"contextData": found, "username": "alice", "timestamp": "1"})
    return base64.b64encode(json.dumps({"payload": payload, "signature": "x", "version": "JS1"}).encode()).decode()


@pytest.mark.spec("SEC-203", "SEC-204", "SEC-205", "SEC-206", "SEC-207", "SEC-209", "SEC-210", "SEC-199")
def test_an_app_with_a_secret_may_say_where_its_user_is(idp, pool, app, alice, guarded, events, refused):
    guarded("AUDIT")
    trusted = app_clients.create_app_client(
        pool,
        "server",
        caller=CALLER,
        generate_secret=True,
        explicit_auth_flows=ALL_FLOWS,
        enable_propagate_additional_user_context_data=True,
    )
    parameters = {"USERNAME": "alice", "PASSWORD": PASSWORD}
    context = {"IpAddress": HOME, "EncodedData": encoded(DeviceId="d1", UserAgent=LAPTOP, ClientTimezone="02:00")}

    def start(client, context, **more):
        idp.initiate_auth(
            ClientId=client.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters=parameters | more,
            UserContextData=context,
        )

    start(trusted, context, SECRET_HASH=secret_hash(trusted, "alice"))
    start(app, context | {"EncodedData": "not in its form"})

    told, untold = (event["EventContextData"] for event in reversed(events()))
    assert told == {"IpAddress": HOME, "DeviceName": "Chrome, Linux", "Timezone": "02:00"}
    assert untold["IpAddress"] == "127.0.0.1"
    with refused("InvalidParameterException"):
        start(trusted, {"IpAddress": "here"}, SECRET_HASH=secret_hash(trusted, "alice"))


@pytest.mark.spec("SEC-156", "SEC-202")
def test_without_threat_protection_nothing_is_asked_or_noted(idp, app, alice, sign_in, django_assert_num_queries):
    sign_in()
    with django_assert_num_queries(5 + 2):
        by_password(idp, app)

    assert {"context", "risk"}.isdisjoint(AuditEvent.objects.latest("created_at").detail)


@pytest.mark.spec("SEC-187", "SEC-188", "SEC-183", "SEC-186", "SEC-227")
def test_a_password_that_others_know_is_blocked_until_it_is_replaced(sign_in, alice, respond, events, refused, pool):
    known_to_all(alice)
    respond(mode="AUDIT")
    assert "AuthenticationResult" in sign_in(password="password1")
    assert events()[0]["EventRisk"]["CompromisedCredentialsDetected"] is True
    before = counted("CompromisedCredentialRisk", pool, RiskLevel="high")
    respond()

    with refused("PasswordResetRequiredException") as refusal:
        sign_in(password="password1")

    assert refusal.message == "Password reset required for user due to security reasons"
    alice.refresh_from_db()
    assert alice.status == User.Status.RESET_REQUIRED
    assert counted("CompromisedCredentialRisk", pool, RiskLevel="high") == before + 1


@pytest.mark.spec("SEC-189")
def test_srp_shows_nobody_a_password(idp, app, alice, guarded):
    known_to_all(alice)
    guarded()

    assert "AuthenticationResult" in by_srp(idp, app, password="password1")


@pytest.mark.spec("SEC-185", "SEC-293")
@pytest.mark.parametrize(
    "compromised",
    [{"Actions": {"EventAction": "NO_ACTION"}}, {"EventFilter": ["SIGN_UP"], "Actions": {"EventAction": "BLOCK"}}],
)
def test_such_a_password_may_be_allowed(sign_in, alice, respond, compromised):
    known_to_all(alice)
    respond(CompromisedCredentialsRiskConfiguration=compromised)

    assert "AuthenticationResult" in sign_in(password="password1")
