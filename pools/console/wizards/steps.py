"""The steps of both wizards: which slices of settings each has, and which forms of its own (CON-16, CON-18)."""

import dataclasses
from typing import Any

from django.utils.translation import gettext_lazy as _

from pools.console import consoles

REVIEW = "review"


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """`own` names forms that only a wizard has: `name`, `hosted-ui`, `client`, `clients`, `triggers`."""

    name: str  # in addresses
    label: Any
    about: Any = ""
    slices: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    note: Any = ""  # what is set elsewhere


def _of_part(name: str, *, label: Any = "", own: tuple[str, ...] = (), note: Any = "") -> Step:
    """The original console asks on the way for what it later has on the page of the same name."""
    part = next(part for group in consoles.ORIGINAL for part in group.parts if part.name == name)
    return Step(name, label or part.label, slices=part.slices, own=own, note=note)


NEW = (
    Step(
        "sign-in-experience",
        _("Configure sign-in experience"),
        _("What your app's users type to sign in."),
        slices=("sign-in-options", "username-requirements"),
        note=_(
            "Provider types: Cognito user pool. Federated identity providers are added once the user pool is created."
        ),
    ),
    Step(
        "security-requirements",
        _("Configure security requirements"),
        _("How strong passwords are, what is asked for beside them, and how users get back in who forgot theirs."),
        slices=("password-policy", "sign-in-policy", "mfa", "account-recovery", "device-tracking"),
    ),
    Step(
        "sign-up-experience",
        _("Configure sign-up experience"),
        _("Whether visitors become users by themselves, and what they tell of themselves."),
        slices=(
            "self-registration",
            "attribute-verification",
            "pending-updates",
            "required-attributes",
            "custom-attributes",
        ),
    ),
    Step(
        "message-delivery",
        _("Configure message delivery"),
        _("How e-mails and text messages reach your users."),
        slices=("email-configuration", "sms-configuration"),
        note=_("What the messages say is set in the tab Messaging, once the user pool is created."),
    ),
    Step(
        "integrate-your-app",
        _("Integrate your app"),
        _("The name of the user pool, the address of its sign-in pages, and the first app that uses them."),
        slices=("deletion-protection", "tags"),
        own=("name", "hosted-ui", "client"),
        note=_("Resource servers and further app clients are added once the user pool is created."),
    ),
)

ORIGINAL = (
    Step("name", _("Name"), own=("name",)),
    _of_part("attributes"),
    _of_part("policies"),
    _of_part("mfa-and-verifications"),
    _of_part(
        "message-customizations",
        note=_("What the messages say is set on the page Message customizations, once the user pool is created."),
    ),
    _of_part("tags"),
    _of_part("devices"),
    Step("app-clients", _("App clients"), own=("clients",)),
    Step("triggers", _("Triggers"), own=("triggers",)),
)
_NOT_YET = {"passkeys"}  # they need a domain, which a pool gets later


def steps_of(*, is_original: bool) -> tuple[Step, ...]:
    """In their order, without Review."""
    steps = ORIGINAL if is_original else NEW
    return tuple(
        dataclasses.replace(step, slices=tuple(name for name in step.slices if name not in _NOT_YET)) for step in steps
    )
