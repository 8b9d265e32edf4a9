"""Second factors that are sent: the code goes to an address, and whoever answers reads what arrives there."""

import dataclasses

from django.db import transaction

from pools.actions import aliases, attempts, audit, codes, contacts, limits
from pools.actions.codes import Purpose
from pools.actions.contacts import Contact
from pools.actions.sign_in.attempt import Attempt
from pools.actions.sign_in.second_factor import NEW_CONTACT, SecondFactor, user_of
from pools.actions.users import lock
from pools.caller import Caller
from pools.errors import AliasExistsException, CodeMismatchException, MFAMethodNotFoundException, NotAuthorizedException
from pools.models import User, VerificationCode
from pools.triggers import custom_message
from pools.triggers.custom_message import Wording

_WRONG = "Invalid code or auth state for the user."


class SentCode(SecondFactor):
    attribute: str
    purpose: Purpose
    flag: str  # the user's column that turns this factor on

    def prepare(self, attempt: Attempt) -> None:
        super().prepare(attempt)
        user = user_of(attempt)
        attempts.count(limits.SECOND_FACTOR_MESSAGE, str(user.sub))
        contact = self._contact(attempt)
        wording = wording_of(attempt, contact)
        with transaction.atomic():
            codes.send(
                user,
                self.purpose,
                contact,
                client=attempt.client,
                wording=wording,
                client_metadata=attempt.client_metadata,
            )

    def parameters(self, attempt: Attempt, session: str) -> dict[str, str]:
        contact = self._contact(attempt)
        return {
            "CODE_DELIVERY_DELIVERY_MEDIUM": contact.medium,
            "CODE_DELIVERY_DESTINATION": contact.masked,
            "USER_ID_FOR_SRP": user_of(attempt).username,
        }

    def check_code(self, attempt: Attempt, code: str) -> None:
        try:
            attempt.data["sent"] = codes.check(user_of(attempt), self.purpose, code)
        except CodeMismatchException:
            raise CodeMismatchException(_WRONG) from None
        if attempt.data["sent"].destination != self._contact(attempt).address:
            raise CodeMismatchException(_WRONG, reason="the address was changed since")

    def apply_code(self, attempt: Attempt, caller: Caller) -> None:
        user, sent = user_of(attempt), attempt.data["sent"]
        codes.spend(sent)
        attempts.forget(limits.SECOND_FACTOR_MESSAGE, str(user.sub))
        if NEW_CONTACT in attempt.kept:
            _adopt_address(user, sent, self.flag, caller)
        elif not user.is_verified(self.attribute):
            prove_address(user, sent, caller)

    def _contact(self, attempt: Attempt) -> Contact:
        if address := attempt.kept.get(NEW_CONTACT):
            return Contact(self.attribute, address)
        contact = contacts.of(user_of(attempt), self.attribute)
        if contact is None:
            raise MFAMethodNotFoundException
        return contact


def wording_of(attempt: Attempt, contact: Contact) -> Wording:
    """A function's words for a sign-in's code. Of the metadata it gets what administrators' calls bring (TRG-206)."""
    occasion = attempt.occasion()
    if not attempt.is_admin:
        occasion = dataclasses.replace(occasion, client_metadata={})
    return custom_message.ask_for("Authentication", occasion, contact.medium)


def prove_address(user: User, sent: VerificationCode, caller: Caller) -> None:
    """The first answer verifies an address (SEC-110, SEC-127). One that somebody else signs in by stays unverified:
    that is no reason to turn its reader away."""
    try:
        with transaction.atomic():
            fresh = lock(user)
            if fresh.attributes.get(sent.attribute) != sent.destination:
                return
            fresh.attributes[f"{sent.attribute}_verified"] = "true"
            fresh.save(update_fields=["attributes", "modified_at"])
            aliases.settle(fresh)
            audit.record(caller, "VerifyUserAttribute", user=fresh, attributes=[sent.attribute])
    except AliasExistsException:
        return
    user.attributes = fresh.attributes


def _adopt_address(user: User, sent: VerificationCode, flag: str, caller: Caller) -> None:
    """What was set up as a factor becomes the user's own, unless another address did meanwhile."""
    fresh = lock(user)
    if fresh.attributes.get(sent.attribute):
        raise NotAuthorizedException("Invalid session for the user.", reason="the user has an address by now")
    fresh.attributes |= {sent.attribute: sent.destination, f"{sent.attribute}_verified": "true"}
    setattr(fresh, flag, True)
    fresh.save(update_fields=["attributes", flag, "modified_at"])
    aliases.settle(fresh)
    audit.record(caller, "UpdateUserAttributes", user=fresh, attributes=[sent.attribute])
    user.attributes = fresh.attributes
    setattr(user, flag, True)
