"""`/newPassword`: who signed in by a temporary password chooses one of his own."""

from django.http import HttpRequest, HttpResponse

from hostedui.pages.answering import answer_challenge
from hostedui.pages.entry import Entry, page
from hostedui.pages.forms import ChangePasswordForm
from hostedui.pages.going_on import go_on, start_over
from hostedui.pages.journey import Journey, on_journey
from hostedui.pages.refusals import errors_on
from hostedui.pages.showing import show
from pools.errors import NotAuthorizedException

_CHALLENGE = "NEW_PASSWORD_REQUIRED"


@page("GET", "HEAD", "POST")
@on_journey("new_password")
def new_password(request: HttpRequest, entry: Entry, journey: Journey) -> HttpResponse:
    """Only who comes from the sign-in page has something to do here."""
    form = ChangePasswordForm(request.POST or None, attribute_names=journey.missing)
    if form.is_valid():
        with errors_on(form):
            return _answer(request, entry, journey, form)
    return show(request, entry, "new_password", form)


def _answer(request: HttpRequest, entry: Entry, journey: Journey, form: ChangePasswordForm) -> HttpResponse:
    responses = {"NEW_PASSWORD": form.cleaned_data["password"]}
    responses |= {f"userAttributes.{name}": value for name, value in form.attributes.items()}
    try:
        outcome = answer_challenge(request, entry, journey, _CHALLENGE, responses)
    except NotAuthorizedException:  # too late, or sent twice
        return start_over(request, entry, journey.username)
    return go_on(request, entry, journey.username, outcome)
