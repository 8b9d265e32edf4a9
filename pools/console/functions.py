"""The operator's functions: listed, added, changed, tried, deleted (TRG-01, TRG-14)."""

import contextlib
import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from pools.actions import functions
from pools.console import keyset
from pools.console.function_forms import FunctionForm, TryForm
from pools.console.layout import Crumb, errors_on, render, told
from pools.console.registry import page
from pools.models import Function
from pools.triggers import samples

_SHOWN_CHARACTERS = 20_000  # of an answer
_CHANGED = ("kind", "target", "description", "source_arns", "endpoint_url", "region", "access_key_id")


@page("functions/", "functions", permission="lambda:ListFunctions")
def list_of_functions(request: HttpRequest) -> HttpResponse:
    shown = keyset.newest_first(Function.objects.all(), request.GET.get("after", ""))
    return render(request, "console/functions/list.html", {"page": shown})


@page("functions/add/", "function_add", permission="lambda:CreateFunction")
def add(request: HttpRequest) -> HttpResponse:
    form = FunctionForm(request.POST or None)
    heading = gettext("Add function")
    if form.is_valid():
        with errors_on(form):
            made = functions.create_function(form.cleaned_data["name"], form.described(), caller=request.caller)
            if made.kind == Function.Kind.WEBHOOK:
                return _key_page(request, made)
            messages.success(request, gettext("Function %s is added.") % made.name)
            return redirect("admin:function_try", made.pk)
    return _form_page(request, form, heading, heading)


@page("functions/<uuid:function_id>/edit/", "function_edit", permission="lambda:UpdateFunctionConfiguration")
def edit(request: HttpRequest, function_id: Any) -> HttpResponse:
    function = functions.get_function_by_id(function_id)
    initial = {name: getattr(function, name) for name in _CHANGED}
    form = FunctionForm(request.POST or None, initial=initial, has_name=True)
    if form.is_valid():
        was_webhook = function.kind == Function.Kind.WEBHOOK
        with errors_on(form):
            changed = functions.update_function(function, form.described(), caller=request.caller)
            if changed.kind == Function.Kind.WEBHOOK and not was_webhook:
                return _key_page(request, changed)
            messages.success(request, gettext("The function is saved."))
            return redirect("admin:functions")
    return _form_page(request, form, function.name, gettext("Save changes"))


@page(
    "functions/<uuid:function_id>/key/", "function_key", permission="lambda:UpdateFunctionConfiguration", confirms=True
)
@require_POST
def replace_key(request: HttpRequest, function_id: Any) -> HttpResponse:
    return _key_page(request, functions.replace_key(functions.get_function_by_id(function_id), caller=request.caller))


@page("functions/<uuid:function_id>/try/", "function_try", permission="lambda:InvokeFunction")
def try_it(request: HttpRequest, function_id: Any) -> HttpResponse:
    """What the function says to an event, which is a sample of the chosen source at first."""
    function = functions.get_function_by_id(function_id)
    source = request.GET.get("source", "")
    source = source if source in samples.SOURCES else samples.SOURCES[0]
    event = json.dumps(samples.sample(source, settings.REGION), indent=2)
    form = TryForm(request.POST or None, initial={"source": source, "event": event})
    context: dict[str, Any] = {"function": function, "form": form, "crumbs": [_list_crumb(), Crumb(function.name)]}
    if form.is_valid():
        trial = functions.try_function(function, form.cleaned_data["event"], caller=request.caller)
        context |= {"trial": trial, "answer": _legible(trial.answer), "sent": _legible(trial.request)}
    return render(request, "console/functions/try.html", context)


@page("functions/<uuid:function_id>/delete/", "function_delete", permission="lambda:DeleteFunction")
@require_POST
def delete(request: HttpRequest, function_id: Any) -> HttpResponse:
    with told(request, _("The function is deleted.")):
        functions.delete_function(functions.get_function_by_id(function_id), caller=request.caller)
    return redirect("admin:functions")


def _legible(text: str) -> str:
    """JSON with line breaks; anything else as it came."""
    with contextlib.suppress(ValueError, RecursionError):
        text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    return text[:_SHOWN_CHARACTERS]


def _key_page(request: HttpRequest, function: Function) -> HttpResponse:
    crumbs = [_list_crumb(), Crumb(function.name)]
    return render(request, "console/functions/key.html", {"function": function, "crumbs": crumbs})


def _form_page(request: HttpRequest, form: FunctionForm, heading: str, submit: str) -> HttpResponse:
    context = {
        "heading": heading,
        "lead": gettext("Triggers of user pools name it by its ARN."),
        "form": form,
        "groups": form.groups(),
        "submit": submit,
        "back": reverse("admin:functions"),
        "crumbs": [_list_crumb(), Crumb(heading)],
    }
    return render(request, "console/functions/form.html", context)


def _list_crumb() -> Crumb:
    return Crumb(gettext("Functions"), reverse("admin:functions"))
