"""How names and addresses stand within a sentence of another language."""

from django import template
from django.utils.translation import get_language, get_language_bidi

register = template.Library()

_FROM_LEFT, _END = "\u2066", "\u2069"  # Unicode's isolates: what is between them runs on its own
_CAPITAL_NOUNS = ("de",)


@register.filter
def isolated(address: str) -> str:
    """An e-mail address or phone number, so that its marks do not wander to the other end where the text runs from
    right to left."""
    return f"{_FROM_LEFT}{address}{_END}" if address and get_language_bidi() else address


@register.filter
def within(label: object) -> str:
    """A field's label in the middle of a sentence, as the language writes nouns there."""
    return str(label) if get_language() in _CAPITAL_NOUNS else str(label).lower()
