"""The token inspector: what a token says, and whether it would be believed. A token comes by POST alone."""

import dataclasses
import datetime
import json
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from pools.access import token_inspection
from pools.access.token_inspection import Check, NotATokenError, Opened, Outcome
from pools.console import permissions
from pools.console.layout import render
from pools.console.registry import page
from pools.console.tools import claim_words
from pools.models import UserPool

_LINE = 60  # characters that a value may take to stand on one line
_UNITS = ((86_400, "days"), (3_600, "hours"), (60, "minutes"), (1, "seconds"))


class InspectorForm(forms.Form):
    # Its length is measured by the inspection, which has more to say of what is wrong
    token = forms.CharField(
        label=_("Token"),
        widget=forms.Textarea(
            attrs={
                "rows": 7,
                "spellcheck": "false",
                "autocomplete": "off",
                "autocapitalize": "none",
                "class": "ph-mono",
            }
        ),
        help_text=_("An ID token or an access token. It is sent by POST, and neither kept nor logged."),
    )
    token_use = forms.ChoiceField(
        label=_("Expected kind"),
        required=False,
        choices=[("", _("Either")), ("id", _("ID token")), ("access", _("Access token"))],
    )
    client_id = forms.CharField(
        label=_("Expected client ID or audience"),
        required=False,
        max_length=1024,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )


@dataclasses.dataclass(frozen=True)
class Row:
    """A member of the token, as it is shown."""

    name: str
    value: str
    meaning: Any
    when: str = ""


@page("token-inspector/", "token_inspector", permission="poolhouse:InspectTokens")
@sensitive_post_parameters("token")
def token_inspector(request: HttpRequest) -> HttpResponse:
    form = InspectorForm(request.POST or None)
    found = _inspect(request, form) if form.is_bound and form.is_valid() else {}
    return render(request, "console/tools/token_inspector.html", {"form": form} | found)


def _inspect(request: HttpRequest, form: InspectorForm) -> dict[str, Any]:
    given = form.cleaned_data
    try:
        opened = token_inspection.take_apart(given["token"])
    except NotATokenError as refusal:
        refresh = _refresh_token(request, given["token"])
        if not refresh:
            form.add_error("token", claim_words.REFUSALS[str(refusal)])
        return refresh
    pool = _visible(request, token_inspection.find_pool(opened))
    checks = token_inspection.check(opened, pool, token_use=given["token_use"], client_id=given["client_id"].strip())
    return {
        "opened": opened,
        "issuing_pool": pool,
        "header": [_row(name, value, claim_words.HEADERS.get(name, "")) for name, value in opened.header.items()],
        "claims": [_row(name, value, _meaning(name)) for name, value in opened.claims.items()],
        "checks": [_worded(check, opened) for check in checks],
        "is_good": all(check.outcome != Outcome.FAILED for check in checks),
        "raw": _shown(opened.claims),
    }


def _visible(request: HttpRequest, pool: UserPool | None) -> UserPool | None:
    """The pool, for who may see it. For others it is as if there were none."""
    may = pool and permissions.is_allowed(request, "cognito-idp:DescribeUserPool", pool=pool)
    return pool if may else None


def _refresh_token(request: HttpRequest, text: str) -> dict[str, Any]:
    found = token_inspection.find_session(text)
    if found is None or not _visible(request, found[0].client.pool):
        return {}
    return {"session": found[0], "is_usable": found[1], "issuing_pool": found[0].client.pool}


def _worded(check: Check, opened: Opened) -> dict[str, Any]:
    text = str(claim_words.FINDINGS[check.finding]) % {name: _clean(str(value)) for name, value in check.about.items()}
    ends = token_inspection.moment(opened.claims.get("exp"))
    if check.finding in ("expired", "lasts") and ends is not None:
        text = f"{text} ({relative(ends)})"
    return {"subject": claim_words.SUBJECTS[check.subject], "outcome": check.outcome.value, "text": text}


def _meaning(name: str) -> Any:
    if name.startswith(("custom:", "dev:custom:")):
        return claim_words.CUSTOM
    return claim_words.CLAIMS.get(name, claim_words.STANDARD)


def _row(name: str, value: Any, meaning: Any) -> Row:
    told = token_inspection.moment(value) if name in claim_words.TIMES else None
    when = "" if told is None else f"{_date(told)} ({relative(told)})"
    return Row(_clean(name), _clean(value) if isinstance(value, str) else _shown(value), meaning, when)


def relative(seconds: float) -> str:
    """How far a moment is from now, in one unit: “in 5 minutes”, “3 days ago”."""
    away = seconds - timezone.now().timestamp()
    size, unit = next(((size, unit) for size, unit in _UNITS if abs(away) >= size), (1, "seconds"))
    number = int(abs(away) // size)
    words = {
        "days": ngettext("%d day", "%d days", number),
        "hours": ngettext("%d hour", "%d hours", number),
        "minutes": ngettext("%d minute", "%d minutes", number),
        "seconds": ngettext("%d second", "%d seconds", number),
    }[unit] % number
    return gettext("in %s") % words if away > 0 else gettext("%s ago") % words


def _date(seconds: float) -> str:
    try:
        return f"{datetime.datetime.fromtimestamp(seconds, datetime.UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (ValueError, OverflowError, OSError):
        return gettext("no date")


def _shown(value: Any) -> str:
    short = json.dumps(value, ensure_ascii=False)
    return _clean(short if len(short) <= _LINE else json.dumps(value, indent=2, ensure_ascii=False))


def _clean(text: str) -> str:
    """Half of a surrogate pair, which JSON can hold, cannot be sent."""
    return text.encode("utf-8", "replace").decode()
