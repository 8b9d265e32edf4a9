"""Requests to URLs that somebody typed in: where they go, and how long they may take."""

import ipaddress
import socket
import socketserver
import ssl
import threading
import time

import pytest

from notifications import addresses, outgoing
from tests import certifying
from tests.notifications.conftest import free_port

pytestmark = pytest.mark.one_database

LOOPBACK = [ipaddress.ip_network("127.0.0.0/8")]
BODY = b"body"
OK = b"HTTP/1.1 200 OK\r\nX-Kind: Fine\r\nContent-Length: 2\r\n\r\nhi"

INTERNAL = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "169.254.170.2",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:a9fe:a9fe",
    "::127.0.0.1",
    "::10.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "2001:0:7f00:1::1",
    "2001:db8::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%lo",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "5f00::1",
]
PUBLIC = ["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::1"]
NOT_ASKED = [
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://example.com/",
    "//example.com/",
    "example.com",
    "https://",
    "https:///path",
    "https://user:secret@example.com/",
    "https://example.com/#part",
    "https://example.com:99999/",
    "https://exa mple.com/",
    "https://[::1/",
    "",
]


@pytest.mark.parametrize("address", INTERNAL)
def test_addresses_of_our_surroundings_are_asked_by_nobody(address):
    assert not addresses.is_permitted(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_asked(address):
    assert addresses.is_permitted(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "::ffff:127.0.0.1"])
def test_what_the_operator_names_as_his_own_may_be_asked(settings, address):
    settings.OUTGOING_NETWORKS = LOOPBACK

    assert addresses.is_permitted(address)
    assert not addresses.is_permitted("10.0.0.1")


@pytest.mark.parametrize("url", NOT_ASKED)
def test_urls_of_other_kinds_are_forbidden(url):
    with pytest.raises(outgoing.Forbidden):
        outgoing.checked(url)


class Server(socketserver.ThreadingTCPServer):
    """Sends the pieces that `answer` gives, whatever is asked, and keeps what was."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked = []
        self.answer = lambda: [OK]

    @property
    def port(self):
        return self.server_address[1]


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        try:
            head = b"".join(iter(self.rfile.readline, b"\r\n"))
            self.server.asked.append((head, self.rfile.read(len(BODY) if head.startswith(b"POST") else 0)))
            for piece in self.server.answer():
                self.wfile.write(piece)
        except OSError:
            pass  # who asked has gone


@pytest.fixture
def server(settings):
    settings.OUTGOING_NETWORKS = LOOPBACK
    with Server() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def post(server):
    def run(url=None, *, timeout=5.0, max_bytes=1000, headers=None):
        return outgoing.post(
            url or f"http://127.0.0.1:{server.port}/hook?a=1",
            b"body",
            headers or {},
            timeout=timeout,
            max_bytes=max_bytes,
        )

    return run


def drip(head, seconds=0.05):
    yield head
    while True:
        time.sleep(seconds)
        yield b"a"


def test_a_request_carries_body_and_headers_and_brings_the_answer(post, server):
    answer = post(headers={"Content-Type": "text/plain"})

    assert (answer.status, answer.headers["x-kind"], answer.body) == (200, "Fine", b"hi")
    head, body = server.asked[0]
    assert head.startswith(b"POST /hook?a=1 HTTP/1.1\r\n")
    assert b"Content-Type: text/plain" in head
    assert f"Host: 127.0.0.1:{server.port}".encode() in head
    assert body == BODY


def test_what_is_asked_for_by_get_is_read_in_the_same_way(server):
    url = f"http://127.0.0.1:{server.port}/metadata?a=1"

    answer = outgoing.get(url, {"Accept": "text/xml"}, timeout=5, max_bytes=2)

    ((head, body),) = server.asked
    assert (answer.status, answer.body, body) == (200, b"hi", b"")
    assert head.startswith(b"GET /metadata?a=1 HTTP/1.1")
    assert b"Accept: text/xml" in head
    with pytest.raises(outgoing.TooLarge):
        outgoing.get(url, {}, timeout=5, max_bytes=1)


def test_a_redirect_to_an_internal_address_is_an_answer_like_any_other(post, server):
    server.answer = lambda: [
        f"HTTP/1.1 307 Go\r\nLocation: http://127.0.0.1:{server.port}/secret\r\nContent-Length: 0\r\n\r\n".encode()
    ]

    assert post().status == 307
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "[::ffff:127.0.0.1]"]
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_an_internal_address_is_not_connected_to_however_it_is_written(post, server, settings, scheme, host):
    settings.OUTGOING_NETWORKS = []

    with pytest.raises(outgoing.Forbidden):
        post(f"{scheme}://{host}:{server.port}/")

    assert server.asked == []


def test_a_name_is_resolved_once_and_the_connection_goes_where_it_was_judged_to(post, server, monkeypatch):
    answers = [[(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))]]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers.pop())

    assert post(f"http://rebinding.example:{server.port}/").status == 200
    assert f"Host: rebinding.example:{server.port}".encode() in server.asked[0][0]
    assert answers == []


def test_of_a_names_addresses_only_the_permitted_are_connected_to(post, server, monkeypatch):
    places = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (to, server.port)) for to in ("169.254.169.254", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: places)

    assert post(f"http://both.example:{server.port}/", timeout=2).status == 200


def test_in_clear_nothing_leaves_ones_own_networks(post, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(socket.AF_INET, 1, 6, "", ("1.1.1.1", 80))])

    with pytest.raises(outgoing.Forbidden):
        post("http://public.example/")


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 2"])
def test_a_drip_of_bytes_does_not_prolong_the_time(post, server, head):
    server.answer = lambda: drip(head)

    began = time.monotonic()
    with pytest.raises(outgoing.TimedOut):
        post(timeout=0.3)

    assert time.monotonic() - began < 1


def test_silence_ends_when_the_time_is_up(post, server):
    server.answer = lambda: drip(b"", seconds=3)

    with pytest.raises(outgoing.TimedOut, match=r"127\.0\.0\.1 did not answer within 0\.2 seconds"):
        post(timeout=0.2)


def test_a_look_up_that_takes_long_ends_when_the_time_is_up(post, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(2))

    with pytest.raises(outgoing.TimedOut):
        post("https://slow.example/", timeout=0.1)


@pytest.mark.parametrize("length", [b"Content-Length: 10000000\r\n", b""])
def test_an_answer_of_ten_megabytes_is_not_read_to_its_end(post, server, length):
    pieces = iter([b"HTTP/1.1 200 OK\r\n" + length + b"\r\n", *[b"a" * 10_000] * 1000])
    server.answer = lambda: pieces

    with pytest.raises(outgoing.TooLarge):
        post(max_bytes=65_536)

    assert next(pieces)


@pytest.mark.parametrize("answer", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi"])
def test_what_is_no_answer_is_told_as_such(post, server, answer):
    server.answer = lambda: [answer]

    with pytest.raises(outgoing.OutgoingError, match=r"No answer from 127\.0\.0\.1"):
        post()


def test_a_port_where_nobody_listens_is_told_as_such(post):
    with pytest.raises(outgoing.OutgoingError, match="Connection refused"):
        post(f"http://127.0.0.1:{free_port()}/")


def test_a_name_that_is_none_is_told_as_such(post, monkeypatch):
    def nowhere(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)

    with pytest.raises(outgoing.OutgoingError, match=r"The name nowhere\.example has no address"):
        post("https://nowhere.example/")


class TlsServer(Server):
    context: ssl.SSLContext

    def get_request(self):
        connection, address = super().get_request()
        return self.context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address


@pytest.fixture(scope="module")
def authority():
    return certifying.authority()


@pytest.fixture
def tls_server(settings, authority, tmp_path, monkeypatch):
    """Shows a certificate for hook.example, whose authority is believed."""
    settings.OUTGOING_NETWORKS = LOOPBACK
    (tmp_path / "authority.pem").write_text(authority.pem)
    issued = certifying.issue("hook.example", issuer=authority)
    (tmp_path / "server.pem").write_text(issued.pem + issued.key_pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    outgoing._trust.cache_clear()
    TlsServer.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    TlsServer.context.load_cert_chain(tmp_path / "server.pem")
    with TlsServer() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        monkeypatch.setattr(
            socket, "getaddrinfo", lambda *_, **__: [(socket.AF_INET, 1, 6, "", ("127.0.0.1", server.port))]
        )
        yield server
        server.shutdown()
    outgoing._trust.cache_clear()


def test_the_certificate_must_be_for_the_name_that_was_asked_for(tls_server):
    answer = outgoing.post("https://hook.example/", BODY, {}, timeout=5, max_bytes=100)
    assert answer.body == b"hi"

    with pytest.raises(outgoing.OutgoingError, match="Hostname mismatch"):
        outgoing.post("https://other.example/", BODY, {}, timeout=5, max_bytes=100)


def test_a_drip_over_tls_does_not_prolong_the_time_either(tls_server):
    tls_server.answer = lambda: drip(b"HTTP/1.1 200 OK\r\n\r\n")

    with pytest.raises(outgoing.TimedOut):
        outgoing.post("https://hook.example/", BODY, {}, timeout=0.5, max_bytes=1000)
