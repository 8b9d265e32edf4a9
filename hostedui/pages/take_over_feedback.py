"""`/accountTakeOverFeedback`: where the one-click links of a notice about a risky sign-in lead (SEC-221, CON-122).

Opening it does nothing yet: what looks at mail before its reader does must not speak for him. A button does.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from hostedui.callers import caller_of
from hostedui.oauth import application
from hostedui.pages import headers
from hostedui.pages.entry import error_page
from hostedui.pages.going_on import sign_in_page
from pools.actions import auth_events, users
from pools.errors import PoolError
from pools.models import AppClient, EventFeedback

Value = EventFeedback.Value


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("token")
def take_over_feedback(request: HttpRequest) -> HttpResponse:
    """Ask whether the sign-in was the user's own, and note the answer."""
    found = application.find(request.GET.get("client_id"), request.hosted_pool)
    if found is None:
        return error_page(request, reason=_("Invalid client_id parameter value."))
    client, value = found.row, request.POST.get("value", "")
    if request.method == "POST" and value in Value.values:
        return _note(request, client, value)
    says_no = request.GET.get("feedback_value") == Value.INVALID
    answers = [(Value.VALID, _("Yes, it was me")), (Value.INVALID, _("No, it was not me"))]
    context = {"client": client, "answers": answers[::-1] if says_no else answers}
    return headers.secure(render(request, "hostedui/take_over_feedback.html", context))


def _note(request: HttpRequest, client: AppClient, value: str) -> HttpResponse:
    given = request.GET
    token = given.get("feedback_token", "")
    try:
        user = users.get_user(client.pool, given.get("user_name", ""))
        auth_events.update_auth_event_feedback(user, given.get("event_id", ""), token, value, caller=caller_of(request))
    except PoolError as error:
        text = _("It may be too old. Nothing was noted.")
        return error_page(request, title=_("This link does not work"), text=text, reason=error.message)
    again = sign_in_page(client, lang=given.get("lang", ""))
    context = {"client": client, "is_own": value == Value.VALID, "again": again}
    return headers.secure(render(request, "hostedui/take_over_noted.html", context))
