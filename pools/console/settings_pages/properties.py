"""What a user pool is called and how it is kept: slices of User pool settings and User pool properties."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pools.actions import tags
from pools.console.fields import CARDS, Option, choose_one, line, number
from pools.console.settings_pages.own_settings import WithOwnSettings
from pools.console.settings_pages.rows import Row, RowsSlice
from pools.console.settings_pages.slices import NOTHING, Deed, Fact, Slice, Values, register
from pools.models import UserPool

ARN = r"arn:[\w+=/,.@-]+:[\w+=/,.@-]+:[\w+=/,.@-]*:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+){0,2}"


@register
class PoolName(Slice):
    """CON-19 to CON-21. Renaming is the API's, and is harmless: nothing is found by the name."""

    name = "pool-name"
    title = _("User pool name")
    original_title = _("What do you want to name your user pool?")

    pool_name = forms.RegexField(
        r"^[\w\s+=,.@-]+$",
        max_length=128,
        label=_("User pool name"),
        help_text=_("1 to 128 characters: letters, digits, spaces and _ + = , . @ -"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        return {"pool_name": pool.name}

    def columns(self, pool: UserPool) -> Values:
        return {"name": self.cleaned_data["pool_name"]}


@register
class DeletionProtection(Slice):
    """CON-97 to CON-100."""

    name = "deletion-protection"
    title = _("Deletion protection")

    protection = choose_one(
        _("Deletion protection"),
        {
            "ACTIVE": Option(_("Active"), _("Deleting the user pool is refused until this is switched off.")),
            "INACTIVE": Option(_("Inactive"), _("Whoever may delete user pools can delete it.")),
        },
    )

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        return {"protection": pool.deletion_protection}

    def columns(self, pool: UserPool) -> Values:
        return {"deletion_protection": self.cleaned_data["protection"]}

    def deed(self) -> Deed:
        if self.initial["protection"] == "ACTIVE":
            return Deed(_("Deactivate"), "protection", "INACTIVE")
        return Deed(_("Activate"), "protection", "ACTIVE")


class Tag(forms.Form):
    """A row: a tag."""

    key = forms.CharField(max_length=128, label=_("Tag key"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    value = line(_("Tag value"), 256)


@register
class Tags(RowsSlice):
    """CON-138, CON-139, CON-260."""

    name = "tags"
    title = _("Tags")
    original_title = _("Do you want to add tags for this user pool?")
    about = format_lazy(
        _("Keys and values of your own, by which policies can name user pools too. Up to {most}."), most=tags.MAX_TAGS
    )
    row = Tag
    most = tags.MAX_TAGS
    rows_label = _("Tags")
    add_label = _("Add tag")

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        return {"rows": [{"key": key, "value": value} for key, value in sorted(pool.user_pool_tags.items())]}

    def check_rows(self, rows: Sequence[Row]) -> None:
        if len({row["key"] for row in rows}) < len(rows):
            raise forms.ValidationError(_("Each tag key can be used once."))

    def columns(self, pool: UserPool) -> Values:
        return {"user_pool_tags": {row["key"]: row["value"] for row in self.cleaned_data["rows"]}}

    def fact(self, row: Row) -> Fact:
        return Fact(row["key"], row["value"] or NOTHING)


@register
class FeaturePlan(Slice):
    """CON-237, APP-256, APP-262."""

    name = "feature-plan"
    title = _("Feature plan")
    about = _("What the user pool can do. All of it is yours here; the plan keeps a pool to what it would have at AWS.")

    tier = choose_one(
        _("Feature plan"),
        {
            "LITE": Option(_("Lite"), _("Sign-up, sign-in, federation, MFA by SMS and TOTP, the classic hosted UI.")),
            "ESSENTIALS": Option(
                _("Essentials"),
                _("And managed login, passkeys, one-time passwords, e-mail MFA, sessions, access token customization."),
            ),
            "PLUS": Option(
                _("Plus"), _("And threat protection: compromised passwords, risk, and what follows from it.")
            ),
        },
        layout=CARDS,
        help_text=_("A lower plan is refused while the user pool uses what it does not have."),
    )

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        return {"tier": pool.user_pool_tier}

    def columns(self, pool: UserPool) -> Values:
        return {"user_pool_tier": self.cleaned_data["tier"]}


_MODES = {
    "OFF": Option(_("Off"), _("Sign-ins are not rated.")),
    "AUDIT": Option(_("Audit-only"), _("Sign-ins are rated and logged, and go on.")),
    "ENFORCED": Option(_("Full function"), _("Sign-ins are rated, and stopped or asked for a second factor.")),
}


@register
class AdvancedSecurity(Slice):
    """SEC-289, CON-11."""

    name = "advanced-security"
    title = _("Threat protection")
    original_title = _("Do you want to enable advanced security features for this user pool?")
    about = _("Needs the feature plan Plus.")

    mode = choose_one(_("Standard authentication"), _MODES)
    custom_mode = choose_one(
        _("Custom authentication"),
        {"": _MODES["OFF"], "AUDIT": _MODES["AUDIT"], "ENFORCED": _MODES["ENFORCED"]},
        required=False,
        help_text=_("Of sign-ins by challenges of your own."),
    )

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        add_ons = pool.user_pool_add_ons
        return {
            "mode": add_ons.get("AdvancedSecurityMode", "OFF"),
            "custom_mode": add_ons.get("AdvancedSecurityAdditionalFlows", {}).get("CustomAuthMode", ""),
        }

    def columns(self, pool: UserPool) -> Values:
        given = self.cleaned_data
        add_ons: Values = {"AdvancedSecurityMode": given["mode"]}
        if given["custom_mode"]:
            add_ons["AdvancedSecurityAdditionalFlows"] = {"CustomAuthMode": given["custom_mode"]}
        return {"user_pool_add_ons": add_ons}


@register
class SigningKeys(WithOwnSettings):
    """API-350; how often they are replaced, Cognito does not say."""

    name = "signing-keys"
    title = _("Keys")
    about = _("What the user pool's data is encrypted with, and what its tokens are signed with.")
    meant_with = {"arn": ("kind", ("CUSTOMER_MANAGED_KEY",))}

    kind = choose_one(
        _("Encryption key"),
        {
            "AWS_OWNED_KEY": Option(_("Owned key"), _("Of this installation.")),
            "CUSTOMER_MANAGED_KEY": Option(_("Customer managed key"), _("Of your own, by its ARN.")),
        },
    )
    arn = line(
        _("KMS key ARN"),
        2048,
        _("Of a customer managed key."),
        pattern=ARN,
        placeholder="arn:aws:kms:us-east-1:000000000000:key/…",
    )
    days = number(
        _("Signing keys replaced after"),
        0,
        32_767,
        _("New ones take their place then, and tokens of before stay good. 0: none are replaced by themselves."),
        _("days"),
    )

    def said(self, field: forms.BoundField, value: Any) -> str:
        return gettext("Never by themselves") if field.name == "days" and not value else super().said(field, value)

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        key = pool.key_configuration
        return {
            "kind": key.get("KeyType", "AWS_OWNED_KEY"),
            "arn": key.get("KmsKeyArn", ""),
            "days": pool.signing_key_days,
        }

    def clean(self) -> Values:
        given = self.cleaned_data
        if given.get("kind") == "AWS_OWNED_KEY":
            given["arn"] = ""
        elif not given.get("arn") and "arn" not in self.errors:
            self.add_error("arn", _("A customer managed key is named by its ARN."))
        return given

    def columns(self, pool: UserPool) -> Values:
        given = self.cleaned_data
        if given["arn"]:
            return {"key_configuration": {"KeyType": given["kind"], "KmsKeyArn": given["arn"]}}
        return {"key_configuration": {"KeyType": given["kind"]} if pool.key_configuration else {}}

    def own(self) -> Values:
        return {"signing_key_days": self.cleaned_data["days"]}
