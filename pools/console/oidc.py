"""Signing in by an OpenID provider, run by mozilla-django-oidc: to the provider, and back from it.

Back from it somebody signs in, links an identity to the account that he is signed in to, or confirms to be there still.
What he went for stands in the browser's session, where state, nonce and code verifier stand too.
"""

import logging
import time
from typing import Any

import requests
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from pools.actions import administrator_identities
from pools.actions.administrator_factors import Method
from pools.console import confirmation, oidc_provider, sign_in, sign_in_events
from pools.console.account import administrator_of
from pools.console.layout import told
from pools.console.oidc_provider import ProviderUnusable
from pools.console.registry import page
from pools.errors import PoolError

_logger = logging.getLogger("poolhouse.console")
_ERRAND = "oidc_errand"
_SIGN_IN, _LINK, _CONFIRM = "sign-in", "link", "confirm"
_FRESH_SECONDS = 300
_UNUSABLE = "The identity provider does not answer as it should. Try again, or sign in in another way."
_REFUSED = "The identity provider's answer opens nothing here."


class Start(OIDCAuthenticationRequestView):
    """To the provider, with state, nonce and PKCE."""

    @staticmethod
    def get_settings(attr: str, *args: Any) -> Any:
        return oidc_provider.setting(attr, *args)

    def get(self, request: HttpRequest) -> HttpResponse:
        answer = super().get(request)
        request.session["oidc_login_next"] = sign_in.safe_next(request, request.GET.get("next", ""))
        request.session[_ERRAND] = self._errand(request)
        return answer

    def get_extra_params(self, request: HttpRequest) -> dict[str, str]:
        """Who confirms is asked by the provider anew, and the ID token says when (Core, section 3.1.2.1)."""
        return {"prompt": "login", "max_age": "0"} if self._errand(request) == _CONFIRM else {}

    @staticmethod
    def _errand(request: HttpRequest) -> str:
        if not request.user.is_authenticated:
            return _SIGN_IN
        return _CONFIRM if "again" in request.GET else request.session.get(_ERRAND, _SIGN_IN)


class Callback(OIDCAuthenticationCallbackView):
    """Back from the provider."""

    @staticmethod
    def get_settings(attr: str, *args: Any) -> Any:
        return oidc_provider.setting(attr, *args)

    def get(self, request: HttpRequest) -> HttpResponse:
        self.errand = request.session.pop(_ERRAND, _SIGN_IN)
        if request.GET.get("error"):  # somebody changed his mind; who is signed in stays so
            return self._back(gettext("The identity provider let nobody in."))
        try:
            return super().get(request)
        except PoolError as error:
            return self._back(error.message)
        except (requests.RequestException, ProviderUnusable) as error:
            _logger.warning("OpenID provider: %s", type(error).__name__)
            return self._back(gettext(_UNUSABLE))
        except Exception as error:  # refusals of the library and of PyJWT, and shapes that they did not expect
            _logger.warning("OpenID provider refused: %s", type(error).__name__)
            return self.login_failure()

    def login_success(self) -> HttpResponse:
        if self.errand == _CONFIRM:
            return self._confirm()
        if self.errand == _LINK:
            return self._back(gettext("This identity is linked to an administrator already."))
        if not self.user.is_staff:
            return self.login_failure()
        where = self.request.session.pop("oidc_login_next", "") or self.success_url
        if "mfa" in (self.request.oidc_claims.get("amr") or []):  # RFC 8176: it asked for a second factor itself
            return sign_in.sign_in(self.request, self.user, Method.OIDC, where)
        return sign_in.go_on(self.request, self.user, Method.OIDC, where)

    def login_failure(self) -> HttpResponse:
        """Nobody's identity: linked, where that is what it was shown for."""
        claims = getattr(self.request, "oidc_claims", None)
        if self.errand == _LINK and claims and self.request.user.is_authenticated:
            return self._link(claims)
        sign_in_events.refused(self.request, "", "NotAuthorizedException")
        return self._back(gettext(_REFUSED))

    def _link(self, claims: dict[str, Any]) -> HttpResponse:
        me = administrator_of(self.request)
        with told(self.request, gettext("The identity is linked. It signs you in from now on.")):
            administrator_identities.link(me, claims["iss"], claims["sub"], caller=self.request.caller)
        return redirect("admin:account")

    def _confirm(self) -> HttpResponse:
        moment = self.request.oidc_claims.get("auth_time")
        is_now = isinstance(moment, int) and time.time() - moment < _FRESH_SECONDS
        if self.user != self.request.user or not is_now:
            return self._back(gettext("The identity provider did not ask you again."))
        confirmation.note(self.request)
        return redirect(self.request.session.pop("oidc_login_next", "") or "admin:index")

    def _back(self, problem: str) -> HttpResponse:
        messages.error(self.request, problem)
        return redirect("admin:account" if self.request.user.is_authenticated else "admin:login")


def start(request: HttpRequest) -> HttpResponseBase:
    """To the provider; back to where one was, if it cannot be asked."""
    if not oidc_provider.is_set_up():
        raise Http404
    try:
        return Start.as_view()(request)
    except ProviderUnusable as error:
        _logger.warning("OpenID provider: %s", error)
        messages.error(request, gettext(_UNUSABLE))
        return redirect("admin:account" if request.user.is_authenticated else "admin:login")


def callback(request: HttpRequest) -> HttpResponseBase:
    if not oidc_provider.is_set_up():
        raise Http404
    return Callback.as_view()(request)


@page("account/identities/link/", "account_identity_link", permission="", confirms=True)
@require_POST
def link(request: HttpRequest) -> HttpResponse:
    """Off to the provider, to come back with an identity."""
    request.session[_ERRAND] = _LINK
    return redirect("admin:oidc_start")


@page("account/identities/<int:link_id>/unlink/", "account_identity_unlink", permission="", confirms=True)
@require_POST
def unlink(request: HttpRequest, link_id: int) -> HttpResponse:
    with told(request, gettext("The identity signs you in no more.")):
        administrator_identities.unlink(administrator_of(request), link_id, caller=request.caller)
    return redirect("admin:account")
