"""Where a message to a user goes, and what may be said about it."""

import dataclasses

from notifications import sealing
from pools.actions import second_factors
from pools.actions.attributes import is_email, is_phone_number
from pools.models import User, UserPool

_LEGACY_RECOVERY = ("phone_number", "email")  # without an account recovery setting (USR-208)
_FACTORS = {"email": User.Factor.EMAIL_OTP, "phone_number": User.Factor.SMS_MFA}
_MECHANISMS = {"verified_email": "email", "verified_phone_number": "phone_number"}


@dataclasses.dataclass(frozen=True, slots=True)
class Contact:
    """An e-mail address or phone number: `attribute` says which of the user's it is."""

    attribute: str
    address: str

    @property
    def medium(self) -> str:
        return "SMS" if self.attribute == "phone_number" else "EMAIL"

    @property
    def masked(self) -> str:
        """Enough for its owner to know it by: `a***@e***`, `+*******1212`."""
        if self.attribute == "phone_number":
            return f"+{'*' * (len(self.address) - 5)}{self.address[-4:]}"
        mailbox, _, host = self.address.rpartition("@")
        return f"{mailbox[:1]}***@{host[:1]}***"


def of(user: User, attribute: str) -> Contact | None:
    address = user.attributes.get(attribute)
    return Contact(attribute, address) if address else None


def for_sign_up(user: User) -> Contact | None:
    """What a sign-up verifies: one contact, the phone number before the e-mail address (USR-14, USR-16)."""
    wanted = [name for name in ("phone_number", "email") if name in user.pool.auto_verified_attributes]
    return next((contact for name in wanted if (contact := of(user, name))), None)


def for_recovery(user: User) -> Contact | None:
    """The verified contact of highest priority (USR-204 to USR-208)."""
    verified = (
        name for name in recovery_order(user.pool) if user.is_verified(name) and not _is_second_factor(user, name)
    )
    return next((contact for name in verified if (contact := of(user, name))), None)


def _is_second_factor(user: User, attribute: str) -> bool:
    """Where the setting is made, no address is both the way to a new password and the proof beside it (USR-206)."""
    has_setting = bool(user.pool.account_recovery_setting.get("RecoveryMechanisms"))
    return has_setting and _FACTORS[attribute] in second_factors.active(user)


def recovery_order(pool: UserPool) -> tuple[str, ...]:
    """The attributes that a password is recovered by, first choice first; empty where only administrators do it."""
    mechanisms = pool.account_recovery_setting.get("RecoveryMechanisms")
    if not mechanisms:
        return _LEGACY_RECOVERY
    in_order = sorted(mechanisms, key=lambda mechanism: mechanism["Priority"])
    return tuple(_MECHANISMS[each["Name"]] for each in in_order if each["Name"] in _MECHANISMS)


def simulated(pool: UserPool, username: str, attribute: str = "") -> Contact:
    """A contact for a user who is not there or cannot be told: always the same one for a name in a pool (CON-229)."""
    if is_email(username) and attribute in ("", "email"):
        return Contact("email", username)
    if is_phone_number(username) and attribute in ("", "phone_number"):
        return Contact("phone_number", username)
    digest = int(sealing.fingerprint("simulated contact", f"{pool.id}/{pool.fold(username)}"), 16)
    attribute = attribute or ("phone_number" if pool.auto_verified_attributes == ["phone_number"] else "email")
    if attribute == "phone_number":
        return Contact(attribute, f"+1000000{digest % 10_000:04}")
    return Contact(attribute, f"{_letter(digest)}@{_letter(digest // 26)}")


def _letter(number: int) -> str:
    return chr(ord("a") + number % 26)
