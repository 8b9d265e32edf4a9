"""Signing up and confirming."""

from pools.actions import limits
from pools.models import User
from tests.conftest import PASSWORD
from tests.operations.arranging import expire_codes, sent_code, taken_email, use_up, wrong
from tests.operations.cases import refuses, spoils, works
from tests.pools.signing_in import secret_hash

EMAIL = [{"Name": "email", "Value": "carol@example.com"}]
ENOUGH = "Attempt limit exceeded, please try after some time."
NOBODY = "Username/client id combination not found."


@works("SignUp")
def somebody_signs_up(app):
    answer = yield {"ClientId": app.client_id, "Username": "carol", "Password": PASSWORD, "UserAttributes": EMAIL}
    assert answer["CodeDeliveryDetails"]["AttributeName"] == "email"
    assert User.objects.get().status == User.Status.UNCONFIRMED


@works("ConfirmSignUp")
def a_code_confirms(app, newcomer):
    yield {"ClientId": app.client_id, "Username": newcomer, "ConfirmationCode": sent_code()}
    assert User.objects.get().status == User.Status.CONFIRMED


@works("ResendConfirmationCode")
def a_code_is_sent_again(app, newcomer):
    first = sent_code()
    answer = yield {"ClientId": app.client_id, "Username": newcomer}
    assert answer["CodeDeliveryDetails"]["Destination"] == "n***@e***"
    assert sent_code() != first


@works("AdminConfirmSignUp")
def an_administrator_confirms(pool, newcomer):
    yield {"UserPoolId": pool.id, "Username": newcomer}
    assert User.objects.get().status == User.Status.CONFIRMED


@refuses("SignUp", "UsernameExistsException", "User already exists")
def the_name_is_taken(app, alice):
    return {"ClientId": app.client_id, "Username": "alice", "Password": PASSWORD}


@refuses("SignUp", "InvalidPasswordException", "Password did not conform with policy: Password not long enough")
def a_password_is_weak(app):
    return {"ClientId": app.client_id, "Username": "carol", "Password": "short"}


@refuses("SignUp", "NotAuthorizedException", "SignUp is not permitted for this user pool")
def nobody_may_sign_up(app):
    app.pool.admin_create_user_config = {"AllowAdminCreateUserOnly": True}
    app.pool.save()
    return {"ClientId": app.client_id, "Username": "carol", "Password": PASSWORD}


@spoils(["SignUp", "ResendConfirmationCode"], "CodeDeliveryFailureException", "The code could not be delivered.")
def a_code_cannot_leave(unusable_sender):
    return {}


@spoils(
    ["ConfirmSignUp", "ResendConfirmationCode"],
    "NotAuthorizedException",
    "Unable to verify secret hash for client 1example23456789abcdefghij",
)
def the_secret_hash_is_wrong(app, confidential):
    app.sealed_secret = confidential.sealed_secret
    app.save()
    return {"SecretHash": secret_hash(confidential, "somebody else")}


@spoils(["ConfirmSignUp", "ResendConfirmationCode"], "UserNotFoundException", NOBODY)
def there_is_nobody():
    return {"Username": "nobody"}


@spoils(["ConfirmSignUp"], "CodeMismatchException", "Invalid verification code provided, please try again.")
def a_code_is_wrong():
    return {"ConfirmationCode": wrong(sent_code())}


@spoils(["ConfirmSignUp"], "ExpiredCodeException", "Invalid code provided, please request a code again.")
def a_code_is_too_old():
    expire_codes()
    return {}


@spoils(["ConfirmSignUp"], "AliasExistsException", "An account with the given email already exists.")
def the_address_is_another_s(email_alias, bob):
    newcomer = User.objects.get(username="newcomer")
    bob.attributes["email"] = newcomer.attributes["email"]
    taken_email(bob)
    return {}


@spoils(["ConfirmSignUp"], "LimitExceededException", ENOUGH)
def there_were_too_many_guesses(pool):
    use_up(limits.CONFIRM_SIGN_UP, pool.id, "newcomer")
    return {}


@spoils(["ResendConfirmationCode"], "LimitExceededException", ENOUGH)
def there_were_too_many_codes(pool):
    use_up(limits.RESEND_CONFIRMATION_CODE, pool.id, "newcomer")
    return {}


@refuses("AdminConfirmSignUp", "NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED")
def the_user_is_confirmed_already(pool, alice):
    return {"UserPoolId": pool.id, "Username": "alice"}
