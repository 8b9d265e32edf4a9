"""`/login`: the sign-in page (API-317 to API-324)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from hostedui import trail
from hostedui.pages import alike, choosing, providers
from hostedui.pages.authorize import live_session, nobody_is_here
from hostedui.pages.entry import Entry, page
from hostedui.pages.finishing import answer
from hostedui.pages.forms import DomainForm, IdentifierForm, PageForm, SignInForm
from hostedui.pages.going_on import send_on
from hostedui.pages.journey import Journey
from hostedui.pages.passkey_offer import are_offered
from hostedui.pages.refusals import errors_on
from hostedui.pages.showing import show
from hostedui.pages.with_password import sign_in_with_password
from pools.actions import identity_providers, sign_in
from pools.actions.identity_providers import Provider
from pools.errors import PasswordResetRequiredException, UserNotConfirmedException

_NOTICES = {
    "again": _("To go on, please show that it is you."),
    "confirmed": _("Your account is confirmed. Sign in to go on."),
    "ended": _("Your sign-in took too long or was ended elsewhere. Please sign in again."),
    "password_changed": _("Your password has been changed. Sign in with the new one."),
}
_REFUSALS = {
    "link_refused": _(
        "This link was used before, is too old, or was asked for in another browser. Get a new one here."
    ),
    "provider_late": _("Something went wrong. That took too long; please sign in again."),
    "provider_refused": _("Something went wrong at the identity provider. Try again, or sign in another way."),
    "passkey_refused": _("That passkey did not work here. Try again, or sign in another way."),
}


@page("GET", "HEAD", "POST")
def login(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Who is signed in already goes straight on. Where users have the choice of what to sign in with, only the name is
    asked for; an app that posts a password along is taken at its word."""
    if request.method != "POST":
        if session := live_session(request, entry):
            return answer(request, entry, session)
        if told := nobody_is_here(request, entry):
            return told
    if provider := _provider_of_address(request, entry):
        trail.rename(request, "Login_OIDC_SAML_POST")  # API-325
        return redirect(providers.address_of(entry, provider))
    journey = Journey.of(request, "login", entry.client.client_id)
    username = journey.username if journey else entry.login_hint
    asks_name_first = sign_in.offers_choice(entry.client) and "password" not in request.POST
    kind = _form_of(entry, asks_name_first=asks_name_first)
    form = kind(request.POST or None, initial={"username": username}, pool=entry.pool)
    if form.is_valid():
        with errors_on(form):
            if not _has_own_users(entry):
                form.fail(_("We know no place to sign in for this address."), "username")
            elif asks_name_first:
                return _choose(request, entry, form.cleaned_data["username"])
            else:
                return sign_in_with_password(request, entry, **form.cleaned_data)
    return show_page(request, entry, form, journey.notice if journey and not form.is_bound else "")


def show_page(request: HttpRequest, entry: Entry, form: PageForm, notice: str = "") -> HttpResponse:
    """The page with its form, which asks for a name alone or for a password too."""
    is_alike = not form.is_bound and not form.initial.get("username")
    known, has_own_users = identity_providers.offered(entry.client), _has_own_users(entry)
    asks_domain = not has_own_users and identity_providers.are_found_by_address(known)
    if asks_domain:
        known = [each for each in known if each.kind != identity_providers.SAML]
    offered = providers.buttons(alike.with_hole(entry) if is_alike else entry, known)
    more = {
        "notice": _NOTICES.get(notice),
        "refusal": _REFUSALS.get(notice),
        "asks_name_first": "password" not in form.fields,
        "has_own_users": has_own_users,
        "asks_domain": asks_domain,
        "providers": offered,
        "has_social": any(button.is_social for button in offered),
        "offers_passkeys": are_offered(request, entry),
    }
    return (alike.show if is_alike else show)(request, entry, "login", form, **more)


def _form_of(entry: Entry, *, asks_name_first: bool) -> type[DomainForm | IdentifierForm | SignInForm]:
    if not _has_own_users(entry):
        return DomainForm
    return IdentifierForm if asks_name_first else SignInForm


def _has_own_users(entry: Entry) -> bool:
    return identity_providers.OF_POOL in entry.client.supported_identity_providers


def _provider_of_address(request: HttpRequest, entry: Entry) -> Provider | None:
    """Where whoever typed an address of this domain signs in, whatever else the form has."""
    username = request.POST.get("username", "") if request.method == "POST" else ""
    return identity_providers.find_for_address(entry.client, username) if username.isprintable() else None


def _choose(request: HttpRequest, entry: Entry, username: str) -> HttpResponse:
    """At a client that hides nothing, a name alone may be answered by a page of its own."""
    try:
        return choosing.begin(request, entry, username)
    except UserNotConfirmedException:
        return send_on(request, entry, "confirm", username)
    except PasswordResetRequiredException:
        return send_on(request, entry, "confirm_forgot_password", username)
