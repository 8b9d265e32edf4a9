"""Managed policies, one's own and those that are always there; and what they come to: the simulator."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from pools import ids
from pools.access import policy, principals
from pools.actions import policies
from pools.actions import principals as users
from pools.console import permissions
from pools.console.layout import Crumb, errors_on, render, told
from pools.console.principal_forms import EXAMPLE, DocumentForm, SimulateForm
from pools.console.registry import page
from pools.errors import NoSuchEntityException
from pools.models import Administrator, ManagedPolicy, PolicyAttachment
from pools.policies import managed
from pools.policies.decision import Outcome

SHOWN = 500


@page("policies/", "policies", permission="iam:ListPolicies")
def list_of_policies(request: HttpRequest) -> HttpResponse:
    own = list(ManagedPolicy.objects.order_by("name")[:SHOWN])
    return render(request, "console/policies/list.html", {"own": own, "built_in": managed.BUILT_IN})


@page("policies/create/", "policy_create", permission="iam:CreatePolicy", confirms=True)
def create(request: HttpRequest) -> HttpResponse:
    form = DocumentForm(request.POST or None, initial={"document": EXAMPLE})
    if form.is_valid():
        permissions.require_on(request, "iam:CreatePolicy", ids.iam_arn(f"policy/{form.cleaned_data['name']}"))
        with errors_on(form):
            made = policies.create_policy(caller=request.caller, **form.cleaned_data)
            messages.success(request, gettext("Policy %s is created.") % made.name)
            return redirect("admin:policy", made.name)
    return _form_page(request, form, gettext("Create policy"), gettext("Create policy"), reverse("admin:policies"))


@page("policies/simulate/", "policy_simulate", permission="iam:SimulatePrincipalPolicy")
def simulate(request: HttpRequest) -> HttpResponse:
    """A question to the same code that decides calls."""
    form = SimulateForm(request.GET or None, initial={"principal": request.GET.get("principal", "")})
    context: dict[str, Any] = {"form": form, "crumbs": [_list_crumb(), Crumb(gettext("Simulator"))]}
    if form.is_valid():
        given = form.cleaned_data
        with errors_on(form):
            context |= _simulated(**given)
    return render(request, "console/policies/simulate.html", context)


def _simulated(principal: str, action: str, resource: str, source_ip: str) -> dict[str, Any]:
    asked = principals.of_user(users.get_principal(principal))
    origin = policy.Origin(ip_address=source_ip or "127.0.0.1")
    decision = policy.find_decision(asked, action, resource, origin=origin)
    refusal = "" if decision.is_allowed else policy.refusal(asked, action, resource, decision)
    is_denied = decision.outcome == Outcome.EXPLICIT_DENY
    return {"decision": decision, "refusal": refusal, "is_denied": is_denied, "is_root": asked.is_superuser}


@page("policies/aws/<str:name>/", "built_in_policy", permission="iam:GetPolicy")
def built_in_page(request: HttpRequest, name: str) -> HttpResponse:
    known = next((each for each in managed.BUILT_IN if each.name == name), None)
    if known is None:
        raise Http404
    return _policy_page(request, policies.get_policy(known.arn))


@page("policies/own/<str:policy_name>/", "policy", permission="iam:GetPolicy")
def policy_page(request: HttpRequest, policy_name: str) -> HttpResponse:
    row = _load(policy_name)
    return _policy_page(request, policies.get_policy(row.arn))


@page("policies/own/<str:policy_name>/edit/", "policy_edit", permission="iam:CreatePolicyVersion", confirms=True)
def edit(request: HttpRequest, policy_name: str) -> HttpResponse:
    row = _load(policy_name)
    form = DocumentForm(request.POST or None, initial={"document": row.document}, hidden=("name", "description"))
    if form.is_valid():
        with errors_on(form):
            policies.update_policy(row, form.cleaned_data["document"], caller=request.caller)
            messages.success(request, gettext("The policy is saved."))
            return redirect("admin:policy", policy_name)
    return _form_page(request, form, policy_name, gettext("Save changes"), reverse("admin:policy", args=[policy_name]))


@page("policies/own/<str:policy_name>/delete/", "policy_delete", permission="iam:DeletePolicy", confirms=True)
@require_POST
def delete(request: HttpRequest, policy_name: str) -> HttpResponse:
    row = _load(policy_name)
    with told(request, gettext("Policy %s is deleted.") % policy_name):
        policies.delete_policy(row, caller=request.caller)
    still_there = ManagedPolicy.objects.filter(name=policy_name).exists()
    return redirect("admin:policy", policy_name) if still_there else redirect("admin:policies")


def _load(name: str) -> ManagedPolicy:
    try:
        return policies.get_own_policy(ids.iam_arn(f"policy/{name}"))
    except NoSuchEntityException as error:
        raise Http404 from error


def _policy_page(request: HttpRequest, described: policies.Described) -> HttpResponse:
    context = {
        "policy": described,
        "attachments": list(
            PolicyAttachment.objects.filter(policy_arn=described.arn).select_related("user", "group")[:SHOWN]
        ),
        "bounded": list(Administrator.objects.filter(boundary_arn=described.arn).order_by("username")[:SHOWN]),
        "may": permissions.May(request, described.arn),
        "crumbs": [_list_crumb(), Crumb(described.name)],
    }
    return render(request, "console/policies/policy.html", context)


def _form_page(request: HttpRequest, form: DocumentForm, heading: str, submit: str, back: str) -> HttpResponse:
    context = {"heading": heading, "form": form, "submit": submit, "back": back}
    return render(request, "console/form_page.html", context | {"crumbs": [_list_crumb(), Crumb(heading)]})


def _list_crumb() -> Crumb:
    return Crumb(gettext("Policies"), reverse("admin:policies"))
