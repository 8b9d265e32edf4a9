"""Attributes: changed, deleted, verified."""

from pools.actions import limits
from pools.models import User
from tests.operations.arranging import ask_for_code, expire_codes, taken_email, use_up, wrong
from tests.operations.cases import refuses, spoils, works

NICKNAME = [{"Name": "nickname", "Value": "Al"}]
NEW_EMAIL = [{"Name": "email", "Value": "alice@new.example"}]


def nickname() -> str | None:
    return User.objects.get(username="alice").attributes.get("nickname")


@works("AdminUpdateUserAttributes")
def attributes_are_set(pool, alice):
    yield {"UserPoolId": pool.id, "Username": "alice", "UserAttributes": NICKNAME}
    assert nickname() == "Al"


@works("AdminDeleteUserAttributes")
def attributes_are_deleted(pool, alice):
    User.objects.update(attributes=alice.attributes | {"nickname": "Al"})
    yield {"UserPoolId": pool.id, "Username": "alice", "UserAttributeNames": ["nickname"]}
    assert nickname() is None


@works("UpdateUserAttributes")
def one_s_own_attributes_are_set(token):
    answer = yield {"AccessToken": token, "UserAttributes": [*NICKNAME, *NEW_EMAIL]}
    assert nickname() == "Al"
    assert answer["CodeDeliveryDetailsList"][0]["AttributeName"] == "email"


@works("DeleteUserAttributes")
def one_s_own_attributes_are_deleted(alice, token):
    User.objects.update(attributes=alice.attributes | {"nickname": "Al"})
    yield {"AccessToken": token, "UserAttributeNames": ["nickname"]}
    assert nickname() is None


@works("GetUserAttributeVerificationCode")
def a_code_is_sent(token, inbox):
    answer = yield {"AccessToken": token, "AttributeName": "email"}
    assert answer["CodeDeliveryDetails"]["Destination"] == "a***@e***"
    assert inbox.code_for("alice@example.com")


@works("VerifyUserAttribute")
def an_attribute_is_verified(alice, token):
    code = ask_for_code(alice)
    User.objects.update(attributes=alice.attributes | {"email_verified": "false"})
    yield {"AccessToken": token, "AttributeName": "email", "Code": code}
    assert User.objects.get().is_verified("email")


@refuses("AdminUpdateUserAttributes", "AliasExistsException", "An account with the given email already exists.")
def an_address_is_another_s(email_alias, alice, bob):
    verified = [taken_email(bob), {"Name": "email_verified", "Value": "true"}]
    return {"UserPoolId": email_alias.id, "Username": "alice", "UserAttributes": verified}


@refuses("UpdateUserAttributes", "AliasExistsException", "An account with the given preferred_username already exists.")
def a_preferred_name_is_another_s(pool, bob, token):
    pool.alias_attributes = ["preferred_username"]
    pool.save()
    return {"AccessToken": token, "UserAttributes": [{"Name": "preferred_username", "Value": "bob"}]}


@refuses("VerifyUserAttribute", "AliasExistsException", "An account with the given email already exists.")
def a_verified_address_is_another_s(email_alias, alice, bob, token):
    alice.attributes["email"] = taken_email(bob)["Value"]
    alice.save()
    return {"AccessToken": token, "AttributeName": "email", "Code": ask_for_code(alice)}


@refuses("VerifyUserAttribute", "CodeMismatchException", "Invalid verification code provided, please try again.")
def a_code_is_wrong(alice, token):
    return {"AccessToken": token, "AttributeName": "email", "Code": wrong(ask_for_code(alice))}


@refuses("VerifyUserAttribute", "ExpiredCodeException", "Invalid code provided, please request a code again.")
def a_code_is_too_old(alice, token):
    code = ask_for_code(alice)
    expire_codes()
    return {"AccessToken": token, "AttributeName": "email", "Code": code}


@refuses("VerifyUserAttribute", "LimitExceededException", "Attempt limit exceeded, please try after some time.")
def there_were_too_many_guesses(alice, token):
    use_up(limits.VERIFY_ATTRIBUTE, str(alice.sub))
    return {"AccessToken": token, "AttributeName": "email", "Code": "123456"}


@refuses(
    "GetUserAttributeVerificationCode",
    "LimitExceededException",
    "Attempt limit exceeded, please try after some time.",
)
def there_were_too_many_codes(alice, token):
    use_up(limits.GET_ATTRIBUTE_CODE, str(alice.sub))
    return {"AccessToken": token, "AttributeName": "email"}


@spoils(
    ["GetUserAttributeVerificationCode", "UpdateUserAttributes"],
    "CodeDeliveryFailureException",
    "The code could not be delivered.",
)
def a_code_cannot_leave(unusable_sender):
    return {}


@refuses("UpdateUserAttributes", "NotAuthorizedException", "A client attempted to write unauthorized attribute")
def a_client_may_not_write_all(app, token):
    app.write_attributes = ["name"]
    app.save()
    return {"AccessToken": token, "UserAttributes": NICKNAME}


@refuses("GetUserAttributeVerificationCode", "InvalidParameterException", "User has no phone_number to verify.")
def there_is_nothing_to_verify(token):
    return {"AccessToken": token, "AttributeName": "phone_number"}
