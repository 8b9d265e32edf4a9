"""`/signup`: the sign-up page (FED-44, API-253)."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hostedui.callers import caller_of
from hostedui.pages.entry import Entry, error_page, page
from hostedui.pages.forms import SignUpForm
from hostedui.pages.going_on import go_on, send_on
from hostedui.pages.refusals import errors_on
from hostedui.pages.showing import show
from pools.actions import sign_in, terms
from pools.actions import sign_up as action
from pools.models import User

# What Cognito calls the languages that a document may have an address for (FED-230)
_LANGUAGES = {
    "de": "cognito:german",
    "en": "cognito:english",
    "es": "cognito:spanish",
    "fr": "cognito:french",
    "id": "cognito:bahasa-indonesia",
    "it": "cognito:italian",
    "ja": "cognito:japanese",
    "ko": "cognito:korean",
    "nl": "cognito:dutch",
    "pt-br": "cognito:portuguese-brazil",
    "zh-hans": "cognito:chinese-simplified",
    "zh-hant": "cognito:chinese-traditional",
}


@page("GET", "HEAD", "POST")
def sign_up(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Not in a pool where administrators make the users."""
    if not entry.pool.allows_sign_up:
        return error_page(
            request,
            title=_("Sign-up is closed"),
            text=_("Ask an administrator for an account."),
            status=403,
            again=entry.url("login"),
        )
    form = SignUpForm(request.POST or None, pool=entry.pool)
    if form.is_valid():
        with errors_on(form):
            return _sign_up(request, entry, form)
    documents = terms.shown_at_sign_up(entry.client, _LANGUAGES.get(get_language() or "", terms.DEFAULT_LANGUAGE))
    shown = {"terms_of_use": documents.get("terms-of-use"), "privacy_policy": documents.get("privacy-policy")}
    return show(request, entry, "sign_up", form, **shown)


def _sign_up(request: HttpRequest, entry: Entry, form: SignUpForm) -> HttpResponse:
    username, password = form.cleaned_data["username"], form.cleaned_data["password"]
    made = action.sign_up(entry.client, username, password, form.attributes, caller=caller_of(request))
    if made.user.status == User.Status.CONFIRMED:  # a function has said so
        return go_on(
            request, entry, username, sign_in.after_sign_up(entry.client, made.user, caller=caller_of(request))
        )
    if made.sent_to is None:
        return show(request, entry, "waiting", form)
    sent_to = {"medium": made.sent_to.medium, "destination": made.sent_to.masked}
    return send_on(request, entry, "confirm", username, sub=str(made.user.sub), **sent_to)
