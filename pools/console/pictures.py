"""The picture that an authenticator app scans, and the key for whoever types it."""

import base64
from typing import Any
from urllib.parse import urlsplit

import qrcode
from django.conf import settings
from qrcode.image.svg import SvgPathImage

from pools.actions import administrator_factors, totp
from pools.models import Administrator

_GROUP = 4  # characters of the key between two spaces


def of_app(administrator: Administrator) -> dict[str, Any]:
    """`picture` and `key` of the app that is being set up, for templates."""
    secret = administrator_factors.start_app(administrator)
    host = urlsplit(settings.PUBLIC_URL).netloc
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0, image_factory=SvgPathImage)
    code.add_data(totp.uri(secret, account=f"{administrator.username} ({host})", issuer="Poolhouse"))
    picture = base64.b64encode(code.make_image().to_string()).decode()
    key = " ".join(secret[start : start + _GROUP] for start in range(0, len(secret), _GROUP))
    return {"picture": f"data:image/svg+xml;base64,{picture}", "key": key}
