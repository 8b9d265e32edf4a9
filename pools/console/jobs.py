"""Background jobs of a pool: how far they are, what they could not do, the file that they wrote."""

import uuid
from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from pools.actions import audit, jobs, user_pools
from pools.console import bulk, permissions
from pools.console.keyset import Page, newest_first
from pools.console.layout import Crumb, render_in_pool, render_part
from pools.console.registry import page
from pools.models import Job, JobFailure, JobOutput, UserPool

_FAILURES = 50  # on a page


@page("user-pools/<str:pool_id>/jobs/", "jobs", permission="cognito-idp:ListUsers")
def list_page(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    found = newest_first(Job.objects.filter(pool=pool), request.GET.get("after", ""))
    shown = Page([(job, bulk.label_of(job)) for job in found.items], found.next, found.is_first)
    crumbs = [_users_crumb(pool), Crumb(gettext("Background jobs"))]
    return render_in_pool(request, pool, "console/jobs/list.html", *crumbs, tab="users", page=shown)


@page("user-pools/<str:pool_id>/jobs/<uuid:job_id>/", "job", permission="cognito-idp:ListUsers")
def job_page(request: HttpRequest, pool_id: str, job_id: uuid.UUID) -> HttpResponse:
    """The page, or for the script that asks again and again what changes of it."""
    pool = user_pools.get_user_pool(pool_id)
    job = jobs.get_job(pool, job_id)
    label = bulk.label_of(job)
    context = {
        "job": job,
        "label": label,
        "failures": _failures(job, request.GET.get("after", "")),
        "has_file": jobs.has_file(job) and _may_take(request, pool),
        "may_cancel": job.is_running and _may_cancel(request, pool, job),
    }
    if request.headers.get("X-Poolhouse-Part") == "job":
        answer: HttpResponse = render_part(request, pool, "console/jobs/progress.html", context)
    else:
        jobs_crumb = Crumb(gettext("Background jobs"), reverse("admin:jobs", args=[pool.id]))
        crumbs = [_users_crumb(pool), jobs_crumb, Crumb(label)]
        answer = render_in_pool(request, pool, "console/jobs/job.html", *crumbs, tab="users", **context)
    patch_vary_headers(answer, ["X-Poolhouse-Part"])
    return answer


@page("user-pools/<str:pool_id>/jobs/<uuid:job_id>/cancel/", "job_cancel", permission="cognito-idp:ListUsers")
@require_POST
def cancel(request: HttpRequest, pool_id: str, job_id: uuid.UUID) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    job = jobs.get_job(pool, job_id)
    permissions.require(request, jobs.action_of(job.kind), {"pool_id": pool_id})
    jobs.cancel(job, caller=request.caller)
    return redirect("admin:job", pool.id, job.pk)


@page("user-pools/<str:pool_id>/jobs/<uuid:job_id>/file/", "job_file", permission="cognito-idp:ListUsers")
def download(request: HttpRequest, pool_id: str, job_id: uuid.UUID) -> StreamingHttpResponse:
    """The file, part by part, however large it is."""
    pool = user_pools.get_user_pool(pool_id)
    job = jobs.get_job(pool, job_id)
    if not jobs.has_file(job):
        raise Http404
    audit.record(request.caller, "DownloadJobFile", pool=pool, job=str(job.pk), kind=job.kind)
    name = f"{job.kind}-{pool.id}-{job.created_at:%Y%m%dT%H%M%SZ}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(_parts(job), content_type="text/csv; charset=utf-8", headers=headers)


def _parts(job: Job) -> Iterator[str]:
    position = -1
    while part := JobOutput.objects.filter(job=job, position__gt=position).order_by("position").first():
        yield part.text
        position = part.position


def _failures(job: Job, after: str) -> Page:
    """In the order in which they came about."""
    rows = JobFailure.objects.filter(job=job).order_by("pk")
    if job.failed == 0:
        return Page([])
    if after.isdecimal() and len(after) < 19:
        rows = rows.filter(pk__gt=int(after))
    found = list(rows[: _FAILURES + 1])
    more = str(found[_FAILURES - 1].pk) if len(found) > _FAILURES else ""
    return Page(found[:_FAILURES], more, is_first=not after)


def _may_cancel(request: HttpRequest, pool: UserPool, job: Job) -> bool:
    return permissions.is_allowed(request, jobs.action_of(job.kind), pool=pool)


def _may_take(request: HttpRequest, pool: UserPool) -> bool:
    return permissions.is_allowed(request, "cognito-idp:ListUsers", pool=pool)


def _users_crumb(pool: UserPool) -> Crumb:
    return Crumb(gettext("Users"), reverse("admin:users", args=[pool.id]))
