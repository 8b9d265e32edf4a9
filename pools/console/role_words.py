"""What the roles of administrators are called, and what each may do."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from pools.actions.roles import Held
from pools.console.fields import Option
from pools.policies.roles import Role

ROLES = {
    Role.OWNER.value: Option(
        _("Owner"), _("May do everything, giving others their roles and policies included. Over all user pools.")
    ),
    Role.OPERATOR.value: Option(
        _("Operator"),
        _("May do everything in user pools: settings, app clients, users, deleting. Not administrators and policies."),
    ),
    Role.HELP_DESK.value: Option(
        _("Help desk"),
        _(
            "May look at users and help them: reset a password or a second factor, enable and disable, confirm, sign "
            "out. Deletes nobody, changes no settings."
        ),
    ),
    Role.AUDITOR.value: Option(
        _("Auditor"),
        _("May look at settings, users and events, but not at messages, which hold codes. Changes nothing."),
    ),
    "": Option(_("No role"), _("May do what attached policies and groups allow, and nothing else.")),
}


def worded(held: Held | None) -> dict[str, Any]:
    """The role in words, for templates; empty for nobody's."""
    if held is None:
        return {}
    option = ROLES[held.role.value]
    return {"name": option.heading, "sentence": option.hint, "pool_ids": held.pool_ids}
