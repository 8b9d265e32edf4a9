"""Rows whose calls go on from what other calls answered. Whatever is not measured is called off the clock."""

import dataclasses
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyotp

from tests.bench import driver, seeding, wire
from tests.bench.operations import Answer, Operation, PasswordSignIn
from tests.bench.seeding import Directory

_STEP_SECONDS = 30  # of an authenticator app (RFC 6238)


class RotatingRefresh(Operation):
    """A token serves once, so each call takes one of a sign-in of its own. Grace for a lost answer is off."""

    name = "refresh with rotation"
    operation = "GetTokensFromRefreshToken"
    once = True

    def __init__(self) -> None:
        self._clients: dict[str, Directory] = {}

    def calls(self, directory: Directory, seconds: int) -> Iterator[dict[str, Any]]:
        rotating = self._rotating(directory)
        for sign_in in _captured(PasswordSignIn(), rotating, seconds):
            token = sign_in["AuthenticationResult"]["RefreshToken"]
            yield {"ClientId": rotating.client_id, "RefreshToken": token}

    def is_right(self, answer: Answer) -> bool:
        return {"AccessToken", "IdToken", "RefreshToken"} <= answer["AuthenticationResult"].keys()

    def try_once(self, directory: Directory) -> bool:
        rotating = self._rotating(directory)
        token = seeding.sign_in(directory.url, rotating.client_id, directory.usernames[0])["RefreshToken"]
        members = {"ClientId": rotating.client_id, "RefreshToken": token}
        return self.is_right(wire.call(directory.url, self.operation, **members)) and _is_refused(
            directory.url, self.operation, **members
        )

    def measure(self, directory: Directory, seconds: int, connections: int) -> driver.Result:
        """Sign-ins of the whole round pay for half a round of refreshes, which are the faster ones."""
        requests = self.requests(directory, max(2, seconds))
        half = max(1, seconds // 2)
        return driver.replay(directory.url, requests, seconds=half, connections=connections, once=True)

    def _rotating(self, directory: Directory) -> Directory:
        """The same pool by a client that rotates."""
        if directory.url not in self._clients:
            client = wire.call(
                directory.url,
                "CreateUserPoolClient",
                signed=True,
                UserPoolId=directory.pool_id,
                ClientName="rotating",
                ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"],
                RefreshTokenRotation={"Feature": "ENABLED", "RetryGracePeriodSeconds": 0},
            )["UserPoolClient"]["ClientId"]
            self._clients[directory.url] = dataclasses.replace(directory, client_id=client)
        return self._clients[directory.url]


class TotpSignIn(Operation):
    """A password, then the code of an authenticator app. A code serves once, so in a round each user signs in once,
    and the next round waits for the next code."""

    name = "TOTP sign-in, both calls"
    operation = "InitiateAuth"
    most_per_second = 1000  # answers prepared for each second of a round

    def __init__(self) -> None:
        self._benches: dict[str, _Apps] = {}

    def try_once(self, directory: Directory) -> bool:
        apps = self._apps(directory)
        username = apps.directory.usernames[-1]
        is_checked = _is_refused(directory.url, "RespondToAuthChallenge", **apps.wrong_answer(username))
        [answer] = apps.answers([username])
        tokens = wire.call(directory.url, "RespondToAuthChallenge", **answer)["AuthenticationResult"]
        return is_checked and "AccessToken" in tokens

    def measure(self, directory: Directory, seconds: int, connections: int) -> driver.Result:
        apps = self._apps(directory)
        first = PasswordSignIn().measure(apps.directory, seconds, connections)
        answers = apps.answers(apps.directory.usernames)
        enough = max(1, min(seconds, len(answers) // self.most_per_second))
        requests = [wire.raw(directory.url, "RespondToAuthChallenge", each, False) for each in answers]
        second = driver.replay(directory.url, requests, seconds=enough, connections=connections, once=True)
        return driver.in_turn(first, second)

    def _apps(self, directory: Directory) -> "_Apps":
        if directory.url not in self._benches:
            self._benches[directory.url] = _Apps(directory.url, max(self.most_per_second, len(directory.usernames)))
        return self._benches[directory.url]


class _Apps:
    """A pool of its own whose users have set up an authenticator app."""

    def __init__(self, url: str, number_of_users: int) -> None:
        self.directory = seeding.fill(url, number_of_users)
        factors = {"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": True}}
        wire.call(url, "SetUserPoolMfaConfig", signed=True, UserPoolId=self.directory.pool_id, **factors)
        self._secrets = dict(_in_parallel(self._set_up, self.directory.usernames))
        self._last_step = _step_now()

    def answers(self, usernames: list[str]) -> list[dict[str, Any]]:
        """To the challenges of sign-ins that begin here, each with a code that was not used yet."""
        sessions = _in_parallel(self._begin, usernames)
        step = self._next_step()
        return [
            self._answer(username, session, _code(self._secrets[username], step))
            for username, session in zip(usernames, sessions, strict=True)
        ]

    def wrong_answer(self, username: str) -> dict[str, Any]:
        return self._answer(username, self._begin(username), "000000")

    def _answer(self, username: str, session: str, code: str) -> dict[str, Any]:
        return {
            "ClientId": self.directory.client_id,
            "ChallengeName": "SOFTWARE_TOKEN_MFA",
            "ChallengeResponses": {"USERNAME": username, "SOFTWARE_TOKEN_MFA_CODE": code},
            "Session": session,
        }

    def _begin(self, username: str) -> str:
        members = {
            "ClientId": self.directory.client_id,
            "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": username, "PASSWORD": seeding.PASSWORD},
        }
        return wire.call(self.directory.url, "InitiateAuth", **members)["Session"]

    def _next_step(self) -> int:
        """Waits until the code of an unused step is taken: an app may be one step ahead."""
        self._last_step = max(self._last_step + 1, _step_now())
        time.sleep(max(0.0, (self._last_step - 1) * _STEP_SECONDS - time.time()))
        return self._last_step

    def _set_up(self, username: str) -> tuple[str, str]:
        url = self.directory.url
        token = seeding.sign_in(url, self.directory.client_id, username)["AccessToken"]
        secret = wire.call(url, "AssociateSoftwareToken", AccessToken=token)["SecretCode"]
        code = _code(secret, _step_now())
        wire.call(url, "VerifySoftwareToken", AccessToken=token, UserCode=code)
        preferred = {"Enabled": True, "PreferredMfa": True}
        wire.call(url, "SetUserMFAPreference", AccessToken=token, SoftwareTokenMfaSettings=preferred)
        return username, secret


def _captured(operation: Operation, directory: Directory, seconds: int) -> list[Answer]:
    """What a round of calls answers."""
    with tempfile.NamedTemporaryFile(prefix="poolhouse-bench-") as file:
        path = Path(file.name)
        requests = operation.requests(directory, seconds)
        driver.replay(directory.url, requests, seconds=seconds, connections=16, capture=path)
        return [json.loads(body) for body in driver.captured(path)]


def _is_refused(url: str, operation: str, **members: Any) -> bool:
    try:
        wire.call(url, operation, **members)
    except wire.Refused:
        return True
    return False


def _in_parallel(make: Callable[[str], Any], usernames: list[str]) -> list[Any]:
    with ThreadPoolExecutor(8) as threads:
        return list(threads.map(make, usernames))


def _code(secret: str, step: int) -> str:
    """What an app shows. Peers give secrets that no app takes, and then look at no code."""
    try:
        return pyotp.TOTP(secret).generate_otp(step)
    except ValueError:
        return "123456"


def _step_now() -> int:
    return int(time.time()) // _STEP_SECONDS
