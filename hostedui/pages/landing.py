"""`/` on the base host: for whoever opens the address in a browser."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hostedui.pages import headers

_DOCUMENTATION = "https://docs.aws.amazon.com/cognito/latest/developerguide/"


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """Where to go from here."""
    context = {
        "console": reverse("admin:index"),
        "demo": reverse("demo:app") if settings.DEMO else "",
        "docs": _DOCUMENTATION,
        "endpoint": settings.PUBLIC_URL,
    }
    return headers.secure(render(request, "hostedui/landing.html", context))
