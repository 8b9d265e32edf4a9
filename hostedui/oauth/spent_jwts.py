"""JWTs that an app signs for one use."""

import datetime
import hashlib

from django.db import IntegrityError, transaction

from hostedui.models import SpentJwt


def spend(kind: str, maker: str, jti: str, expires_at: datetime.datetime) -> bool:
    """Whether this is its first use; of several at once, one is (RFC 7523 section 3)."""
    key = hashlib.sha256("\0".join((kind, maker, jti)).encode(errors="surrogatepass")).hexdigest()
    try:
        with transaction.atomic():
            SpentJwt.objects.create(key=key, expires_at=expires_at)
    except IntegrityError:
        return False
    return True
