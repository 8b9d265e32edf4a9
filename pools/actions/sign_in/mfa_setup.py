"""`MFA_SETUP`: where MFA is required, who has no second factor sets one up before any token (SEC-283, SEC-150).

An authenticator app is set up by AssociateSoftwareToken and VerifySoftwareToken, with the session of this challenge in
place of an access token (SEC-136). For codes by SMS or e-mail the answer names the address, which becomes the user's
when it has answered the challenge that follows.
"""

import json
import uuid
from collections.abc import Mapping

from django.db import transaction

from notifications import sealing
from pools.actions import attributes, recovery_codes, second_factors, software_tokens
from pools.actions.assurance import Method
from pools.actions.second_factors import Factor
from pools.actions.sign_in import state
from pools.actions.sign_in.attempt import Attempt
from pools.actions.sign_in.second_factor import (
    NEW_CONTACT,
    SETUP,
    check_still_allowed,
    due,
    remember_password,
    user_of,
)
from pools.actions.sign_in.step import Step
from pools.caller import Caller
from pools.errors import InvalidParameterException, NotAuthorizedException
from pools.models import User

_VERIFIED = "verified_token"  # in `Attempt.data`: which secret was verified with this session
_ADDRESSES = {"PHONE_NUMBER": (Factor.SMS_MFA, "phone_number"), "EMAIL": (Factor.EMAIL_OTP, "email")}


class MfaSetup(Step):
    name = SETUP

    def is_needed(self, attempt: Attempt) -> bool:
        return due(attempt) == self.name

    def prepare(self, attempt: Attempt) -> None:
        remember_password(attempt)

    def parameters(self, attempt: Attempt, session: str) -> dict[str, str]:
        user = user_of(attempt)
        names = [str(factor) for factor in second_factors.offered(user.pool)]
        return {"MFAS_CAN_SETUP": json.dumps(names, separators=(",", ":")), "USER_ID_FOR_SRP": user.username}

    def check(self, attempt: Attempt, responses: Mapping[str, str]) -> None:
        check_still_allowed(attempt)
        if _VERIFIED in attempt.data:
            if attempt.data[_VERIFIED] != _fingerprint(user_of(attempt)):
                raise NotAuthorizedException("Invalid session for the user.", reason="another token was set up since")
            return
        _check_still_due(attempt)
        given = [name for name in _ADDRESSES if responses.get(name)]
        if len(given) != 1:
            raise InvalidParameterException("User has not verified software token mfa")
        _take_up(attempt, *_ADDRESSES[given[0]], responses[given[0]])

    def apply(self, attempt: Attempt, caller: Caller) -> None:
        """An app that was just set up has proven itself; an address still has to."""
        if _VERIFIED not in attempt.data:
            return
        user = user_of(attempt)
        user.software_token_mfa_enabled = True
        user.preferred_mfa = user.preferred_mfa or Factor.SOFTWARE_TOKEN_MFA
        user.save(update_fields=["software_token_mfa_enabled", "preferred_mfa", "modified_at"])
        attempt.prove_second(Method.SOFTWARE_TOKEN)


def associate_software_token(session: str, *, caller: Caller) -> tuple[str, str]:
    """A new secret for who is asked to set up MFA, and the session to verify it with."""
    attempt = _open(session)
    secret = software_tokens.associate_software_token(user_of(attempt), caller=caller)
    return secret, state.seal(attempt, SETUP)


def verify_software_token(session: str, code: str, device_name: str, *, caller: Caller) -> tuple[bool, str]:
    """Bind the app. When the code is right, the session that is given back answers `MFA_SETUP`."""
    attempt = _open(session)
    user = user_of(attempt)
    if not software_tokens.verify_software_token(user, code, device_name, caller=caller):
        return False, session
    with transaction.atomic():
        state.spend(attempt)
    attempt.step_id = uuid.uuid4()
    attempt.data[_VERIFIED] = _fingerprint(user)
    return True, state.seal(attempt, SETUP)


def create_recovery_codes(session: str, *, caller: Caller) -> list[str]:
    """Codes on paper for who has just verified an app, before this session answers `MFA_SETUP`."""
    attempt = state.open_for_bearer(SETUP, session)
    check_still_allowed(attempt)
    if attempt.data.get(_VERIFIED) != _fingerprint(user_of(attempt)):
        raise NotAuthorizedException("Invalid session for the user.")
    return recovery_codes.create_recovery_codes(user_of(attempt), caller=caller)


def _open(session: str) -> Attempt:
    attempt = state.open_for_bearer(SETUP, session)
    check_still_allowed(attempt)
    _check_still_due(attempt)
    return attempt


def _check_still_due(attempt: Attempt) -> None:
    """Who got a factor meanwhile has to answer it: a session of before must not replace it."""
    if due(attempt) != SETUP:
        raise NotAuthorizedException("Invalid session for the user.", reason="MFA is set up by now")


def _take_up(attempt: Attempt, factor: Factor, attribute: str, address: str) -> None:
    """Go on with the challenge that this address has to answer."""
    user = user_of(attempt)
    if factor not in second_factors.offered(user.pool):
        raise InvalidParameterException(f"{factor} is not enabled for the user pool.")
    attributes.check(user.pool, {attribute: address})
    attempt.chosen, attempt.kept[NEW_CONTACT] = factor, address


def _fingerprint(user: User) -> str:
    return sealing.fingerprint("totp secret", bytes(user.sealed_totp_secret or b"").decode())
