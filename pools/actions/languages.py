"""Which language a message to somebody speaks."""

import contextvars

from django.utils import translation

from pools.models import User

ENGLISH = "en"
_of_page = contextvars.ContextVar("language of the page that is being answered", default="")


def find(wish: str) -> str | None:
    """The language of `settings.LANGUAGES` that comes nearest to this one, such as `pt-br` to `pt_BR` and `pt-PT`; None
    for one that is not spoken here."""
    try:
        return translation.get_supported_language_variant(wish.lower().replace("_", "-"))
    except LookupError:
        return None


def of_user(user: User | None) -> str:
    """That of the user's `locale`; without one that is spoken here, that of the page that causes the message; English
    where an app does."""
    locale = user.attributes.get("locale", "") if user else ""
    return find(locale) or _of_page.get() or ENGLISH


def speak_as_page(language: str) -> None:
    """What this thread does from now on is in answer to a page in this language; empty: to something else."""
    _of_page.set(language)
