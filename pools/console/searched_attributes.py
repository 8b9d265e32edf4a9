"""Which custom attributes users are searched by."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pools.actions import searched_attributes, user_pools
from pools.console.fields import Option, choose_many
from pools.console.layout import Crumb, errors_on, render_in_pool
from pools.console.registry import page
from pools.models import UserPool


@page(
    "user-pools/<str:pool_id>/users/searched-attributes/",
    "searched_attributes",
    permission="cognito-idp:UpdateUserPool",
)
def edit(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    form = _Form(pool, request.POST if request.method == "POST" else None)
    back = reverse("admin:users", args=[pool.id])
    if form.is_valid():
        with errors_on(form):
            names = form.cleaned_data["attributes"]
            job = searched_attributes.set_searched_attributes(pool, names, caller=request.caller)
            return redirect("admin:job", pool.id, job.pk) if job else redirect("admin:users", pool.id)
    context = {
        "heading": gettext("Search by custom attributes"),
        "lead": gettext(
            "Each makes writing a user a little slower. Users who are there are indexed in the background."
        ),
        "submit": gettext("Save changes"),
        "back": back,
    }
    crumbs = [Crumb(gettext("Users"), back), Crumb(gettext("Search by custom attributes"))]
    return render_in_pool(request, pool, "console/form_page.html", *crumbs, tab="users", form=form, **context)


class _Form(forms.Form):
    def __init__(self, pool: UserPool, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        options = {name: Option(name) for name in searched_attributes.of_schema(pool)}
        self.fields["attributes"] = choose_many(
            _("Custom attributes"), options, required=False, initial=pool.searched_attributes
        )
        if not options:
            self.fields["attributes"].help_text = _("This user pool has none yet. They are added with the attributes.")
