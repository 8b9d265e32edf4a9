"""The pages of both wizards: their start, a step, Review."""

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from pools.console import consoles
from pools.console.client_settings.new_client import NewClient
from pools.console.layout import Crumb, errors_on, render
from pools.console.registry import page
from pools.console.wizards import drafts
from pools.console.wizards.drafts import Draft
from pools.console.wizards.new_pool import NewPool, RefusedAt
from pools.console.wizards.steps import REVIEW, Step
from pools.errors import PoolError

_CREATE = "cognito-idp:CreateUserPool"
_ID = re.compile(r"[A-Za-z0-9_-]{6,32}")
_WIZARDS = ("new", "original")


@page("user-pools/create/wizard/", "user_pool_wizard", permission=_CREATE)
def start(request: HttpRequest) -> HttpResponse:
    """Begin a draft in the console in use."""
    wizard = "original" if consoles.is_original(request) else "new"
    first = "name" if wizard == "original" else "sign-in-experience"
    return redirect("admin:user_pool_wizard_step", wizard, drafts.new_id(), first)


@page("user-pools/create/<str:wizard>/<str:draft>/<str:step>/", "user_pool_wizard_step", permission=_CREATE)
def step_page(request: HttpRequest, wizard: str, draft: str, step: str) -> HttpResponse:
    """A step with its forms. What was typed is kept, wherever the button leads."""
    if wizard not in _WIZARDS or not _ID.fullmatch(draft):
        raise Http404
    return _Wizard(request, wizard, Draft(request, draft)).answer(step)


class _Wizard:
    """A request to a page of a wizard."""

    def __init__(self, request: HttpRequest, wizard: str, draft: Draft) -> None:
        self.request = request
        self.wizard = wizard
        self.is_original = wizard == "original"
        self.draft = draft
        self.new = NewPool(request, draft, is_original=self.is_original)

    def answer(self, name: str) -> HttpResponse:
        if name == REVIEW:
            return self._create() if self.request.method == "POST" else self._review()
        step = next((step for step in self.new.steps if step.name == name), None)
        if step is None:
            raise Http404
        if self.request.method != "POST":
            return self._step(step)
        go = self.request.POST.get("go", "")
        if go == "cancel":
            self.draft.forget()
            return redirect("admin:user_pools")
        if "clients" in step.own:
            return self._clients(step, go)
        self.draft.keep(step.name, self.request.POST)
        self.new = NewPool(self.request, self.draft, is_original=self.is_original)
        if go == "previous" or go.startswith("to:"):
            return redirect(self._address(self._target(step, go)))
        return self._go_on(step, go)

    def _go_on(self, step: Step, go: str) -> HttpResponse:
        """To the next step, if this one can be as it is."""
        forms = self.new.forms[step.name]
        if not forms.is_valid():
            return self._step(step)
        try:
            forms.check(self.new.pool)
        except PoolError as error:
            return self._step(step, error.message)
        return redirect(self._address(self._target(step, go)))

    def _clients(self, step: Step, go: str) -> HttpResponse:
        """The original console's step for app clients: none or several, each added by its own button."""
        if go == "add":
            return self._step(step, adding=self._new_client())
        if go.startswith("remove:") and go[7:].isascii() and go[7:].isdigit():
            self.draft.remove_client(int(go[7:]))
            return redirect(self._address(step.name))
        if go == "client":
            return self._add_client(step)
        return redirect(self._address(self._target(step, go)))

    def _add_client(self, step: Step) -> HttpResponse:
        form = self._new_client(self.request.POST)
        if form.is_valid():
            with errors_on(form):
                form.check()
                self.draft.add_client(self.request.POST)
                return redirect(self._address(step.name))
        return self._step(step, adding=form)

    def _new_client(self, data: Any = None) -> NewClient:
        return NewClient(self.new.pool, data, is_original=True, prefix="client")

    def _target(self, step: Step, go: str) -> str:
        """The name of the step that a button leads to."""
        names = [step.name for step in self.new.steps]
        here = names.index(step.name)
        if go.removeprefix("to:") in (*names, REVIEW):
            return go.removeprefix("to:")
        if go == "previous":
            return names[max(here - 1, 0)]
        return [*names, REVIEW][here + 1]

    def _create(self) -> HttpResponse:
        if unfinished := self.new.unfinished():
            return redirect(self._address(unfinished.name))
        try:
            pool = self.new.create(caller=self.request.caller)
        except RefusedAt as refusal:
            return self._step(refusal.step, refusal.message) if refusal.step else self._review(refusal.message)
        self.draft.forget()
        messages.success(self.request, gettext("User pool %s is created.") % pool.name)
        return redirect("admin:user_pool", pool.id)

    def _step(self, step: Step, refusal: str = "", adding: NewClient | None = None) -> HttpResponse:
        names = [each.name for each in self.new.steps]
        return self._render(
            "console/wizards/step.html",
            step.name,
            step.label,
            step=step,
            forms=self.new.forms[step.name],
            refusal=refusal,
            clients=self.new.clients,
            adding=adding,
            is_first=names[0] == step.name,
        )

    def _review(self, refusal: str = "") -> HttpResponse:
        unfinished = self.new.unfinished()
        forms = [(step, self.new.forms[step.name]) for step in self.new.steps]
        reviewed = [
            (number, step, each.reviewed() if each.is_fine else [], self._address(step.name))
            for number, (step, each) in enumerate(forms, start=1)
        ]
        for client in self.new.clients:
            client.is_valid()
        return self._render(
            "console/wizards/review.html",
            REVIEW,
            gettext("Review") if self.is_original else gettext("Review and create"),
            reviewed=reviewed,
            previous=self._address(self.new.steps[-1].name),
            refusal=refusal,
            unfinished=unfinished,
            clients=self.new.clients,
            warnings=self.new.warnings(),
        )

    def _render(self, template: str, here: str, heading: Any, **context: Any) -> HttpResponse:
        crumbs = [
            Crumb(
                gettext("Your User Pools") if self.is_original else gettext("User pools"), reverse("admin:user_pools")
            ),
            Crumb(gettext("Create a user pool")),
        ]
        frame = {
            "crumbs": crumbs,
            "is_original_wizard": self.is_original,
            "heading": heading,
            "progress": self._progress(here),
        }
        return render(self.request, template, frame | context)

    def _progress(self, here: str) -> list[dict[str, Any]]:
        """The steps in the margin. Those that can be gone to: in the original console all, else those seen so far."""
        listed = []
        is_reached = True
        for number, step in enumerate((*self.new.steps, None), start=1):
            name = step.name if step else REVIEW
            label = step.label if step else gettext("Review") if self.is_original else gettext("Review and create")
            forms = self.new.forms[name] if step else None
            listed.append(
                {
                    "number": number,
                    "name": name,
                    "label": label,
                    "is_here": name == here,
                    "is_open": self.is_original or is_reached,
                    "is_done": bool(forms and forms.is_answered and forms.is_valid()),
                    "url": self._address(name),
                }
            )
            is_reached = is_reached and bool(forms and forms.is_answered)
        return listed

    def _address(self, step: str) -> str:
        return reverse("admin:user_pool_wizard_step", args=[self.wizard, self.draft.id, step])
