"""The sign-in page for the console's editors: in a style that is not saved, within a frame, leading nowhere."""

import base64
import hashlib

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hostedui.pages import headers
from hostedui.pages.forms import SignInForm
from hostedui.pages.showing import LINKED
from pools.actions import contacts
from pools.actions.branding.applied import Brand
from pools.models import AppClient


def preview(request: HttpRequest, client: AppClient, brand: Brand | None) -> HttpResponse:
    """The unsaved stylesheet stands in the page itself and is allowed by its hash: no other one would be."""
    context = {
        "brand": brand,
        "form": SignInForm(pool=client.pool),
        "client": client,
        "pool": client.pool,
        "pages": dict.fromkeys(LINKED, "#"),
        "has_own_users": True,
        "offers_sign_up": client.pool.allows_sign_up,
        "offers_recovery": bool(contacts.recovery_order(client.pool)),
    }
    response = headers.secure(render(request, "hostedui/login.html", context))
    policy = response["Content-Security-Policy"].replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    digest = base64.b64encode(hashlib.sha256((brand.unsaved if brand else "").encode()).digest()).decode()
    response["Content-Security-Policy"] = policy.replace("style-src 'self'", f"style-src 'self' 'sha256-{digest}'")
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response
