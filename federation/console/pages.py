"""Identity providers of a pool, in both consoles (FED-111 to FED-115, FED-147, FED-148, FED-179 to FED-186, CON-198 to
CON-217)."""

import functools

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from federation.actions import attribute_mapping, identity_providers, idp_identifiers
from federation.console import frame, kinds, mapping, registration
from federation.console.forms import DeleteForm, ProviderForm
from federation.console.frame import ADDRESS, address_of, crumbs, load
from federation.console.kinds import About
from federation.console.named_forms import discovered, form_of
from federation.models import IdentityProvider
from pools.actions import domains, user_pools
from pools.console import consoles
from pools.console.layout import Crumb, errors_on, render_in_pool
from pools.console.registry import Card, card, page
from pools.errors import InvalidParameterException
from pools.models import UserPool

card(
    Card(
        "identity-providers",
        _("Federated identity provider sign-in"),
        _("Social, OpenID Connect and SAML providers whose users may sign in to this user pool."),
        "identity_providers",
        _("Manage identity providers"),
        "cognito-idp:ListIdentityProviders",
    )
)


@page(ADDRESS, "identity_providers", permission="cognito-idp:ListIdentityProviders")
def list_of_providers(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    try:
        found, more = identity_providers.list_identity_providers(pool, token=request.GET.get("after") or None)
    except InvalidParameterException:  # a position that is none
        return redirect("admin:identity_providers", pool.id)
    is_original = consoles.is_original(request)
    shown = [frame.Shown(provider, is_original) for provider in found]
    return render_in_pool(
        request,
        pool,
        "console/identity_providers/list.html",
        Crumb(gettext("Identity providers")),
        tab="identity_providers",
        providers=shown,
        more=more,
        is_first="after" not in request.GET,
        tiles=frame.tiles(found, is_original),
        has_domain=any(domains.names_of(pool)),
    )


@page(f"{ADDRESS}add/", "identity_provider_choose", permission="cognito-idp:CreateIdentityProvider")
def choose(request: HttpRequest, pool_id: str) -> HttpResponse:
    """Which kind it is to be."""
    pool = user_pools.get_user_pool(pool_id)
    return render_in_pool(
        request,
        pool,
        "console/identity_providers/choose.html",
        *crumbs(pool),
        Crumb(gettext("Add an identity provider")),
        tab="identity_providers",
        tiles=frame.tiles(_social_ones(pool), consoles.is_original(request)),
        has_domain=any(domains.names_of(pool)),
    )


@page(f"{ADDRESS}add/<str:slug>/", "identity_provider_create", permission="cognito-idp:CreateIdentityProvider")
def create(request: HttpRequest, pool_id: str, slug: str) -> HttpResponse:
    pool, about = user_pools.get_user_pool(pool_id), kinds.BY_SLUG.get(slug)
    if about is None:
        raise Http404
    is_original = consoles.is_original(request)
    form = _form(request, about)
    rows = mapping.table(request, pool, about, None, is_original=is_original)
    if form.is_valid() and rows.is_valid():
        settings = form.settings()
        with errors_on(form):
            provider = identity_providers.create_identity_provider(
                pool,
                form.provider_name,
                about.kind,
                frame.with_mapping(settings, rows.mapping()),
                caller=request.caller,
            )
            messages.success(request, gettext("Identity provider %s is created.") % provider.name)
            return redirect(address_of("identity_provider", provider))
    return _form_page(request, pool, about, form, rows=rows, heading=_heading(about, is_original))


@page(f"{ADDRESS}<int:provider_id>/", "identity_provider", permission="cognito-idp:DescribeIdentityProvider")
def provider_page(request: HttpRequest, pool_id: str, provider_id: int) -> HttpResponse:
    """What is set, and the ways to change it."""
    provider = load(pool_id, provider_id)
    about = kinds.BY_KIND[provider.kind]
    return render_in_pool(
        request,
        provider.pool,
        "console/identity_providers/provider.html",
        *crumbs(provider.pool),
        Crumb(provider.name),
        tab="identity_providers",
        provider=provider,
        about=about,
        kind=about.name(is_original=consoles.is_original(request)),
        facts=frame.facts(provider),
        identifiers=idp_identifiers.of(provider),
        unmapped=attribute_mapping.missing(provider),
        immutable=attribute_mapping.immutable(provider),
        clients=frame.clients_of(provider),
        registration=registration.registration(provider.pool, about),
        has_domain=any(domains.names_of(provider.pool)),
    )


@page(f"{ADDRESS}<int:provider_id>/edit/", "identity_provider_edit", permission="cognito-idp:UpdateIdentityProvider")
def edit(request: HttpRequest, pool_id: str, provider_id: int) -> HttpResponse:
    provider = load(pool_id, provider_id)
    about = kinds.BY_KIND[provider.kind]
    form = _form(request, about, provider)
    if form.is_valid():
        with errors_on(form):
            identity_providers.update_identity_provider(provider, form.settings(), caller=request.caller)
            messages.success(request, gettext("The changes are saved."))
            return redirect(address_of("identity_provider", provider))
    return _form_page(request, provider.pool, about, form, heading=gettext("Edit identity provider"), provider=provider)


@page(
    f"{ADDRESS}<int:provider_id>/delete/",
    "identity_provider_delete",
    permission="cognito-idp:DeleteIdentityProvider",
)
def delete(request: HttpRequest, pool_id: str, provider_id: int) -> HttpResponse:
    """FED-153, FED-154."""
    provider = load(pool_id, provider_id)
    form = DeleteForm(provider, request.POST or None)
    if form.is_valid():
        with errors_on(form):
            identity_providers.delete_identity_provider(provider, caller=request.caller)
            messages.success(request, gettext("Identity provider %s is deleted.") % provider.name)
            return redirect("admin:identity_providers", provider.pool_id)
    is_original = consoles.is_original(request)
    heading = gettext("Delete provider") if is_original else gettext("Delete identity provider")
    return render_in_pool(
        request,
        provider.pool,
        "console/form_page.html",
        *crumbs(provider.pool),
        Crumb(provider.name, address_of("identity_provider", provider)),
        Crumb(heading),
        tab="identity_providers",
        heading=heading,
        lead=gettext("Nobody signs in there any more. Users who came from there stay, with what is known of them."),
        form=form,
        submit=gettext("Delete"),
        is_dangerous=True,
        back=address_of("identity_provider", provider),
    )


def _form(request: HttpRequest, about: About, provider: IdentityProvider | None = None) -> ProviderForm:
    """The form with what was posted. To ask for a row, or for discovery, is not to save: then nothing is judged yet."""
    make = functools.partial(form_of(about), about, provider=provider, is_original=consoles.is_original(request))
    if request.method != "POST":
        return make()
    if _asks(request):
        typed = {name: values if name == "scopes" else values[-1] for name, values in request.POST.lists() if values}
        return make(initial=typed)
    return make(request.POST, request.FILES)


def _asks(request: HttpRequest) -> bool:
    return bool({"more", "discover"} & request.POST.keys())


def _heading(about: About, is_original: bool) -> str:
    return gettext("Add %s") % about.name(is_original=is_original)


def _social_ones(pool: UserPool) -> list[IdentityProvider]:
    """Those of which there is at most one."""
    return list(IdentityProvider.objects.filter(pool=pool, name__in=[about.kind for about in kinds.ALL]))


def _discovery(request: HttpRequest, about: About, form: ProviderForm) -> tuple[dict[str, str], str]:
    """What was found, or why nothing was: then addresses are asked for by hand (FED-180)."""
    if "discover" not in request.POST or about is not kinds.OIDC:
        return {}, ""
    try:
        return discovered(form, request.POST.get("oidc_issuer", "").strip()), ""
    except InvalidParameterException as error:
        form.initial["setup_method"] = "manual"
        return {}, error.message


def _form_page(
    request: HttpRequest,
    pool: UserPool,
    about: About,
    form: ProviderForm,
    *,
    heading: str,
    rows: mapping.Rows | None = None,
    provider: IdentityProvider | None = None,
) -> HttpResponse:
    found, failure = _discovery(request, about, form)
    back = (
        address_of("identity_provider", provider) if provider else reverse("admin:identity_providers", args=[pool.id])
    )
    is_original = consoles.is_original(request)
    return render_in_pool(
        request,
        pool,
        "console/identity_providers/form.html",
        *crumbs(pool),
        *([Crumb(provider.name, back)] if provider else []),
        Crumb(gettext("Edit") if provider else heading),
        tab="identity_providers",
        heading=heading,
        about=about,
        form=form,
        rows=rows,
        found=found,
        failure=failure,
        provider=provider,
        submit=frame.submit_label(about, is_edit=provider is not None, is_original=is_original),
        registration=registration.registration(pool, about),
        has_domain=any(domains.names_of(pool)),
        back=back,
    )
