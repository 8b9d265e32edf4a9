"""Domains of a pool's hosted UI: a prefix, a host name of one's own, or both."""

from http import HTTPStatus
from typing import Any

from rest_framework import serializers

from pools.actions import domains
from pools.errors import ResourceNotFoundException
from pools.models import Domain as DomainRow
from pools.rest.call import Call
from pools.rest.fields import answer, body, page_of, settings_of
from pools.rest.operations import Resource, operation
from pools.rest.routes import route

TAG = "Domains"
_REQUEST = "CreateUserPoolDomainRequest"
_SETTINGS = ("custom_domain_config", "managed_login_version", "routing")
_READ = "cognito-idp:DescribeUserPoolDomain"

NewDomain = body(
    "NewDomain", {**settings_of(_REQUEST, ("domain",)), **settings_of(_REQUEST, _SETTINGS, required=False)}
)
DomainSettings = body("DomainSettings", settings_of(_REQUEST, _SETTINGS, required=False))
Domain = answer(
    "Domain",
    {
        "domain": serializers.CharField(),
        "pool_id": serializers.CharField(),
        "is_custom": serializers.BooleanField(),
        "alias_target": serializers.CharField(help_text="The host that the DNS record of a custom domain points at."),
        "created_at": serializers.DateTimeField(),
        **settings_of(_REQUEST, _SETTINGS, required=False),
    },
)


@route("pools/<str:pool_id>/domains", tag=TAG)
class Domains(Resource):
    @operation("ListUserPoolDomains", answers=page_of(Domain), action=_READ)
    def get(self, call: Call) -> dict[str, Any]:
        """List the domains of a user pool, two at most."""
        found = [domains.describe_domain(name) for name in domains.names_of(call.pool) if name]
        return call.page([_described(domain) for domain in found if domain], None)

    @operation("CreateUserPoolDomain", body=NewDomain, answers=Domain, status=HTTPStatus.CREATED)
    def post(self, call: Call) -> dict[str, Any]:
        """Give a user pool a domain."""
        given = {name: value for name, value in call.body.items() if name != "domain"}
        return _described(domains.create_domain(call.pool, call.body["domain"], caller=call.caller, **given))


@route("pools/<str:pool_id>/domains/<str:domain>", tag=TAG)
class OneDomain(Resource):
    @operation("DescribeUserPoolDomain", answers=Domain)
    def get(self, call: Call) -> dict[str, Any]:
        """Read a domain."""
        return _described(_domain(call))

    @operation("UpdateUserPoolDomain", body=DomainSettings, answers=Domain)
    def patch(self, call: Call) -> dict[str, Any]:
        """Change settings of a domain.

        What is left out stays as it is.
        """
        return _described(domains.update_domain(call.pool, _domain(call).domain, caller=call.caller, **call.body))

    @operation("DeleteUserPoolDomain")
    def delete(self, call: Call) -> None:
        """Take a domain away from a user pool."""
        domains.delete_domain(call.pool, _domain(call).domain, caller=call.caller)


def _domain(call: Call) -> DomainRow:
    domain = domains.describe_domain(call.path["domain"])
    if domain is None or domain.pool_id != call.pool.id:
        raise ResourceNotFoundException("Domain not found.")
    return domain


def _described(domain: DomainRow) -> dict[str, Any]:
    shown = {name: value for name in _SETTINGS if (value := getattr(domain, name))}
    return shown | {
        "domain": domain.domain,
        "pool_id": domain.pool_id,
        "is_custom": domain.is_custom,
        "alias_target": domains.alias_target(),
        "created_at": domain.created_at,
    }
