"""Where a second factor is demanded, the page between the first right password and the console: one is set up there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from pools.actions import administrator_factors, administrator_passkeys
from pools.actions.administrator_factors import Method
from pools.console import pictures, sign_in, sign_in_events
from pools.console.layout import gate
from pools.errors import PoolError
from pools.models import Administrator


def set_up(request: HttpRequest) -> HttpResponse:
    """Bind an app, or make a passkey, and be signed in."""
    pending = sign_in.find_pending(request)
    if pending is None:
        return redirect("admin:login")
    administrator = pending.administrator
    if administrator_factors.factors_of(administrator).is_any:  # which is asked for, not replaced
        return redirect("admin:login_second_factor")
    problem = ""
    if request.method == "POST":
        try:
            method = _set_up(request, administrator)
        except PoolError as error:
            problem = error.message
        else:
            codes = f"{reverse('admin:account_recovery_codes')}?{urlencode({'next': pending.next})}"
            return sign_in.sign_in(request, administrator, method, codes)
    takes_passkey = administrator_passkeys.serves_on(request.get_host())
    context = {
        "problem": problem,
        "who": administrator.username,
        "takes_passkey": takes_passkey,
        "options": administrator_passkeys.creation_options(administrator) if takes_passkey else "",
        **pictures.of_app(administrator),
    }
    return gate(request, "console/sign_in/set_up.html", context)


def _set_up(request: HttpRequest, administrator: Administrator) -> str:
    caller = sign_in_events.caller_of(request, administrator.arn)
    if request.POST.get("credential"):
        administrator_passkeys.register(administrator, request.POST["credential"], caller=caller)
        return Method.PASSWORD_AND_PASSKEY
    administrator_factors.bind_app(administrator, request.POST.get("code", ""), caller=caller)
    return Method.APP
