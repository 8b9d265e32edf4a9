"""`EMAIL_OTP` and `SMS_OTP`: a code that was sent, in the place of the password (API-361)."""

from collections.abc import Mapping

from django.db import transaction

from pools.actions import attempts, codes, first_factors, limits
from pools.actions.assurance import Method
from pools.actions.contacts import Contact
from pools.actions.sign_in import user_states
from pools.actions.sign_in.attempt import Attempt
from pools.actions.sign_in.sent_code import prove_address, wording_of
from pools.actions.sign_in.step import Step, required
from pools.caller import Caller
from pools.errors import (
    CodeMismatchException,
    LimitExceededException,
    NotAuthorizedException,
    PoolError,
    TooManyRequestsException,
)
from pools.models import User
from pools.triggers.custom_message import NO_WORDING, Wording

_METHODS = {codes.Purpose.EMAIL_OTP: Method.EMAIL, codes.Purpose.SMS_OTP: Method.SMS}


class OneTimeCode(Step):
    """Who does not exist, or has nowhere to send a code to, is asked for one that nobody gets."""

    def __init__(self, name: str, purpose: codes.Purpose) -> None:
        self.name = self.factor = name
        self.purpose = purpose

    def prepare(self, attempt: Attempt) -> None:
        _count(limits.SEND_SIGN_IN_CODE, TooManyRequestsException(), *_asker(attempt))
        contact = self._find_recipient(attempt)
        wording = wording_of(attempt, contact) if contact else NO_WORDING
        with transaction.atomic():
            if contact is None or attempt.user is None:
                self._simulate_sending(attempt)
            else:
                self._send(attempt, attempt.user, contact, wording)

    def parameters(self, attempt: Attempt, session: str) -> dict[str, str]:
        contact = self._find_recipient(attempt) or self._simulated_recipient(attempt)
        return {
            "CODE_DELIVERY_DELIVERY_MEDIUM": contact.medium,
            "CODE_DELIVERY_DESTINATION": contact.masked,
        }

    def check(self, attempt: Attempt, responses: Mapping[str, str]) -> None:
        code = required(responses, f"{self.name}_CODE")
        assert attempt.step_id is not None
        spent = NotAuthorizedException("Invalid session for the user.", reason="too many guesses")
        _count(limits.GUESS_SIGN_IN_CODE, spent, attempt.step_id.hex)
        if attempt.user is None or self._find_recipient(attempt) is None:
            raise CodeMismatchException
        attempt.data = {"sent": codes.check(attempt.user, self.purpose, code)}
        user_states.check_account(attempt.user)
        attempt.prove_first(_METHODS[self.purpose])

    def apply(self, attempt: Attempt, caller: Caller) -> None:
        sent = attempt.data["sent"]
        codes.spend(sent)
        forget_sendings(attempt)
        if not sent.user.is_verified(sent.attribute):
            prove_address(sent.user, sent, caller)

    def _find_recipient(self, attempt: Attempt) -> Contact | None:
        """Where a code goes to the user, who can read it and come in with it."""
        if attempt.user is None:
            return None
        try:
            user_states.check_account(attempt.user)
        except PoolError:
            return None
        return first_factors.contact_for(attempt.user, self.factor)

    def _simulated_recipient(self, attempt: Attempt) -> Contact:
        return first_factors.simulated_contact(attempt.client.pool, attempt.username, self.factor)

    def _simulate_sending(self, attempt: Attempt) -> None:
        """The work of sending a code, undone: time shall not tell whether somebody got one."""
        pool = attempt.client.pool
        nobody = User(pool=pool, username=attempt.username)
        with transaction.atomic():
            self._send(attempt, nobody, self._simulated_recipient(attempt))
            transaction.set_rollback(True)

    def _send(self, attempt: Attempt, user: User, contact: Contact, wording: Wording = NO_WORDING) -> None:
        codes.send(
            user,
            self.purpose,
            contact,
            client=attempt.client,
            wording=wording,
            client_metadata=attempt.client_metadata,
        )


def forget_sendings(attempt: Attempt) -> None:
    """Somebody has answered, so it was nobody who floods a mailbox."""
    attempts.forget(limits.SEND_SIGN_IN_CODE, *_asker(attempt))


def _count(limit: limits.Limit, refusal: PoolError, *who: str) -> None:
    try:
        attempts.count(limit, *who)
    except LimitExceededException:
        raise refusal from None


def _asker(attempt: Attempt) -> tuple[str, str]:
    """Counted is the name that was given, so that nobody's mailbox tells who exists."""
    pool = attempt.client.pool
    return pool.id, pool.fold(attempt.username)
