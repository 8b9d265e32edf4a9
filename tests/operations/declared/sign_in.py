"""Signing in, by both doors: the administrators' one takes the pool's id too, which the other leaves out."""

from pools.models import User
from tests.conftest import PASSWORD
from tests.operations.arranging import expire_codes, sent_code, wrong
from tests.operations.cases import refuses, spoils, works
from tests.pools import mfa
from tests.pools.signing_in import by_password, start_srp
from tests.pools.srp_client import SrpClient

START = ["InitiateAuth", "AdminInitiateAuth"]
ANSWER = ["RespondToAuthChallenge", "AdminRespondToAuthChallenge"]
NEW_PASSWORD = "Another-Horse-2"


def start(app, flow="USER_PASSWORD_AUTH", username="alice", **parameters) -> dict:
    given = {"USERNAME": username, **parameters}
    return {"UserPoolId": app.pool_id, "ClientId": app.client_id, "AuthFlow": flow, "AuthParameters": given}


def answer_to(app, challenge, **responses) -> dict:
    return {
        "UserPoolId": app.pool_id,
        "ClientId": app.client_id,
        "ChallengeName": challenge["ChallengeName"],
        "ChallengeResponses": {"USERNAME": "alice", **responses},
        "Session": challenge["Session"],
    }


def new_password_challenge(idp, app) -> dict:
    User.objects.filter(username="alice").update(status=User.Status.FORCE_CHANGE_PASSWORD)
    return by_password(idp, app)


def custom_challenge(idp, app) -> dict:
    return idp.initiate_auth(ClientId=app.client_id, AuthFlow="CUSTOM_AUTH", AuthParameters={"USERNAME": "alice"})


def srp_answer(idp, app) -> dict:
    client = SrpClient(app.pool_id, "alice", PASSWORD)
    challenge = start_srp(idp, app, client)
    responses = client.answer(challenge["ChallengeParameters"])
    call = answer_to(app, challenge | {"Session": None}, **responses)
    return {name: value for name, value in call.items() if value is not None}


@works("InitiateAuth")
def a_password_signs_in(app, alice):
    answer = yield start(app, PASSWORD=PASSWORD)
    assert answer["AuthenticationResult"]["TokenType"] == "Bearer"


@works("AdminInitiateAuth")
def a_password_signs_in_for_an_administrator(app, alice):
    answer = yield start(app, "ADMIN_USER_PASSWORD_AUTH", PASSWORD=PASSWORD)
    assert answer["AuthenticationResult"]["TokenType"] == "Bearer"


@works("RespondToAuthChallenge")
def a_new_password_is_chosen(idp, app, alice):
    answer = yield answer_to(app, new_password_challenge(idp, app), NEW_PASSWORD=NEW_PASSWORD)
    assert answer["AuthenticationResult"]["TokenType"] == "Bearer"


@works("AdminRespondToAuthChallenge")
def a_new_password_is_chosen_for_an_administrator(idp, app, alice):
    answer = yield answer_to(app, new_password_challenge(idp, app), NEW_PASSWORD=NEW_PASSWORD)
    assert User.objects.get().status == User.Status.CONFIRMED
    assert answer["AuthenticationResult"]["TokenType"] == "Bearer"


# Beginning


@refuses(*START, "NotAuthorizedException", "Incorrect username or password.")
def a_password_is_wrong(app, alice):
    return start(app, PASSWORD="Wrong-Horse-1")


@refuses(*START, "UserNotFoundException", "User does not exist.")
def there_is_nobody(app):
    return start(app, username="nobody", PASSWORD=PASSWORD)


@refuses(*START, "UserNotConfirmedException", "User is not confirmed.")
def the_user_is_not_confirmed(app, newcomer):
    return start(app, username=newcomer, PASSWORD=PASSWORD)


@refuses(*START, "PasswordResetRequiredException", "Password reset required for the user")
def the_password_was_reset(app, alice):
    User.objects.update(status=User.Status.RESET_REQUIRED)
    return start(app, PASSWORD=PASSWORD)


@refuses(
    *START,
    "FeatureUnavailableInTierException",
    "This feature is not available in the feature plan of the user pool.",
)
def a_choice_is_not_sold_in_lite(app, lite, alice):
    return start(app, "USER_AUTH")


@refuses(
    *START,
    "UnexpectedLambdaException",
    "DefineAuthChallenge invocation failed due to error ResourceNotFoundException.",
)
def the_function_is_gone(app, alice, triggers):
    app.pool.lambda_config = {"DefineAuthChallenge": "arn:aws:lambda:us-east-1:000000000000:function:gone"}
    app.pool.save()
    return start(app, "CUSTOM_AUTH")


@refuses(*START, "UserLambdaValidationException", "DefineAuthChallenge failed with error not today.")
def the_function_refuses(app, alice, triggers):
    triggers["DefineAuthChallenge"] = _refuse
    return start(app, "CUSTOM_AUTH")


@refuses(*START, "InvalidLambdaResponseException", "Unrecognizable lambda output")
def the_function_says_nothing(app, alice, triggers):
    triggers["DefineAuthChallenge"] = lambda event: {}
    return start(app, "CUSTOM_AUTH")


# Answering


@refuses(*ANSWER, "NotAuthorizedException", "Incorrect username or password.")
def an_answer_to_srp_is_wrong(idp, app, alice):
    call = srp_answer(idp, app)
    call["ChallengeResponses"]["PASSWORD_CLAIM_SIGNATURE"] = "A" * 43 + "="
    return call


@refuses(*ANSWER, "UserNotConfirmedException", "User is not confirmed.")
def who_answers_is_not_confirmed(idp, app, alice):
    User.objects.update(status=User.Status.UNCONFIRMED)
    return srp_answer(idp, app)


@refuses(*ANSWER, "PasswordResetRequiredException", "Password reset required for the user")
def the_password_was_reset_meanwhile(idp, app, alice):
    call = srp_answer(idp, app)
    User.objects.update(status=User.Status.RESET_REQUIRED)
    return call


@refuses(*ANSWER, "InvalidPasswordException", "Password did not conform with policy: Password not long enough")
def a_new_password_is_weak(idp, app, alice):
    return answer_to(app, new_password_challenge(idp, app), NEW_PASSWORD="short")


@refuses(*ANSWER, "PasswordHistoryPolicyViolationException", "Password has previously been used.")
def a_new_password_was_used(idp, app, alice, remembering_passwords):
    return answer_to(app, new_password_challenge(idp, app), NEW_PASSWORD=PASSWORD)


@refuses(*ANSWER, "AliasExistsException", "An account with the given preferred_username already exists.")
def a_preferred_name_is_another_s(idp, app, alice, bob):
    app.pool.alias_attributes = ["preferred_username"]
    app.pool.save()
    name = {"userAttributes.preferred_username": "bob"}
    return answer_to(app, new_password_challenge(idp, app), NEW_PASSWORD=NEW_PASSWORD, **name)


@refuses(*ANSWER, "CodeMismatchException", "Invalid code or auth state for the user.")
def a_code_is_wrong(idp, app, by_sms):
    challenge = by_password(idp, app)
    return answer_to(app, challenge, SMS_MFA_CODE=wrong(sent_code()))


@refuses(*ANSWER, "ExpiredCodeException", "Invalid code provided, please request a code again.")
def a_code_is_too_old(idp, app, by_sms):
    challenge = by_password(idp, app)
    expire_codes()
    return answer_to(app, challenge, SMS_MFA_CODE=sent_code())


@refuses(*ANSWER, "SoftwareTokenMFANotFoundException", "Software Token MFA does not exist for the user.")
def the_app_was_taken_away(idp, app, pool, authenticator_app):
    challenge = by_password(idp, app)
    User.objects.update(sealed_totp_secret=None)
    mfa.configure(pool, "OFF", email=None)
    return answer_to(app, challenge, SOFTWARE_TOKEN_MFA_CODE=mfa.code_of(authenticator_app))


@refuses(
    *ANSWER,
    "UnexpectedLambdaException",
    "VerifyAuthChallengeResponse invocation failed due to error ResourceNotFoundException.",
    traces=("pools_spentstep",),
)
def the_judge_is_gone(idp, app, alice, triggers):
    challenge = custom_challenge(idp, app)
    app.pool.lambda_config |= {"VerifyAuthChallengeResponse": "arn:aws:lambda:us-east-1:000000000000:function:gone"}
    app.pool.save()
    return answer_to(app, challenge, ANSWER="2")


@refuses(
    *ANSWER,
    "UserLambdaValidationException",
    "VerifyAuthChallengeResponse failed with error not today.",
    traces=("pools_spentstep",),
)
def the_judge_refuses(idp, app, alice, triggers):
    triggers["VerifyAuthChallengeResponse"] = _refuse
    return answer_to(app, custom_challenge(idp, app), ANSWER="2")


@refuses(*ANSWER, "InvalidLambdaResponseException", "Unrecognizable lambda output", traces=("pools_spentstep",))
def the_judge_says_nothing(idp, app, alice, triggers):
    triggers["VerifyAuthChallengeResponse"] = lambda event: {"response": {"answerCorrect": "perhaps"}}
    return answer_to(app, custom_challenge(idp, app), ANSWER="2")


# Refreshing


@works("GetTokensFromRefreshToken")
def a_refresh_token_gives_new_ones(app, signed_in):
    answer = yield {"ClientId": app.client_id, "RefreshToken": signed_in["RefreshToken"]}
    assert answer["AuthenticationResult"]["AccessToken"] != signed_in["AccessToken"]


@spoils(["GetTokensFromRefreshToken"], "NotAuthorizedException", "Invalid Refresh Token")
def it_is_no_refresh_token(signed_in):
    return {"RefreshToken": signed_in["AccessToken"]}


@refuses(
    "GetTokensFromRefreshToken",
    "RefreshTokenReuseException",
    "Refresh token has been rotated out and cannot be used again.",
    traces=("pools_session",),
)
def it_was_rotated_out(idp, rotating, alice):
    old = by_password(idp, rotating)["AuthenticationResult"]["RefreshToken"]
    idp.get_tokens_from_refresh_token(ClientId=rotating.client_id, RefreshToken=old)
    return {"ClientId": rotating.client_id, "RefreshToken": old}


def _refuse(event):
    raise ValueError("not today")
