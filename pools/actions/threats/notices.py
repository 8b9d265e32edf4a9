"""What users are told of risky sign-ins, by e-mail (SEC-222 to SEC-226, SEC-299, CON-121, CON-122)."""

import html
import logging
import urllib.parse
from collections.abc import Mapping

from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext, gettext_noop

from notifications import outbox
from notifications.models import Message
from notifications.senders import HANDLER
from pools.actions import auth_events, composing, domains, languages, sending
from pools.actions.composing import Letter, Values
from pools.actions.threats.configuration import Given, Response, Rules
from pools.actions.threats.seen import Seen
from pools.actions.wordings import CODE, USERNAME, Worded
from pools.errors import CodeDeliveryFailureException
from pools.models import AuditEvent, EventFeedback, User, UserPool
from pools.triggers import senders
from pools.triggers.invoking import Occasion

PATH = "/accountTakeOverFeedback"  # of the page that one-click links lead to
PLACES = (
    "{ip-address}",
    "{city}",
    "{country}",
    "{login-time}",
    "{device-name}",
    "{one-click-link-valid}",
    "{one-click-link-invalid}",
    "{event-id}",
    "{feedback-token}",
)
MEMBERS: Mapping[Response, str] = {
    Response.BLOCK: "BlockEmail",
    Response.MFA_REQUIRED: "MfaEmail",
    Response.MFA_IF_CONFIGURED: "MfaEmail",
    Response.NO_ACTION: "NoActionEmail",
}
_SOURCE = "AccountTakeOverNotification"
_UNKNOWN = "-"
_SUBJECTS = {
    "BlockEmail": gettext_noop("A sign-in to your account was blocked"),
    "MfaEmail": gettext_noop("An unusual sign-in to your account"),
    "NoActionEmail": gettext_noop("An unusual sign-in to your account"),
}
_OPENINGS = {
    "BlockEmail": gettext_noop("We blocked an unusual attempt to sign in to your account."),
    "MfaEmail": gettext_noop("There was an unusual attempt to sign in to your account. We asked for a second factor."),
    "NoActionEmail": gettext_noop("There was an unusual sign-in to your account."),
}
_TIME = "%Y-%m-%d %H:%M:%S UTC"

_log = logging.getLogger("poolhouse.threats")


def send(occasion: Occasion, event: AuditEvent, seen: Seen, response: Response, rules: Rules) -> None:
    """Write the message about this event, in the transaction that records it. It goes to a verified address alone. A
    message that cannot be written stops nobody's sign-in."""
    user = occasion.user
    address = _address(user)
    if user is None or not address:
        return
    try:
        if senders.takes_over(occasion.pool, "EMAIL"):
            _hand_over(occasion, address, event, seen, response)
        else:
            _write(user, address, MEMBERS[response], rules.notification, values(user, event, seen))
    except (CodeDeliveryFailureException, outbox.Unsendable) as error:
        _log.warning("The notice about event %s cannot be sent: %s", event.id, getattr(error, "reason", "") or error)


def values(user: User, event: AuditEvent, seen: Seen) -> dict[str, str]:
    """What stands for the placeholders."""
    token = auth_events.feedback_token(event)
    return {
        "{ip-address}": seen.address or _UNKNOWN,
        "{city}": seen.place.city or _UNKNOWN,
        "{country}": seen.place.country or _UNKNOWN,
        "{login-time}": event.created_at.strftime(_TIME),
        "{device-name}": seen.device or _UNKNOWN,
        "{one-click-link-valid}": link(user, event, token, EventFeedback.Value.VALID),
        "{one-click-link-invalid}": link(user, event, token, EventFeedback.Value.INVALID),
        "{event-id}": str(event.id),
        "{feedback-token}": token,
    }


def link(user: User, event: AuditEvent, token: str, value: str) -> str:
    """Where the user says whether the sign-in was his own: a page of the pool's that asks once more (SEC-221)."""
    query = {
        "client_id": event.client_id,
        "user_name": user.username,
        "event_id": str(event.id),
        "feedback_token": token,
        "feedback_value": value,
    }
    return f"{domains.hosted_ui_url(user.pool)}{PATH}?{urllib.parse.urlencode(query)}"


def letter(pool: UserPool, member: str, template: Given, places: Values, username: str, language: str) -> Letter:
    """The message, in the pool's words or in ours where it has none. Raises `CodeDeliveryFailureException` for one
    that is too long."""
    filled = {CODE: "", USERNAME: username, **places}
    if not template:
        return composing.letter(pool, _own_words(member, language, places), filled)
    body = template.get("HtmlBody") or template["TextBody"]
    made = composing.letter(pool, Worded(template["Subject"], body, language, is_own=True, is_warning=True), filled)
    text = template.get("TextBody")
    return Letter(made.subject, composing.filled(text, filled), made.html) if text else made


def _own_words(member: str, language: str, places: Values) -> Worded:
    """With a line for each thing that is known."""
    with translation.override(language):
        where = [place for place in ("{city}", "{country}") if places[place] != _UNKNOWN]
        rows = (
            (gettext("Time"), ["{login-time}"]),
            (gettext("Device"), ["{device-name}"] if places["{device-name}"] != _UNKNOWN else []),
            (gettext("IP address"), ["{ip-address}"]),
            (gettext("Place"), where),
        )
        lines = "<br>\n".join(f"{html.escape(name)}: {', '.join(known)}" for name, known in rows if known)
        yes, no = gettext("Yes, it was me"), gettext("No, it was not me")
        message = (
            f"<p>{html.escape(gettext(_OPENINGS[member]))}</p>\n<p>{lines}</p>\n"
            f"<p>{html.escape(gettext('Was it you?'))}</p>\n"
            f'<p><a href="{{one-click-link-valid}}">{html.escape(yes)}</a></p>\n'
            f'<p><a href="{{one-click-link-invalid}}">{html.escape(no)}</a></p>'
        )
        return Worded(gettext(_SUBJECTS[member]), message, language, is_warning=True)


def _write(user: User, address: str, member: str, notification: Given, places: Values) -> None:
    pool, template = user.pool, notification.get(member) or {}
    made = letter(pool, member, template, places, user.username, languages.of_user(user))
    text = made.text if template else _with_links(made.text, places)
    sender = sending.of_email(
        {
            "From": notification.get("From", ""),
            "ReplyToEmailAddress": notification.get("ReplyTo", ""),
            "SourceArn": notification.get("SourceArn", ""),
        }
        if notification
        else pool.email_configuration
    )
    outbox.queue(
        Message.Channel.EMAIL, address, subject=made.subject, text=text, html=made.html, reference=pool.id, **sender
    )


def _with_links(text: str, places: Values) -> str:
    """In plain text the addresses of our own words' links are lost with their tags."""
    yes, no = places["{one-click-link-valid}"], places["{one-click-link-invalid}"]
    lines = strip_tags(text).rstrip().splitlines()
    return "\n".join([*lines[:-2], f"{lines[-2]}: {yes}", f"{lines[-1]}: {no}"])


def _hand_over(occasion: Occasion, address: str, event: AuditEvent, seen: Seen, response: Response) -> None:
    """The pool's function is told what the message would tell; there is no code (TRG-291)."""
    user = occasion.user
    assert user is not None
    told = values(user, event, seen)
    data = {
        "EVENT_ID": str(event.id),
        "USER_NAME": user.username,
        "IP_ADDRESS": seen.address,
        "ACCOUNT_TAKE_OVER_ACTION": response,
        "ONE_CLICK_LINK_VALID": told["{one-click-link-valid}"],
        "ONE_CLICK_LINK_INVALID": told["{one-click-link-invalid}"],
        "LOGIN_TIME": told["{login-time}"],
        "FEEDBACK_TOKEN": told["{feedback-token}"],
    }
    optional = {"CITY": seen.place.city, "COUNTRY": seen.place.country, "DEVICE_NAME": seen.device}
    data |= {name: value for name, value in optional.items() if value}
    text = senders.prepare(_SOURCE, occasion, "EMAIL", "", attributes=data)
    outbox.queue(
        Message.Channel.EMAIL, address, text=text, reference=occasion.pool.id, options={HANDLER: senders.HANDLER}
    )


def _address(user: User | None) -> str:
    """Nobody else is told of what happens to an account."""
    attributes = user.attributes if user else {}
    return attributes.get("email", "") if attributes.get("email_verified") == "true" else ""
