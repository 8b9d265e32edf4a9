"""Signing in to the console: a password and, where there is one, a second factor; or a passkey alone.

Between password and second factor nobody is signed in. The browser's session knows for some minutes whose password was
right, and nothing else.
"""

import dataclasses
import time
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.admin.forms import AdminAuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from pools.actions import administrator_factors, administrator_passkeys, attempts, limits
from pools.actions.administrator_factors import Method
from pools.console import oidc_provider, sign_in_events
from pools.console.layout import gate
from pools.errors import LimitExceededException, NotAuthorizedException, PoolError
from pools.models import Administrator

_PENDING = "pending_sign_in"
_PENDING_SECONDS = 600
_TOO_MANY = "Too many attempts. Wait a quarter of an hour, or sign in in another way."
_BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclasses.dataclass(frozen=True, slots=True)
class Pending:
    """Somebody whose password was right, and who owes a second factor."""

    administrator: Administrator
    next: str
    method: str


def login(request: HttpRequest) -> HttpResponse:
    """The page that asks for name and password, or takes a passkey."""
    if request.method != "POST":
        is_in = request.user.is_authenticated and request.user.is_staff
        return redirect(_next(request)) if is_in else _login_page(request, AdminAuthenticationForm(request))
    if request.POST.get("credential"):
        return _login_by_passkey(request)
    username = request.POST.get("username", "")
    try:
        attempts.count(limits.ADMINISTRATORS_FROM_ADDRESS, request.META.get("REMOTE_ADDR", ""))
        attempts.count(limits.ADMINISTRATOR_SIGN_IN, "name", username.strip().lower())
    except LimitExceededException:  # not judged at all: the right password would not help either
        form = AdminAuthenticationForm(request, initial={"username": username})
        return _login_page(request, form, gettext(_TOO_MANY))
    form = AdminAuthenticationForm(request, data=request.POST)
    if form.is_valid():
        return _after_password(request, form.get_user())
    sign_in_events.refused(request, username, NotAuthorizedException.__name__)
    return _login_page(request, form)


def second_factor(request: HttpRequest) -> HttpResponse:
    """The page after a right password: a code of the app, one on paper, or a passkey."""
    pending = find_pending(request)
    if pending is None:
        return redirect("admin:login")
    factors = administrator_factors.factors_of(pending.administrator)
    problem = ""
    if request.method == "POST":
        try:
            return sign_in(request, pending.administrator, _proved(request, pending), pending.next)
        except PoolError as error:
            problem = _TOO_MANY if isinstance(error, LimitExceededException) else error.message
            sign_in_events.refused(request, pending.administrator.username, error.name)
    takes_passkey = bool(factors.passkeys) and administrator_passkeys.serves_on(request.get_host())
    context = {
        "factors": factors,
        "problem": problem,
        "who": pending.administrator.username,
        "takes_passkey": takes_passkey,
        "options": administrator_passkeys.request_options(pending.administrator) if takes_passkey else "",
    }
    return gate(request, "console/sign_in/factor.html", context)


def sign_in(request: HttpRequest, administrator: Administrator, method: str, where: str) -> HttpResponse:
    """Sign the administrator in, by this method, and go where he wanted to."""
    request.session.pop(_PENDING, None)
    request.sign_in_method = method
    auth.login(request, administrator, backend=_BACKEND)
    return redirect(where)


def go_on(request: HttpRequest, administrator: Administrator, method: str, where: str) -> HttpResponse:
    """After the first factor: signed in, or on to the second one, or to setting it up where it is demanded."""
    has_second = administrator_factors.factors_of(administrator).is_any
    if not has_second and not settings.REQUIRE_ADMIN_MFA:
        return sign_in(request, administrator, method, where)
    request.session.cycle_key()
    request.session[_PENDING] = {
        "user": administrator.pk,
        "hash": administrator.get_session_auth_hash(),
        "next": where,
        "method": method,
        "until": int(time.time()) + _PENDING_SECONDS,
    }
    return redirect("admin:login_second_factor" if has_second else "admin:login_set_up")


def find_pending(request: HttpRequest) -> Pending | None:
    """Who is half way in. Nobody, once it took too long or the password has changed."""
    kept = request.session.get(_PENDING)
    if not kept or kept["until"] < time.time():
        return None
    administrator = Administrator.objects.filter(pk=kept["user"], is_active=True, is_staff=True).first()
    if administrator is None or administrator.get_session_auth_hash() != kept["hash"]:
        return None
    return Pending(administrator, kept["next"], kept["method"])


def safe_next(request: HttpRequest, wanted: str) -> str:
    """Where to go afterwards: a page of ours, else the home page."""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and is_ours else reverse("admin:index")


def _after_password(request: HttpRequest, administrator: Any) -> HttpResponse:
    attempts.forget(limits.ADMINISTRATOR_SIGN_IN, "name", administrator.username.lower())
    return go_on(request, administrator, Method.PASSWORD, _next(request))


def _login_by_passkey(request: HttpRequest) -> HttpResponse:
    form = AdminAuthenticationForm(request)
    try:
        attempts.count(limits.ADMINISTRATORS_FROM_ADDRESS, request.META.get("REMOTE_ADDR", ""))
        administrator = administrator_passkeys.verify(request.POST["credential"])
        if not (administrator.is_active and administrator.is_staff):
            raise NotAuthorizedException(gettext("This passkey is not known here."))
    except PoolError as error:
        sign_in_events.refused(request, "", error.name)
        return _login_page(request, form, _TOO_MANY if isinstance(error, LimitExceededException) else error.message)
    return sign_in(request, administrator, Method.PASSKEY, _next(request))


def _proved(request: HttpRequest, pending: Pending) -> str:
    """How the second factor was proved. Raises the refusals of either kind."""
    if request.POST.get("credential"):
        attempts.count(limits.ADMINISTRATORS_FROM_ADDRESS, request.META.get("REMOTE_ADDR", ""))
        administrator_passkeys.verify(request.POST["credential"], owner=pending.administrator)
        return Method.PASSWORD_AND_PASSKEY
    return administrator_factors.check_code(pending.administrator, request.POST.get("code", ""))


def _login_page(request: HttpRequest, form: AdminAuthenticationForm, problem: str = "") -> TemplateResponse:
    takes_passkey = administrator_passkeys.serves_on(request.get_host())
    form.fields["username"].widget.attrs["autocomplete"] = "username webauthn"
    context = {
        "form": form,
        "problem": problem,
        "next": _next(request),
        "takes_passkey": takes_passkey,
        "provider": settings.OIDC_BUTTON if oidc_provider.is_set_up() else "",
        "options": administrator_passkeys.request_options() if takes_passkey else "",
    }
    return gate(request, "console/sign_in/login.html", context)


def _next(request: HttpRequest) -> str:
    return safe_next(request, request.POST.get("next") or request.GET.get("next", ""))
