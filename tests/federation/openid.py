"""An OpenID provider as far as we see of it: what its endpoints answer to a Poolhouse that asks by `outgoing`."""

import base64
import functools
import hashlib
import json
import time
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from notifications import outgoing

RESET = outgoing.OutgoingError("No answer: Connection reset by peer")
RESET.__cause__ = OSError("Connection aborted.", ConnectionResetError(104, "Connection reset by peer"))
LATE = outgoing.TimedOut("login.corp.example did not answer within 5 seconds.")


@functools.cache
def key(name="key-1") -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


class OpenIdProvider:
    """Knows Bob. `claims` and `told` are what the ID token and the user information say; `answers` takes the place of
    what an endpoint would answer: a status and a body, or an error of ours."""

    def __init__(self, issuer: str, client_id: str = "poolhouse", secret: str = "corp-secret") -> None:
        self.issuer, self.client_id, self.secret = issuer, client_id, secret
        self.claims = {"email": "bob@corp.example"}
        self.told = {"name": "Bob"}
        self.header = {"kid": "key-1"}
        self.algorithm = "RS256"
        self.signing_key = key()
        self.answers: dict[str, object] = {}
        self.requests: list[tuple[str, str, dict, dict]] = []
        self.urls: list[str] = []
        self.asked: dict[str, str] = {}
        self.address = ""

    def sent(self, location: str) -> dict[str, str]:
        """Take note of where a browser was sent; the answer that it comes back with."""
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        return {"code": "the-code", "state": self.asked["state"]}

    def install(self, monkeypatch) -> "OpenIdProvider":
        monkeypatch.setattr(outgoing, "get", functools.partial(self._ask, "GET"))
        monkeypatch.setattr(
            outgoing, "post", lambda url, body, headers, **_: self._ask("POST", url, headers, body=body)
        )
        return self

    def requests_to(self, path: str) -> list[tuple[str, dict, dict]]:
        return [(method, headers, body) for method, asked, headers, body in self.requests if asked == path]

    def _ask(self, method, url, headers, *, body=b"", **_):
        path = urlsplit(url).path
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        self.urls.append(url)
        self.requests.append((method, path, dict(headers), form))
        answer = self.answers.get(path) or (200, getattr(self, path.strip("/").replace("/", "_"))())
        if isinstance(answer, Exception):
            raise answer
        status, content = answer
        kind = "application/jwt" if isinstance(content, str) else "application/json"
        text = content if isinstance(content, str) else json.dumps(content)
        return outgoing.Answer(status, {"Content-Type": kind}, text.encode())

    def token(self):
        return {"access_token": "the-access-token", "token_type": "Bearer", "id_token": self.id_token()}

    def userinfo(self):
        return {"sub": "Bob-1"} | self.told

    def keys(self):
        public = jwt.algorithms.RSAAlgorithm.to_jwk(key().public_key(), as_dict=True)
        return {"keys": [public | {"kid": "key-1", "alg": "RS256", "use": "sig"}]}

    def id_token(self) -> str:
        now = int(time.time())
        half = hashlib.sha256(b"the-access-token").digest()[:16]
        claims = {
            "iss": self.issuer,
            "sub": "Bob-1",
            "aud": self.client_id,
            "iat": now,
            "exp": now + 300,
            "nonce": self.asked.get("nonce"),
            "at_hash": base64.urlsafe_b64encode(half).decode().rstrip("="),
        }
        said = {name: value for name, value in (claims | self.claims).items() if value is not None}
        return jwt.encode(said, self.signing_key, self.algorithm, headers=self.header)
