"""The one place where a page turns an action's refusal into words on its form."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hostedui.pages.fields import Text
from hostedui.pages.forms import PageForm
from pools.errors import (
    CodeMismatchException,
    EnableSoftwareTokenMFAException,
    ExpiredCodeException,
    InvalidPasswordException,
    PoolError,
    UsernameExistsException,
)

_FIELDS: dict[type[PoolError], str] = {
    CodeMismatchException: "code",
    EnableSoftwareTokenMFAException: "code",
    ExpiredCodeException: "code",
    InvalidPasswordException: "password",
    UsernameExistsException: "username",
}


# Where the wire's words are for developers
_WORDS: dict[type[PoolError], Text] = {
    CodeMismatchException: _("Invalid verification code provided, please try again."),
    EnableSoftwareTokenMFAException: _("This is not the code that the app shows now. Please try again."),
}


@contextmanager
def errors_on(form: PageForm) -> Iterator[None]:
    """A refusal within ends at the form: at the field it is about, if there is one."""
    try:
        yield
    except PoolError as error:
        form.refusal = error
        form.fail(_WORDS.get(type(error)) or gettext(error.message), _FIELDS.get(type(error)))
