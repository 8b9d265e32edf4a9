"""A remembered device and the second factor: in its place, beside it, and never a way around both."""

import pytest

from pools.actions import passwords
from pools.models import Device, UserPool
from tests.pools import mfa
from tests.pools.device_client import DeviceClient
from tests.pools.signing_in import answer, by_password

INSTEAD_OF_MFA = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False}
BESIDE_MFA = {"ChallengeRequiredOnNewDevice": False, "DeviceOnlyRememberedOnUserPrompt": False}
TOTP, DEVICE = "SOFTWARE_TOKEN_MFA", "DEVICE_SRP_AUTH"


@pytest.fixture
def secret(pool, alice):
    """That of Alice's authenticator app, which she is asked for."""
    mfa.configure(pool)
    configure(pool, INSTEAD_OF_MFA)
    return mfa.give_app(alice)


@pytest.fixture
def with_totp(idp, app, alice, secret):
    """Answers the challenge by a code that was not used before."""

    def make(challenge, **more: str):
        alice.refresh_from_db()
        alice.last_totp_step = None
        alice.save()
        responses = {"USERNAME": "alice", "SOFTWARE_TOKEN_MFA_CODE": mfa.code_of(secret)} | more
        return answer(idp, app, TOTP, responses, challenge["Session"])

    return make


@pytest.fixture
def phone(idp, app, with_totp):
    """A device that Alice confirmed, signed in with both factors."""
    result = with_totp(by_password(idp, app))["AuthenticationResult"]
    device = DeviceClient(result["NewDeviceMetadata"])
    device.confirm(idp, result["AccessToken"])
    return device


def configure(pool, configuration: dict) -> None:
    UserPool.objects.filter(pk=pool.pk).update(device_configuration=configuration)


@pytest.mark.spec("CON-146", "SEC-114")
def test_a_remembered_device_is_asked_in_the_place_of_the_second_factor(idp, app, phone):
    challenge = by_password(idp, app, DEVICE_KEY=phone.key)

    assert challenge["ChallengeName"] == DEVICE
    assert phone.prove(idp, app, challenge["Session"])["AuthenticationResult"]["AccessToken"]


@pytest.mark.spec("CON-146", "CON-261")
def test_a_device_that_is_not_remembered_spares_no_second_factor(idp, app, phone):
    Device.objects.update(is_remembered=False)

    assert by_password(idp, app, DEVICE_KEY=phone.key)["ChallengeName"] == TOTP


def test_a_sign_in_without_the_device_is_asked_for_the_second_factor(idp, app, phone):
    assert by_password(idp, app)["ChallengeName"] == TOTP


@pytest.mark.spec("CON-261")
def test_where_the_pool_wants_both_the_device_comes_last(idp, app, pool, phone, with_totp):
    configure(pool, BESIDE_MFA)
    challenge = by_password(idp, app, DEVICE_KEY=phone.key)
    assert challenge["ChallengeName"] == TOTP

    challenge = with_totp(challenge)
    assert challenge["ChallengeName"] == DEVICE
    assert phone.prove(idp, app, challenge["Session"])["AuthenticationResult"]["AccessToken"]


def test_a_device_may_be_named_with_the_second_factor(idp, app, phone, with_totp):
    assert with_totp(by_password(idp, app), DEVICE_KEY=phone.key)["ChallengeName"] == DEVICE


def test_a_device_that_must_prove_itself_beside_mfa_is_refused_without(idp, app, pool, phone, with_totp, refused):
    configure(pool, BESIDE_MFA)
    challenge = with_totp(by_password(idp, app, DEVICE_KEY=phone.key))
    phone.password = "another"
    with refused("NotAuthorizedException"):
        phone.prove(idp, app, challenge["Session"])


def test_a_pool_that_stops_trusting_devices_meanwhile_asks_for_both(idp, app, pool, phone, with_totp):
    challenge = by_password(idp, app, DEVICE_KEY=phone.key)
    srp, proof = phone.begin(idp, app, challenge["Session"])
    configure(pool, BESIDE_MFA)
    challenge = answer(idp, app, "DEVICE_PASSWORD_VERIFIER", phone.proof(srp, proof["ChallengeParameters"]))

    assert challenge["ChallengeName"] == TOTP
    assert with_totp(challenge)["AuthenticationResult"]["AccessToken"]


def test_a_pool_that_stops_tracking_devices_meanwhile_asks_for_the_second_factor(idp, app, pool, phone):
    challenge = by_password(idp, app, DEVICE_KEY=phone.key)
    configure(pool, {})

    assert phone.begin(idp, app, challenge["Session"])[1]["ChallengeName"] == TOTP


def test_a_password_that_was_replaced_meanwhile_ends_the_sign_in(idp, app, alice, phone, refused):
    challenge = by_password(idp, app, DEVICE_KEY=phone.key)
    alice.refresh_from_db()
    passwords.set_password(alice, "Another-Horse-1")
    alice.save()
    with refused("NotAuthorizedException"):
        phone.begin(idp, app, challenge["Session"])


@pytest.mark.parametrize("step", [TOTP, "SMS_MFA", "MFA_SETUP", "NEW_PASSWORD_REQUIRED", "DEVICE_PASSWORD_VERIFIER"])
def test_the_session_of_the_device_answers_no_other_challenge(idp, app, phone, refused, step):
    challenge = by_password(idp, app, DEVICE_KEY=phone.key)
    responses = {"USERNAME": "alice", "PASSWORD_CLAIM_SECRET_BLOCK": challenge["Session"]}
    with refused("NotAuthorizedException"):
        answer(idp, app, step, responses, challenge["Session"])
