"""Where SAML providers send browsers: with the answer to a sign-in (API-251), with that to a sign-out (FED-123); and
the metadata that their administrators import."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from federation.actions import federated_attempts
from federation.models import IdentityProvider
from federation.protocols import FederationFailed, saml_logout, saml_service
from hostedui import provider_sessions
from hostedui.pages import federated, headers, saml_unasked
from hostedui.pages.entry import error_page
from hostedui.pages.sending import here, is_posted_on, post_again
from pools.actions import user_pools
from pools.errors import ResourceNotFoundException


@csrf_exempt  # it comes from the provider's site, and proves itself by its signature and the key of an attempt
@sensitive_post_parameters()
@require_POST
def response(request: HttpRequest) -> HttpResponse:
    """Browsers keep the cookie of the attempt from a post of another site. So the answer is posted once more, by a page
    of our own, and comes with it."""
    key = request.POST.get("RelayState", "")
    if not federated_attempts.is_key(key):
        return saml_unasked.sign_in(request)
    answer = {"SAMLResponse": request.POST.get("SAMLResponse", ""), "RelayState": key}
    if not is_posted_on(request):
        return post_again(request, answer)
    return federated.came_back(request, key, answer)


@csrf_exempt  # as above
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def logout(request: HttpRequest) -> HttpResponse:
    """The provider has ended its session. Ours was ended before it was asked to; the sign-out goes on from there."""
    given = request.POST if request.method == "POST" else request.GET

    def check(provider: IdentityProvider, request_id: str) -> None:
        if request.method == "POST":
            saml_logout.check_posted_answer(provider, given.get("SAMLResponse", ""), request_id, here(request))
        else:
            encoded = request.META.get("QUERY_STRING", "")
            saml_logout.check_redirected_answer(provider, given.dict(), encoded, request_id, here(request))

    try:
        query = provider_sessions.end_sign_out(given.get("RelayState", ""), check)
    except FederationFailed as failure:
        return error_page(request, title=_("Something went wrong"), reason=str(failure))
    if query is None:
        return error_page(request, reason="Invalid samlResponse or relayState from identity provider")
    return headers.secure(redirect(f"{reverse('hostedui:logout')}?{query}"))


@require_GET
def metadata(request: HttpRequest) -> HttpResponse:
    """Of the domain's pool; elsewhere `user_pool_id` says which."""
    pool = request.hosted_pool
    try:
        pool = pool or user_pools.get_user_pool(request.GET.get("user_pool_id", ""))
    except ResourceNotFoundException as error:
        return error_page(request, reason=error.message, status=404)
    text = saml_service.metadata(pool, here(request))
    return headers.secure(HttpResponse(text, content_type="application/samlmetadata+xml"))
