"""Sign-in as one state machine: begun by a flow, carried on by answers, ended by tokens or a refusal.

Every door drives it through these functions. What a step proves is checked before the transaction that records it, and
a refusal is recorded outside of it, so that it stays.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from pools.actions import app_clients, audit, sessions
from pools.actions.assurance import Method
from pools.actions.devices import ShownDevice
from pools.actions.sign_in import (
    after_confirmation,
    asking,
    choice,
    custom_challenge,
    devices,
    flows,
    identity,
    password,
    risk,
    second_factor,
    state,
    step_up,
    user_states,
)
from pools.actions.sign_in.attempt import Attempt, Authenticated, Challenge, Presented
from pools.actions.sign_in.sign_in_link import SignInLink
from pools.actions.sign_in.step import Step, required
from pools.actions.sign_in.steps import ANY_PASSKEY, CHALLENGES, next_step
from pools.actions.tokens import Tokens, issue_tokens
from pools.caller import Caller
from pools.errors import InvalidParameterException, NotAuthorizedException, PoolError
from pools.models import AppClient, User
from pools.triggers.token_generation import NO_OVERRIDES, Overrides

Outcome = Challenge | Authenticated
Shown = Mapping[str, ShownDevice]  # the devices that a browser shows itself to be, by the `sub` of whose each is
_NONE: Shown = {}


def start_sign_in(
    client: AppClient,
    flow: str,
    parameters: Mapping[str, str],
    session: str | None = None,
    *,
    caller: Caller,
    admin: bool = False,
    presented: Presented | None = None,
    client_metadata: Mapping[str, str] | None = None,
) -> Outcome:
    """Begin by the named `AuthFlow`. Raises what Cognito raises for its `InitiateAuth`. The session of a sign-up that
    was just confirmed is a proof already, where the user has the choice; so is what a `presented` token tells, for who
    wants to reach a higher level. `client_metadata` is the functions' `validationData` (TRG-252)."""
    chosen = flows.get_flow(client, flow, parameters, admin=admin)
    username = parameters["USERNAME"]
    app_clients.check_secret_hash(client, username, parameters.get("SECRET_HASH"))
    event = "AdminInitiateAuth" if admin else "InitiateAuth"
    if session and flow == "USER_AUTH":
        return _go_on_from_confirmation(client, username, session, event, caller, client_metadata)
    attempt = identity.begin(client, username)
    attempt.presented, attempt.is_admin = presented, admin
    attempt.validation_data = client_metadata or {}
    audit.note(caller, client=client, user=attempt.user)
    with _refusals_recorded(attempt, event, caller):
        asking.admit(attempt, brings_password="PASSWORD" in parameters)
        first = chosen.begin(attempt, parameters)
        devices.recognise(attempt, parameters.get("DEVICE_KEY"))
    if first is not None:
        return _challenge(attempt, first)
    return _go_on(attempt, event, caller)


def answer_challenge(
    client: AppClient,
    challenge_name: str,
    responses: Mapping[str, str],
    session: str | None,
    *,
    caller: Caller,
    admin: bool = False,
    opens_session: bool = True,
    client_metadata: Mapping[str, str] | None = None,
    shown: Shown = _NONE,
) -> Outcome:
    """Carry on with the answer to a challenge. A door that begins sessions later (an OAuth code) opens none here."""
    step = CHALLENGES.get(challenge_name)
    if step is None:
        raise InvalidParameterException("Challenge name is not supported.")
    username = required(responses, "USERNAME")
    app_clients.check_secret_hash(client, username, responses.get("SECRET_HASH"))
    attempt = state.open_attempt(client, challenge_name, step.state(responses, session))
    if attempt.opens_session != opens_session or not identity.is_meant(attempt, username):
        raise NotAuthorizedException("Invalid session for the user.")
    attempt.client_metadata, attempt.is_admin = client_metadata or {}, admin
    event = "AdminRespondToAuthChallenge" if admin else "RespondToAuthChallenge"
    with _refusals_recorded(attempt, event, caller):
        risk.check_address(attempt)
        step.check(attempt, responses)
        devices.recognise(attempt, responses.get("DEVICE_KEY"))
        devices.recognise_browser(attempt, shown)
    return _go_on(attempt, event, caller, answered=step)


def ask_again(
    client: AppClient, challenge_name: str, session: str, *, opens_session: bool = True, another_way: bool = False
) -> Challenge:
    """The same second factor once more, with a new code where one is sent; or another way to answer for it, if there is
    one: a different factor, or a different address while it is only being set up. The session so far is spent."""
    attempt = state.open_attempt(client, challenge_name, session)
    if attempt.opens_session != opens_session:
        raise NotAuthorizedException("Invalid session for the user.")
    step = CHALLENGES[second_factor.challenge_again(attempt, challenge_name, another_way=another_way)]
    with transaction.atomic():
        state.spend(attempt)
    attempt.data = {}
    return _challenge(attempt, step)


def with_password(client: AppClient, username: str, given: str, *, caller: Caller, shown: Shown = _NONE) -> Outcome:
    """Sign in by a form of ours: no `AuthFlow` needs to be allowed, and no session of tokens begins yet."""
    attempt = identity.begin(client, username)
    attempt.opens_session = False
    with _refusals_recorded(attempt, "CognitoAuthentication", caller):
        asking.admit(attempt, brings_password=True)
        password.prove(attempt, given)
        devices.recognise_browser(attempt, shown)
    return _go_on(attempt, "CognitoAuthentication", caller)


def with_choice(client: AppClient, username: str, *, caller: Caller, preferred: str = "") -> Challenge:
    """Sign in by forms of ours where the user has the choice: `SELECT_CHALLENGE`, or the preferred one if it may be."""
    attempt = identity.begin(client, username)
    attempt.opens_session = False
    with _refusals_recorded(attempt, "CognitoAuthentication", caller):
        asking.admit(attempt)
        choice.begin(attempt, {"PREFERRED_CHALLENGE": preferred} if preferred else {})
        return _challenge(attempt, CHALLENGES[attempt.chosen])


def ask_for_passkey(client: AppClient) -> Challenge:
    """A challenge that any passkey of the pool may answer, before anybody has said who he is."""
    return _challenge(Attempt(client, "", None, opens_session=False), ANY_PASSKEY)


def with_passkey(client: AppClient, credential: str, session: str, *, caller: Caller, shown: Shown = _NONE) -> Outcome:
    """Sign in by a browser's answer to that challenge."""
    attempt = state.open_attempt(client, ANY_PASSKEY.name, session)
    with _refusals_recorded(attempt, "CognitoAuthentication", caller):
        ANY_PASSKEY.check(attempt, {"CREDENTIAL": credential})
        asking.admit(attempt)
        devices.recognise_browser(attempt, shown)
    return _go_on(attempt, "CognitoAuthentication", caller, answered=ANY_PASSKEY)


def send_link(client: AppClient, username: str, address_of: Callable[[str], str], *, caller: Caller) -> Challenge:
    """Send a link to sign in with, whose secret goes into the address by `address_of`. What is given back belongs into
    the browser that asked, nowhere else. Raises `InvalidParameterException` where the client has it switched off."""
    if not client.allow_sign_in_link:
        raise InvalidParameterException("Sign-in by link is not enabled for this client.")
    attempt = identity.begin(client, username)
    attempt.opens_session = False
    with _refusals_recorded(attempt, "CognitoAuthentication", caller):
        asking.admit(attempt)
        return _challenge(attempt, SignInLink(address_of))


def with_link(client: AppClient, secret: str, session: str, *, caller: Caller, shown: Shown = _NONE) -> Outcome:
    """Sign in by the link, in the browser that asked for it."""
    step = SignInLink()
    attempt = state.open_attempt(client, step.name, session)
    with _refusals_recorded(attempt, "CognitoAuthentication", caller):
        if not client.allow_sign_in_link:
            raise NotAuthorizedException(reason="sign-in by link was switched off")
        step.check(attempt, {"SECRET": secret})
        devices.recognise_browser(attempt, shown)
    return _go_on(attempt, "CognitoAuthentication", caller, answered=step)


def show_again(client: AppClient, challenge_name: str, session: str) -> Mapping[str, str]:
    """The parameters of a challenge that waits for its answer, for a page that is loaded once more."""
    return CHALLENGES[challenge_name].parameters(state.open_attempt(client, challenge_name, session), session)


def after_sign_up(client: AppClient, user: User, *, caller: Caller) -> Outcome:
    """Go on with somebody who just chose the password and confirmed the address: neither is proven twice (FED-53)."""
    attempt = Attempt(client, user.username, user, opens_session=False)
    attempt.prove_first(Method.PASSWORD)
    with _refusals_recorded(attempt, "Confirm_POST", caller):
        user_states.check(user)
        asking.admit(attempt)
    return _go_on(attempt, "Confirm_POST", caller)


def _go_on_from_confirmation(
    client: AppClient,
    username: str,
    session: str,
    event: str,
    caller: Caller,
    client_metadata: Mapping[str, str] | None,
) -> Outcome:
    attempt = after_confirmation.begin(client, username, session)
    attempt.validation_data = client_metadata or {}
    with _refusals_recorded(attempt, event, caller):
        asking.admit(attempt)
        after_confirmation.CONFIRMED_SIGN_UP.check(attempt, {})
    return _go_on(attempt, event, caller, answered=after_confirmation.CONFIRMED_SIGN_UP)


def finish(authenticated: Authenticated) -> Tokens:
    """The tokens of a complete sign-in."""
    assert authenticated.session is not None
    return issue_tokens(
        authenticated.session,
        refresh_token=authenticated.refresh_token,
        new_device=authenticated.new_device,
        overrides=authenticated.overrides,
    )


def _go_on(attempt: Attempt, event: str, caller: Caller, *, answered: Step | None = None) -> Outcome:
    """Record what was just proven, then ask for what is still due or complete the sign-in."""
    audit.note(caller, client=attempt.client, user=attempt.user)
    with transaction.atomic():
        if answered is not None:
            state.spend(attempt)
            answered.apply(attempt, caller)
            custom_challenge.note(attempt, answered)
            asking.note(attempt, answered)
        may_go_on = risk.judge(attempt)
        due = next_step(attempt) if may_go_on else None
        if may_go_on and due is None and not (custom_challenge.is_under_way(attempt) or asking.is_due(attempt)):
            return _complete(attempt, event, caller)
    if not may_go_on:
        with _refusals_recorded(attempt, event, caller):
            risk.refuse()
    if attempt.letters is not None:
        attempt.letters.finish()
    if answered is not None and not attempt.chosen:
        attempt.data = {}
    if due is None:
        return _ask_triggers(attempt, event, caller, answered)
    risk.note_challenge(attempt, event, due.name, caller)
    return _challenge(attempt, due)


def _ask_triggers(attempt: Attempt, event: str, caller: Caller, answered: Step | None) -> Outcome:
    """What Define wants, and what those want who have a say at the end. It may take seconds, so no transaction is open;
    the step before is spent, whatever comes."""
    with _refusals_recorded(attempt, event, caller):
        if custom_challenge.is_under_way(attempt):
            name = custom_challenge.decide(attempt)
            if not name and not risk.judge(attempt):
                risk.refuse()
            due = CHALLENGES[name] if name else next_step(attempt)
            if due is not None:
                return _challenge(attempt, due)
        overrides = asking.at_end(attempt, answered)
    with transaction.atomic():
        return _complete(attempt, event, caller, overrides)


def _complete(attempt: Attempt, event: str, caller: Caller, overrides: Overrides = NO_OVERRIDES) -> Authenticated:
    user = attempt.user
    if user is None or not attempt.factors_proven:
        raise RuntimeError("A sign-in came to its end without a proof.")
    if step_up.is_short(attempt):
        raise NotAuthorizedException(reason="a factor that the requested ACR value needs was turned off meanwhile")
    if user.may_skip_mfa_once:
        second_factor.end_exception(user)
    auth_time = timezone.now()
    recorded = audit.record(
        caller,
        event,
        client=attempt.client,
        user=user,
        factors=attempt.factors_proven,
        used=attempt.used,
        **risk.detail(attempt),
    )
    risk.tell(attempt, recorded)
    event_id = recorded.id
    if not attempt.opens_session:
        device = devices.note_browser(attempt, caller)
        return Authenticated(user, attempt.client, auth_time, event_id, tuple(attempt.methods), device=device)
    device_key, new_device = devices.bind(attempt, user, caller)
    session, refresh_token = sessions.start_session(
        user,
        attempt.client,
        auth_time=auth_time,
        methods=attempt.methods,
        event_id=event_id,
        device_key=device_key,
        caller=caller,
    )
    return Authenticated(
        user,
        attempt.client,
        auth_time,
        event_id,
        tuple(attempt.methods),
        session,
        refresh_token,
        new_device,
        overrides=overrides,
    )


def _challenge(attempt: Attempt, step: Step) -> Challenge:
    attempt.step_id = uuid.uuid4()
    step.prepare(attempt)
    session = state.seal(attempt, step.name, minutes=step.validity_minutes)
    parameters, available = step.parameters(attempt, session), step.available(attempt)
    return Challenge(step.name, parameters, session, available, attempt.username)


@contextmanager
def _refusals_recorded(attempt: Attempt, event: str, caller: Caller) -> Iterator[None]:
    attempt.caller = caller
    try:
        yield
    except InvalidParameterException:
        raise  # a mistake of the app's, not an attempt of the user's
    except PoolError as refusal:
        with risk.together(attempt):
            refused = audit.record(
                caller,
                event,
                client=attempt.client,
                user=attempt.user,
                error=refusal.name,
                reason=refusal.reason,
                factors=attempt.factors_proven,
                **risk.detail(attempt),
            )
            risk.tell(attempt, refused)
        raise
