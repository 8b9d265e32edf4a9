"""What is kept of a password: argon2id where the pool wants it, imported hashes until the first sign-in, past ones."""

import pytest
from django.contrib.auth import hashers

from pools.actions import password_hashes, password_history, passwords, users
from pools.errors import InvalidParameterException, PasswordHistoryPolicyViolationException
from pools.models import PastPassword, User
from tests.conftest import CALLER, PASSWORD
from tests.pools.signing_in import answer, by_password, by_srp, start_srp, tokens
from tests.pools.srp_client import SrpClient

SECOND, THIRD, FOURTH = "Second-Horse-2", "Third-Horse-3", "Fourth-Horse-4"
IMPORTED = hashers.make_password(PASSWORD, hasher=hashers.ScryptPasswordHasher())


@pytest.fixture
def argon2id_pool(pool):
    pool.password_storage = "argon2id"
    pool.save()
    return pool


@pytest.fixture
def imported(pool, alice):
    """Alice, with the hash that another application kept of her password."""
    alice.pool = pool
    alice.save(update_fields=passwords.set_hash(alice, IMPORTED))
    return alice


@pytest.fixture
def remember(pool):
    def remember(number):
        pool.policies = {"PasswordPolicy": {"PasswordHistorySize": number}}
        pool.save()

    return remember


# argon2id alone


def test_an_argon2id_pool_keeps_nothing_else(argon2id_pool, alice):
    assert alice.password_hash.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert (alice.sealed_srp_verifier, alice.srp_salt) == (None, "")


def test_the_password_itself_signs_in(idp, argon2id_pool, app, alice):
    assert "AuthenticationResult" in by_password(idp, app)


@pytest.mark.parametrize("username", ["alice", "nobody"])
def test_a_wrong_password_does_not(idp, argon2id_pool, app, alice, refused, username):
    app.prevent_user_existence_errors = "ENABLED"
    app.save()
    with refused("NotAuthorizedException") as refusal:
        by_password(idp, app, username, "Wrong-Horse-1")

    assert refusal.message == "Incorrect username or password."


@pytest.mark.parametrize(("flow", "more"), [("USER_SRP_AUTH", {}), ("CUSTOM_AUTH", {"CHALLENGE_NAME": "SRP_A"})])
def test_srp_is_refused_with_the_reason(idp, argon2id_pool, app, alice, refused, flow, more):
    argon2id_pool.lambda_config = {"DefineAuthChallenge": "arn:aws:lambda:us-east-1:000000000000:function:define"}
    argon2id_pool.save()
    start = SrpClient(app.pool_id, "alice", PASSWORD).start
    with refused("InvalidParameterException") as refusal:
        idp.initiate_auth(ClientId=app.client_id, AuthFlow=flow, AuthParameters=start | more)

    assert "argon2id" in refusal.message


def test_a_pool_that_turns_to_argon2id_turns_each_user_at_the_next_sign_in(idp, app, alice, argon2id_pool):
    users.admin_set_user_password(alice, SECOND, caller=CALLER, permanent=True)  # of a pool still in memory as before
    by_password(idp, app, "alice", SECOND)
    alice.refresh_from_db()

    assert (alice.sealed_srp_verifier, alice.password_hash[:15]) == (None, "argon2$argon2id")
    assert "AuthenticationResult" in by_password(idp, app, "alice", SECOND)


def test_and_back(idp, app, argon2id_pool, alice):
    argon2id_pool.password_storage = "srp"
    argon2id_pool.save()
    by_password(idp, app)
    alice.refresh_from_db()

    assert alice.password_hash == ""
    assert "AuthenticationResult" in by_srp(idp, app)


def test_a_new_password_is_asked_for_and_kept_there_too(idp, argon2id_pool, app, alice):
    User.objects.update(status="FORCE_CHANGE_PASSWORD")
    session = by_password(idp, app)["Session"]
    answer(idp, app, "NEW_PASSWORD_REQUIRED", {"USERNAME": "alice", "NEW_PASSWORD": SECOND}, session)

    assert "AuthenticationResult" in by_password(idp, app, "alice", SECOND)


# Imported hashes


@pytest.mark.parametrize(
    "hasher",
    [
        hashers.PBKDF2PasswordHasher(),
        hashers.PBKDF2SHA1PasswordHasher(),
        hashers.Argon2PasswordHasher(),
        hashers.BCryptSHA256PasswordHasher(),
        hashers.ScryptPasswordHasher(),
    ],
)
def test_a_hash_of_django_s_signs_in(idp, app, alice, hasher):
    alice.save(update_fields=passwords.set_hash(alice, hashers.make_password(PASSWORD, hasher=hasher)))

    assert "AuthenticationResult" in by_password(idp, app)


def test_the_first_sign_in_makes_a_verifier_of_it(idp, app, imported):
    set_at = imported.password_set_at
    by_password(idp, app)
    imported.refresh_from_db()

    assert (imported.password_hash, imported.password_set_at) == ("", set_at)
    assert "AuthenticationResult" in by_srp(idp, app)


def test_before_that_srp_is_a_wrong_password(idp, app, imported, refused):
    with refused("NotAuthorizedException"):
        by_srp(idp, app)


def test_a_wrong_password_upgrades_nothing(idp, app, imported, refused):
    with refused("NotAuthorizedException"):
        by_password(idp, app, "alice", "Wrong-Horse-1")
    imported.refresh_from_db()

    assert imported.password_hash == IMPORTED


def test_an_argon2id_pool_upgrades_to_its_own(idp, argon2id_pool, app, imported):
    by_password(idp, app)
    imported.refresh_from_db()

    assert password_hashes.is_ours(imported.password_hash)


def test_an_upgrade_does_not_undo_a_change_at_the_same_time(imported):
    stale = User.objects.get(pk=imported.pk)
    users.admin_set_user_password(imported, SECOND, caller=CALLER, permanent=True)
    stale.pool = imported.pool
    passwords.renew(stale, PASSWORD)
    imported.refresh_from_db()

    assert passwords.is_correct(imported, SECOND)


def test_who_brought_a_hash_proves_it_to_change_the_password(idp, app, imported, refused):
    access_token = tokens(idp, app)["AccessToken"]
    imported.save(update_fields=passwords.set_hash(imported, IMPORTED))
    with refused("NotAuthorizedException"):
        idp.change_password(AccessToken=access_token, PreviousPassword="Wrong-Horse-1", ProposedPassword=SECOND)

    idp.change_password(AccessToken=access_token, PreviousPassword=PASSWORD, ProposedPassword=SECOND)
    assert "AuthenticationResult" in by_srp(idp, app, "alice", SECOND)


@pytest.mark.parametrize(
    "text", ["", "x", "$2b$12$abc", "md5$x$y", "pbkdf2_sha256$1", "argon2$", "bcrypt_sha256$", "!"]
)
def test_what_is_no_hash_is_refused(alice, text):
    with pytest.raises(InvalidParameterException):
        passwords.set_hash(alice, text)


@pytest.mark.parametrize("text", ["x", "pbkdf2_sha256$1$salt", "argon2$argon2id$x", "scrypt$a$b$c$d$e", "!unusable"])
def test_a_broken_hash_matches_nothing(text):
    assert not password_hashes.is_match("", text)


def test_a_sign_in_upgrades_once(idp, app, imported, django_assert_num_queries):
    by_password(idp, app)
    with django_assert_num_queries(7):
        by_password(idp, app)


# History


@pytest.mark.spec("USR-259", "CON-247")
def test_the_present_password_is_one_of_the_remembered(idp, app, alice, remember, refused):
    remember(1)
    with refused("PasswordHistoryPolicyViolationException"):
        idp.admin_set_user_password(UserPoolId=app.pool_id, Username="alice", Password=PASSWORD, Permanent=True)

    idp.admin_set_user_password(UserPoolId=app.pool_id, Username="alice", Password=SECOND, Permanent=True)
    idp.admin_set_user_password(UserPoolId=app.pool_id, Username="alice", Password=PASSWORD, Permanent=True)


@pytest.mark.spec("USR-259")
def test_the_last_three_do_not_come_back(alice, remember):
    remember(3)
    user = User.objects.select_related("pool").get(pk=alice.pk)
    users.admin_set_user_password(user, SECOND, caller=CALLER)
    users.admin_set_user_password(user, THIRD, caller=CALLER)
    with pytest.raises(PasswordHistoryPolicyViolationException):
        password_history.check(user, PASSWORD)
    users.admin_set_user_password(user, FOURTH, caller=CALLER)

    password_history.check(user, PASSWORD)
    assert PastPassword.objects.count() == 2


@pytest.mark.spec("USR-259")
def test_nothing_is_remembered_unless_asked_for(idp, app, alice):
    idp.admin_set_user_password(UserPoolId=app.pool_id, Username="alice", Password=PASSWORD, Permanent=True)

    assert not PastPassword.objects.exists()


@pytest.mark.spec("USR-259")
def test_change_password_remembers(idp, app, alice, remember, refused):
    remember(2)
    access_token = tokens(idp, app)["AccessToken"]
    idp.change_password(AccessToken=access_token, PreviousPassword=PASSWORD, ProposedPassword=SECOND)
    with refused("PasswordHistoryPolicyViolationException"):
        idp.change_password(AccessToken=access_token, PreviousPassword=SECOND, ProposedPassword=PASSWORD)

    assert "AuthenticationResult" in by_password(idp, app, "alice", SECOND)


@pytest.mark.spec("USR-259")
def test_a_forgotten_password_is_not_set_anew_and_its_code_goes_on(idp, app, alice, inbox, remember, refused):
    remember(1)
    idp.forgot_password(ClientId=app.client_id, Username="alice")
    reply = {"ClientId": app.client_id, "Username": "alice", "ConfirmationCode": inbox.code_for("alice@example.com")}
    with refused("PasswordHistoryPolicyViolationException"):
        idp.confirm_forgot_password(**reply, Password=PASSWORD)

    idp.confirm_forgot_password(**reply, Password=SECOND)
    assert "AuthenticationResult" in by_password(idp, app, "alice", SECOND)


@pytest.mark.spec("USR-259")
def test_a_temporary_password_cannot_stay(idp, app, alice, remember, refused):
    remember(1)
    User.objects.update(status="FORCE_CHANGE_PASSWORD")
    session = by_password(idp, app)["Session"]
    with refused("PasswordHistoryPolicyViolationException"):
        answer(idp, app, "NEW_PASSWORD_REQUIRED", {"USERNAME": "alice", "NEW_PASSWORD": PASSWORD}, session)

    answer(idp, app, "NEW_PASSWORD_REQUIRED", {"USERNAME": "alice", "NEW_PASSWORD": SECOND}, session)
    assert PastPassword.objects.count() == 0


def test_a_history_remembers_hashes_and_verifiers_alike(argon2id_pool, alice, remember):
    remember(3)
    user = User.objects.select_related("pool").get(pk=alice.pk)
    users.admin_set_user_password(user, SECOND, caller=CALLER)
    user.pool.password_storage = "srp"
    users.admin_set_user_password(user, THIRD, caller=CALLER)
    with pytest.raises(PasswordHistoryPolicyViolationException):
        password_history.check(user, PASSWORD)
    with pytest.raises(PasswordHistoryPolicyViolationException):
        password_history.check(user, SECOND)


def test_an_srp_challenge_of_before_is_answered_by_nobody(idp, app, alice, refused):
    client = SrpClient(app.pool_id, "alice", PASSWORD)
    challenge = start_srp(idp, app, client)["ChallengeParameters"]
    alice.save(update_fields=passwords.set_hash(alice, IMPORTED))
    with refused("NotAuthorizedException"):
        answer(idp, app, "PASSWORD_VERIFIER", client.answer(challenge))
