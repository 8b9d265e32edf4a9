"""Clients of Amazon's services, or of what speaks like them."""

import functools
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.credentials import AssumeRoleCredentialFetcher, Credentials, DeferredRefreshableCredentials
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from notifications.sender_urls import SenderUrl
from notifications.senders.base import SendError

_FINAL = frozenset(
    {
        "BadRequestException",
        "InvalidParameter",
        "InvalidParameterException",
        "InvalidParameterValue",
        "MessageRejected",
        "OptedOut",
        "ValidationException",
    }
)
_NAME_OF_SESSIONS = "Poolhouse"


def client(url: SenderUrl, service: str, *, region: str = "", role: str = "", external_id: str = "") -> Any:
    """A client with the URL's credentials, else with those that every AWS tool finds: environment, profile, machine.

    The URL's host is the region unless another is given. A role is assumed first, `external_id` being told then.
    """
    timeout = settings.SENDER_TIMEOUT_SECONDS
    key = (url.username, url.password) if url.username else None
    return _client(
        service, region or url.host or settings.REGION, url.options.get("endpoint"), key, role, external_id, timeout
    )


def error_of(error: BotoCoreError | ClientError) -> SendError:
    """Not final where the operator may yet mend it: credentials, permissions, an account that is paused."""
    if isinstance(error, ClientError):
        code = error.response.get("Error", {}).get("Code", "")
        return SendError(f"AWS answered {code or 'an error'}.", is_final=code in _FINAL)
    return SendError(f"AWS cannot be asked: {type(error).__name__}")


@functools.lru_cache(maxsize=64)
def _client(
    service: str,
    region: str,
    endpoint: str | None,
    key: tuple[str, str] | None,
    role: str,
    external_id: str,
    timeout: int,
) -> Any:
    session = botocore.session.Session()
    if key:
        session.set_credentials(*key)
    make = functools.partial(
        session.create_client,
        region_name=region,
        endpoint_url=endpoint,
        config=Config(connect_timeout=timeout, read_timeout=timeout, retries={"total_max_attempts": 1}),
    )
    if role:
        session._credentials = _assumed(make, session.get_credentials(), role, external_id)
    return make(service)


def _assumed(make: Any, own: Credentials, role: str, external_id: str) -> DeferredRefreshableCredentials:
    """Credentials of the role, assumed when they are first needed and again before they end."""
    told = {"RoleSessionName": _NAME_OF_SESSIONS} | ({"ExternalId": external_id} if external_id else {})
    sts = make("sts")  # with our own credentials, before the session has the role's
    fetcher = AssumeRoleCredentialFetcher(lambda *_, **__: sts, own, role, extra_args=told)
    return DeferredRefreshableCredentials(refresh_using=fetcher.fetch_credentials, method="assume-role")
