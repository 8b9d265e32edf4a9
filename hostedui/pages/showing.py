"""How a page is put together from its template, its form and the request it was entered with."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from hostedui import trail
from hostedui.pages.entry import Entry
from hostedui.pages.forms import PageForm
from pools.actions import contacts

# The pages that another page has a link to
LINKED = (
    *("login", "sign_up", "resend", "forgot_password"),
    *("mfa", "mfa_option", "recovery_code", "resend_mfa_code", "another_way"),
    *(
        "choose_again",
        "send_sign_in_link",
        "one_time_code",
        "resend_one_time_code",
        "passkey_options",
        "passkey_login",
        "start_passkey",
    ),
)
REFUSED = 400  # a page that comes back with an error says so in its status too: password managers look at it


def show(request: HttpRequest, entry: Entry, template: str, form: PageForm, **more: Any) -> HttpResponse:
    """The page with its form. The first field that is wrong, or else empty, has the keyboard."""
    status = REFUSED if form.errors else 200
    if form.refusal is not None:
        trail.refused(request, form.refusal.name, form.refusal.message)
    return HttpResponse(render_page(request, entry, template, form, **more), status=status)


def render_page(request: HttpRequest, entry: Entry, template: str, form: PageForm, **more: Any) -> str:
    """The text of the page."""
    give_focus(form)
    context = {
        "form": form,
        "client": entry.client,
        "pool": entry.pool,
        "pages": {name: entry.url(name) for name in LINKED},
        "offers_sign_up": entry.pool.allows_sign_up,
        "offers_recovery": bool(contacts.recovery_order(entry.pool)),
    }
    return render_to_string(f"hostedui/{template}.html", context | more, request)


def give_focus(form: PageForm) -> None:
    """To the first field that is wrong, or else to the first that is empty."""
    empty = (bound.name for bound in form if not bound.value() or bound.widget_type == "password")
    wrong = (name for name in form.errors if name in form.fields)
    first = next(wrong, None) or next(empty, None)
    if first:
        form.fields[first].widget.attrs["autofocus"] = True
