"""What is called, and what a right answer looks like."""

import abc
import itertools
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench import driver, seeding, srp, wire
from tests.bench.seeding import Directory

Answer = dict[str, Any]


class Operation(abc.ABC):
    """A row of the table: one kind of call, made in turn for different users."""

    name: str
    operation: str
    signed = False
    once = False  # whether a call may be sent only once

    def calls(self, directory: Directory, seconds: int) -> Iterator[dict[str, Any]]:
        """The members of each call, as many as the round may need or fewer to be repeated."""
        raise NotImplementedError

    def is_right(self, answer: Answer) -> bool:
        raise NotImplementedError

    def try_once(self, directory: Directory) -> bool:
        """Whether a single call is answered as it should be. Raises `wire.Refused`."""
        members = next(iter(self.calls(directory, 1)))
        return self.is_right(wire.call(directory.url, self.operation, self.signed, **members))

    def measure(self, directory: Directory, seconds: int, connections: int) -> driver.Result:
        requests = self.requests(directory, seconds)
        return driver.replay(directory.url, requests, seconds=seconds, connections=connections, once=self.once)

    def requests(self, directory: Directory, seconds: int) -> list[bytes]:
        members = self.calls(directory, seconds)
        return [wire.raw(directory.url, self.operation, each, self.signed) for each in members]


class PasswordSignIn(Operation):
    name = "password sign-in"
    operation = "InitiateAuth"

    def calls(self, directory: Directory, seconds: int) -> Iterator[dict[str, Any]]:
        for username in directory.usernames:
            yield {
                "ClientId": directory.client_id,
                "AuthFlow": "USER_PASSWORD_AUTH",
                "AuthParameters": {"USERNAME": username, "PASSWORD": seeding.PASSWORD},
            }

    def is_right(self, answer: Answer) -> bool:
        return {"AccessToken", "IdToken", "RefreshToken"} <= answer["AuthenticationResult"].keys()


class SrpSignIn(Operation):
    """Both calls. The client's half is computed between two replays, so that its arithmetic is not on the clock: the
    rate is what a server gives that does the two calls in turn, the latencies are the sums of both calls'."""

    name = "SRP sign-in, both calls"
    operation = "InitiateAuth"

    def calls(self, directory: Directory, seconds: int) -> Iterator[dict[str, Any]]:
        self._attempts = {
            username: srp.Client(directory.pool_id, username, seeding.PASSWORD) for username in directory.usernames
        }
        for username, attempt in self._attempts.items():
            yield {
                "ClientId": directory.client_id,
                "AuthFlow": "USER_SRP_AUTH",
                "AuthParameters": {"USERNAME": username, "SRP_A": attempt.public},
            }

    def try_once(self, directory: Directory) -> bool:
        members = next(iter(self.calls(directory, 1)))
        challenge = wire.call(directory.url, self.operation, **members)
        wrong = srp.Client(directory.pool_id, members["AuthParameters"]["USERNAME"], "Wrong-Horse-1")
        answers = self._answers(directory, challenge)
        wire.call(directory.url, "RespondToAuthChallenge", **answers)
        try:
            wrong_challenge = wire.call(
                directory.url,
                self.operation,
                **members | {"AuthParameters": members["AuthParameters"] | {"SRP_A": wrong.public}},
            )
            responses = wrong.answer(wrong_challenge["ChallengeParameters"])
            answers |= {"ChallengeResponses": responses, "Session": wrong_challenge["Session"]}
            wire.call(directory.url, "RespondToAuthChallenge", **answers)
        except wire.Refused:
            return True
        return False

    def measure(self, directory: Directory, seconds: int, connections: int) -> driver.Result:
        requests = self.requests(directory, seconds)
        with tempfile.NamedTemporaryFile(prefix="poolhouse-bench-") as file:
            path = Path(file.name)
            first = driver.replay(directory.url, requests, seconds=seconds, connections=connections, capture=path)
            challenges = [json.loads(body) for body in driver.captured(path)]
        answers = [
            wire.raw(directory.url, "RespondToAuthChallenge", self._answers(directory, challenge), False)
            for challenge in challenges
        ]
        second = driver.replay(directory.url, answers, seconds=seconds, connections=connections, once=True)
        return driver.in_turn(first, second)

    def _answers(self, directory: Directory, challenge: Answer) -> dict[str, Any]:
        parameters = challenge["ChallengeParameters"]
        username = parameters.get("USERNAME", parameters["USER_ID_FOR_SRP"])
        responses = self._attempts[username].answer(parameters) | {"USERNAME": username}
        return {
            "ClientId": directory.client_id,
            "ChallengeName": challenge["ChallengeName"],
            "ChallengeResponses": responses,
            "Session": challenge["Session"],
        }


class Refresh(Operation):
    name = "refresh"
    operation = "InitiateAuth"

    def calls(self, directory: Directory, seconds: int) -> Iterator[dict[str, Any]]:
        for token in directory.refresh_tokens:
            yield {
                "ClientId": directory.client_id,
                "AuthFlow": "REFRESH_TOKEN_AUTH",
                "AuthParameters": {"REFRESH_TOKEN": token},
            }

    def is_right(self, answer: Answer) -> bool:
        return {"AccessToken", "IdToken"} <= answer["AuthenticationResult"].keys()


class GetUser(Operation):
    name = operation = "GetUser"

    def calls(self, directory: Directory, seconds: int) -> Iterator[dict[str, Any]]:
        for token in directory.access_tokens:
            yield {"AccessToken": token}

    def is_right(self, answer: Answer) -> bool:
        return answer["Username"] == "user000000"


class AdminGetUser(Operation):
    name = operation = "AdminGetUser"
    signed = True

    def calls(self, directory: Directory, seconds: int) -> Iterator[dict[str, Any]]:
        for username in directory.usernames:
            yield {"UserPoolId": directory.pool_id, "Username": username}

    def is_right(self, answer: Answer) -> bool:
        return answer["Username"] == "user000000"


class ListUsersByEmail(Operation):
    name = "ListUsers by e-mail"
    operation = "ListUsers"
    signed = True

    def calls(self, directory: Directory, seconds: int) -> Iterator[dict[str, Any]]:
        for username in directory.usernames:
            yield {"UserPoolId": directory.pool_id, "Filter": f'email = "{seeding.email_of(username)}"'}

    def is_right(self, answer: Answer) -> bool:
        return [user["Username"] for user in answer["Users"]] == ["user000000"]


class AdminCreateUser(Operation):
    """Each name once. Last in the table, because it makes the pool grow."""

    name = operation = "AdminCreateUser"
    signed = True
    once = True
    prepared_per_second = 4000
    _numbers = itertools.count()

    def calls(self, directory: Directory, seconds: int) -> Iterator[dict[str, Any]]:
        for number in itertools.islice(self._numbers, seconds * self.prepared_per_second):
            username = f"new{number:07}"
            yield {
                "UserPoolId": directory.pool_id,
                "Username": username,
                "UserAttributes": seeding.attributes_of(username),
                "MessageAction": "SUPPRESS",
            }

    def is_right(self, answer: Answer) -> bool:
        return answer["User"]["UserStatus"] == "FORCE_CHANGE_PASSWORD"
