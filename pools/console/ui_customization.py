"""UI customization: logo and CSS of the classic pages, for one app client or all (FED-32 to FED-36, CON-188 to
CON-190)."""

import base64
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from pools.actions import app_clients, user_pools
from pools.actions.branding import css, customization, files, images
from pools.actions.branding.applied import CLASSIC, Brand
from pools.console import permissions, previews
from pools.console.layout import Crumb, errors_on, render_in_pool, told
from pools.console.registry import page
from pools.errors import PoolError
from pools.models import AppClient, UICustomization, UserPool

_ADDRESS = "user-pools/<str:pool_id>/app-integration/ui-customization/"
_SHOWN = 200  # app clients in the list to choose from

TEMPLATE = """\
.logo-customizable { max-width: 60%; max-height: 64px; }
.banner-customizable { padding: 20px 36px; background-color: #f8f9fc; }
.background-customizable { background-color: #ffffff; }
.label-customizable { font-weight: 500; color: #171a26; }
.textDescription-customizable { padding-top: 0; padding-bottom: 0; display: block; font-size: 16px; color: #5b6275; }
.inputField-customizable { width: 100%; height: 46px; color: #171a26; background-color: #ffffff; border: 1px solid #c5cad8; }
.inputField-customizable:focus { border-color: #4f46e5; outline: 0; }
.submitButton-customizable { font-size: 16px; font-weight: 600; margin: 24px 0 0 0; width: 100%; height: 46px; color: #ffffff; background-color: #4f46e5; }
.submitButton-customizable:hover { color: #ffffff; background-color: #4338ca; }
.errorMessage-customizable { margin: 20px 0; padding: 12px 14px; font-size: 15px; width: 100%; background: #fdeef0; border: 1px solid #fdeef0; color: #c0263a; box-sizing: border-box; }
.idpButton-customizable { height: 46px; width: 100%; text-align: center; margin-bottom: 10px; color: #171a26; background-color: #ffffff; border-color: #c5cad8; }
.idpButton-customizable:hover { color: #171a26; background-color: #f8f9fc; }
.idpDescription-customizable { padding-top: 10px; padding-bottom: 10px; display: block; font-size: 16px; }
.socialButton-customizable { height: 46px; text-align: center; width: 100%; margin-bottom: 10px; }
.legalText-customizable { color: #5b6275; font-size: 13px; }
.redirect-customizable { text-align: center; color: #5b6275; }
.passwordCheck-valid-customizable { color: #0b7a4b; }
.passwordCheck-notValid-customizable { color: #5b6275; }
"""  # noqa: E501  # one line for each class, as people edit it


class CustomizationForm(forms.Form):
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG or JPEG, at most 100 KB."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )
    css = forms.CharField(
        label=_("CSS customizations"),
        required=False,
        max_length=131_072,
        help_text=_(
            "Only the classes of the template, and only colours, sizes and spacing. Nothing else has an effect."
        ),
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false", "class": "ph-mono", "wrap": "off"}),
    )
    removes_logo = forms.BooleanField(label=_("Remove the logo"), required=False)

    def logo_bytes(self) -> bytes | None:
        """The new logo; empty to take it away; None to keep it."""
        given: UploadedFile | None = self.cleaned_data["logo"]
        if given:
            return given.read()
        return b"" if self.cleaned_data["removes_logo"] else None


@page(_ADDRESS, "ui_customization", permission="cognito-idp:GetUICustomization")
def edit(request: HttpRequest, pool_id: str) -> HttpResponse:
    """What is posted is saved; what may not be is told on the form."""
    pool, client = _load(request, pool_id)
    found = customization.find_own(pool, client)
    initial = {"css": found.css if found else TEMPLATE}
    form = CustomizationForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST":
        return _save(request, pool, client, form, found)
    return _page(request, pool, client, form, found)


@page(f"{_ADDRESS}reset/", "ui_customization_reset", permission="cognito-idp:SetUICustomization")
@require_POST
def reset(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool, client = _load(request, pool_id)
    with told(request, gettext("The customization is removed.")):
        customization.set_ui_customization(pool, client, caller=request.caller)
    return redirect(_address(pool, client))


@page(f"{_ADDRESS}template/", "ui_customization_template", permission="cognito-idp:GetUICustomization")
def template(request: HttpRequest, pool_id: str) -> HttpResponse:
    """Every class and property with its default (FED-14)."""
    headers = {"Content-Disposition": 'attachment; filename="CSS template.css"'}
    return HttpResponse(TEMPLATE, content_type="text/css; charset=utf-8", headers=headers)


@page(f"{_ADDRESS}preview/", "ui_customization_preview", permission="cognito-idp:GetUICustomization")
def preview(request: HttpRequest, pool_id: str) -> HttpResponse:
    """The sign-in page with what stands in the form; before anything was posted, as it is."""
    pool, client = _load(request, pool_id)
    shown_at = client or pool.app_clients.order_by("created_at").first() or AppClient(pool=pool, client_name=pool.name)
    found = customization.find_own(pool, client)
    form = CustomizationForm(request.POST or None, request.FILES or None)
    text, logo = (found.css if found else TEMPLATE), files.path(found.image) if found else ""
    if form.is_valid():
        text = form.cleaned_data["css"]
        logo = _logo_address(form, logo)
    return previews.render(request, shown_at, Brand(CLASSIC, "", logo, unsaved=_cleaned(text)))


def _save(
    request: HttpRequest,
    pool: UserPool,
    client: AppClient | None,
    form: CustomizationForm,
    found: UICustomization | None,
) -> HttpResponse:
    permissions.require(request, "cognito-idp:SetUICustomization", {"pool_id": pool.id})
    if form.is_valid():
        with errors_on(form):
            text, logo = form.cleaned_data["css"], form.logo_bytes()
            customization.set_ui_customization(pool, client, caller=request.caller, css_text=text, image=logo)
        if form.is_valid():
            with told(request, gettext("The changes are saved.")):
                return redirect(_address(pool, client))
    return _page(request, pool, client, form, found)


def _cleaned(text: str) -> str:
    """What would be refused has no effect in the preview: saving says why."""
    try:
        return css.clean(text)
    except PoolError:
        return ""


def _logo_address(form: CustomizationForm, saved: str) -> str:
    content = form.logo_bytes()
    if content is None:
        return saved
    try:
        picture = images.encode(content, customization.LOGO_TYPES)
    except PoolError:
        return ""
    return f"data:{picture.content_type};base64,{base64.b64encode(picture.content).decode()}"


def _load(request: HttpRequest, pool_id: str) -> tuple[UserPool, AppClient | None]:
    pool = user_pools.get_user_pool(pool_id)
    client_id = request.GET.get("client", "")
    return pool, app_clients.get_app_client(client_id, pool) if client_id else None


def _address(pool: UserPool, client: AppClient | None, name: str = "ui_customization") -> str:
    address = reverse(f"admin:{name}", args=[pool.id])
    return f"{address}?client={client.client_id}" if client else address


def _page(
    request: HttpRequest,
    pool: UserPool,
    client: AppClient | None,
    form: CustomizationForm,
    found: UICustomization | None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "tab": "app_integration",
        "form": form,
        "client": client,
        "clients": pool.app_clients.order_by("client_name")[:_SHOWN],
        "found": found,
        "inherits": client is not None and found is None,
        "logo": files.path(found.image) if found else "",
        "has_domain": pool.domains.exists(),
        "preview": _address(pool, client, "ui_customization_preview"),
        "reset": _address(pool, client, "ui_customization_reset"),
    }
    crumbs = [
        Crumb(gettext("App integration"), reverse("admin:app_integration", args=[pool.id])),
        Crumb(gettext("UI customization")),
    ]
    return render_in_pool(request, pool, "console/branding/classic.html", *crumbs, **context)
