"""How users come to have an account: the slices of the new console's tab Sign-up experience (CON-14)."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pools.actions import schema
from pools.caller import Caller
from pools.console.fields import TWO_COLUMNS, Option, choose_many, choose_one, line
from pools.console.settings_pages.rows import Row, RowsSlice
from pools.console.settings_pages.slices import Difference, Fact, Slice, SliceByAction, Values, register
from pools.models import UserPool
from pools.models.attribute_schema import FLAGS, STANDARD

_CHANNELS = {
    "email": Option(_("Email"), _("By a code or a link in an e-mail.")),
    "phone_number": Option(_("Phone number"), _("By a code in a text message. Goes first where both are given.")),
}


@register
class SelfRegistration(Slice):
    """CON-93."""

    name = "self-registration"
    title = _("Self-service sign-up")
    original_title = _("Do you want to allow users to sign themselves up?")

    who = choose_one(
        _("Self-registration"),
        {
            "anybody": Option(_("Allow users to sign themselves up"), _("Anybody can have an account.")),
            "admin": Option(
                _("Only allow administrators to create users"), _("Signing up fails; administrators invite users.")
            ),
        },
    )

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        return {"who": "anybody" if pool.allows_sign_up else "admin"}

    def columns(self, pool: UserPool) -> Values:
        only_admin = self.cleaned_data["who"] == "admin"
        return {"admin_create_user_config": pool.admin_create_user_config | {"AllowAdminCreateUserOnly": only_admin}}


@register
class AttributeVerification(Slice):
    """CON-101 to CON-107, CON-116, CON-253."""

    name = "attribute-verification"
    title = _("Attribute verification and user account confirmation")
    original_title = _("Which attributes do you want to verify?")
    original_labels = {
        "attributes": _("Attributes"),
        "email_by": _("Verification type"),
    }

    attributes = choose_many(
        _("Attributes to verify"),
        _CHANNELS,
        required=False,
        layout=TWO_COLUMNS,
        help_text=_("Messages go out at sign-up. With none of them, an administrator or a trigger confirms users."),
    )
    email_by = choose_one(
        _("Email verification type"),
        {
            "CONFIRM_WITH_CODE": Option(_("Code"), _("The user types it in.")),
            "CONFIRM_WITH_LINK": Option(_("Link"), _("A click on it is enough. Needs a domain of the user pool.")),
        },
        help_text=_("Codes and links are good for 24 hours."),
    )

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        return {
            "attributes": sorted(pool.auto_verified_attributes),
            "email_by": pool.verification_message_template.get("DefaultEmailOption", "CONFIRM_WITH_CODE"),
        }

    def columns(self, pool: UserPool) -> Values:
        given = self.cleaned_data
        template = pool.verification_message_template | {"DefaultEmailOption": given["email_by"]}
        return {"auto_verified_attributes": given["attributes"], "verification_message_template": template}


@register
class PendingUpdates(Slice):
    """CON-111 to CON-114, CON-255."""

    name = "pending-updates"
    title = _("Keep original attribute value active when an update is pending")
    original_title = _("Which attributes keep their value until a new one is verified?")
    about = _(
        "Until a new address is verified, users sign in and get messages by the former one. Without this, the new one "
        "counts at once, and as an alias not before it is verified."
    )

    attributes = choose_many(
        _("Active attribute values when an update is pending"),
        {"email": Option(_("Email address")), "phone_number": Option(_("Phone number"))},
        required=False,
        layout=TWO_COLUMNS,
        help_text=_("Only of attributes that are verified."),
    )

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        settings = pool.user_attribute_update_settings
        return {"attributes": sorted(settings.get("AttributesRequireVerificationBeforeUpdate", []))}

    def columns(self, pool: UserPool) -> Values:
        waiting = self.cleaned_data["attributes"]
        return {"user_attribute_update_settings": {"AttributesRequireVerificationBeforeUpdate": waiting}}


_ASKED_FOR = [name for name in STANDARD if name not in ("sub", *FLAGS)]


@register
class RequiredAttributes(Slice):
    """CON-23 to CON-36."""

    name = "required-attributes"
    title = _("Required attributes")
    original_title = _("Which standard attributes are required?")
    fixed_because = _(
        "Users who have signed up may lack what would be asked for, so this can be chosen for a new user pool only."
    )

    required = choose_many(
        _("Required attributes"),
        {name: Option(name) for name in _ASKED_FOR},
        required=False,
        layout=TWO_COLUMNS,
        help_text=_("Nobody signs up without them. Administrators may create users without."),
    )

    def prepare(self) -> None:
        if self.is_original and self.pool._state.adding:
            self.heading = _("Which standard attributes do you want to require?")

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        return {"required": [name for name in _ASKED_FOR if pool.attribute_schema[name]["Required"]]}

    def columns(self, pool: UserPool) -> Values:
        others = [each for each in pool.schema if each["Name"] not in _ASKED_FOR]
        required = [{"Name": name, "Required": True} for name in self.cleaned_data["required"]]
        return {"schema": [*required, *others]}


class CustomAttribute(forms.Form):
    """A row: a custom attribute to add."""

    attribute = forms.CharField(max_length=20, label=_("Name"), widget=forms.TextInput(attrs={"spellcheck": "false"}))
    kind = forms.ChoiceField(
        choices=[
            ("String", _("String")),
            ("Number", _("Number")),
            ("DateTime", _("Date and time")),
            ("Boolean", _("Boolean")),
        ],
        initial="String",
        label=_("Type"),
    )
    least = line(_("Min"), 40, pattern=r"-?\d+", inputmode="numeric")
    most = line(_("Max"), 40, pattern=r"-?\d+", inputmode="numeric")
    mutable = forms.BooleanField(
        required=False, initial=True, label=_("Mutable"), widget=forms.CheckboxInput(attrs={"data-on": True})
    )


@register
class CustomAttributes(RowsSlice, SliceByAction):
    """CON-66 to CON-75, CON-244. They are added, never changed: so the rows are those to add."""

    name = "custom-attributes"
    title = _("Custom attributes")
    original_title = _("Do you want to add custom attributes?")
    edit_label = _("Add custom attributes")
    about = format_lazy(
        _(
            "Up to {most} in a user pool, {at_once} at a time. They are named custom:…, and can't be changed or "
            "removed. For what changes often, such as scores and statistics, keep a store of your own."
        ),
        most=schema.MAX_CUSTOM_ATTRIBUTES,
        at_once=schema.MAX_ADDED_AT_ONCE,
    )
    permission = "cognito-idp:AddCustomAttributes"
    template = "console/settings/custom_attributes.html"
    row = CustomAttribute
    most = schema.MAX_ADDED_AT_ONCE
    rows_label = _("Custom attributes")
    add_label = _("Add another attribute")

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        return {"rows": [], "kept": [each for each in pool.schema if each["Name"] not in STANDARD]}

    def columns(self, pool: UserPool) -> Values:
        """Of a pool to be made."""
        standard = [each for each in pool.schema if each["Name"] in STANDARD]
        return {"schema": [*standard, *map(_attribute, self.cleaned_data["rows"])]}

    def after_creation(self, owner: UserPool, *, caller: Caller) -> None:
        """They were made with it."""

    def put(self, pool: UserPool, *, caller: Caller) -> None:
        schema.add_custom_attributes(pool, [_attribute(row) for row in self.cleaned_data["rows"]], caller=caller)

    def kept(self) -> list[Fact]:
        """Those that the pool has."""
        return [Fact(each["Name"], _said(each)) for each in self.initial["kept"]]

    def fact(self, row: Row) -> Fact:
        return Fact(f"custom:{row['attribute']}", _said(_attribute(row)))

    def facts(self) -> list[Fact]:
        return self.kept() or super().facts()

    def differences(self) -> list[Difference]:
        facts = [self.fact(row) for row in self.cleaned_data["rows"]]
        return [Difference(fact.label, gettext("not there"), fact.said) for fact in facts]


_BOUNDS = {
    "String": ("StringAttributeConstraints", "MinLength", "MaxLength"),
    "Number": ("NumberAttributeConstraints", "MinValue", "MaxValue"),
}


def _attribute(row: Row) -> dict[str, Any]:
    """`SchemaAttributeType` of a row."""
    attribute = {"Name": row["attribute"], "AttributeDataType": row["kind"], "Mutable": row["mutable"]}
    if row["kind"] not in _BOUNDS:
        return attribute
    member, least, most = _BOUNDS[row["kind"]]
    bounds = {least: row["least"], most: row["most"]}
    return attribute | {member: {name: bound for name, bound in bounds.items() if bound}}


def _said(attribute: dict[str, Any]) -> str:
    words = [dict(CustomAttribute.base_fields["kind"].choices).get(attribute["AttributeDataType"], "")]
    if attribute["AttributeDataType"] in _BOUNDS:
        words += _bounds(attribute)
    words.append(gettext("mutable") if attribute.get("Mutable", True) else gettext("immutable"))
    return ", ".join(str(word) for word in words)


def _bounds(attribute: dict[str, Any]) -> Sequence[str]:
    member, *names = _BOUNDS[attribute["AttributeDataType"]]
    least, most = (attribute.get(member, {}).get(name) for name in names)
    told = [gettext("min %s") % least] if least else []
    return [*told, *([gettext("max %s") % most] if most else [])]
