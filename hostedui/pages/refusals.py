"""The one place where a page turns an action's refusal into words on its form."""

from collections.abc import Iterator
from contextlib import contextmanager

from hostedui.pages.fields import posted_name
from hostedui.pages.forms import PageForm
from hostedui.pages.refusal_words import faults_in, words_for
from pools.errors import (
    CodeMismatchException,
    EnableSoftwareTokenMFAException,
    ExpiredCodeException,
    InvalidPasswordException,
    PasswordHistoryPolicyViolationException,
    PoolError,
    UsernameExistsException,
)

_FIELDS: dict[type[PoolError], str] = {
    CodeMismatchException: "code",
    EnableSoftwareTokenMFAException: "code",
    ExpiredCodeException: "code",
    InvalidPasswordException: "password",
    PasswordHistoryPolicyViolationException: "password",
    UsernameExistsException: "username",
}
_ATTRIBUTES = {"Invalid email address format.": "email", "Invalid phone number format.": "phone_number"}


@contextmanager
def errors_on(form: PageForm) -> Iterator[None]:
    """A refusal within ends at the form: at the fields that it is about, if there are any."""
    try:
        yield
    except PoolError as error:
        form.refusal = error
        at_fields = [(_field_of(form, name), fault) for name, fault in faults_in(error)]
        for field, fault in at_fields:
            form.fail(fault, field)
        if not at_fields:
            attribute = _ATTRIBUTES.get(error.message)
            form.fail(words_for(error), _field_of(form, attribute) if attribute else _FIELDS.get(type(error)))


def _field_of(form: PageForm, attribute: str) -> str | None:
    names = (attribute, posted_name(attribute), "address")
    return next((name for name in names if name in form.fields), None)
