"""Which language a page speaks: the one that the address asks for, else the browser's, else English."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from pools.actions import languages


class LanguageMiddleware(LocaleMiddleware):
    """`lang`, as Cognito's pages take it, and `ui_locales`, as OpenID Connect has it (Core section 3.1.2.1), go before
    the browser's own wish. Links and forms of the pages keep the query, and so the language."""

    def process_request(self, request: HttpRequest) -> None:
        language = asked_for(request)
        if language is None:
            super().process_request(request)
            return
        translation.activate(language)
        request.LANGUAGE_CODE = language

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Messages that a hosted page causes speak as it does; not so those of the console, where an administrator
        reads, or of the REST API."""
        match = request.resolver_match
        languages.speak_as_page(request.LANGUAGE_CODE if match and "hostedui" in match.app_names else "")

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        languages.speak_as_page("")
        return super().process_response(request, response)


def asked_for(request: HttpRequest) -> str | None:
    """The first language in the address that there is a translation for; `zh-CN` and `zh-TW` are taken as well."""
    wishes = [request.GET.get("lang", ""), *request.GET.get("ui_locales", "").split()[:10]]
    return next(filter(None, map(languages.find, filter(None, wishes))), None)
