"""Which language a page speaks: the one that the address asks for, else the browser's, else English."""

from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


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


def asked_for(request: HttpRequest) -> str | None:
    """The first language in the address that there is a translation for; `zh-CN` and `zh-TW` are taken as well."""
    wishes = [request.GET.get("lang", ""), *request.GET.get("ui_locales", "").split()[:10]]
    return next(filter(None, map(_known, filter(None, wishes))), None)


def _known(wish: str) -> str | None:
    try:
        return translation.get_supported_language_variant(wish.lower().replace("_", "-"))
    except LookupError:
        return None
