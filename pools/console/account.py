"""Your account: how one signs in to the console, and where one is signed in."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from pools.actions import administrator_factors, administrator_passkeys, administrator_sessions, roles, user_sessions
from pools.console import oidc_provider, pictures, sign_in
from pools.console.layout import Crumb, render, told
from pools.console.registry import page
from pools.console.role_words import worded
from pools.errors import PoolError
from pools.models import Administrator


@page("account/", "account", permission="")
def account(request: HttpRequest) -> HttpResponse:
    me = administrator_of(request)
    sessions = administrator_sessions.list_sessions(me)
    context = {
        "me": me,
        "role": worded(roles.roles_of([me]).get(me.pk)),
        "factors": administrator_factors.factors_of(me),
        "takes_passkey": administrator_passkeys.serves_on(request.get_host()),
        "links_provider": oidc_provider.is_set_up(),
        "identities": list(me.identities.order_by("created_at")),
        "sessions": [
            (session, user_sessions.device_type(session.user_agent), session.session_key == request.session.session_key)
            for session in sessions
        ],
        "crumbs": [_crumb()],
    }
    return render(request, "console/account/account.html", context)


@page("account/app/", "account_app", permission="", confirms=True)
def set_up_app(request: HttpRequest) -> HttpResponse:
    """A QR code, and the first code of the app that scanned it."""
    me, problem = administrator_of(request), ""
    if request.method == "POST":
        try:
            administrator_factors.bind_app(me, request.POST.get("code", ""), caller=request.caller)
        except PoolError as error:
            problem = error.message
        else:
            messages.success(request, gettext("The authenticator app is set up."))
            return _after_set_up(me)
    context = {"problem": problem, "crumbs": [_crumb(), Crumb(gettext("Authenticator app"))], **pictures.of_app(me)}
    return render(request, "console/account/app.html", context)


@page("account/app/remove/", "account_app_remove", permission="", confirms=True)
@require_POST
def remove_app(request: HttpRequest) -> HttpResponse:
    with told(request, _("The authenticator app is removed.")):
        administrator_factors.remove_app(administrator_of(request), caller=request.caller)
    return redirect("admin:account")


@page("account/passkeys/add/", "account_passkey_add", permission="", confirms=True)
def add_passkey(request: HttpRequest) -> HttpResponse:
    me, problem = administrator_of(request), ""
    if request.POST.get("credential"):
        try:
            administrator_passkeys.register(me, request.POST["credential"], caller=request.caller)
        except PoolError as error:
            problem = error.message
        else:
            messages.success(request, gettext("The passkey is added."))
            return _after_set_up(me)
    context = {
        "problem": problem,
        "options": administrator_passkeys.creation_options(me),
        "crumbs": [_crumb(), Crumb(gettext("Add a passkey"))],
    }
    return render(request, "console/account/passkey.html", context)


@page("account/passkeys/<str:credential_id>/delete/", "account_passkey_delete", permission="", confirms=True)
@require_POST
def delete_passkey(request: HttpRequest, credential_id: str) -> HttpResponse:
    with told(request, _("The passkey is removed. Delete it on your device, too.")):
        administrator_passkeys.delete(administrator_of(request), credential_id, caller=request.caller)
    return redirect("admin:account")


@page("account/recovery-codes/", "account_recovery_codes", permission="", confirms=True)
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """A new set, shown once."""
    me, codes, problem = administrator_of(request), [], ""
    if request.method == "POST":
        try:
            codes = administrator_factors.create_recovery_codes(me, caller=request.caller)
        except PoolError as error:
            problem = error.message
    wanted = request.GET.get("next", "")
    context = {
        "codes": codes,
        "problem": problem,
        "left": administrator_factors.factors_of(me).recovery_codes_left,
        "back": sign_in.safe_next(request, wanted) if wanted else reverse("admin:account"),
        "crumbs": [_crumb(), Crumb(gettext("Recovery codes"))],
    }
    return render(request, "console/account/recovery_codes.html", context)


@page("account/sessions/<uuid:session_id>/end/", "account_session_end", permission="")
@require_POST
def end_session(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    with told(request, _("That browser is signed out.")):
        administrator_sessions.end(administrator_of(request), session_id, caller=request.caller)
    return redirect("admin:account")


@page("account/sessions/end-others/", "account_sessions_end_others", permission="")
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    kept = request.session.session_key or ""
    with told(request, _("All other browsers are signed out.")):
        administrator_sessions.end_all(administrator_of(request), caller=request.caller, kept=kept)
    return redirect("admin:account")


def administrator_of(request: HttpRequest) -> Administrator:
    assert isinstance(request.user, Administrator)  # pages are for those who have signed in
    return request.user


def _after_set_up(me: Administrator) -> HttpResponse:
    """On to codes on paper, where there are none."""
    has_codes = administrator_factors.factors_of(me).recovery_codes_left
    return redirect("admin:account" if has_codes else "admin:account_recovery_codes")


def _crumb() -> Crumb:
    return Crumb(gettext("Your account"), reverse("admin:account"))
