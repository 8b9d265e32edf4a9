"""Forgotten and changed passwords."""

from pools.actions import limits, passwords
from pools.actions.codes import Purpose
from pools.models import User
from tests.conftest import PASSWORD
from tests.operations.arranging import ask_for_code, expire_codes, sent_code, use_up, wrong
from tests.operations.cases import refuses, spoils, works

NEW_PASSWORD = "Another-Horse-2"
WEAK = "Password did not conform with policy: Password not long enough"
ENOUGH = "Attempt limit exceeded, please try after some time."
USED = "Password has previously been used."
NOBODY = "Username/client id combination not found."


def has_new_password() -> bool:
    return passwords.is_correct(User.objects.get(), NEW_PASSWORD)


@works("ForgotPassword")
def a_code_is_sent(app, alice, inbox):
    answer = yield {"ClientId": app.client_id, "Username": "alice"}
    assert answer["CodeDeliveryDetails"]["Destination"] == "a***@e***"
    assert inbox.code_for("alice@example.com")


@works("ConfirmForgotPassword")
def a_code_sets_a_password(app, alice):
    code = ask_for_code(alice, Purpose.RECOVERY)
    given = {"Username": "alice", "ConfirmationCode": code, "Password": NEW_PASSWORD}
    yield {"ClientId": app.client_id, **given}
    assert has_new_password()


@works("ChangePassword")
def a_password_is_changed(token):
    yield {"AccessToken": token, "PreviousPassword": PASSWORD, "ProposedPassword": NEW_PASSWORD}
    assert has_new_password()


@spoils(["ForgotPassword", "ConfirmForgotPassword"], "UserNotFoundException", NOBODY)
def there_is_nobody():
    return {"Username": "nobody"}


@spoils(["ForgotPassword", "ConfirmForgotPassword"], "NotAuthorizedException", "User is disabled.")
def the_user_is_disabled():
    User.objects.update(enabled=False)
    return {}


@spoils(["ForgotPassword", "ConfirmForgotPassword"], "LimitExceededException", ENOUGH)
def there_were_too_many_attempts(pool):
    use_up(limits.RECOVERY, pool.id, "alice")
    return {}


@spoils(["ForgotPassword"], "CodeDeliveryFailureException", "The code could not be delivered.")
def a_code_cannot_leave(unusable_sender):
    return {}


@spoils(["ConfirmForgotPassword"], "CodeMismatchException", "Invalid verification code provided, please try again.")
def a_code_is_wrong():
    return {"ConfirmationCode": wrong(sent_code())}


@spoils(["ConfirmForgotPassword"], "ExpiredCodeException", "Invalid code provided, please request a code again.")
def a_code_is_too_old():
    expire_codes()
    return {}


@spoils(["ConfirmForgotPassword"], "InvalidPasswordException", WEAK)
def a_password_is_weak():
    return {"Password": "short"}


@spoils(["ConfirmForgotPassword"], "PasswordHistoryPolicyViolationException", USED)
def a_password_was_used(remembering_passwords):
    return {"Password": PASSWORD}


@spoils(["ConfirmForgotPassword"], "UserNotConfirmedException", "User is not confirmed.")
def the_user_is_not_confirmed():
    User.objects.update(status=User.Status.UNCONFIRMED)
    return {}


@refuses("ChangePassword", "NotAuthorizedException", "Incorrect username or password.")
def the_old_password_is_wrong(token):
    return {"AccessToken": token, "PreviousPassword": "Wrong-Horse-1", "ProposedPassword": NEW_PASSWORD}


@refuses("ChangePassword", "InvalidPasswordException", WEAK)
def a_new_password_is_weak(token):
    return {"AccessToken": token, "PreviousPassword": PASSWORD, "ProposedPassword": "short"}


@refuses("ChangePassword", "PasswordHistoryPolicyViolationException", USED)
def a_new_password_was_used(remembering_passwords, token):
    return {"AccessToken": token, "PreviousPassword": PASSWORD, "ProposedPassword": PASSWORD}


@spoils(["ChangePassword"], "LimitExceededException", ENOUGH)
def there_were_too_many_changes(alice):
    use_up(limits.CHANGE_PASSWORD, str(alice.sub))
    return {}
