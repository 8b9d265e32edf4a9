"""Bearer tokens of the REST API: made, found, listed, ended."""

import datetime
import hashlib
import secrets
import uuid

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from pools.actions import audit, paging
from pools.caller import Caller
from pools.errors import InvalidParameterException, LimitExceededException, ResourceNotFoundException
from pools.models import Administrator, ApiToken
from pools.models.api_token import API_TOKEN_WITH_OWNER

PREFIX = "ph_"  # by which scanners for leaked secrets know it
MAX_TOKENS = 50  # per principal
MAX_VALIDITY_DAYS = 3650
USE_NOTED_EVERY = datetime.timedelta(hours=1)  # a write for each request would cost more than the request


def create_api_token(
    owner: Administrator,
    name: str,
    *,
    caller: Caller,
    validity_days: int | None = None,
    made_with: ApiToken | None = None,
) -> tuple[ApiToken, str]:
    """A new token and its text, which is told now and never again.

    Without `validity_days` it never ends. Whoever holds a token that ends may make others with it, but none that
    outlives it.
    """
    token_text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(owner=owner, name=name, digest=_digest(token_text), expires_at=_end(validity_days, made_with))
    with transaction.atomic():
        Administrator.objects.select_for_update().get(pk=owner.pk)  # of two requests at once, one waits
        if ApiToken.objects.filter(owner=owner)[:MAX_TOKENS].count() == MAX_TOKENS:
            raise LimitExceededException(f"Cannot exceed quota for ApiTokensPerUser: {MAX_TOKENS}")
        token.save(force_insert=True)
        audit.record(caller, "CreateApiToken", owner=owner.arn, token_id=str(token.id), expires_at=_text(token))
    return token, token_text


def find_api_token(token_text: str) -> ApiToken | None:
    """The token with its owner, in one query, unless it has ended, is inactive or its owner may not enter. Notes that
    it was used, at most once an hour."""
    token = API_TOKEN_WITH_OWNER.find(_digest(token_text)) if token_text.startswith(PREFIX) else None
    now = timezone.now()
    if token is None or not (token.is_active and token.owner.is_active):
        return None
    if token.expires_at and token.expires_at <= now:
        return None
    _note_use(token, now)
    return token


def get_api_token(owner: Administrator, token_id: uuid.UUID) -> ApiToken:
    """The token of this principal. Raises `ResourceNotFoundException`."""
    token = ApiToken.objects.filter(owner=owner, id=token_id).select_related("owner").first()
    if token is None:
        raise ResourceNotFoundException("API token not found.")
    return token


def list_api_tokens(owner: Administrator, *, limit: int, token: str | None = None) -> tuple[list[ApiToken], str | None]:
    """A page of the principal's tokens and the token of the next page, if there is one."""
    listing = f"API tokens of {owner.pk}"
    return paging.page(ApiToken.objects.filter(owner=owner), "id", listing, limit=limit, token=token)


def set_api_token_active(token: ApiToken, is_active: bool, *, caller: Caller) -> None:
    """An inactive token is refused until it is active again."""
    with transaction.atomic():
        ApiToken.objects.filter(pk=token.pk).update(is_active=is_active)
        audit.record(caller, "UpdateApiToken", owner=token.owner.arn, token_id=str(token.id), is_active=is_active)


def delete_api_token(token: ApiToken, *, caller: Caller) -> None:
    """The token is refused from now on."""
    with transaction.atomic():
        ApiToken.objects.filter(pk=token.pk).delete()
        audit.record(caller, "DeleteApiToken", owner=token.owner.arn, token_id=str(token.id))


def _end(validity_days: int | None, made_with: ApiToken | None) -> datetime.datetime | None:
    if validity_days is not None and not 1 <= validity_days <= MAX_VALIDITY_DAYS:
        raise InvalidParameterException(f"A token is valid for 1 to {MAX_VALIDITY_DAYS} days.")
    wanted = timezone.now() + datetime.timedelta(days=validity_days) if validity_days else None
    last = made_with.expires_at if made_with else None
    return min(wanted, last) if wanted and last else wanted or last


def _note_use(token: ApiToken, now: datetime.datetime) -> None:
    due = now - USE_NOTED_EVERY
    if token.last_used_at is None or token.last_used_at < due:
        unnoted = Q(last_used_at=None) | Q(last_used_at__lt=due)
        ApiToken.objects.filter(unnoted, pk=token.pk).update(last_used_at=now)


def _text(token: ApiToken) -> str | None:
    return token.expires_at.isoformat() if token.expires_at else None


def _digest(token_text: str) -> str:
    return hashlib.sha256(token_text.encode(errors="replace")).hexdigest()
