"""Which addresses may be called, and calling one without being led elsewhere.

A name is looked up once, every address it stands for is judged, and the connection goes to the one that was judged:
whoever answers for the name cannot point it into our own network in between. Redirects are not followed.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Event, Timer
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext as _

from reorg.settings import environment
from workflows.errors import BadInput

PATIENCE = 10  # seconds, for the connection and for each answer
LONGEST = 30.0  # seconds, for all of it: who answers byte by byte is hung up on
READ = 1024  # bytes of an answer, of which nobody makes use

THROUGH_A_TRANSLATOR = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Unreachable(Exception):
    """The other side could not be called, or may not be."""


class Place(NamedTuple):
    """An address that was judged, and the machine it leads to."""

    url: SplitResult
    machine: Address


def own_networks() -> list[Network]:
    """Networks of the administration's own that may be called although they are not public (``WEBHOOK_NETWORKS``)."""
    return [ipaddress.ip_network(one) for one in environment.listed("WEBHOOK_NETWORKS")]


def judged(address: str) -> Place:
    """The machine an address leads to.

    Raises:
        BadInput: it is no address, has a name and password in it, or leads into a network that is not public.
        Unreachable: its name cannot be looked up now.
    """
    try:
        url = urlsplit(address)
        port = url.port or (443 if url.scheme == "https" else 80)
    except ValueError:
        raise BadInput(_("This is not a web address: write it as https://host/path."), "address") from None
    if url.scheme not in ("https", "http") or not url.hostname:
        raise BadInput(_("This is not a web address: write it as https://host/path."), "address")
    if url.username or url.password or url.fragment:
        raise BadInput(_("Leave names, passwords and “#” out of the address: what is sent is signed."), "address")
    try:
        found = socket.getaddrinfo(url.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(_("The name %(name)s cannot be looked up.") % {"name": url.hostname}) from error
    machines = [_plain(ipaddress.ip_address(str(where[0]).partition("%")[0])) for *_more, where in found]
    own = own_networks()
    for machine in machines:
        inside = any(machine in network for network in own)
        if not inside and (not machine.is_global or machine.is_multicast):
            raise BadInput(
                _("%(name)s leads into a network that is not public (%(machine)s), where nothing may be called.")
                % {"name": url.hostname, "machine": machine},
                "address",
            )
        if not inside and url.scheme == "http":
            raise BadInput(_("Only https:// is called outside of the administration's own networks."), "address")
    return Place(url, machines[0])


def _plain(machine: Address) -> Address:
    """The IPv4 address that an IPv6 address only wraps."""
    if machine.version == 4:
        return machine
    if machine in THROUGH_A_TRANSLATOR:
        return ipaddress.IPv4Address(machine.packed[-4:])
    return machine.ipv4_mapped or machine.sixtofour or machine


def post(place: Place, body: bytes, headers: dict[str, str]) -> int:
    """Send, and say the status that was answered.

    Raises:
        Unreachable: nobody answered in time, or not in HTTP.
    """
    url = place.url
    path = (url.path or "/") + (f"?{url.query}" if url.query else "")
    connection = _connection(place)
    hung_up = Event()
    patience = Timer(LONGEST, _hang_up, [connection, hung_up])
    patience.start()
    try:
        connection.request("POST", path, body, {"Host": url.netloc, "Content-Type": "application/json", **headers})
        answer = connection.getresponse()
        answer.read(READ)
        if hung_up.is_set():
            raise Unreachable(_("It did not finish its answer in %(n)d seconds.") % {"n": LONGEST})
        return answer.status
    except (OSError, HTTPException) as error:
        raise Unreachable(str(error) or type(error).__name__) from error
    finally:
        patience.cancel()
        connection.close()


def _hang_up(connection: HTTPConnection, hung_up: Event) -> None:
    hung_up.set()  # first: whoever reads then finds the end, and asks why
    if connection.sock is not None:
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


class _ToMachine(HTTPSConnection):
    """TLS with the machine that was judged, which must prove to be the one that was named."""

    machine = ""

    def connect(self) -> None:
        plain = self.sock = socket.create_connection((self.machine, self.port), self.timeout)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


def _connection(place: Place) -> HTTPConnection:
    name = place.url.hostname or ""
    if place.url.scheme == "http":
        return HTTPConnection(str(place.machine), place.url.port or 80, timeout=PATIENCE)
    connection = _ToMachine(name, place.url.port or 443, timeout=PATIENCE)
    connection.machine = str(place.machine)
    return connection
