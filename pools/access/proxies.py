"""What proxies in front of us say of a request, and whom that is believed from.

Anybody can send `X-Forwarded-For`. It is read from the addresses in `POOLHOUSE_TRUSTED_PROXIES` alone, and of the two
families of such headers only the one that they are said to write: a proxy hands on what it does not know.
"""

import dataclasses
import ipaddress
import re
from collections.abc import Callable, Iterator, Sequence

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

X_FORWARDED, FORWARDED = "x-forwarded", "forwarded"  # what POOLHOUSE_FORWARDING_HEADERS knows

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_SIGNS_OF_A_PROXY = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_VIA")
_SCHEMES = frozenset({"http", "https"})
_HOPS_READ = 32  # the last ones; nobody has as many proxies
_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105  # RFC 9110's, no password
_PAIR = re.compile(rf'\s*({_TOKEN})=({_TOKEN}|"(?:[^"\\]|\\.)*")\s*(?=[;,]|\Z)')  # RFC 7239, section 4
_WITH_PORT = re.compile(r"\[(.+)\](?::\S*)?|(\d+\.[\d.]+):\S*")


@dataclasses.dataclass(frozen=True, slots=True)
class Hop:
    """What one proxy says of whoever asked it. Empty where it says nothing."""

    address: str = ""
    scheme: str = ""
    host: str = ""


class ForwardingMiddleware:
    """The outermost: from here on `REMOTE_ADDR`, the scheme and the `Host` of a request are the client's own.

    Without trusted proxies it is left out, and such headers mean nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.TRUSTED_PROXIES:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self._trusted: Sequence[Network] = tuple(settings.TRUSTED_PROXIES)
        self._read = _forwarded if settings.FORWARDING_HEADERS == FORWARDED else _x_forwarded

    def __call__(self, request: HttpRequest) -> HttpResponse:
        peer = _address(request.META.get("REMOTE_ADDR", ""))
        if peer and self._is_trusted(peer):
            self._believe(request, self._client(self._read(request)))
        return self.get_response(request)

    def _client(self, hops: Sequence[Hop]) -> Hop:
        """The nearest hop whose address is none of ours; what stands before it may be made up."""
        reached = Hop()
        for hop in reversed(hops[-_HOPS_READ:]):
            address = _address(hop.address)
            if address is None:  # "unknown", hidden, malformed: nobody can tell what is beyond
                return dataclasses.replace(hop, address=reached.address)
            reached = dataclasses.replace(hop, address=str(address))
            if not self._is_trusted(address):
                break
        return reached

    def _believe(self, request: HttpRequest, client: Hop) -> None:
        if client.address:
            request.META["REMOTE_ADDR"] = client.address
        if client.scheme in _SCHEMES:
            request.META["wsgi.url_scheme"] = client.scheme
        if client.host:
            request.META["HTTP_HOST"] = client.host

    def _is_trusted(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)


def is_from_here(request: HttpRequest) -> bool:
    """Whether this machine asks for itself: not a proxy on it, for somebody else."""
    if any(name in request.META for name in _SIGNS_OF_A_PROXY):
        return False
    address = _address(request.META.get("REMOTE_ADDR", ""))
    return address is not None and address.is_loopback


def is_from_a_proxy_itself(request: HttpRequest) -> bool:
    """Whether this machine or a trusted proxy asks for itself."""
    if any(name in request.META for name in _SIGNS_OF_A_PROXY):
        return False
    address = _address(request.META.get("REMOTE_ADDR", ""))
    if address is None:
        return False
    return address.is_loopback or any(address in network for network in settings.TRUSTED_PROXIES)


def _x_forwarded(request: HttpRequest) -> Sequence[Hop]:
    """Only the list of addresses grows on the way; of scheme and host the nearest proxy's word counts."""
    scheme = _last(request.META.get("HTTP_X_FORWARDED_PROTO", "")).lower()
    host = _last(request.META.get("HTTP_X_FORWARDED_HOST", ""))
    addresses = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return [Hop(_bare(address), scheme, host) for address in addresses]


def _forwarded(request: HttpRequest) -> Sequence[Hop]:
    """RFC 7239: each proxy adds an element. A header that cannot be read as a whole says nothing."""
    elements: list[dict[str, str]] = [{}]
    header = request.META.get("HTTP_FORWARDED", "")
    for name, value, ends in _pairs(header):
        elements[-1][name] = value
        if ends:
            elements.append({})
    return [
        Hop(_bare(element.get("for", "")), element.get("proto", "").lower(), element.get("host", ""))
        for element in elements
    ]


def _pairs(header: str) -> Iterator[tuple[str, str, bool]]:
    """Name, value and whether the element ends there, of each pair; none at all if the header is malformed."""
    found, at = [], 0
    while at < len(header):
        pair = _PAIR.match(header, at)
        if pair is None:
            return iter(())
        value = pair[2]
        text = re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value
        found.append((pair[1].lower(), text, header[pair.end() : pair.end() + 1] == ","))
        at = pair.end() + 1
    return iter(found)


def _last(header: str) -> str:
    return header.rpartition(",")[2].strip()


def _bare(node: str) -> str:
    """An address without its port: `192.0.2.1:4711`, `[2001:db8::1]:4711`."""
    match = _WITH_PORT.fullmatch(node.strip())
    return (match[1] or match[2]) if match else node.strip()


def _address(text: str) -> Address | None:
    """An IPv4 address that a dual-stack socket shows as IPv6 is the IPv4 address."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
