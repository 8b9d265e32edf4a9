"""Messages put together: what was worded, with codes, names and links in their places. The preview in the console is
made here as well, so that it shows what arrives."""

import dataclasses
import html
import re
from collections.abc import Mapping

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import strip_tags

from pools.actions import sending
from pools.actions.wordings import CODE, USERNAME, Worded
from pools.models import UserPool

LONGEST_SUBJECT = 140
_LINK = re.compile(r"\{##(.*?)##\}", re.DOTALL)  # its own text stands between the marks (USR-85)
_TAG = re.compile(r"<[a-zA-Z!/][^>]*>")
_WHOLE_PAGE = re.compile(r"<(html|body)\b", re.IGNORECASE)
_LINE_ENDS = re.compile(r"<br\s*/?>|</(p|div|h[1-6]|li|tr)>", re.IGNORECASE)

Values = Mapping[str, str]  # by their places; one that stands within another comes after it


@dataclasses.dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail as it leaves: in two parts that say the same."""

    subject: str
    text: str
    html: str


def text_message(worded: Worded, values: Values) -> str:
    """What is sent by SMS. Raises `CodeDeliveryFailureException` if it is too long (USR-81)."""
    return sending.fitting(filled(worded.message, values), sending.LONGEST_SMS)


def letter(pool: UserPool, worded: Worded, values: Values, *, link: str = "") -> Letter:
    """What is sent by e-mail; `link` leads where the text has a place for one. Raises `CodeDeliveryFailureException` if
    it is too long (USR-80)."""
    sending.fitting(filled(worded.message, values), sending.LONGEST_EMAIL)
    return Letter(
        subject=filled(worded.subject, values)[:LONGEST_SUBJECT],
        text=_as_text(worded.message, values, link),
        html=_as_html(pool, worded, values, link),
    )


def filled(text: str, values: Values) -> str:
    """Replace all places at once: a user named `{####}` must not get hold of another's text."""
    places = re.compile("|".join(map(re.escape, values)))
    return places.sub(lambda place: values[place.group()], text)


def _as_text(text: str, values: Values, link: str) -> str:
    if _TAG.search(text):
        text = html.unescape(strip_tags(_LINE_ENDS.sub("\n", text)))
    return filled(_LINK.sub(lambda mark: f"{mark[1]}: {link}", text) if link else text, values)


def _as_html(pool: UserPool, worded: Worded, values: Values, link: str) -> str:
    """The pool's text may be HTML (USR-86), what is put into it never is."""
    text, safe = worded.message, {place: html.escape(value) for place, value in values.items()}
    if not _TAG.search(text):
        safe[CODE] = render_to_string("messages/secret.html", {"secret": values[CODE]})
        safe[USERNAME] = f"<bdi>{safe[USERNAME]}</bdi>"
        text = html.escape(text, quote=False).replace("\n", "<br>\n")
    if link:
        button = render_to_string("messages/link.html", {"link": link, "text": CODE})
        text = _LINK.sub(lambda mark: button.replace(CODE, mark[1]), text)
    body = filled(text, safe)
    if _WHOLE_PAGE.search(text):
        return body
    return _framed(pool, worded, filled(worded.subject, values), body)


def _framed(pool: UserPool, worded: Worded, subject: str, body: str) -> str:
    with translation.override(worded.language):
        context = {"subject": subject, "body": body, "pool": pool, "worded": worded}
        return render_to_string("messages/email.html", context)
