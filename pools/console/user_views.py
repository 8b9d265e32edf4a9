"""Saved views of the list of users."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from pools.actions import saved_views, user_pools
from pools.console import user_search_form
from pools.console.layout import told
from pools.console.registry import page
from pools.models import Administrator


@page("user-pools/<str:pool_id>/users/views/", "user_view_save", permission="cognito-idp:ListUsers")
@require_POST
def save(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    query = user_search_form.kept(QueryDict(request.POST.get("query", "")))
    with told(request, gettext("The view is saved.")):
        saved_views.save_view(_own(request), pool, request.POST.get("name", ""), query)
    return redirect(f"{reverse('admin:users', args=[pool.id])}?{query}")


@page(
    "user-pools/<str:pool_id>/users/views/<int:view_id>/delete/",
    "user_view_delete",
    permission="cognito-idp:ListUsers",
)
@require_POST
def delete(request: HttpRequest, pool_id: str, view_id: int) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    with told(request, _("The view is deleted.")):
        saved_views.delete_view(_own(request), pool, view_id)
    return redirect("admin:users", pool.id)


def _own(request: HttpRequest) -> Administrator:
    assert isinstance(request.user, Administrator)
    return request.user
