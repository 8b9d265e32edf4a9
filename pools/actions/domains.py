"""The host names under which pools have their hosted UI: a prefix below our own host, or a custom domain."""

import re
import socket
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from pools.actions import audit, certificates, quotas, tiers
from pools.actions.quotas.resources import CUSTOM_DOMAINS
from pools.caller import Caller
from pools.errors import InvalidParameterException
from pools.models import Domain, UserPool
from pools.models.domain import DOMAIN_WITH_POOL

_TAKEN = "Domain already associated with another user pool."
_NO_SUBDOMAIN = "Custom domain is not a valid subdomain."
_NO_PARENT = (  # APP-199
    "Custom domain is not a valid subdomain: Was not able to resolve the root domain, please ensure an A record exists "
    "for the root domain."
)
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")  # APP-201
RESERVED_WORDS = ("aws", "amazon", "cognito")  # APP-188


def create_domain(
    pool: UserPool,
    name: str,
    *,
    caller: Caller,
    custom_domain_config: dict[str, Any] | None = None,
    managed_login_version: int = 1,
    routing: dict[str, Any] | None = None,
) -> Domain:
    """Give the pool a domain: a custom one if it comes with a certificate, else a prefix."""
    is_custom = custom_domain_config is not None
    _check_name(name, is_custom)
    if is_custom:
        _check_parent(name)
    _check_version(pool, managed_login_version)
    _check_routing(routing, is_custom)
    domain = Domain(
        domain=name,
        pool=pool,
        is_custom=is_custom,
        custom_domain_config=custom_domain_config or {},
        managed_login_version=managed_login_version,
        routing=routing or {},
    )
    try:
        with transaction.atomic():
            if is_custom:
                quotas.check_room(CUSTOM_DOMAINS, _custom_domains(pool.region), region=pool.region)
                domain.certificate = certificates.choose(domain.custom_domain_config, name)
            domain.save(force_insert=True)
            audit.record(caller, "CreateUserPoolDomain", pool=pool, domain=name)
    except IntegrityError as error:
        raise _conflict(pool, is_custom) from error
    return domain


def check_available(name: str, *, is_custom: bool = False) -> None:
    """Refuse a name that `create_domain` would refuse now (APP-189)."""
    _check_name(name, is_custom)
    if is_custom:
        _check_parent(name)
    if Domain.objects.filter(domain=name).exists():
        raise InvalidParameterException(_TAKEN)


def describe_domain(name: str) -> Domain | None:
    return DOMAIN_WITH_POOL.find(name)


def update_domain(pool: UserPool, name: str, *, caller: Caller, **settings: Any) -> Domain:
    """Change the certificate, the login version or the routing; a domain is never renamed (APP-99)."""
    domain = Domain.objects.filter(domain=name, pool=pool).first()
    if domain is None:
        raise InvalidParameterException("No such domain or user pool exists.")
    if settings.get("custom_domain_config") and not domain.is_custom:
        raise InvalidParameterException("CustomDomainConfig cannot be given for a domain prefix.")
    _check_version(pool, settings.get("managed_login_version", 1))
    _check_routing(settings.get("routing"), domain.is_custom)
    for column, value in settings.items():
        setattr(domain, column, value)
    with transaction.atomic():
        if "custom_domain_config" in settings:
            domain.certificate = certificates.choose(domain.custom_domain_config, name)
            settings["certificate"] = domain.certificate
        domain.save(update_fields=list(settings))
        audit.record(caller, "UpdateUserPoolDomain", pool=pool, domain=name)
    return domain


def delete_domain(pool: UserPool, name: str, *, caller: Caller) -> None:
    with transaction.atomic():
        deleted, _ = Domain.objects.filter(domain=name, pool=pool).delete()
        if not deleted:
            raise InvalidParameterException("No such domain or user pool exists.")
        audit.record(caller, "DeleteUserPoolDomain", pool=pool, domain=name)


def find_pool_by_host(host: str) -> UserPool | None:
    """The pool whose domain this `Host` header names; None for our own host and for any other."""
    name, base = host_name(host), _base_name()
    if name == base:
        return None
    prefix = name.removesuffix(f".auth.{base}")
    domain = describe_domain(prefix)
    return domain.pool if domain and domain.is_custom == (prefix == name) else None


def is_served(name: str) -> bool:
    """Whether this host name, in lower case and without a port, is our own or a pool's."""
    return name == _base_name() or find_pool_by_host(name) is not None


def hosted_ui_url(pool: UserPool) -> str:
    """The address that the paths of the pool's hosted UI are added to."""
    prefix, custom = names_of(pool)
    if custom:
        return _address(custom, is_custom=True)
    return _address(prefix, is_custom=False) if prefix else settings.PUBLIC_URL


def address_of(domain: Domain) -> str:
    """The address that the paths of the hosted UI are added to, at this domain."""
    return _address(domain.domain, is_custom=domain.is_custom)


def names_of(pool: UserPool) -> tuple[str | None, str | None]:
    """The pool's prefix and its custom domain."""
    by_kind = dict(Domain.objects.filter(pool=pool).values_list("is_custom", "domain"))
    return by_kind.get(False), by_kind.get(True)


def alias_target() -> str:
    """The host that a custom domain's DNS record points at (APP-198)."""
    return _base_name()


def version(domain: Domain) -> str:
    return f"{timezone.localtime(domain.created_at):%Y%m%d%H%M%S}"


def host_name(host: str) -> str:
    """A `Host` header in lower case, without its port."""
    return re.sub(r":\d*$", "", host.lower())


def _custom_domains(region: str) -> "QuerySet[Domain]":
    return Domain.objects.filter(is_custom=True, pool__region=region, pool__deleted_at=None)


def _address(name: str, *, is_custom: bool) -> str:
    base = urlsplit(settings.PUBLIC_URL)
    return f"{base.scheme}://{name}" if is_custom else f"{base.scheme}://{name}.auth.{base.netloc}"


def _base_name() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or ""


def _check_name(name: str, is_custom: bool) -> None:
    if is_custom:
        labels = name.split(".")
        if len(labels) < 3:  # APP-200
            raise InvalidParameterException("Custom domain is not a valid subdomain: it needs a label before a domain.")
        if not all(map(_LABEL.fullmatch, labels)) or _is_ours(name):
            raise InvalidParameterException(_NO_SUBDOMAIN)
        return
    if "." in name:
        raise InvalidParameterException("A domain prefix has no period; a custom domain needs CustomDomainConfig.")
    for word in RESERVED_WORDS:
        if word in name:
            raise InvalidParameterException(f"Domain cannot contain reserved word: {word}")


def _is_ours(name: str) -> bool:
    """Whether the installation itself, or a prefix domain, answers at this name."""
    base = _base_name()
    return name == base or name.endswith(f".auth.{base}")


def _check_parent(name: str) -> None:
    """APP-199, if the operator wants it: a host name within a network of one's own need not have such a parent."""
    if not settings.CHECK_PARENT_DOMAINS:
        return
    try:
        socket.getaddrinfo(name.partition(".")[2], None, socket.AF_INET)
    except OSError as error:
        raise InvalidParameterException(_NO_PARENT) from error


def _check_version(pool: UserPool, managed_login_version: int) -> None:
    if managed_login_version not in (1, tiers.MANAGED_LOGIN):
        raise InvalidParameterException("ManagedLoginVersion must be 1 or 2.")
    if managed_login_version == tiers.MANAGED_LOGIN:
        tiers.require(pool.user_pool_tier, tiers.Tier.ESSENTIALS)  # APP-279


def _check_routing(routing: dict[str, Any] | None, is_custom: bool) -> None:
    if routing and not is_custom:  # APP-283
        raise InvalidParameterException("Routing can be given for custom domains only.")


def _conflict(pool: UserPool, is_custom: bool) -> InvalidParameterException:
    if Domain.objects.filter(pool=pool, is_custom=is_custom).exists():
        return InvalidParameterException("User pool already has a domain configured.")
    return InvalidParameterException(_TAKEN)
