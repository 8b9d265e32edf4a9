"""The forms of a function: what it is, and what to try it with."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pools.actions.functions import Described
from pools.console.fields import CARDS, LinesField, Option, choose_one
from pools.models import Function
from pools.triggers import samples

_KINDS = {
    Function.Kind.PYTHON.value: Option(_("Python function"), _("Runs on this machine, in a process of its own.")),
    Function.Kind.WEBHOOK.value: Option(_("Webhook"), _("An https address that gets signed requests.")),
    Function.Kind.LAMBDA.value: Option(_("Lambda"), _("AWS, LocalStack or SAM, by the Invoke API.")),
}
_MOST_EVENT = 262_144  # characters


class FunctionForm(forms.Form):
    name = forms.CharField(
        max_length=256,
        label=_("Name"),
        help_text=_("Or a whole ARN, to keep the one that a pool brought from AWS names."),
        widget=forms.TextInput(attrs={"placeholder": "pre-sign-up", "spellcheck": "false", "autocapitalize": "none"}),
    )
    kind = choose_one(_("Kind"), _KINDS, layout=CARDS, initial=Function.Kind.PYTHON)
    target = forms.CharField(
        max_length=2048,
        label=_("Target"),
        help_text=_("Python: module:function. Webhook: the address. Lambda: the function's name or ARN."),
        widget=forms.TextInput(
            attrs={"placeholder": "shop.triggers:pre_sign_up", "spellcheck": "false", "autocapitalize": "none"}
        ),
    )
    description = forms.CharField(required=False, max_length=256, label=_("Description"))
    source_arns = LinesField(
        max_lines=100,
        max_line_length=2048,
        required=False,
        label=_("User pools"),
        help_text=_("ARNs of those that may have it asked, one on each line; * stands for other text. Empty: all."),
    )
    endpoint_url = forms.CharField(
        required=False,
        max_length=512,
        label=_("Endpoint"),
        help_text=_("AWS itself unless given. POOLHOUSE_LAMBDA_ENDPOINTS lists those that are allowed."),
    )
    region = forms.CharField(required=False, max_length=32, label=_("Region"))
    access_key_id = forms.CharField(
        required=False,
        max_length=128,
        label=_("Access key ID"),
        help_text=_("What the machine has by itself unless given."),
    )
    secret = forms.CharField(
        required=False,
        max_length=256,
        label=_("Secret access key"),
        help_text=_("Kept sealed and never shown. Empty: the one that is kept stays."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, has_name: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_name:
            del self.fields["name"]

    def groups(self) -> list[tuple[Any, Any, list[forms.BoundField]]]:
        """The fields as the page shows them."""
        at_lambda = ("endpoint_url", "region", "access_key_id", "secret")
        own = [name for name in self.fields if name not in at_lambda]
        return [
            (_("Function"), _("What it is and where."), [self[name] for name in own]),
            (_("Lambda"), _("For functions of that kind alone."), [self[name] for name in at_lambda]),
        ]

    def described(self) -> Described:
        return Described(**{name: value for name, value in self.cleaned_data.items() if name != "name"})


class TryForm(forms.Form):
    source = forms.ChoiceField(choices=[(source, source) for source in samples.SOURCES], label=_("Trigger source"))
    event = forms.CharField(
        max_length=_MOST_EVENT,
        label=_("Event"),
        help_text=_("JSON. A sample stands here; change what you like."),
        widget=forms.Textarea(attrs={"rows": 18, "class": "ph-mono", "spellcheck": "false"}),
    )

    def clean_event(self) -> dict[str, Any]:
        try:
            event = json.loads(self.cleaned_data["event"])
        except (ValueError, RecursionError) as error:
            raise ValidationError(_("This is not JSON.")) from error
        if not isinstance(event, dict):
            raise ValidationError(_("An event is a JSON object."))
        return event
