"""What is done to many users at once: chosen in the list, confirmed on a page that says how many, done by a job."""

import dataclasses
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from pools.actions import jobs, user_jobs, user_pools, user_search
from pools.actions.user_search import UserQuery
from pools.console import confirmation, permissions, user_search_form
from pools.console.layout import Crumb, render_in_pool, render_part
from pools.console.registry import page
from pools.console.user_search_form import UserSearchForm
from pools.errors import PoolError
from pools.models import Job, UserPool

COUNTED = 10_000  # users; more are told of as more
AT_ONCE_SECONDS = 4.0  # that a request waits for few users
AT_ONCE = 25
CHOSEN, ALL = "chosen", "all"


@dataclasses.dataclass(frozen=True, slots=True)
class BulkChange:
    """An entry of the list's menu, with the words of its dialog."""

    label: Any
    icon: str
    consequence: Any
    needs_group: bool = False
    is_dangerous: bool = False


CHANGES = {
    "enable-users": BulkChange(_("Enable user access"), "check_circle", _("The users can sign in again.")),
    "disable-users": BulkChange(
        _("Disable user access"),
        "block",
        _("The users cannot sign in until enabled again, and every session of theirs ends."),
        is_dangerous=True,
    ),
    "reset-passwords": BulkChange(
        _("Reset password"),
        "lock_reset",
        _("The passwords stop working, and each user is sent a code to set a new one."),
    ),
    "add-to-group": BulkChange(
        _("Add user to group"),
        "group_add",
        _("The users become members of the group. Who is one already stays one."),
        needs_group=True,
    ),
    user_jobs.EXPORT: BulkChange(
        _("Export CSV"),
        "download",
        _("A file with every attribute of the users, in the columns that an import takes. It is kept for a day."),
    ),
    "delete-users": BulkChange(
        _("Delete user"),
        "delete",
        _("The profiles and everything that belongs to them are deleted. This cannot be undone."),
        is_dangerous=True,
    ),
}


@dataclasses.dataclass(frozen=True, slots=True)
class _Choice:
    """Whom it is about, as the form says it."""

    subs: list[uuid.UUID]
    query: UserQuery | None
    words: str = ""


def offered(request: HttpRequest, pool: UserPool) -> dict[str, BulkChange]:
    """What whoever is signed in may do to users of the pool."""
    return {
        verb: change
        for verb, change in CHANGES.items()
        if permissions.is_allowed(request, jobs.action_of(verb), pool=pool)
    }


@page("user-pools/<str:pool_id>/users/bulk/", "users_bulk", permission="cognito-idp:ListUsers")
@require_POST
def bulk_change(request: HttpRequest, pool_id: str) -> HttpResponse:
    """Ask whether it is meant, then begin."""
    verb = request.POST.get("action", "")
    change = CHANGES.get(verb)
    if change is None:
        raise Http404
    permissions.require(request, jobs.action_of(verb), {"pool_id": pool_id})
    pool = user_pools.get_user_pool(pool_id)
    error, choice = "", _choice(request, pool)
    if request.POST.get("confirmed"):
        if change.is_dangerous or verb == user_jobs.EXPORT:  # which takes everybody's data along
            confirmation.require(request)
        try:
            return _begin(request, pool, verb, change, choice)
        except PoolError as refusal:
            error = refusal.message
    return _ask(request, pool, verb, change, choice, error)


def _choice(request: HttpRequest, pool: UserPool) -> _Choice:
    if request.POST.get("scope") != ALL:
        return _Choice(_uuids(request.POST.getlist("sub")), None)
    form = UserSearchForm(pool, QueryDict(request.POST.get("query", "")))
    if not form.is_valid():
        raise Http404
    return _Choice([], form.query, user_search_form.described(form))


def _begin(request: HttpRequest, pool: UserPool, verb: str, change: BulkChange, choice: _Choice) -> HttpResponse:
    is_small = choice.query is None and len(choice.subs) <= AT_ONCE
    who = choice.query if choice.query is not None else choice.subs
    group = request.POST.get("group", "").strip() if change.needs_group else ""
    if change.needs_group and not group:
        return _ask(request, pool, verb, change, choice, gettext("Choose a group."))
    job = user_jobs.start(pool, verb, who, caller=request.caller, group=group, is_awaited=is_small)
    if is_small:
        jobs.work_on(job.pk, seconds=AT_ONCE_SECONDS)
    return redirect("admin:job", pool.id, job.pk)


def _ask(
    request: HttpRequest, pool: UserPool, verb: str, change: BulkChange, choice: _Choice, error: str
) -> HttpResponse:
    context: dict[str, Any] = {
        "verb": verb,
        "change": change,
        "choice": choice,
        "error": error,
        "scope": CHOSEN if choice.query is None else ALL,
        "query": request.POST.get("query", ""),
        "group": request.POST.get("group", ""),
        "group_names": UserSearchForm(pool, QueryDict()).group_names() if change.needs_group else [],
    }
    try:
        context["number"], context["is_nobody"] = _number(pool, choice)
    except PoolError as refusal:
        context |= {"number": "", "is_nobody": True, "error": refusal.message}
    context["back"] = f"{reverse('admin:users', args=[pool.id])}?{context['query']}"
    if request.headers.get("X-Poolhouse-Part") == "dialog":
        return render_part(request, pool, "console/users/bulk_question.html", context)
    crumbs = [Crumb(gettext("Users"), reverse("admin:users", args=[pool.id])), Crumb(str(change.label))]
    return render_in_pool(request, pool, "console/users/bulk.html", *crumbs, tab="users", **context)


def _number(pool: UserPool, choice: _Choice) -> tuple[str, bool]:
    """How many users it is about, in words, and whether there are none."""
    if choice.query is None:
        number, is_all = len(choice.subs), True
    else:
        number, is_all = user_search.count_users(pool, choice.query, COUNTED)
    if is_all:
        return ngettext("%(number)s user", "%(number)s users", number) % {"number": f"{number:,}"}, number == 0
    return gettext("%(number)s users or more") % {"number": f"{number:,}"}, False


def _uuids(texts: list[str]) -> list[uuid.UUID]:
    found = []
    for text in texts:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def label_of(job: Job) -> str:
    """What the job does, in the words of the menu."""
    change = CHANGES.get(job.kind)
    return str(change.label) if change else str(_OTHERS.get(job.kind, job.kind))


_OTHERS = {"index-attributes": _("Index custom attributes")}
