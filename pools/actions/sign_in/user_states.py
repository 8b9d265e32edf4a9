"""Who may sign in at all. Asked once the password is right, so that only the user learns it."""

import datetime

from django.utils import timezone

from pools.errors import NotAuthorizedException, PasswordResetRequiredException, UserNotConfirmedException
from pools.models import User


def check(user: User) -> None:
    """Raise the refusal for a user who has the password but is disabled, not confirmed, or must get a new one."""
    check_account(user)
    if user.status == User.Status.FORCE_CHANGE_PASSWORD and _has_expired(user):
        raise NotAuthorizedException(
            "Temporary password has expired and must be reset by an administrator.",
            reason="temporary password has expired",
        )


def check_account(user: User) -> None:
    """The same for a user who comes without a password."""
    if not user.enabled:
        raise NotAuthorizedException("User is disabled.", reason="disabled")
    if user.status == User.Status.UNCONFIRMED:
        raise UserNotConfirmedException
    if user.status == User.Status.RESET_REQUIRED:
        raise PasswordResetRequiredException


def _has_expired(user: User) -> bool:
    """An administrator's password serves for a time, counted from when it was set (CON-94 to CON-96, CON-247)."""
    days = user.pool.password_policy["TemporaryPasswordValidityDays"] or 7
    return user.password_set_at is None or user.password_set_at + datetime.timedelta(days=days) <= timezone.now()
