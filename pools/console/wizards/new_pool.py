"""What a draft comes to: the forms of each step over a pool to be made, what speaks against it, and the making."""

import contextlib
import dataclasses
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext

from pools.actions import domains
from pools.caller import Caller
from pools.console import permissions
from pools.console.client_settings.new_client import NewClient
from pools.console.settings_pages import creation
from pools.console.settings_pages.slices import Fact, Slice, slices
from pools.console.triggers import TriggersForm
from pools.console.wizards.drafts import Draft
from pools.console.wizards.own_forms import HostedPagesForm, NameForm
from pools.console.wizards.steps import Step, steps_of
from pools.errors import PoolError
from pools.models import UserPool


class RefusedAt(Exception):
    """The pool cannot be made because of what was chosen at this step, or at none in particular."""

    def __init__(self, message: str, step: Step | None) -> None:
        super().__init__(message)
        self.message = message
        self.step = step


@dataclasses.dataclass(frozen=True, slots=True)
class Reviewed:
    """Settings of a step as Review shows them."""

    anchor: str
    heading: Any
    facts: list[Fact]
    fixed_because: Any = ""


class StepForms:
    """The forms of one step, filled in with what was posted, or as they begin."""

    def __init__(
        self, request: HttpRequest, step: Step, pool: UserPool, data: QueryDict | None, *, is_original: bool
    ) -> None:
        self.step = step
        self.is_answered = data is not None
        self.slices: list[Slice] = [
            slices[name](pool, data, is_original=is_original, prefix=name)
            for name in step.slices
            if name in slices and _may(request, slices[name].permission)
        ]
        self.name = NameForm(data, is_original=is_original) if "name" in step.own else None
        has_pages = "hosted-ui" in step.own and _may(request, "cognito-idp:CreateUserPoolDomain")
        has_client = "client" in step.own and _may(request, "cognito-idp:CreateUserPoolClient")
        self.pages = HostedPagesForm(data) if has_pages else None
        self.client = NewClient(pool, data, prefix="client") if has_client else None
        self.triggers = TriggersForm(request, pool, data) if "triggers" in step.own else None
        if self.client and self.pages:
            self.client.uses_hosted_ui = self.pages.is_valid() and self.pages.cleaned_data["use"]

    @property
    def is_fine(self) -> bool:
        """Whether what was answered can be, or may be left unanswered."""
        return self.is_valid() if self.is_answered else not (self.name or self.client)

    def is_valid(self) -> bool:
        own = (self.name, self.pages, self.client, self.triggers)
        forms = [*self.slices, *(form for form in own if form)]
        return not [form for form in forms if not form.is_valid()]  # each has its say

    def fill(self, pool: UserPool) -> None:
        """Write what the valid forms say on a pool to be made."""
        creation.fill(pool, self.slices)
        if self.name:
            pool.name = self.name.cleaned_data["name"]
        if self.triggers:
            pool.lambda_config = self.triggers.lambda_config()

    def check(self, pool: UserPool) -> None:
        """Raise what would be refused of what the valid forms say, on a pool that was filled by them."""
        creation.check(pool)
        if self.client:
            self.client.check()
        if self.pages and self.pages.prefix_wanted:
            domains.check_available(self.pages.prefix_wanted)

    def reviewed(self) -> list[Reviewed]:
        """What is set, of forms that are valid or were left as they begin."""
        shown = [
            Reviewed(
                form.anchor, form.heading, form.answers() if self.is_answered else form.facts(), form.fixed_because
            )
            for form in self.slices
        ]
        if not self.is_answered:
            return shown
        own = [(form, "own") for form in (self.name, self.pages) if form]
        first = [Reviewed(anchor, form.heading, form.answers()) for form, anchor in own]
        if self.client:
            first.append(Reviewed("client", gettext("Initial app client"), self.client.answers()))
        if self.triggers:
            first.append(Reviewed("triggers", gettext("Triggers"), _assigned(self.triggers)))
        return [*first, *shown]


class NewPool:
    """A pool as a draft describes it. Steps that were not seen leave what the console begins with."""

    def __init__(self, request: HttpRequest, draft: Draft, *, is_original: bool) -> None:
        self.steps = steps_of(is_original=is_original)
        self.draft = draft
        self.pool = begin()
        self.forms: dict[str, StepForms] = {}
        for step in self.steps:
            forms = StepForms(request, step, self.pool, draft.answers(step.name), is_original=is_original)
            self.forms[step.name] = forms
            if forms.is_answered and forms.is_valid():
                forms.fill(self.pool)
        self.clients = [NewClient(self.pool, data, is_original=True, prefix="client") for data in draft.clients]

    def unfinished(self) -> Step | None:
        """The first step that was answered in a way that cannot be, or must be answered and was not."""
        return next((step for step in self.steps if not self.forms[step.name].is_fine), None)

    def warnings(self) -> list[str]:
        """What works otherwise than one may think."""
        pool = self.pool
        mfa = next((form for forms in self.forms.values() for form in forms.slices if form.name == "mfa"), None)
        methods = mfa.cleaned_data.get("methods", []) if mfa and mfa.is_bound and mfa.is_valid() else []
        found = []
        if ("phone_number" in pool.auto_verified_attributes or "sms" in methods) and not pool.sms_configuration:
            found.append(  # CON-169
                gettext(
                    "This user pool does not have an IAM role defined to allow Amazon Cognito to send SMS messages, so "
                    "it cannot confirm phone numbers or send codes for MFA. The role is chosen among the settings for "
                    "SMS."
                )
            )
        if pool.allows_sign_up and not pool.auto_verified_attributes:
            found.append(
                gettext(
                    "Users can sign up, but nothing is verified: each waits until an administrator or a trigger "
                    "confirms them."
                )
            )
        return found

    def create(self, *, caller: Caller) -> UserPool:
        """Make the pool, its domain and its app clients, all or none. Raises `RefusedAt`."""
        answered = [forms for forms in self.forms.values() if forms.is_answered]
        with transaction.atomic():
            with _refusals_of(self._culprit()):
                name = next(forms.name for forms in answered if forms.name)
                made = creation.make(self.pool, caller=caller, pool_id=name.cleaned_data["pool_id"] or None)
            for forms in answered:
                with _refusals_of(forms.step):
                    _finish(forms, made, caller)
            with _refusals_of(next((step for step in self.steps if "clients" in step.own), None)):
                for client in self.clients:
                    client.is_valid()
                    client.create(made, caller=caller)
        return made

    def _culprit(self) -> Step | None:
        """The first step from which on the settings are refused; where they are not, the one that has the pool's id."""
        pool = begin()
        for forms in self.forms.values():
            if not forms.is_answered:
                continue
            forms.fill(pool)
            try:
                creation.check(pool)
            except PoolError:
                return forms.step
        return next(step for step in self.steps if "name" in step.own)


def begin() -> UserPool:
    """What both wizards begin with: e-mail addresses are asked for and verified, so that users can confirm themselves
    and recover their accounts."""
    pool = creation.begin()
    pool.auto_verified_attributes = ["email"]
    pool.schema = [{"Name": "email", "Required": True}]
    pool.account_recovery_setting = {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]}
    return pool


# What CreateUserPool takes itself needs no further permission
_OF_CREATION = ("cognito-idp:UpdateUserPool", "cognito-idp:AddCustomAttributes")


def _may(request: HttpRequest, action: str) -> bool:
    return action in _OF_CREATION or permissions.is_allowed(request, action)


def _finish(forms: StepForms, made: UserPool, caller: Caller) -> None:
    """What a step says beyond the columns of the pool that was just made."""
    for form in forms.slices:
        form.after_creation(made, caller=caller)
    if forms.pages and forms.pages.prefix_wanted:
        domains.create_domain(made, forms.pages.prefix_wanted, caller=caller)
    if forms.client:
        forms.client.create(made, caller=caller)


def _assigned(form: TriggersForm) -> list[Fact]:
    chosen = {field.name: field.value() for field in form if field.name != "PreTokenGenerationVersion"}
    return [Fact(name, value) for name, value in chosen.items() if value] or [
        Fact(gettext("Triggers"), gettext("None"))
    ]


@contextlib.contextmanager
def _refusals_of(step: Step | None) -> Iterator[None]:
    try:
        yield
    except PoolError as error:
        raise RefusedAt(error.message, step) from error
