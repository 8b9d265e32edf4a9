"""`/device`: sign in a device that has no keyboard (RFC 8628 section 3.3)."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from hostedui import browser_sessions
from hostedui.callers import caller_of
from hostedui.models import BrowserSession, DeviceAuthorization
from hostedui.oauth import devices
from hostedui.pages import headers
from hostedui.pages.forms import PageForm
from hostedui.pages.refusals import errors_on
from hostedui.pages.showing import REFUSED, give_focus

_ATTRIBUTES = {
    "autocomplete": "off",
    "autocapitalize": "characters",
    "spellcheck": "false",
    "class": "code",
    "placeholder": "ABCD-EFGH",
}


class UserCodeForm(PageForm):
    user_code = forms.CharField(label=_("Code"), max_length=32, widget=forms.TextInput(attrs=_ATTRIBUTES))


@require_http_methods(["GET", "HEAD", "POST"])
def device(request: HttpRequest) -> HttpResponse:
    """Ask for the code on the device's screen, then whether the device may be signed in. Also with the code in the
    address, from a picture that was scanned, the person says so (section 5.4)."""
    typed = request.POST.get("user_code") or request.GET.get("user_code")
    form = UserCodeForm({"user_code": typed} if typed is not None else None)
    if form.is_valid():
        with errors_on(form):
            waiting = devices.find_waiting(
                form.cleaned_data["user_code"], request.hosted_pool, caller=caller_of(request)
            )
            if waiting is not None:
                return _at_device(request, waiting, form.cleaned_data["user_code"])
            form.fail(_("This code is unknown or has ended."), "user_code")
    give_focus(form)
    return _show(request, "device", status=REFUSED if form.errors else 200, form=form, action=_address({}))


def _at_device(request: HttpRequest, waiting: DeviceAuthorization, user_code: str) -> HttpResponse:
    named = {"client_id": waiting.client_id, "user_code": user_code}
    session = browser_sessions.find(request, waiting.client)
    if session is None:
        query = urlencode(named | {"account": "device"})
        return headers.secure(redirect(f"{reverse('hostedui:login')}?{query}"))
    decision = request.POST.get("decision") if request.method == "POST" else None
    if decision in ("allow", "deny"):
        return _decide(request, waiting, session, is_allowed=decision == "allow")
    session.user.pool = waiting.client.pool
    context: dict[str, Any] = {
        "client": waiting.client,
        "username": session.user.username,
        "user_code": _grouped(user_code),
    }
    return _show(request, "device_confirm", **context, action=_address(named))


def _decide(
    request: HttpRequest, waiting: DeviceAuthorization, session: BrowserSession, *, is_allowed: bool
) -> HttpResponse:
    decide = devices.allow if is_allowed else devices.deny
    is_done = decide(waiting, session, caller=caller_of(request))
    return _show(request, "device_done", client=waiting.client, is_allowed=is_allowed and is_done)


def _grouped(user_code: str) -> str:
    letters = "".join(filter(str.isalnum, user_code.upper()))
    return f"{letters[:4]}-{letters[4:]}"


def _address(query: dict[str, str]) -> str:
    return reverse("hostedui:account_device") + (f"?{urlencode(query)}" if query else "")


def _show(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    return headers.secure(render(request, f"hostedui/{template}.html", context, status=status))
