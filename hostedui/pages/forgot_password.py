"""`/forgotPassword` and `/confirmForgotPassword`: a new password by a code (FED-56 to FED-58)."""

from django.http import HttpRequest, HttpResponse

from hostedui.callers import caller_of
from hostedui.pages.entry import Entry, page
from hostedui.pages.forms import ResetPasswordForm, UsernameForm
from hostedui.pages.going_on import send_on
from hostedui.pages.journey import Journey
from hostedui.pages.refusals import errors_on
from hostedui.pages.showing import show
from pools.actions import recovery


@page("GET", "HEAD", "POST")
def forgot_password(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Ask who it is, and send a code. Whether there is such a user, the action knows to keep to itself."""
    form = UsernameForm(request.POST or None, pool=entry.pool)
    if form.is_valid():
        with errors_on(form):
            sent_to = recovery.forgot_password(entry.client, form.name, caller=caller_of(request))
            known = {"medium": sent_to.medium, "destination": sent_to.masked}
            return send_on(request, entry, "confirm_forgot_password", form.name, **known)
    return show(request, entry, "forgot_password", form)


@page("GET", "HEAD", "POST")
def confirm_forgot_password(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Set the new password, and back to the sign-in page: it is typed once more there (FED-58)."""
    journey = Journey.of(request, "confirm_forgot_password", entry.client.client_id)
    form = ResetPasswordForm(request.POST or None, pool=entry.pool, known=journey)
    if form.is_valid():
        with errors_on(form):
            code, password = form.cleaned_data["code"], form.cleaned_data["password"]
            recovery.confirm_forgot_password(entry.client, form.name, code, password, caller=caller_of(request))
            return send_on(request, entry, "login", form.name, notice="password_changed")
    return show(request, entry, "confirm_forgot_password", form, journey=journey)
