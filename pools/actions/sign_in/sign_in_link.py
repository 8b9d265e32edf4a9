"""A link by e-mail in the place of a code: opened in the browser that asked for it, it signs in, once, for 15 minutes.

Cognito has none. An app client offers it when it is switched on there; then the rules of `EMAIL_OTP` hold. The secret
is in the message alone, the state that knows its digest in the browser alone (docs/security.md).
"""

import hashlib
import secrets
from collections.abc import Callable, Mapping

from pools.actions import first_factors, messages, occasions
from pools.actions.assurance import Method
from pools.actions.codes import Purpose
from pools.actions.contacts import Contact
from pools.actions.sign_in import user_states
from pools.actions.sign_in.attempt import Attempt
from pools.actions.sign_in.one_time_code import OneTimeCode, forget_sendings
from pools.actions.sign_in.step import required
from pools.caller import Caller
from pools.errors import NotAuthorizedException
from pools.models import User
from pools.triggers.custom_message import NO_WORDING, Wording

MINUTES = 15
_SECRET_BYTES = 32


class SignInLink(OneTimeCode):
    """`address_of` makes the link of its secret: where pages are, only the face knows."""

    name = "SIGN_IN_LINK"
    validity_minutes = MINUTES

    def __init__(self, address_of: Callable[[str], str] = str) -> None:
        super().__init__(first_factors.EMAIL_OTP, Purpose.EMAIL_OTP)
        self.name = SignInLink.name
        self.address_of = address_of

    def check(self, attempt: Attempt, responses: Mapping[str, str]) -> None:
        """The address must be the one that the link went to: with another one the mailbox proves nothing."""
        given = _digest(required(responses, "SECRET"))
        contact = self._find_recipient(attempt)
        is_right = secrets.compare_digest(given, attempt.data["secret"])
        if not is_right or attempt.user is None or contact is None or contact.address != attempt.data["address"]:
            raise NotAuthorizedException("Invalid session for the user.", reason="not the link that was sent")
        user_states.check_account(attempt.user)
        attempt.prove_first(Method.EMAIL)

    def apply(self, attempt: Attempt, caller: Caller) -> None:
        forget_sendings(attempt)

    def _send(self, attempt: Attempt, user: User, contact: Contact, wording: Wording = NO_WORDING) -> None:
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        attempt.data |= {"secret": _digest(secret), "address": contact.address}
        messages.send_sign_in_link(
            occasions.of_user(user, attempt.client, attempt.caller), contact, self.address_of(secret)
        )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
