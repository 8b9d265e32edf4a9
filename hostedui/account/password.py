"""`/account/password`: a new password, by who knows the present one."""

from django.http import HttpResponse

from hostedui import browser_sessions
from hostedui.account.forms import PasswordForm
from hostedui.account.visit import Visit, account_page
from hostedui.pages.refusals import errors_on
from pools.actions import passwords, recovery, user_sessions
from pools.actions.assurance import Method
from pools.errors import NotAuthorizedException


@account_page("GET", "HEAD", "POST")
def password(visit: Visit) -> HttpResponse:
    return _password(visit) if passwords.has_password(visit.user) else first_password(visit.request)


@account_page("GET", "HEAD", "POST", recent=True)
def first_password(visit: Visit) -> HttpResponse:
    """For who signs in by codes or passkeys alone: a sign-in of just now takes the place of the present password."""
    return _password(visit) if visit.is_local else visit.go("account")


def _password(visit: Visit) -> HttpResponse:
    has_password = passwords.has_password(visit.user)
    form = PasswordForm(visit.request.POST or None, has_password=has_password)
    if form.is_valid():
        with errors_on(form):
            return _change(visit, form)
    return visit.show("password", form, has_password=has_password)


def _change(visit: Visit, form: PasswordForm) -> HttpResponse:
    current, proposed = form.cleaned_data.get("current"), form.cleaned_data["password"]
    try:
        recovery.change_password(visit.user, current, proposed, caller=visit.caller, client=visit.client)
    except NotAuthorizedException:
        form.fail_current()
        return visit.show("password", form, has_password=True)
    if form.cleaned_data["sign_out_others"]:
        user_sessions.end_other_sessions(visit.user, visit.session.pk, caller=visit.caller)
    methods = [Method.PASSWORD] if current else visit.session.methods
    token = browser_sessions.renew(visit.session, methods)
    response = visit.go("account_security", "password_changed")
    browser_sessions.set_cookie(visit.request, response, token, visit.pool)
    return response
