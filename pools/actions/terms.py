"""Terms of use and privacy policies of app clients, as links by language (FED-229, FED-230)."""

import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils import timezone

from pools.actions import audit, paging
from pools.caller import Caller
from pools.errors import (
    ConcurrentModificationException,
    InvalidParameterException,
    ResourceNotFoundException,
    TermsExistsException,
)
from pools.models import AppClient, Terms, UserPool

LARGEST_PAGE = 60  # FED-229
DEFAULT_LANGUAGE = "cognito:default"


def create_terms(client: AppClient, name: str, links: Mapping[str, str], *, caller: Caller, **settings: str) -> Terms:
    """A document of this kind for the app client, which has none of it so far. `settings` are columns of the model."""
    _check(links)
    terms = Terms(pool=client.pool, client=client, name=name, links=dict(links), **settings)
    try:
        with transaction.atomic():
            terms.save(force_insert=True)
            audit.record(caller, "CreateTerms", client=client, terms_id=str(terms.id), terms=name)
    except IntegrityError as error:
        raise TermsExistsException from error
    return terms


def get_terms(pool: UserPool, terms_id: str) -> Terms:
    """The pool's document of this id. Raises `ResourceNotFoundException`."""
    terms = Terms.objects.filter(pool=pool, id=uuid.UUID(terms_id)).first()
    if terms is None:
        raise ResourceNotFoundException("Terms do not exist.")
    return terms


def get_terms_by_client(client: AppClient, name: str) -> Terms:
    """The app client's document of this kind. Raises `ResourceNotFoundException`."""
    terms = Terms.objects.filter(client=client, name=name).first()
    if terms is None:
        raise ResourceNotFoundException("Terms do not exist.")
    return terms


def update_terms(terms: Terms, *, caller: Caller, **changes: Any) -> Terms:
    """Change what is given. Raises `ConcurrentModificationException` if somebody else did meanwhile."""
    if "links" in changes:
        _check(changes["links"])
    same = Terms.objects.filter(pk=terms.pk, modified_at=terms.modified_at)
    changes["modified_at"] = timezone.now()
    try:
        with transaction.atomic():
            if not same.update(**changes):
                raise ConcurrentModificationException
            audit.record(caller, "UpdateTerms", client=terms.client, terms_id=str(terms.id))
    except IntegrityError as error:
        raise TermsExistsException from error
    for column, value in changes.items():
        setattr(terms, column, value)
    return terms


def delete_terms(terms: Terms, *, caller: Caller) -> None:
    """End the document. Raises `ConcurrentModificationException` if somebody else changed it meanwhile."""
    with transaction.atomic():
        audit.record(caller, "DeleteTerms", client=terms.client, terms_id=str(terms.id))
        deleted, _ = Terms.objects.filter(pk=terms.pk, modified_at=terms.modified_at).delete()
        if not deleted:
            raise ConcurrentModificationException


def list_terms(
    pool: UserPool, *, limit: int = LARGEST_PAGE, token: str | None = None
) -> tuple[list[Terms], str | None]:
    """A page of the documents of the pool's app clients, and the token of the next one, if there is one."""
    listing = f"terms of {pool.id}"
    return paging.page(Terms.objects.filter(pool=pool), "id", listing, limit=limit, token=token)


def shown_at_sign_up(client: AppClient, language: str = DEFAULT_LANGUAGE) -> dict[str, str]:
    """The address of each document by its name, in this language or else the default one. Nothing until there are both
    documents (FED-229)."""
    found = {terms.name: terms.links for terms in Terms.objects.filter(client=client)}
    shown = {name: links.get(language) or links.get(DEFAULT_LANGUAGE) for name, links in found.items()}
    addresses = {name: address for name, address in shown.items() if address}
    return addresses if len(addresses) == len(Terms.Name) else {}


def _check(links: Mapping[str, str]) -> None:
    """They become links on a page, so nothing that a browser would run."""
    if not links:
        raise InvalidParameterException("Links are required: TermsSource is LINK.")
    for address in links.values():
        try:
            parts = urlsplit(address)
            is_web = parts.scheme in ("https", "http") and bool(parts.hostname)
        except ValueError:
            is_web = False
        if not is_web:
            raise InvalidParameterException(f"Invalid link: {address} must be an https or http address.")
