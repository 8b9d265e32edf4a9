"""What the next page says of what was just done. It travels in a sealed cookie and is shown once."""

import dataclasses
import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from hostedui.pages.fields import Text
from hostedui.templatetags.wording import isolated
from notifications import sealing

COOKIE = "cognito-notice"
_PURPOSE = "account notice"
_SECONDS = 300

_WORDS: dict[str, Text] = {
    "profile_saved": _("Your details have been saved."),
    "code_sent": _("A code is on its way to %(to)s."),
    "contact_saved": _("%(to)s has been saved."),
    "contact_verified": _("%(to)s has been verified."),
    "contact_needed": _("First save and verify where the codes are to be sent."),
    "password_changed": _("Your password has been changed."),
    "factor_on": _("You will be asked for this code when you sign in."),
    "factor_off": _("You will no longer be asked for this code."),
    "factor_preferred": _("This code will be asked for first."),
    "app_set_up": _("Your authenticator app is set up."),
    "app_removed": _("Your authenticator app has been removed."),
    "codes_made": _("These are your new recovery codes. The old ones no longer work."),
    "passkey_added": _("Your passkey has been added."),
    "passkey_renamed": _("Your passkey has been renamed."),
    "passkey_deleted": _("Your passkey has been deleted."),
    "device_forgotten": _("The device has been forgotten."),
    "session_ended": _("The session has been ended."),
    "others_ended": _("You are signed out everywhere else."),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Notice:
    key: str
    to: str = ""
    codes: list[str] = dataclasses.field(default_factory=list)

    def __str__(self) -> str:
        return str(_WORDS[self.key]) % {"to": isolated(self.to)} if self.to else str(_WORDS[self.key])


def leave(
    request: HttpRequest, response: HttpResponse, key: str, *, to: str = "", codes: list[str] | None = None
) -> None:
    """Have the next account page say this, and show these recovery codes."""
    content = json.dumps(dataclasses.asdict(Notice(key, to, codes or []))).encode()
    response.set_cookie(
        COOKIE,
        sealing.seal(_PURPOSE, content).decode(),
        max_age=_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE or request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def take(request: HttpRequest) -> Notice | None:
    try:
        content = sealing.unseal(_PURPOSE, request.COOKIES.get(COOKIE, ""), max_age_seconds=_SECONDS)
    except sealing.Unsealable:
        return None
    return Notice(**json.loads(content))


def forget(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")
