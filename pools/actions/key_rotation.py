"""New signing keys in the place of old ones, without a token or a verifier noticing (SEC-72).

New keys are published an hour before they sign, which is how long verifiers may keep a key set; old ones stay in it
until no token that they signed is alive.
"""

import datetime

from django.db import transaction
from django.utils import timezone

from pools.actions import audit, signing_keys
from pools.caller import Caller, Via
from pools.models import SigningKey, UserPool

PUBLISHED_AHEAD = datetime.timedelta(hours=1)  # as long as the key set may be cached
KEPT_AFTER_RETIREMENT = datetime.timedelta(days=1, hours=1)  # the longest life of a token (SEC-05), and some time


def rotate_signing_keys(pool: UserPool, *, caller: Caller) -> bool:
    """Make new keys, which begin to sign in an hour. False when the pool's next ones are waiting already."""
    now, keys = timezone.now(), SigningKey.objects.filter(pool=pool)
    in_use = list(keys.filter(retired_at=None).values_list("kid", flat=True))  # read first: see the update below
    if keys.filter(retired_at__gt=now).exists():
        return False
    new = signing_keys.new_keys(pool)  # takes a while, so before the transaction
    with transaction.atomic():
        if not keys.filter(kid__in=in_use, retired_at=None).update(retired_at=now + PUBLISHED_AHEAD):
            return False  # another rotation was quicker
        SigningKey.objects.bulk_create(new)
        audit.record(caller, "RotateSigningKeys", pool=pool)
    signing_keys.forget_kept_keys(pool)
    return True


def replace_signing_keys(pool: UserPool, *, caller: Caller) -> None:
    """For keys that somebody else has: new ones sign from now on, and no token signed by an old one counts any more.
    Other processes notice within half a minute. Refresh tokens live on."""
    old = list(SigningKey.objects.filter(pool=pool).values_list("kid", flat=True))
    new = signing_keys.new_keys(pool)
    with transaction.atomic():
        SigningKey.objects.bulk_create(new)
        SigningKey.objects.filter(kid__in=old).delete()
        audit.record(caller, "ReplaceSigningKeys", pool=pool)
    signing_keys.forget_kept_keys(pool)


def rotate_aged_keys() -> None:
    """Rotate the keys of each pool that wants it at their age."""
    now = timezone.now()
    in_use = SigningKey.objects.filter(retired_at=None, pool__signing_key_days__gt=0, pool__deleted_at=None)
    for key in in_use.filter(token_use=SigningKey.TokenUse.ACCESS).select_related("pool").iterator():
        if key.created_at + datetime.timedelta(days=key.pool.signing_key_days) <= now:
            rotate_signing_keys(key.pool, caller=Caller(via=Via.COMMAND))


def forget_retired_keys() -> None:
    """Delete the keys of which no token is alive any more."""
    SigningKey.objects.filter(retired_at__lt=timezone.now() - KEPT_AFTER_RETIREMENT).delete()
