"""`CUSTOM_AUTH`: what the triggers decide, what they are told, and what nobody gets past them."""

import pytest

from pools.models import AuditEvent, Session
from pools.triggers import functions
from tests.conftest import PASSWORD
from tests.pools import mfa
from tests.pools.signing_in import answer, claims
from tests.pools.srp_client import SrpClient

DEFINE = "arn:aws:lambda:us-east-1:000000000000:function:define"
CREATE = "arn:aws:lambda:us-east-1:000000000000:function:create"
VERIFY = "arn:aws:lambda:us-east-1:000000000000:function:verify"
HIDDEN = "Incorrect username or password."


class Captcha:
    """Triggers that ask one riddle, after the password if that is proven by SRP, and give `tries` for it (TRG-128)."""

    tries = 1

    def __init__(self):
        self.events = []

    def define(self, event):
        self.events.append(event)
        session, response = event["request"]["session"], event["response"]
        names = [entry["challengeName"] for entry in session]
        wrong = [entry for entry in session if not entry["challengeResult"]]
        response["issueTokens"] = bool(names) and names[-1] == "CUSTOM_CHALLENGE" and session[-1]["challengeResult"]
        response["failAuthentication"] = len(wrong) >= self.tries
        response["challengeName"] = "PASSWORD_VERIFIER" if names == ["SRP_A"] else "CUSTOM_CHALLENGE"
        return event

    def create(self, event):
        self.events.append(event)
        return event | {
            "response": {
                "publicChallengeParameters": {"captchaUrl": "https://shop.example/captcha/1"},
                "privateChallengeParameters": {"answer": "5"},
                "challengeMetadata": "CAPTCHA_CHALLENGE",
            }
        }

    def verify(self, event):
        self.events.append(event)
        request = event["request"]
        right = request["privateChallengeParameters"]["answer"] == request["challengeAnswer"]
        return event | {"response": {"answerCorrect": right}}

    def told(self, trigger):
        """The requests of a trigger, in their order."""
        return [event["request"] for event in self.events if event["triggerSource"] == f"{trigger}_Authentication"]


@pytest.fixture
def captcha(app, monkeypatch):
    captcha = Captcha()
    monkeypatch.setattr(
        functions, "_functions", {DEFINE: captcha.define, CREATE: captcha.create, VERIFY: captcha.verify}
    )
    app.pool.lambda_config = {
        "DefineAuthChallenge": DEFINE,
        "CreateAuthChallenge": CREATE,
        "VerifyAuthChallengeResponse": VERIFY,
    }
    app.pool.save()
    return captcha


@pytest.fixture
def secretive(app):
    app.prevent_user_existence_errors = "ENABLED"
    app.save()
    return app


def start(idp, app, username="alice", **parameters):
    return idp.initiate_auth(
        ClientId=app.client_id, AuthFlow="CUSTOM_AUTH", AuthParameters={"USERNAME": username, **parameters}
    )


def solve(idp, app, challenge, given="5", username="alice", **more):
    return idp.respond_to_auth_challenge(
        ClientId=app.client_id,
        ChallengeName="CUSTOM_CHALLENGE",
        ChallengeResponses={"USERNAME": username, "ANSWER": given},
        Session=challenge["Session"],
        **more,
    )


def start_with_srp(idp, app, client, key="CHALLENGE_NAME"):
    return start(idp, app, client.username, SRP_A=client.start["SRP_A"], **{key: "SRP_A"})


def prove(idp, app, client, challenge):
    return answer(idp, app, "PASSWORD_VERIFIER", client.answer(challenge["ChallengeParameters"]), challenge["Session"])


@pytest.mark.spec("API-64", "API-65", "API-66", "API-67", "TRG-106", "TRG-107", "TRG-108", "TRG-293", "TRG-296")
def test_a_riddle_signs_in(idp, app, alice, captcha):
    challenge = start(idp, app)
    result = solve(idp, app, challenge)["AuthenticationResult"]

    assert challenge["ChallengeName"] == "CUSTOM_CHALLENGE"
    assert claims(result["IdToken"])["sub"] == str(alice.sub)


@pytest.mark.spec("SEC-162", "SEC-290")
def test_riddles_are_judged_for_risks_by_a_mode_of_their_own(idp, app, alice, captcha, refused):
    AuditEvent.objects.create(
        name="InitiateAuth",
        sub=str(alice.sub),
        pool_id=app.pool_id,
        ip_address="203.0.113.7",
        user_agent="x",
        via="api",
    )
    app.pool.user_pool_tier = "PLUS"
    flows = {"AdvancedSecurityAdditionalFlows": {"CustomAuthMode": "ENFORCED"}}
    app.pool.user_pool_add_ons = {"AdvancedSecurityMode": "OFF"} | flows
    app.pool.save()
    with refused("NotAuthorizedException") as refusal:
        solve(idp, app, start(idp, app))
    assert refusal.message == "Unable to login because of security reasons."

    app.pool.user_pool_add_ons = {"AdvancedSecurityMode": "ENFORCED"}
    app.pool.save()
    assert "AuthenticationResult" in solve(idp, app, start(idp, app))


@pytest.mark.spec("TRG-115")
def test_a_client_may_say_that_it_skips_the_password(idp, app, alice, captcha):
    assert start(idp, app, CHALLENGE_NAME="CUSTOM_CHALLENGE")["ChallengeName"] == "CUSTOM_CHALLENGE"


@pytest.mark.spec("TRG-135", "TRG-136", "TRG-138")
def test_the_client_sees_the_public_half_alone(idp, app, alice, captcha):
    assert start(idp, app)["ChallengeParameters"] == {
        "USERNAME": "alice",
        "captchaUrl": "https://shop.example/captcha/1",
    }


@pytest.mark.spec("API-68", "API-69", "API-70", "API-71", "API-359", "TRG-110", "TRG-112", "TRG-114", "TRG-128")
@pytest.mark.parametrize("key", ["CHALLENGE_NAME", "ChallengeName"])
def test_the_password_by_srp_comes_first(idp, app, alice, captcha, key):
    client = SrpClient(app.pool_id, "alice", PASSWORD)
    first = start_with_srp(idp, app, client, key)
    second = prove(idp, app, client, first)
    result = solve(idp, app, second)

    assert (first["ChallengeName"], second["ChallengeName"]) == ("PASSWORD_VERIFIER", "CUSTOM_CHALLENGE")
    assert "AuthenticationResult" in result


@pytest.mark.spec("TRG-111", "TRG-113", "TRG-116", "TRG-118", "TRG-119", "TRG-120", "TRG-121", "TRG-137", "TRG-145")
def test_define_is_told_what_went_before(idp, app, alice, captcha):
    client = SrpClient(app.pool_id, "alice", PASSWORD)
    solve(idp, app, prove(idp, app, client, start_with_srp(idp, app, client)))
    srp = {"challengeName": "SRP_A", "challengeResult": True}
    verifier = {"challengeName": "PASSWORD_VERIFIER", "challengeResult": True}
    riddle = {
        "challengeName": "CUSTOM_CHALLENGE",
        "challengeResult": True,
        "challengeMetadata": "CAPTCHA_CHALLENGE",
    }

    assert [request["session"] for request in captcha.told("DefineAuthChallenge")] == [
        [srp],
        [srp, verifier],
        [srp, verifier, riddle],
    ]


@pytest.mark.spec("TRG-28", "TRG-29", "TRG-31", "TRG-32", "TRG-33", "TRG-35", "TRG-46", "TRG-117")
def test_an_event_says_who_where_and_what_for(idp, app, alice, captcha):
    start(idp, app)
    event = captcha.events[0]

    assert set(event) == {
        *("version", "triggerSource", "region", "userPoolId", "userName", "callerContext", "request", "response")
    }
    assert (event["userPoolId"], event["userName"], event["version"]) == (app.pool_id, "alice", "1")
    assert event["callerContext"]["clientId"] == app.client_id
    assert event["request"]["userAttributes"]["email"] == "alice@example.com"


@pytest.mark.spec("TRG-103", "TRG-123", "TRG-134", "TRG-143")
def test_client_metadata_come_from_answers_alone(idp, app, alice, captcha):
    captcha.tries = 2
    challenge = idp.initiate_auth(
        ClientId=app.client_id,
        AuthFlow="CUSTOM_AUTH",
        AuthParameters={"USERNAME": "alice"},
        ClientMetadata={"from": "start"},
    )
    solve(idp, app, challenge, "6", ClientMetadata={"from": "answer"})

    told = [event["request"].get("clientMetadata") for event in captcha.events]
    assert told == [None, None, *[{"from": "answer"}] * 3]


@pytest.mark.spec("TRG-126", "TRG-128")
def test_a_wrong_answer_fails_where_define_says_so(idp, app, alice, captcha, refused):
    challenge = start(idp, app)
    with refused("NotAuthorizedException") as refusal:
        solve(idp, app, challenge, "6")

    assert refusal.message == HIDDEN
    assert AuditEvent.objects.get(error="NotAuthorizedException").sub == str(alice.sub)


@pytest.mark.spec("TRG-146")
def test_define_may_give_a_second_try(idp, app, alice, captcha):
    captcha.tries = 2
    second = solve(idp, app, start(idp, app), "6")

    assert second["ChallengeName"] == "CUSTOM_CHALLENGE"
    assert "AuthenticationResult" in solve(idp, app, second)


@pytest.mark.spec("API-46")
@pytest.mark.parametrize("first", ["5", "6"])
def test_a_challenge_is_answered_once_right_or_wrong(idp, app, alice, captcha, refused, first):
    captcha.tries = 2
    challenge = start(idp, app)
    solve(idp, app, challenge, first)
    with refused("NotAuthorizedException") as refusal:
        solve(idp, app, challenge)

    assert refusal.message == "Invalid session for the user, session can only be used once."
    assert len(captcha.told("VerifyAuthChallengeResponse")) == 1


def test_a_wrong_password_never_comes_to_the_riddle(idp, app, alice, captcha, refused):
    client = SrpClient(app.pool_id, "alice", "Wrong-Horse-1")
    challenge = start_with_srp(idp, app, client)
    with refused("NotAuthorizedException"):
        prove(idp, app, client, challenge)

    assert not captcha.told("CreateAuthChallenge")


@pytest.mark.spec("API-69")
def test_an_srp_challenge_of_a_custom_sign_in_is_none_of_a_plain_one(idp, app, alice, captcha):
    client = SrpClient(app.pool_id, "alice", PASSWORD)
    prove(idp, app, client, start_with_srp(idp, app, client))

    assert not Session.objects.exists()


def test_after_the_password_a_temporary_one_is_changed_first(idp, app, alice, captcha):
    alice.status = "FORCE_CHANGE_PASSWORD"
    alice.save()
    client = SrpClient(app.pool_id, "alice", PASSWORD)
    due = prove(idp, app, client, start_with_srp(idp, app, client))
    changed = {"USERNAME": "alice", "NEW_PASSWORD": "Fresh-Horse-2"}
    riddle = answer(idp, app, "NEW_PASSWORD_REQUIRED", changed, due["Session"])

    assert due["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    assert riddle["ChallengeName"] == "CUSTOM_CHALLENGE"


# Who does not exist


@pytest.mark.spec("TRG-122", "TRG-133", "TRG-144", "CON-236")
def test_where_existence_is_hidden_nobody_gets_riddles_too(idp, secretive, alice, captcha):
    real, simulated = start(idp, secretive), start(idp, secretive, "carol")

    assert (simulated["ChallengeName"], set(simulated)) == ("CUSTOM_CHALLENGE", set(real))
    assert len(simulated["Session"]) == len(real["Session"])
    assert [request["userNotFound"] for request in captcha.told("DefineAuthChallenge")] == [False, True]


@pytest.mark.parametrize("given", ["5", "6"])
def test_nobody_is_refused_like_somebody(idp, secretive, captcha, refused, given):
    challenge = start(idp, secretive, "nobody")
    with refused("NotAuthorizedException") as refusal:
        solve(idp, secretive, challenge, given, "nobody")

    assert refusal.message == HIDDEN


def test_elsewhere_nobody_is_told_so(idp, app, captcha, refused):
    with refused("UserNotFoundException"):
        start(idp, app, "nobody")

    assert not captcha.events


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"enabled": False}, "NotAuthorizedException"),
        ({"status": "UNCONFIRMED"}, "UserNotConfirmedException"),
        ({"status": "RESET_REQUIRED"}, "PasswordResetRequiredException"),
    ],
)
def test_who_may_not_sign_in_learns_it_with_the_right_answer(idp, secretive, alice, captcha, refused, fields, error):
    vars(alice).update(fields)
    alice.save()
    challenge = start(idp, secretive)
    with refused(error):
        solve(idp, secretive, challenge)


# What the pool and the client must allow


@pytest.mark.spec("TRG-292")
def test_the_flow_must_be_enabled(idp, app, alice, captcha, refused):
    app.explicit_auth_flows = ["ALLOW_USER_SRP_AUTH"]
    app.save()
    with refused("InvalidParameterException") as refusal:
        start(idp, app)

    assert refusal.message == "CUSTOM_AUTH is not enabled for the client."


@pytest.mark.spec("TRG-292", "API-365")
@pytest.mark.parametrize("flows", [[], ["CUSTOM_AUTH_FLOW_ONLY"], ["ALLOW_CUSTOM_AUTH"]])
def test_clients_of_every_age_may_use_it(idp, app, alice, captcha, flows):
    app.explicit_auth_flows = flows
    app.save()

    assert start(idp, app)["ChallengeName"] == "CUSTOM_CHALLENGE"


@pytest.mark.spec("TRG-294")
@pytest.mark.parametrize("slot", ["DefineAuthChallenge", "CreateAuthChallenge"])
def test_without_triggers_there_is_no_flow(idp, app, alice, captcha, refused, slot):
    del app.pool.lambda_config[slot]
    app.pool.save()
    with refused("InvalidParameterException") as refusal:
        start(idp, app)

    assert refusal.message == "Custom auth lambda trigger is not configured for the user pool."


@pytest.mark.parametrize("parameters", [{"CHALLENGE_NAME": "SRP_A"}, {"CHALLENGE_NAME": "SMS_MFA"}])
def test_a_start_that_means_nothing_is_refused(idp, app, alice, captcha, refused, parameters):
    with refused("InvalidParameterException"):
        start(idp, app, **parameters)


def test_an_empty_answer_is_none(idp, app, alice, captcha, refused):
    challenge = start(idp, app)
    with refused("InvalidParameterException") as refusal:
        solve(idp, app, challenge, "")

    assert refusal.message == "Missing required parameter ANSWER"


# Functions that fail


@pytest.mark.spec("TRG-09", "TRG-275")
def test_what_a_function_raises_denies_the_sign_in(idp, app, alice, captcha, refused, monkeypatch):
    def fail(event):
        raise ValueError("Not today")

    monkeypatch.setitem(functions._functions, DEFINE, fail)
    with refused("UserLambdaValidationException") as refusal:
        start(idp, app)

    assert refusal.message == "DefineAuthChallenge failed with error Not today."


@pytest.mark.spec("TRG-12", "TRG-277")
def test_a_function_that_is_gone_is_an_error(idp, app, alice, captcha, refused, monkeypatch):
    monkeypatch.delitem(functions._functions, CREATE)
    with refused("UnexpectedLambdaException"):
        start(idp, app)


@pytest.mark.spec("TRG-276")
@pytest.mark.parametrize(
    ("output", "message"),
    [
        (None, "Invalid lambda function output : Invalid JSON"),
        ({"response": {"issueTokens": object()}}, "Invalid lambda function output : Invalid JSON"),
        ([], "Unrecognizable lambda output"),
        ({"response": None}, "Unrecognizable lambda output"),
        ({"response": {"issueTokens": "true"}}, "Unrecognizable lambda output"),
        ({"response": {"challengeName": 5}}, "Unrecognizable lambda output"),
        ({"response": {"challengeName": "SMS_MFA"}}, "Unrecognizable lambda output"),
        ({"response": {"challengeName": "PASSWORD_VERIFIER"}}, "Unrecognizable lambda output"),
        ({"response": {}}, "Unrecognizable lambda output"),
    ],
)
def test_a_useless_output_is_an_error(idp, app, alice, captcha, refused, monkeypatch, output, message):
    monkeypatch.setitem(functions._functions, DEFINE, lambda event: output)
    with refused("InvalidLambdaResponseException") as refusal:
        start(idp, app)

    assert refusal.message == message


def test_a_challenge_too_long_for_a_session_is_an_error(idp, app, alice, captcha, refused, monkeypatch):
    output = {"response": {"privateChallengeParameters": {"answer": "5" * 4000}}}
    monkeypatch.setitem(functions._functions, CREATE, lambda event: output)
    with refused("InvalidLambdaResponseException"):
        start(idp, app)


# The admin door


@pytest.mark.spec("API-57", "TRG-106")
def test_an_app_server_goes_the_same_way(idp, app, alice, captcha):
    both = {"UserPoolId": app.pool_id, "ClientId": app.client_id}
    challenge = idp.admin_initiate_auth(**both, AuthFlow="CUSTOM_AUTH", AuthParameters={"USERNAME": "alice"})
    result = idp.admin_respond_to_auth_challenge(
        **both,
        ChallengeName="CUSTOM_CHALLENGE",
        ChallengeResponses={"USERNAME": "alice", "ANSWER": "5"},
        Session=challenge["Session"],
    )

    assert "AccessToken" in result["AuthenticationResult"]


# What happens meanwhile


@pytest.mark.parametrize("change", [{"password_set_at": None}, {"enabled": False}, {"status": "RESET_REQUIRED"}])
def test_a_password_that_counts_no_more_ends_the_sign_in_that_it_began(idp, app, alice, captcha, refused, change):
    client = SrpClient(app.pool_id, "alice", PASSWORD)
    riddle = prove(idp, app, client, start_with_srp(idp, app, client))
    vars(alice).update(change)
    alice.save()
    with pytest.raises(idp.exceptions.ClientError):
        solve(idp, app, riddle)

    assert not Session.objects.exists()


@pytest.mark.spec("API-72")
def test_after_the_password_comes_the_second_factor_and_then_the_riddle(idp, app, alice, captcha):
    mfa.configure(app.pool)
    secret = mfa.give_app(alice)
    client = SrpClient(app.pool_id, "alice", PASSWORD)
    second = prove(idp, app, client, start_with_srp(idp, app, client))
    given = {"USERNAME": "alice", "SOFTWARE_TOKEN_MFA_CODE": mfa.code_of(secret)}
    riddle = answer(idp, app, "SOFTWARE_TOKEN_MFA", given, second["Session"])

    assert (second["ChallengeName"], riddle["ChallengeName"]) == ("SOFTWARE_TOKEN_MFA", "CUSTOM_CHALLENGE")
    assert "AuthenticationResult" in solve(idp, app, riddle)
    assert [entry["challengeName"] for entry in captcha.told("DefineAuthChallenge")[-1]["session"]] == [
        *("SRP_A", "PASSWORD_VERIFIER", "SOFTWARE_TOKEN_MFA", "CUSTOM_CHALLENGE")
    ]
