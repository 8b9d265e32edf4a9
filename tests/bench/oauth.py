"""The OAuth endpoints beside oidc-provider's: `python -m tests.bench.oauth [--rounds 3] [--seconds 5]`.

Both issue RS256 JWTs. oidc-provider is one process that keeps all in memory; Poolhouse runs as `make run` starts it, on
SQLite, with its audit trail.
"""

import argparse
import base64
import contextlib
import dataclasses
import html
import os
import re
import shutil
import socket
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import requests

from tests.bench import driver, seeding, table, wire
from tests.bench.driver import Result
from tests.bench.systems import HERE, Peer, Poolhouse

CALLBACK = "https://shop.example/callback"
SCOPE = "bench/read"
USERNAME = "alice"
CODES_PER_SECOND = 400  # prepared for a round; it ends sooner where they do not last
_PEERS_SECRET = "machine-secret-of-the-benchmark-alone"


@dataclasses.dataclass(frozen=True)
class Endpoints:
    """An authorization server as its clients know it."""

    url: str
    authorize: str
    token: str
    machine: tuple[str, str]  # id and secret of a client with client credentials
    app: str  # id of a public client with authorization codes
    sign_in: tuple[str, str]  # the names of the fields, for user name and password


class OidcProvider(Peer):
    name = "oidc-provider"
    ready_path = "/.well-known/openid-configuration"

    def install(self) -> None:
        shutil.copytree(HERE / "oidc-provider", self.folder, dirs_exist_ok=True)
        if not (self.folder / "node_modules").exists():
            subprocess.run(["npm", "ci", "--silent", "--ignore-scripts", "--no-audit"], cwd=self.folder, check=True)

    def command(self) -> list[str]:
        return ["node", str(self.folder / "server.js")]


def peers_endpoints(url: str) -> Endpoints:
    return Endpoints(url, "/auth", "/token", ("machine", _PEERS_SECRET), "app", ("login", "password"))


def our_endpoints(url: str) -> Endpoints:
    """A pool with a user, a resource server and the two clients."""
    pool_id = wire.call(url, "CreateUserPool", signed=True, PoolName="bench")["UserPool"]["Id"]
    pool = {"UserPoolId": pool_id}
    scopes = [{"ScopeName": "read", "ScopeDescription": "Read"}]
    wire.call(url, "CreateResourceServer", signed=True, Identifier="bench", Name="bench", Scopes=scopes, **pool)
    user = pool | {"Username": USERNAME}
    wire.call(url, "AdminCreateUser", signed=True, MessageAction="SUPPRESS", **user)
    wire.call(url, "AdminSetUserPassword", signed=True, Password=seeding.PASSWORD, Permanent=True, **user)
    machine = _client(url, pool, GenerateSecret=True, AllowedOAuthFlows=["client_credentials"])
    app = _client(url, pool, AllowedOAuthFlows=["code"], CallbackURLs=[CALLBACK], scopes=["openid", SCOPE])
    secret = (machine["ClientId"], machine["ClientSecret"])
    return Endpoints(url, "/oauth2/authorize", "/oauth2/token", secret, app["ClientId"], ("username", "password"))


def _client(url: str, pool: dict[str, str], *, scopes: list[str] | None = None, **settings: object) -> dict[str, str]:
    settings |= {"AllowedOAuthFlowsUserPoolClient": True, "AllowedOAuthScopes": scopes or [SCOPE]}
    settings |= {"SupportedIdentityProviders": ["COGNITO"]}
    return wire.call(url, "CreateUserPoolClient", signed=True, ClientName="bench", **pool, **settings)["UserPoolClient"]


def client_credentials(at: Endpoints, seconds: int) -> Iterator[bytes]:
    basic = base64.b64encode(":".join(at.machine).encode()).decode()
    form = {"grant_type": "client_credentials", "scope": SCOPE}
    yield _post(at, form, f"Authorization: Basic {basic}")


def code_exchange(at: Endpoints, seconds: int) -> Iterator[bytes]:
    """Each with a code of its own: signed in once, codes are given for the cookie."""
    browser = requests.Session()
    browser.trust_env = False
    code = _sign_in(browser, at)
    for _ in range(CODES_PER_SECOND * seconds):
        yield _post(at, {"grant_type": "authorization_code", "redirect_uri": CALLBACK, "client_id": at.app} | code)
        code = _code_in(browser.get(_authorize_url(at), allow_redirects=False))


def sign_in_page(at: Endpoints, seconds: int) -> Iterator[bytes]:
    """The page that a stranger comes to, with the cookies that it needs."""
    browser = requests.Session()
    browser.trust_env = False
    page = browser.get(_authorize_url(at))
    cookies = page.request.headers.get("Cookie", "")
    target = page.request.path_url
    yield _request(at, f"GET {target} HTTP/1.1", f"Cookie: {cookies}" if cookies else "Accept: text/html", body="")


ROWS: dict[str, tuple[Callable[[Endpoints, int], Iterator[bytes]], bool]] = {
    "client credentials, RS256 JWT": (client_credentials, False),
    "code exchange": (code_exchange, True),
    "sign-in page": (sign_in_page, False),
}


def _authorize_url(at: Endpoints) -> str:
    asked = {"client_id": at.app, "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid", "state": "x"}
    return f"{at.url}{at.authorize}?{urlencode(asked)}"


def _sign_in(browser: requests.Session, at: Endpoints) -> dict[str, str]:
    page = browser.get(_authorize_url(at))
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    form = {name: html.unescape(value) for name, value in hidden}
    form |= dict(zip(at.sign_in, (USERNAME, seeding.PASSWORD), strict=True))
    action = re.search(r'<form[^>]* action="([^"]*)"', page.text)
    target = urljoin(page.url, html.unescape(action[1])) if action else page.url
    answer = browser.post(target, form, headers={"Referer": page.url}, allow_redirects=False)
    while not answer.headers["Location"].startswith(CALLBACK):
        answer = browser.get(urljoin(answer.url, answer.headers["Location"]), allow_redirects=False)
    return _code_in(answer)


def _code_in(answer: requests.Response) -> dict[str, str]:
    return {"code": parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]}


def _post(at: Endpoints, form: dict[str, str], *headers: str) -> bytes:
    kind = "Content-Type: application/x-www-form-urlencoded"
    return _request(at, f"POST {at.token} HTTP/1.1", kind, *headers, body=urlencode(form))


def _request(at: Endpoints, first: str, *headers: str, body: str) -> bytes:
    lines = [first, f"Host: {urlsplit(at.url).netloc}", *headers, f"Content-Length: {len(body)}", "", body]
    return "\r\n".join(lines).encode()


def _check(at: Endpoints, request: bytes) -> None:
    """wrk takes a redirect for an answer, too."""
    parts = urlsplit(at.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall(request)
        status = connection.recv(4096).split(b"\r\n", 1)[0]
    if b" 200 " not in status:
        raise wire.Refused(f"{request[:60]!r} at {at.url}: {status.decode()}")


def _measure(servers: dict[str, Endpoints], options: argparse.Namespace) -> dict[str, dict[str, list[Result]]]:
    """Rounds alternate between the two, after a short one that warms them up."""
    measured: dict[str, dict[str, list[Result]]] = {}
    for row, (prepare, once) in ROWS.items():
        rounds = defaultdict(list)
        for at in servers.values():
            _check(at, next(prepare(at, 1)))
        for number in range(options.rounds + 1):
            seconds = options.seconds if number else 1
            for name, at in servers.items():
                result = driver.replay(
                    at.url, [*prepare(at, seconds)], seconds=seconds, connections=options.connections, once=once
                )
                print(f"{row}, {name}: {result.per_second:,.0f}/s, {result.failed} failed", file=sys.stderr)
                rounds[name] += [result] if number else []
        measured[row] = dict(rounds)
    return measured


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.oauth", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5, help="of one round")
    parser.add_argument("--connections", type=int, default=16)
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        servers = {}
        for kind, made in ((Poolhouse, our_endpoints), (OidcProvider, peers_endpoints)):
            system = kind()
            system.install()
            stack.enter_context(system)
            servers[system.name] = made(system.url)
        measured = _measure(servers, options)
    print(f"\n{options.rounds} alternating rounds of {options.seconds} s (median), {options.connections} connections, ")
    print(f"wrk on the same machine: {os.cpu_count()} CPUs.\n")
    print("\n".join(table.rows(measured, list(servers), {})))
    failures = table.failures(measured)
    print("\n".join(["", *(failures or ["No call failed."])]))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
