"""Users as administrators keep them; and their own leave."""

from pools.models import User
from tests.conftest import PASSWORD
from tests.operations.cases import refuses, works

WEAK = "Password did not conform with policy: Password not long enough"
NEW_PASSWORD = "Another-Horse-2"


@works("AdminCreateUser")
def a_user_is_made(pool):
    answer = yield {"UserPoolId": pool.id, "Username": "carol", "TemporaryPassword": PASSWORD}
    assert (answer["User"]["Username"], answer["User"]["UserStatus"]) == ("carol", "FORCE_CHANGE_PASSWORD")


@works("AdminGetUser")
def a_user_is_read(pool, alice):
    answer = yield {"UserPoolId": pool.id, "Username": "alice"}
    assert {"Name": "sub", "Value": str(alice.sub)} in answer["UserAttributes"]


@works("AdminSetUserPassword")
def a_password_is_set(pool, alice):
    yield {"UserPoolId": pool.id, "Username": "alice", "Password": NEW_PASSWORD}
    assert User.objects.get().status == User.Status.FORCE_CHANGE_PASSWORD


@works("AdminResetUserPassword")
def a_password_is_reset(pool, alice, inbox):
    yield {"UserPoolId": pool.id, "Username": "alice"}
    assert User.objects.get().status == User.Status.RESET_REQUIRED
    assert inbox.code_for("alice@example.com")


@works("AdminDisableUser")
def a_user_is_disabled(pool, alice):
    yield {"UserPoolId": pool.id, "Username": "alice"}
    assert not User.objects.get().enabled


@works("AdminEnableUser")
def a_user_is_enabled(pool, alice):
    User.objects.update(enabled=False)
    yield {"UserPoolId": pool.id, "Username": "alice"}
    assert User.objects.get().enabled


@works("AdminDeleteUser")
def a_user_is_deleted(pool, alice):
    yield {"UserPoolId": pool.id, "Username": "alice"}
    assert not User.objects.exists()


@works("DeleteUser")
def a_user_leaves_the_pool(token):
    yield {"AccessToken": token}
    assert not User.objects.exists()


@works("ListUsers")
def users_are_listed(pool, alice, bob):
    answer = yield {"UserPoolId": pool.id, "Filter": 'username = "bob"'}
    assert [user["Username"] for user in answer["Users"]] == ["bob"]


@refuses("AdminCreateUser", "UsernameExistsException", "User account already exists")
def the_user_exists(pool, alice):
    return {"UserPoolId": pool.id, "Username": "alice"}


@refuses("AdminCreateUser", "UserNotFoundException", "User does not exist.")
def nobody_is_invited_again(pool):
    return {"UserPoolId": pool.id, "Username": "nobody", "MessageAction": "RESEND"}


@refuses(
    "AdminCreateUser",
    "UnsupportedUserStateException",
    "Resend not possible. alice status is not FORCE_CHANGE_PASSWORD",
)
def who_has_come_is_not_invited_again(pool, alice):
    return {"UserPoolId": pool.id, "Username": "alice", "MessageAction": "RESEND"}


@refuses("AdminCreateUser", "InvalidPasswordException", WEAK)
def a_temporary_password_is_weak(pool):
    return {"UserPoolId": pool.id, "Username": "carol", "TemporaryPassword": "short"}


@refuses("AdminCreateUser", "CodeDeliveryFailureException", "The code could not be delivered.")
def an_invitation_cannot_leave(unusable_sender):
    email = [{"Name": "email", "Value": "carol@example.com"}]
    pool_id, media = unusable_sender.id, ["EMAIL"]
    return {"UserPoolId": pool_id, "Username": "carol", "UserAttributes": email, "DesiredDeliveryMediums": media}


@refuses("AdminSetUserPassword", "InvalidPasswordException", WEAK)
def a_password_is_weak(pool, alice):
    return {"UserPoolId": pool.id, "Username": "alice", "Password": "short"}


@refuses("AdminSetUserPassword", "PasswordHistoryPolicyViolationException", "Password has previously been used.")
def a_password_was_used(remembering_passwords, alice):
    return {"UserPoolId": remembering_passwords.id, "Username": "alice", "Password": PASSWORD}


@refuses("AdminResetUserPassword", "NotAuthorizedException", "User password cannot be reset in the current state.")
def a_temporary_password_is_not_reset(pool, alice):
    User.objects.update(status=User.Status.FORCE_CHANGE_PASSWORD)
    return {"UserPoolId": pool.id, "Username": "alice"}
