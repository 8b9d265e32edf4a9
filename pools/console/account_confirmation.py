"""The page that asks again who is there. What was posted to another page waits in it and goes there with the answer."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from pools.actions import administrator_factors, administrator_passkeys
from pools.console import confirmation, sign_in
from pools.console.confirmation import FIELDS
from pools.console.layout import Crumb, render
from pools.console.registry import page
from pools.models import Administrator


@page("account/confirm/", "account_confirm", permission="", confirms=True)
def confirm(request: HttpRequest) -> HttpResponse:
    """Where the answer to a page that was only looked at goes: on to that page."""
    return redirect(sign_in.safe_next(request, request.GET.get("next", "")))


def ask(request: HttpRequest, problem: str = "") -> TemplateResponse:
    """The page in the place of the one that wants it."""
    administrator = request.user
    assert isinstance(administrator, Administrator)
    factors = administrator_factors.factors_of(administrator)
    takes_passkey = bool(factors.passkeys) and administrator_passkeys.serves_on(request.get_host())
    back = sign_in.safe_next(request, request.headers.get("Referer", ""))
    context = {
        "problem": problem,
        "address": request.get_full_path() if request.method == "POST" else _address_for(request),
        "posted": _posted(request),
        "minutes": confirmation.FRESH_SECONDS // 60,
        "has_password": administrator.has_usable_password(),
        "has_app": factors.has_app,
        "takes_passkey": takes_passkey,
        "options": administrator_passkeys.request_options(administrator) if takes_passkey else "",
        "provider": settings.OIDC_BUTTON if _knows_provider(administrator) else "",
        "came_from": request.get_full_path() if request.method == "GET" else back,
        "back": back,
        "crumbs": [Crumb(gettext("Confirm that it is you"))],
    }
    return render(request, "console/account/confirm.html", context)


def _knows_provider(administrator: Administrator) -> bool:
    issuer = settings.OIDC_ISSUER
    return bool(issuer) and administrator.identities.filter(issuer=issuer).exists()


def _address_for(request: HttpRequest) -> str:
    return f"{reverse('admin:account_confirm')}?{urlencode({'next': request.get_full_path()})}"


def _posted(request: HttpRequest) -> list[tuple[str, str]]:
    """What the page was sent, field by field, to be sent again."""
    left_out = {*FIELDS, "csrfmiddlewaretoken"}
    lists = request.POST.lists()
    return [(name, str(value)) for name, values in lists if name not in left_out for value in values]
