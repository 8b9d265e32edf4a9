"""`WEB_AUTHN`: a passkey in the place of the password, or of the password and a second factor (API-361, SEC-285)."""

import secrets
from collections.abc import Mapping

from django.utils import timezone

from pools.actions import web_authn
from pools.actions.assurance import Method
from pools.actions.sign_in import user_states
from pools.actions.sign_in.attempt import Attempt
from pools.actions.sign_in.step import Step, required
from pools.caller import Caller
from pools.errors import NotAuthorizedException
from pools.models import User, WebAuthnCredential
from pools.models.user import USER_BY_SUB

_CHALLENGE_BYTES = 32


class WebAuthn(Step):
    name = "WEB_AUTHN"

    def prepare(self, attempt: Attempt) -> None:
        attempt.data["challenge"] = secrets.token_hex(_CHALLENGE_BYTES)

    def parameters(self, attempt: Attempt, session: str) -> dict[str, str]:
        challenge = bytes.fromhex(attempt.data["challenge"])
        options = web_authn.request_options(attempt.client.pool, attempt.user, attempt.username, challenge)
        return {"CREDENTIAL_REQUEST_OPTIONS": options}

    def check(self, attempt: Attempt, responses: Mapping[str, str]) -> None:
        credential = web_authn.read_assertion(required(responses, "CREDENTIAL"))
        passkey = _find(attempt.user, credential["id"])
        if attempt.user is None or passkey is None:
            raise NotAuthorizedException
        challenge = bytes.fromhex(attempt.data["challenge"])
        proof = web_authn.verify_assertion(attempt.user, passkey, credential, challenge)
        user_states.check_account(attempt.user)
        attempt.data = {"passkey": passkey, "proof": proof}
        is_both = web_authn.proves_two_factors(attempt.user) and proof.user_verified
        attempt.prove_first(_method(passkey), factors=2 if is_both else 1)

    def apply(self, attempt: Attempt, caller: Caller) -> None:
        """Note the use. Of two answers with one count, one wins: a passkey that was copied counts anew."""
        passkey, proof = attempt.data["passkey"], attempt.data["proof"]
        same = WebAuthnCredential.objects.filter(pk=passkey.pk, sign_count=passkey.sign_count)
        used = same.update(
            sign_count=proof.new_sign_count, is_backed_up=proof.credential_backed_up, last_used_at=timezone.now()
        )
        if not used:
            raise NotAuthorizedException(reason="passkey was deleted or used at the same time")


class AnyPasskey(WebAuthn):
    """Any passkey of the pool's relying party, which says by itself whose it is: what browsers fill in on a page where
    nobody has said yet who he is (WebAuthn section 5.1.4, conditional mediation). No operation of the API asks it."""

    name = "ANY_PASSKEY"

    def parameters(self, attempt: Attempt, session: str) -> dict[str, str]:
        challenge = bytes.fromhex(attempt.data["challenge"])
        return {"CREDENTIAL_REQUEST_OPTIONS": web_authn.open_request_options(attempt.client.pool, challenge)}

    def check(self, attempt: Attempt, responses: Mapping[str, str]) -> None:
        credential = web_authn.read_assertion(required(responses, "CREDENTIAL"))
        sub = web_authn.user_handle(credential)
        attempt.user = USER_BY_SUB.find(attempt.client.pool_id, sub) if sub else None
        if attempt.user is not None:
            attempt.user.pool = attempt.client.pool
            attempt.username = attempt.user.username
        super().check(attempt, responses)


def _method(passkey: WebAuthnCredential) -> Method:
    return Method.ROAMING_KEY if passkey.attachment == "cross-platform" else Method.PLATFORM_KEY


def _find(user: User | None, credential_id: str) -> WebAuthnCredential | None:
    if user is None:
        return None
    return next((each for each in web_authn.passkeys_of(user) if each.credential_id == credential_id), None)
