"""Where passkeys can be used on the pages, and whom to offer one."""

from urllib.parse import urlsplit

from django.http import HttpRequest

from hostedui.models import BrowserSession
from hostedui.pages.entry import Entry
from pools.actions import first_factors, passkeys, sign_in, web_authn
from pools.actions.assurance import Method

LATER = "cognito-passkey-later"  # a cookie: not to be asked again for a while
_BY_PASSKEY = {Method.PLATFORM_KEY, Method.ROAMING_KEY}


def are_offered(request: HttpRequest, entry: Entry) -> bool:
    """Whether somebody can come in by a passkey on this page."""
    return (
        first_factors.WEB_AUTHN in first_factors.allowed(entry.pool)
        and sign_in.offers_choice(entry.client)
        and web_authn.serves_on(entry.pool, _host_of(request))
    )


def is_due(request: HttpRequest, entry: Entry, session: BrowserSession) -> bool:
    """Whether to ask for a passkey on the way home: not who came by one, nor who said later, nor who is on the way to
    the account pages, where one can be added any time."""
    if (
        entry.account_page
        or LATER in request.COOKIES
        or not _BY_PASSKEY.isdisjoint(session.methods)
        or not are_offered(request, entry)
    ):
        return False
    is_known_for_a_while = bool(entry.client.browser_session_lifetime)  # by the session he is known on the next page
    return is_known_for_a_while and passkeys.should_offer(session.user)


def _host_of(request: HttpRequest) -> str:
    return urlsplit(f"//{request.get_host()}").hostname or ""
