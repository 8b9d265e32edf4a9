"""Signing somebody in whom an identity provider vouches for, whatever the protocol (FED-84 to FED-87, TRG-63 to
TRG-70).

The order is the rule: the provider's word as the inbound function has it, the attributes that it makes, the user. The
first time a user is made, and the functions of a sign-up are asked; later the user is brought up to date, and the
functions of a sign-in are. No transaction is open while a function runs.
"""

import dataclasses

from django.utils import timezone

from federation.actions import federated_users, mapped_attributes
from federation.models import IdentityProvider
from federation.protocols import FederationFailed, Identity
from pools import metrics
from pools.actions import assurance, audit, occasions, pre_sign_up, provider_links
from pools.actions.quotas import categories, rates
from pools.actions.quotas.rates import Asker
from pools.actions.sign_in import Authenticated
from pools.caller import Caller
from pools.errors import NotAuthorizedException, PoolError, TooManyRequestsException, UserNotConfirmedException
from pools.models import AppClient, User
from pools.triggers.authentication import post_authentication, pre_authentication
from pools.triggers.inbound_federation import inbound_federation
from pools.triggers.invoking import Occasion
from pools.triggers.sign_up import post_confirmation

_EVENT = "FederatedSignIn"  # where no request has a name of its own


def find_provider(client: AppClient, name: str) -> IdentityProvider | None:
    """The provider of this name, if users of the app client may sign in by it (FED-94, FED-239)."""
    if name not in client.supported_identity_providers:
        return None
    provider = IdentityProvider.objects.filter(pool_id=client.pool_id, name=name).first()
    if provider is not None:
        provider.pool = client.pool
    return provider


def count(client: AppClient, provider: IdentityProvider) -> None:
    """Count a sign-in against the rates of its category (API-164). Raises `FederationFailed`."""
    try:
        if rates.are_on():
            rates.count(categories.USER_FEDERATION, Asker(client.pool.region, client.pool_id, client.client_id))
    except TooManyRequestsException as error:
        _measure(client, provider, succeeded=False, throttled=True)
        raise FederationFailed(error.message) from error


def admit(client: AppClient, provider: IdentityProvider, identity: Identity, *, caller: Caller) -> Authenticated:
    """Who that is here, signed in. Raises `FederationFailed` with what the app is told; the trail has it then."""
    audit.note(caller, client=client)
    try:
        user = _user_of(client, provider, identity, caller)
    except PoolError as refusal:
        failed(client, provider, refusal, caller=caller)
        raise FederationFailed(refusal.message.strip()) from refusal
    event = audit.record(caller, _event(caller), client=client, user=user, factors=1, provider=provider.name)
    _measure(client, provider, succeeded=True)
    return Authenticated(user, client, timezone.now(), event.id, _methods(provider, identity))


def failed(client: AppClient, provider: IdentityProvider, refusal: Exception, *, caller: Caller) -> None:
    """Record a sign-in that came to nothing, for the trail and the metrics (API-85)."""
    error = refusal.name if isinstance(refusal, PoolError) else NotAuthorizedException.__name__
    reason = refusal.recorded_message if isinstance(refusal, PoolError) else str(refusal)
    audit.record(
        caller, _event(caller), client=client, error=error, reason=reason[:512], factors=0, provider=provider.name
    )
    _measure(client, provider, succeeded=False)


def _user_of(client: AppClient, provider: IdentityProvider, identity: Identity, caller: Caller) -> User:
    federated_users.check_name(provider, identity.subject)
    mapped = mapped_attributes.map_attributes(provider, _told(client, provider, identity, caller))
    found = provider_links.find_linked(client.pool, provider.name, identity.subject, mapped)
    if found is not None:
        return _again(client, found, mapped, caller)
    try:
        return _first(client, provider, identity.subject, mapped, caller)
    except federated_users.TakenMeanwhile:  # by a second tab, or by a function that links whom it is asked about
        found = provider_links.find_linked(client.pool, provider.name, identity.subject, mapped)
        assert found is not None
        return _again(client, found, mapped, caller)


def _told(client: AppClient, provider: IdentityProvider, identity: Identity, caller: Caller) -> dict[str, object]:
    """What the provider tells, as the pool's function wants it."""
    username = federated_users.name_of(provider, identity.subject)
    occasion = Occasion(client.pool, client, username, user_agent=caller.user_agent)
    changed = inbound_federation(occasion, provider.name, provider.kind, identity.received)
    return dict(identity.attributes) if changed is None else changed


def _first(client: AppClient, provider: IdentityProvider, subject: str, mapped: dict[str, str], caller: Caller) -> User:
    """TRG-64, TRG-65."""
    user = federated_users.build(client, provider, subject, mapped)
    occasion = occasions.of_user(user, client, caller)
    decision = pre_sign_up.ask("ExternalProvider", occasion, None)
    pre_sign_up.apply(dataclasses.replace(decision, confirms=False), user)
    if provider_links.find_linked(client.pool, provider.name, subject, mapped):  # the function has done it
        raise federated_users.TakenMeanwhile
    made = federated_users.create(client, provider, subject, user, caller=caller)
    post_confirmation("ConfirmSignUp", occasions.of_user(made, client, caller))
    return made


def _again(client: AppClient, user: User, mapped: dict[str, str], caller: Caller) -> User:
    """TRG-66, TRG-67. Who has signed up here and not confirmed it is not who the provider vouches for: whoever signed
    up may know the password."""
    audit.note(caller, user=user)
    if not user.enabled:
        raise NotAuthorizedException("User is not enabled", reason="disabled")
    if user.status == User.Status.UNCONFIRMED:
        raise UserNotConfirmedException
    pre_authentication(occasions.of_user(user, client, caller), {})
    user = federated_users.update(client, user, mapped)
    post_authentication(occasions.of_user(user, client, caller), is_new_device=True)
    return user


def _methods(provider: IdentityProvider, identity: Identity) -> tuple[str, ...]:
    """The level that the provider says was reached, the lowest for a name that is not mapped (FED-254); nothing for a
    provider whose levels nobody has told us of."""
    if not provider.acr_mapping:
        return ()
    reached = (int(level.removeprefix("Level")) for level, acr in provider.acr_mapping.items() if acr == identity.acr)
    return (assurance.vouched(max(reached, default=min(assurance.LEVELS))),)


def _event(caller: Caller) -> str:
    return caller.asked.name if caller.asked is not None else _EVENT


def _measure(client: AppClient, provider: IdentityProvider, *, succeeded: bool, throttled: bool = False) -> None:
    labels = client.pool_id, client.client_id, provider.name
    metrics.FEDERATION.count(*labels, succeeded=succeeded, throttled=throttled)
