"""Choice-based sign-in: the name comes first, then its user chooses what to prove it by (CON-249, API-363).

What there is to choose from, made up for who does not exist, is the action's to say; here it becomes buttons.
"""

from django.http import HttpRequest, HttpResponse

from hostedui.callers import caller_of
from hostedui.pages.answering import answer_and_go_on, answer_challenge
from hostedui.pages.entry import Entry, page
from hostedui.pages.forms import CodeForm, OptionForm, PageForm, PasswordForm
from hostedui.pages.going_on import send_on, start_over
from hostedui.pages.journey import Journey, on_journey
from hostedui.pages.refusals import errors_on
from hostedui.pages.showing import show
from hostedui.pages.with_password import sign_in_with_password
from pools.actions import sign_in
from pools.actions.sign_in import Challenge
from pools.errors import NotAuthorizedException, PoolError

SELECT, PASSWORD, WEB_AUTHN = "SELECT_CHALLENGE", "PASSWORD", "WEB_AUTHN"
_CODES = {"EMAIL_OTP": "EMAIL_OTP_CODE", "SMS_OTP": "SMS_OTP_CODE"}
_OFFERED = (PASSWORD, WEB_AUTHN, *_CODES)  # a password is proven in one way on a page: there is no SRP here
_STEPS = ("choose", "password", "one_time_code", "passkey")


def begin(request: HttpRequest, entry: Entry, username: str) -> HttpResponse:
    """On from the page that asks for the name. Where there is nothing to choose, straight on."""
    challenge = sign_in.with_choice(entry.client, username, caller=caller_of(request))
    options = _options(challenge)
    if len(options) > 1:
        return _to_choice(request, entry, username, challenge)
    return _choose(request, entry, _journey(entry, username, challenge), options[0])


@page("GET", "HEAD", "POST")
@on_journey("choose")
def choose(request: HttpRequest, entry: Entry, journey: Journey) -> HttpResponse:
    form = OptionForm(request.POST or None, options=journey.options)
    if form.is_valid():
        with errors_on(form):
            return _choose(request, entry, journey, form.cleaned_data["factor"])
    return show(request, entry, "choose", form, journey=journey)


@page("GET", "HEAD", "POST")
@on_journey("password")
def password(request: HttpRequest, entry: Entry, journey: Journey) -> HttpResponse:
    """The password of who has given a name. It may be typed in as slowly as it takes."""
    form = PasswordForm(request.POST or None)
    if form.is_valid():
        with errors_on(form):
            return sign_in_with_password(request, entry, journey.username, form.cleaned_data["password"])
    return show(request, entry, "password", form, journey=journey)


@page("GET", "HEAD", "POST")
@on_journey("one_time_code")
def one_time_code(request: HttpRequest, entry: Entry, journey: Journey) -> HttpResponse:
    """The code that was sent in the place of a password."""
    form = CodeForm(request.POST or None)
    if form.is_valid():
        with errors_on(form):
            return answer_and_go_on(request, entry, journey, {_CODES[journey.challenge]: form.cleaned_data["code"]})
    return show(request, entry, "one_time_code", form, journey=journey)


@page("GET", "HEAD", "POST")
@on_journey("passkey")
def passkey(request: HttpRequest, entry: Entry, journey: Journey) -> HttpResponse:
    """What the browser answers for one of this user's passkeys."""
    form = PageForm(request.POST or None)
    try:
        asked = sign_in.show_again(entry.client, WEB_AUTHN, journey.session)
    except NotAuthorizedException:
        return start_over(request, entry, journey.username)
    if form.is_valid():
        with errors_on(form):
            return answer_and_go_on(request, entry, journey, {"CREDENTIAL": request.POST.get("credential", "")})
    return show(request, entry, "passkey", form, journey=journey, options=asked["CREDENTIAL_REQUEST_OPTIONS"])


@page("POST")
@on_journey("one_time_code")
def resend(request: HttpRequest, entry: Entry, journey: Journey) -> HttpResponse:
    """Send a new one-time code."""
    asked, caller = PageForm(request.POST), caller_of(request)
    if asked.is_valid():
        with errors_on(asked):
            challenge = sign_in.with_choice(entry.client, journey.username, preferred=journey.challenge, caller=caller)
            return _to_answer(request, entry, journey, challenge, notice="resent")
    form = CodeForm()
    form.refuse(asked)
    return show(request, entry, "one_time_code", form, journey=journey)


@page("POST")
@on_journey(*_STEPS)
def choose_again(request: HttpRequest, entry: Entry, journey: Journey) -> HttpResponse:
    """Back to the choice, which is a new sign-in of the same name."""
    try:
        challenge = sign_in.with_choice(entry.client, journey.username, caller=caller_of(request))
    except PoolError:
        return start_over(request, entry, journey.username)
    return _to_choice(request, entry, journey.username, challenge)


def _choose(request: HttpRequest, entry: Entry, journey: Journey, factor: str) -> HttpResponse:
    """To the page of this factor. What is sent is sent now."""
    if factor == PASSWORD:
        return send_on(request, entry, "password", journey.username, options=journey.options)
    try:
        outcome = answer_challenge(request, entry, journey, SELECT, {"ANSWER": factor})
    except NotAuthorizedException:
        return start_over(request, entry, journey.username)
    return _to_answer(request, entry, journey, outcome)


def _to_answer(
    request: HttpRequest, entry: Entry, journey: Journey, outcome: object, *, notice: str = ""
) -> HttpResponse:
    assert isinstance(outcome, Challenge)  # nothing is proven by a choice
    if outcome.name == SELECT:  # the user lost the factor meanwhile
        return _to_choice(request, entry, journey.username, outcome)
    told = outcome.parameters
    return send_on(
        request,
        entry,
        "passkey" if outcome.name == WEB_AUTHN else "one_time_code",
        journey.username,
        session=outcome.session,
        challenge=str(outcome.name),
        medium=told.get("CODE_DELIVERY_DELIVERY_MEDIUM", ""),
        destination=told.get("CODE_DELIVERY_DESTINATION", ""),
        options=journey.options,
        notice=notice,
    )


def _to_choice(request: HttpRequest, entry: Entry, username: str, challenge: Challenge) -> HttpResponse:
    known = _journey(entry, username, challenge)
    return send_on(request, entry, "choose", username, session=known.session, options=known.options)


def _journey(entry: Entry, username: str, challenge: Challenge) -> Journey:
    return Journey("choose", entry.client.client_id, username, session=challenge.session, options=_options(challenge))


def _options(challenge: Challenge) -> list[str]:
    return [factor for factor in challenge.available if factor in _OFFERED]
