"""`PasswordHistorySize` (USR-259): a new password must be none of the user's last ones, the present one among them."""

from django.db.models import QuerySet
from django.utils import timezone

from pools.actions import passwords
from pools.errors import PasswordHistoryPolicyViolationException
from pools.models import PastPassword, User


def check(user: User, password: str) -> None:
    """Raise `PasswordHistoryPolicyViolationException` for a password that the user has or had. No query where the pool
    remembers none but the present one."""
    size = _size(user)
    if not size:
        return
    kept: list[User | PastPassword] = [user] if passwords.has_password(user) else []
    if size > 1:
        kept += _newest_first(user)[: size - 1]
    if any(passwords.is_kept_as(user, password, each) for each in kept):
        raise PasswordHistoryPolicyViolationException


def keep_replaced(user: User) -> None:
    """Remember the password that the database still has for this user, and forget what is older than the pool asks.
    Belongs into the transaction that saves the new one, before it."""
    size = _size(user)
    if size < 2:
        return
    replaced = User.objects.filter(pk=user.pk).values("srp_salt", "sealed_srp_verifier", "password_hash").first()
    if replaced and (replaced["sealed_srp_verifier"] or replaced["password_hash"]):
        PastPassword.objects.create(user=user, replaced_at=timezone.now(), **replaced)
    forgotten = list(_newest_first(user).values_list("pk", flat=True)[size - 1 :])
    if forgotten:
        PastPassword.objects.filter(pk__in=forgotten).delete()


def _size(user: User) -> int:
    return user.pool.password_policy.get("PasswordHistorySize", 0)


def _newest_first(user: User) -> QuerySet[PastPassword]:
    return PastPassword.objects.filter(user=user).order_by("-replaced_at", "-pk")
