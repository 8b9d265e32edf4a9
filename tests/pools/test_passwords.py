import pytest

from pools.actions import passwords
from pools.errors import InvalidPasswordException
from pools.models import User, UserPool

LAX = {"PasswordPolicy": {"MinimumLength": 6, "RequireUppercase": False, "RequireLowercase": False,
                          "RequireNumbers": False, "RequireSymbols": False}}  # fmt: skip


@pytest.fixture
def a_pool():
    return UserPool(id="us-east-1_aB3dE6gH9", name="people", region="us-east-1")


@pytest.fixture
def a_user(a_pool):
    user = User(pool=a_pool, username="alice", username_key="alice")
    passwords.set_password(user, "Correct-Horse-1")
    return user


@pytest.mark.spec("CON-88", "CON-89", "CON-90", "CON-91", "CON-92")
@pytest.mark.parametrize(
    ("password", "demand"),
    [
        ("Ab1!xyz", "Password not long enough"),
        ("correct-horse-1", "Password must have uppercase characters"),
        ("CORRECT-HORSE-1", "Password must have lowercase characters"),
        ("Correct-Horse-X", "Password must have numeric characters"),
        ("CorrectHorse1x", "Password must have symbol characters"),
        ("Ünïcödé" + "é" * 10, "Password must have uppercase characters"),
        ("Aa1!" + "x" * 253, "Password too long"),
    ],
)
def test_a_weak_password_is_refused_with_the_demand_it_misses(a_pool, password, demand):
    with pytest.raises(InvalidPasswordException) as refusal:
        passwords.check_policy(a_pool, password)

    assert refusal.value.message == f"Password did not conform with policy: {demand}"


@pytest.mark.spec("CON-89")
@pytest.mark.parametrize("password", ["Correct-Horse-1", "Abcdef 1", "Aa1!" + "x" * 252])
def test_a_strong_password_is_accepted(a_pool, password):
    passwords.check_policy(a_pool, password)


@pytest.mark.parametrize("password", [" Correct-Horse-1", "Correct-Horse-1 "])
def test_a_space_at_an_end_is_refused(a_pool, password):
    with pytest.raises(InvalidPasswordException):
        passwords.check_policy(a_pool, password)


@pytest.mark.spec("CON-247")
def test_a_lax_policy_demands_only_its_length(a_pool):
    a_pool.policies = LAX
    passwords.check_policy(a_pool, "simple")


def test_the_right_password_is_correct_and_another_is_not(a_user):
    assert passwords.is_correct(a_user, "Correct-Horse-1")
    assert not passwords.is_correct(a_user, "correct-horse-1")


def test_a_user_without_a_password_has_no_correct_one(a_pool):
    assert not passwords.is_correct(User(pool=a_pool, username="bob"), "")


def test_what_is_kept_does_not_hold_the_password(a_user):
    assert b"Correct-Horse-1" not in bytes(a_user.sealed_srp_verifier)


def test_the_same_password_is_kept_differently_each_time(a_user):
    before = a_user.srp_salt
    passwords.set_password(a_user, "Correct-Horse-1")
    assert a_user.srp_salt != before


@pytest.mark.parametrize("minimum", [6, 8, 40])
def test_a_generated_password_meets_the_policy(a_pool, minimum):
    a_pool.policies = {"PasswordPolicy": {"MinimumLength": minimum}}
    passwords.check_policy(a_pool, passwords.random_temporary_password(a_pool))


@pytest.mark.spec("CON-228")
def test_who_does_not_exist_always_has_the_same_salt(a_pool):
    assert passwords.simulated_verifier(a_pool, "nobody") == passwords.simulated_verifier(a_pool, "nobody")
    assert passwords.simulated_verifier(a_pool, "nobody") != passwords.simulated_verifier(a_pool, "no one")
    assert passwords.simulated_username(a_pool, "nobody") == passwords.simulated_username(a_pool, "nobody")
