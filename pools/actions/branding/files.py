"""The bytes that styles are made of: each kept once per pool, found by its hash, gone with its last owner."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import models, transaction

from pools.models import BrandAsset, BrandFile, ManagedLoginBranding, UICustomization, UserPool

PATH = "branding/"  # below the root of the hosted UI
UPLOADED = "application/octet-stream"  # as it came: given back to who describes the style, never to a browser
STYLESHEET = "text/css"
EXTENSIONS = {
    STYLESHEET: "css",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/svg+xml": "svg",
    "image/webp": "webp",
    "image/x-icon": "ico",
}


@contextmanager
def changing(pool: UserPool) -> Iterator[None]:
    """A transaction that changes the pool's styles; of two at once the second waits. What belongs to none of them
    afterwards is gone, and the pool knows whether it has any."""
    with transaction.atomic():
        UserPool.objects.select_for_update().filter(pk=pool.pk).first()
        yield
        sweep(pool)
        owners = (UICustomization, ManagedLoginBranding)
        pool.has_styles = any(owner.objects.filter(pool=pool).exists() for owner in owners)
        UserPool.objects.filter(pk=pool.pk).update(has_styles=pool.has_styles)


def store(pool: UserPool, content: bytes, content_type: str) -> BrandFile:
    """The pool's file with these bytes, made if there is none. To be called within `changing`."""
    digest = hashlib.sha256(content).hexdigest()
    made = BrandFile(pool=pool, sha256=digest, content_type=content_type, content=content)
    BrandFile.objects.bulk_create([made], ignore_conflicts=True)
    return BrandFile.objects.defer("content").get(pool=pool, sha256=digest, content_type=content_type)


def find(sha256: str, pool: UserPool | None = None) -> BrandFile | None:
    """The file of this hash that browsers may have; given a pool, only one of that pool."""
    files = BrandFile.objects.filter(sha256=sha256, pool__deleted_at=None).exclude(content_type=UPLOADED)
    return (files.filter(pool=pool) if pool else files).first()


def path(file: BrandFile | None) -> str:
    """Where browsers find it: an address that means these bytes for ever. Empty for none."""
    return f"/{PATH}{file.sha256}.{EXTENSIONS[file.content_type]}" if file else ""


def sweep(pool: UserPool) -> None:
    """Delete the pool's files that no style uses."""
    used = [
        UICustomization.objects.filter(
            models.Q(stylesheet=models.OuterRef("pk")) | models.Q(image=models.OuterRef("pk"))
        ),
        ManagedLoginBranding.objects.filter(stylesheet=models.OuterRef("pk")),
        BrandAsset.objects.filter(models.Q(given=models.OuterRef("pk")) | models.Q(shown=models.OuterRef("pk"))),
    ]
    unused = BrandFile.objects.filter(pool=pool)
    for owners in used:
        unused = unused.exclude(models.Exists(owners))
    unused.delete()
