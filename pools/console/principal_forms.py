"""Forms about users, groups and policies."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pools.console.fields import LinesField, Option, choose_one
from pools.models import ManagedPolicy
from pools.policies import managed

_LONGEST_DOCUMENT = 20_000  # characters with white space; the action measures without
EXAMPLE = """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["cognito-idp:Describe*", "cognito-idp:List*"],
      "Resource": "*"
    }
  ]
}"""


def policy_choices() -> list[tuple[str, str]]:
    """Every managed policy, one's own first."""
    own = [(policy.arn, policy.name) for policy in ManagedPolicy.objects.order_by("name")]
    return own + [(policy.arn, f"{policy.name} (AWS)") for policy in managed.BUILT_IN]


class CreateUserForm(forms.Form):
    username = forms.CharField(
        label=_("User name"),
        max_length=64,
        help_text=_("1 to 64 characters: letters, digits and _ + = , . @ -"),
        widget=forms.TextInput(attrs={"autofocus": True, "autocapitalize": "none", "spellcheck": "false"}),
    )
    kind = choose_one(
        _("Access"),
        {
            "machine": Option(_("Machine user"), _("Signs calls with access keys. Cannot sign in to the console.")),
            "console": Option(_("Administrator"), _("Signs in to the console by password, and may have keys too.")),
        },
        initial="machine",
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("For administrators. It can be changed after signing in."),
    )
    policy = forms.ChoiceField(
        label=_("Permissions"),
        required=False,
        help_text=_("Nothing is allowed until a policy says so. More can be attached later."),
    )
    is_superuser = forms.BooleanField(
        label=_("Full access, above all policies (root)"),
        required=False,
        help_text=_("No policy and no boundary holds for such a user. Prefer a policy."),
    )

    def __init__(self, *args: Any, may_make_root: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["policy"].choices = [("", _("None yet")), *policy_choices()]
        if not may_make_root:
            del self.fields["is_superuser"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") == "console" and not given.get("password"):
            self.add_error("password", _("An administrator needs a password."))
        return given


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "autofocus": True}),
    )


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=128,
        help_text=_("Letters, digits and _ + = , . @ -"),
        widget=forms.TextInput(attrs={"autofocus": True, "autocapitalize": "none", "spellcheck": "false"}),
    )


class ChooseForm(forms.Form):
    """One of a list."""

    choice = forms.ChoiceField()

    def __init__(self, label: Any, choices: list[tuple[str, Any]], *args: Any, required: bool = True) -> None:
        super().__init__(*args)
        field = self.fields["choice"]
        field.label, field.choices, field.required = label, choices, required


class DocumentForm(forms.Form):
    """A policy's document. What is wrong with it, the action says."""

    name = forms.CharField(label=_("Policy name"), max_length=128, help_text=_("Letters, digits and _ + = , . @ -"))
    description = forms.CharField(label=_("Description"), max_length=1000, required=False)
    document = forms.CharField(
        label=_("Policy document (JSON)"),
        max_length=_LONGEST_DOCUMENT,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false", "class": "ph-mono"}),
    )

    def __init__(self, *args: Any, hidden: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in hidden:
            del self.fields[name]


class TagsForm(forms.Form):
    tags = LinesField(
        label=_("Tags"),
        required=False,
        max_lines=50,
        max_line_length=385,
        help_text=_("One on each line, as key=value. Policies ask for them as aws:PrincipalTag/key."),
    )

    def as_mapping(self) -> dict[str, str]:
        pairs = (line.partition("=") for line in self.cleaned_data["tags"])
        return {key.strip(): value.strip() for key, _equals, value in pairs}


class SimulateForm(forms.Form):
    principal = forms.CharField(label=_("User"), max_length=150)
    action = forms.CharField(
        label=_("Action"), max_length=128, widget=forms.TextInput(attrs={"placeholder": "cognito-idp:DescribeUserPool"})
    )
    resource = forms.CharField(
        label=_("Resource"), max_length=2048, initial="*", help_text=_("An ARN, or * for none in particular.")
    )
    source_ip = forms.GenericIPAddressField(label=_("Source IP"), required=False)
