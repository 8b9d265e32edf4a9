"""Codes on paper for the day the phone is lost."""

import pytest

from pools.actions import attempts, limits, recovery_codes
from pools.models import AttemptCount, AuditEvent, RecoveryCode
from tests.conftest import CALLER
from tests.pools import mfa
from tests.pools.signing_in import answer, by_password

NAMES = {"SMS_MFA": "SMS_MFA_CODE", "SOFTWARE_TOKEN_MFA": "SOFTWARE_TOKEN_MFA_CODE", "EMAIL_OTP": "EMAIL_OTP_CODE"}


@pytest.fixture
def sign_in(idp, app):
    """Signs alice in with this as the answer to her second factor."""

    def make(code):
        challenge = by_password(idp, app)
        name = challenge["ChallengeName"]
        return answer(idp, app, name, {"USERNAME": "alice", NAMES[name]: code}, challenge["Session"])

    return make


@pytest.fixture
def on_paper(pool, alice):
    mfa.configure(pool)
    mfa.give_app(alice)
    return recovery_codes.create_recovery_codes(alice, caller=CALLER)


def test_there_are_ten_that_differ(on_paper):
    assert len(set(on_paper)) == recovery_codes.NUMBER == 10


def test_they_are_not_kept_readable(on_paper):
    kept = str(list(RecoveryCode.objects.values()))
    assert [code for code in on_paper if code in kept or code.replace("-", "") in kept] == []


@pytest.mark.parametrize("typed", [str, str.upper, lambda code: f" {code.replace('-', ' ')} "])
def test_one_stands_in_for_the_app(on_paper, sign_in, typed):
    assert sign_in(typed(on_paper[0]))["AuthenticationResult"]


@pytest.mark.parametrize(("flag", "name"), [("sms_mfa_enabled", "SMS_MFA"), ("email_mfa_enabled", "EMAIL_OTP")])
def test_one_stands_in_for_what_is_sent(idp, app, pool, alice, sign_in, flag, name):
    mfa.configure(pool)
    mfa.give_phone(alice)
    setattr(alice, flag, True)
    alice.save()
    code = recovery_codes.create_recovery_codes(alice, caller=CALLER)[3]

    assert by_password(idp, app)["ChallengeName"] == name
    assert sign_in(code)["AuthenticationResult"]


def test_each_serves_once(on_paper, sign_in, refused):
    sign_in(on_paper[0])
    with refused("ExpiredCodeException"):
        sign_in(on_paper[0])
    assert sign_in(on_paper[1])["AuthenticationResult"]


def test_a_new_set_ends_the_old_one(on_paper, alice, sign_in, refused):
    recovery_codes.create_recovery_codes(alice, caller=CALLER)
    with refused("CodeMismatchException"):
        sign_in(on_paper[0])


def test_those_of_another_are_no_use(on_paper, bob, alice, sign_in, refused):
    others = recovery_codes.create_recovery_codes(bob, caller=CALLER)
    with refused("CodeMismatchException"):
        sign_in(others[0])


def test_guessing_them_comes_to_an_end_as_with_any_code(on_paper, alice, sign_in, refused):
    attempts.count(limits.SECOND_FACTOR, str(alice.sub))
    AttemptCount.objects.update(count=limits.SECOND_FACTOR.number - 1)

    with refused("CodeMismatchException"):
        sign_in("aaaaa-aaaaa")
    with refused("LimitExceededException"):
        sign_in(on_paper[0])


def test_they_say_how_many_are_left(on_paper, alice, sign_in):
    sign_in(on_paper[0])
    assert recovery_codes.count_left(alice) == 9


def test_their_use_is_on_record(on_paper, alice, sign_in):
    sign_in(on_paper[0])
    assert AuditEvent.objects.filter(name="UseRecoveryCode", sub=str(alice.sub)).count() == 1


def test_they_go_with_the_app_that_they_stand_in_for(idp, pool, on_paper, alice):
    idp.admin_delete_software_token(UserPoolId=pool.id, Username="alice")
    assert not RecoveryCode.objects.exists()
