"""SetUICustomization and GetUICustomization: logo and CSS of the classic pages (FED-01 to FED-10)."""

from django.utils import timezone

from pools.actions import audit
from pools.actions.branding import css, files, images
from pools.caller import Caller
from pools.errors import InvalidParameterException
from pools.models import AppClient, Domain, UICustomization, UserPool
from pools.models.branding import CUSTOMIZATION_OF_ALL, CUSTOMIZATION_OF_CLIENT

ALL = "ALL"  # the client id that stands for all app clients without a customization of their own
LARGEST_LOGO_BYTES = 102_400  # FED-05
LOGO_TYPES = ("PNG", "JPEG")
_NO_DOMAIN = "There has to be an existing domain associated with this user pool"  # FED-04


def set_ui_customization(
    pool: UserPool,
    client: AppClient | None,
    *,
    caller: Caller,
    css_text: str | None = None,
    image: bytes | None = None,
) -> UICustomization | None:
    """Set what is given of the two and keep the other one; an empty one is taken away. With neither, the customization
    ends: None. Without an app client it is that of all who have none of their own."""
    _require_domain(pool)
    stylesheet = css.clean(css_text) if css_text else ""
    logo = _checked(image) if image else None
    with files.changing(pool):
        found = UICustomization.objects.filter(pool=pool, client=client).first()
        audit.record(caller, "SetUICustomization", pool=pool, client=client, applies_to=_applies_to(client))
        row = found or UICustomization(pool=pool, client=client)
        if css_text is not None:
            row.css = css_text
            row.stylesheet = files.store(pool, stylesheet.encode(), files.STYLESHEET) if stylesheet else None
            row.css_version = f"{timezone.localtime():%Y%m%d%H%M%S}"
        if image is not None:
            row.image = files.store(pool, logo.content, logo.content_type) if logo else None
        if (css_text is None and image is None) or not (row.css or row.image):
            if found:
                found.delete()
            return None
        row.save()
    return row


def get_ui_customization(pool: UserPool, client: AppClient | None = None) -> UICustomization | None:
    """The client's own customization, else that of all clients; None where there is neither (FED-222)."""
    _require_domain(pool)
    return find_applied(pool, client)


def find_applied(pool: UserPool, client: AppClient | None) -> UICustomization | None:
    """The one that this client's pages have: its own counts alone, nothing of the other is added (FED-03)."""
    own = CUSTOMIZATION_OF_CLIENT.find(client.pk) if client else None
    return own or CUSTOMIZATION_OF_ALL.find(pool.pk)


def find_own(pool: UserPool, client: AppClient | None) -> UICustomization | None:
    """The client's own one, or that of all clients, without falling back."""
    return CUSTOMIZATION_OF_CLIENT.find(client.pk) if client else CUSTOMIZATION_OF_ALL.find(pool.pk)


def _require_domain(pool: UserPool) -> None:
    if not Domain.objects.filter(pool=pool).exists():
        raise InvalidParameterException(_NO_DOMAIN)


def _checked(image: bytes) -> images.Picture:
    if len(image) > LARGEST_LOGO_BYTES:
        raise InvalidParameterException("The image is larger than 100 KB.")
    return images.encode(image, LOGO_TYPES)


def _applies_to(client: AppClient | None) -> str:
    return client.client_id if client else ALL
