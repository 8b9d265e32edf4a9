"""What the console's templates need beyond Django's own tags."""

import datetime
import re
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.template.context import RequestContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from pools.actions.quotas import resources, values
from pools.console.permissions import May
from pools.models import User, UserPool
from pools.policies import managed

register = template.Library()


@register.filter
def widget_kind(field: BoundField) -> str:
    """How a field is laid out: `checkbox`, `choices` or `line`."""
    match field.field.widget:
        case RadioSelect() | CheckboxSelectMultiple():
            return "choices"
        case CheckboxInput():
            return "checkbox"
        case _:
            return "line"


@register.filter
def allows(may: May, action: str) -> bool:
    """Whether an action that only the view knows, such as `cognito-idp:UpdateUserPool`, may be done here."""
    service, _, name = action.partition(":")
    allowed = may if service == "cognito-idp" else may[service]
    return isinstance(allowed, May) and bool(allowed[name])


@register.simple_tag(takes_context=True)
def address(context: RequestContext, **changes: Any) -> str:
    """This page's address with some of its parameters set, or taken out when empty."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        parameters.pop(name, None)
        if value:
            parameters[name] = value
    return "?" + parameters.urlencode()


@register.simple_tag
def most_of(name: str, pool: UserPool) -> int:
    """How many of these there may be in the pool, by the quota (CON-10). One query."""
    return values.most_of(resources.RESOURCES[name], region=pool.region, pool=pool)


@register.filter
def initials(name: str) -> str:
    """One or two letters to stand for a name."""
    words = [word for word in name.replace("@", " ").replace(".", " ").replace("_", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:2]) or "?"


_ATTRIBUTES = {"email": _("Email"), "phone_number": _("Phone number"), "preferred_username": _("Preferred user name")}
_GRANTS = {
    "code": _("Authorization code grant"),
    "implicit": _("Implicit grant"),
    "client_credentials": _("Client credentials"),
}
_DOORS = {
    "api": _("API"),
    "console": _("Console"),
    "hosted_ui": _("Hosted UI"),
    "command": _("Command"),
    "trigger": _("Trigger"),
}
_CHARACTERS = {
    "RequireNumbers": _("a number"),
    "RequireSymbols": _("a special character"),
    "RequireUppercase": _("an uppercase letter"),
    "RequireLowercase": _("a lowercase letter"),
}


@register.filter
def attribute_names(names: list[str]) -> str:
    return ", ".join(str(_ATTRIBUTES.get(name, name)) for name in names)


@register.filter
def sign_in_options(pool: UserPool) -> str:
    """What users of the pool sign in by."""
    if pool.username_attributes:
        return attribute_names(pool.username_attributes)
    return ", ".join(filter(None, [gettext("User name"), attribute_names(pool.alias_attributes)]))


@register.filter
def password_requirements(pool: UserPool) -> str:
    """The password policy in words."""
    policy = pool.password_policy
    kinds = [str(word) for name, word in _CHARACTERS.items() if policy.get(name)]
    length = gettext("At least %d characters") % policy["MinimumLength"]
    return ", ".join([length, *kinds])


@register.filter
def required_attributes(pool: UserPool) -> str:
    names = (name for name, attribute in pool.attribute_schema.items() if attribute["Required"] and name != "sub")
    return attribute_names(list(names))


@register.filter
def grant_names(grants: list[str]) -> str:
    return ", ".join(str(_GRANTS.get(grant, grant)) for grant in grants)


@register.filter
def via_name(via: str) -> str:
    return str(_DOORS.get(via, via))


@register.filter
def actor_name(actor: str) -> str:
    """The administrator behind an ARN; whoever else as given."""
    return actor.rpartition("/")[2] if actor.startswith("arn:") else actor


@register.filter
def policy_address(arn: str) -> str:
    """The page of a managed policy."""
    known = managed.find(arn)
    return reverse("admin:built_in_policy" if known else "admin:policy", args=[arn.rpartition("/")[2]])


@register.filter
def display_name(user: User) -> str:
    """What people know a user by: the name, else the address, else the user name."""
    attributes = user.attributes
    return attributes.get("name") or attributes.get("email") or attributes.get("phone_number") or user.username


@register.filter
def second_name(user: User) -> str:
    """What stands below the display name: the user name, or the address where the user name says nothing."""
    second = user.attributes.get("email", "") if user.username == str(user.sub) else user.username
    return "" if second == display_name(user) else second


@register.filter
def duration(length: datetime.timedelta) -> str:
    """A lifetime in its largest whole unit."""
    seconds = int(length.total_seconds())
    for unit_seconds, words in _UNITS:
        if seconds % unit_seconds == 0:
            return words(seconds // unit_seconds)
    return _seconds(seconds)


@register.filter
def ago(moment: datetime.datetime) -> str:
    """How long ago, roughly: lists need no more."""
    seconds = int((timezone.now() - moment).total_seconds())
    for unit_seconds, words in _UNITS:
        if seconds >= unit_seconds:
            return gettext("%s ago") % words(seconds // unit_seconds)
    return gettext("just now")


@register.filter
def plain_text(text: str) -> str:
    """A message as read: templates of pools may hold HTML."""
    return strip_tags(re.sub(r"(?i)<br\s*/?>|</p>", "\n", text))


def _seconds(number: int) -> str:
    return ngettext("%d second", "%d seconds", number) % number


_UNITS = (
    (86_400, lambda number: ngettext("%d day", "%d days", number) % number),
    (3_600, lambda number: ngettext("%d hour", "%d hours", number) % number),
    (60, lambda number: ngettext("%d minute", "%d minutes", number) % number),
)
