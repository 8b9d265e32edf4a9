"""The one place where a page turns an action's refusal into words on its form."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext

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


@contextmanager
def errors_on(form: PageForm) -> Iterator[None]:
    """A refusal within ends at the form: at the field it is about, if there is one."""
    try:
        yield
    except PoolError as error:
        form.fail(gettext(error.message), _FIELDS.get(type(error)))
