"""A sign-in on its way, and the two ways in which a step of it ends."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from pools.actions.letters import Letters
from pools.actions.threats.configuration import Rules
from pools.actions.tokens import NewDevice
from pools.caller import Caller
from pools.models import AppClient, Device, Session, User
from pools.triggers.invoking import Occasion
from pools.triggers.token_generation import NO_OVERRIDES, Overrides

_USED = "used"


@dataclasses.dataclass(frozen=True, slots=True)
class Presented:
    """What a valid access token says of the sign-in that it comes from."""

    sub: uuid.UUID
    auth_time: datetime.datetime
    acr: str
    amr: Sequence[str]


@dataclasses.dataclass(slots=True)
class Attempt:
    """Somebody who wants in at an app client.

    `user` is None for a name that nobody has, at a client that hides this: such an attempt goes on like any other and
    comes to nothing. `data` is what one step leaves for its own answer, `kept` what all later ones may look at; both
    travel sealed. Where `opens_session` is off, a door like the hosted UI's ends in a code, not in tokens; the attempt
    goes on through that door alone. `device` is the known one that the app names, where the pool tracks devices.

    `factors_proven` counts what was proven on the way: nobody gets in by none, and who proved two, one by one or both
    by one passkey, is asked for no second one. `methods` says by what, in the words of the `amr` claim. `chosen` names
    the challenge that an answer led to, as in choice-based sign-in; it goes before the order of steps.
    """

    client: AppClient
    username: str
    user: User | None
    opens_session: bool = True
    factors_proven: int = 0
    methods: list[str] = dataclasses.field(default_factory=list)
    step_id: uuid.UUID | None = None
    data: dict[str, Any] = dataclasses.field(default_factory=dict)
    kept: dict[str, Any] = dataclasses.field(default_factory=dict)
    chosen: str = ""
    client_metadata: Mapping[str, str] = dataclasses.field(default_factory=dict)  # of this call, for triggers alone
    device: Device | None = None
    presented: Presented | None = None  # the access token that came with this call
    validation_data: Mapping[str, str] = dataclasses.field(default_factory=dict)  # the same of the call that began it
    caller: Caller = dataclasses.field(default_factory=Caller)  # of this call
    is_admin: bool = False  # whether this call is an administrator's
    rules: Rules | None = None  # of threat protection, once they were read
    letters: Letters | None = None  # what an answer has to send, once its transaction is over

    def occasion(self) -> Occasion:
        """What the pool's functions are told of this sign-in."""
        return Occasion(
            self.client.pool, self.client, self.username, self.user, self.client_metadata, self.caller.user_agent
        )

    def prove_first(self, method: str, *, factors: int = 1, used: str = "") -> None:
        """The first factor was proven; a passkey may be both. `used` tells more than the method, for statistics."""
        self.factors_proven = factors
        self.methods.append(method)
        self._note(used or method)

    def prove_second(self, *methods: str) -> None:
        """One more was."""
        self.factors_proven += 1
        self.methods.extend(methods)
        self._note(*methods)

    def prove_otherwise(self, used: str) -> None:
        """Something stands for the first factor that no method stands for."""
        self.factors_proven = max(self.factors_proven, 1)
        if used not in self.used:
            self._note(used)

    @property
    def used(self) -> list[str]:
        """By what it was proven, in this sign-in alone; methods, and what was told beside."""
        return self.kept.get(_USED, [])

    def _note(self, *used: str) -> None:
        self.kept[_USED] = [*self.used, *map(str, used)]


@dataclasses.dataclass(frozen=True, slots=True)
class Challenge:
    """The sign-in of `username` wants an answer to this; the session goes back with it. `available` is what may be
    chosen from."""

    name: str
    parameters: dict[str, str]
    session: str
    available: tuple[str, ...] = ()
    username: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Authenticated:
    """The sign-in is complete. `session` and its refresh token are there unless the door begins sessions later; such a
    door is told of the `device` that was recognised."""

    user: User
    client: AppClient
    auth_time: datetime.datetime
    event_id: uuid.UUID
    methods: tuple[str, ...] = ()
    session: Session | None = None
    refresh_token: str | None = None
    new_device: NewDevice | None = None
    overrides: Overrides = NO_OVERRIDES
    device: Device | None = None
