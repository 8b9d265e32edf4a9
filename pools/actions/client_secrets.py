"""A client's secrets: a second one beside the first, so that applications can change over one by one (APP-260)."""

import datetime

from django.db import transaction
from django.utils import timezone

from pools import ids
from pools.actions import app_clients, audit
from pools.caller import Caller
from pools.errors import InvalidParameterException, LimitExceededException, ResourceNotFoundException
from pools.models import AppClient
from pools.models.app_client import ClientSecret, seal_secret

MAX_SECRETS = 2  # of a client (API-383)
_FIRST = ("sealed_secret", "secret_created_at")
_NEXT = ("sealed_next_secret", "next_secret_created_at")


def add_client_secret(client: AppClient, given: str | None = None, *, caller: Caller) -> ClientSecret:
    """Give a client that has a secret another one, of one's own choice or made up. Both count from now on."""
    with transaction.atomic():
        client = _lock(client)
        kept = client.secrets
        _check_type(client)
        if not kept:
            raise InvalidParameterException(f"Client {client.client_id} was created without a client secret.")
        if given and app_clients.is_client_secret(client, given):
            raise InvalidParameterException("The client secret is in use already.")
        if len(kept) >= MAX_SECRETS:
            raise LimitExceededException(f"An app client can have at most {MAX_SECRETS} client secrets.")
        client.sealed_next_secret = seal_secret(given or ids.new_client_secret())
        client.next_secret_created_at = _later_than(kept[0].created_at)
        client.save(update_fields=[*_NEXT, "modified_at"])
        made = client.secrets[-1]
        audit.record(caller, "AddUserPoolClientSecret", client=client, client_secret_id=made.secret_id)
    return made


def delete_client_secret(client: AppClient, secret_id: str, *, caller: Caller) -> None:
    """End a secret at once. The last one stays."""
    with transaction.atomic():
        client = _lock(client)
        _check_type(client)
        kept = [secret.secret_id for secret in client.secrets]
        if secret_id not in kept:
            raise ResourceNotFoundException(f"Client secret {secret_id} does not exist.")
        if len(kept) == 1:
            raise InvalidParameterException("The last client secret of an app client cannot be deleted.")
        if secret_id == kept[0]:
            client.sealed_secret, client.secret_created_at = client.sealed_next_secret, client.next_secret_created_at
        client.sealed_next_secret = client.next_secret_created_at = None
        client.save(update_fields=[*_FIRST, *_NEXT, "modified_at"])
        audit.record(caller, "DeleteUserPoolClientSecret", client=client, client_secret_id=secret_id)


def _check_type(client: AppClient) -> None:
    """An application that registered by itself changes its secret by registering again (APP-277)."""
    if client.is_self_registered:
        raise InvalidParameterException(f"Client secrets of a client of type {client.client_type} cannot be changed.")


def _lock(client: AppClient) -> AppClient:
    """The client as it is now, held until the transaction ends: of two additions at once one is the third secret."""
    fresh = AppClient.objects.select_for_update().filter(pk=client.pk).first()
    if fresh is None:
        raise ResourceNotFoundException(f"User pool client {client.client_id} does not exist.")
    return fresh


def _later_than(other: datetime.datetime) -> datetime.datetime:
    """Now, or so much later that the second, by which secrets are told apart, is another one."""
    return max(timezone.now(), other + datetime.timedelta(seconds=1))
