"""A mail server of a few lines that takes mail, refuses it, or hangs up at the worst moment."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class MailServer:
    """``mood``: "takes"; "refuses" whatever is sent; "dies" after a whole mail, before it says whether it took it."""

    def __init__(self, port: socket.socket) -> None:
        self.mood, self.mails = "takes", list[str]()
        self._port = port

    def run(self) -> None:
        while True:
            try:
                line, _address = self._port.accept()
            except OSError:  # closed: the test is over
                return
            with line, line.makefile("rwb") as talk:
                self._talk(talk)

    def _talk(self, talk: Any) -> None:
        def say(words: str) -> None:
            talk.write(words.encode() + b"\r\n")
            talk.flush()

        say("220 sample")
        for command in talk:
            verb = command[:4].upper()
            if verb == b"DATA":
                say("354 go on")
                mail = b"".join(iter(talk.readline, b".\r\n")).decode()
                if self.mood == "dies":
                    return
                if self.mood == "refuses":
                    say("451 try again later")
                    continue
                self.mails.append(mail)
                say("250 taken")
            elif verb == b"QUIT":
                say("221 bye")
                return
            else:
                say("250 well")


@contextmanager
def mail_server(settings: Any) -> Iterator[MailServer]:
    """Django's own way of sending, to a server on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as port:
        server = MailServer(port)
        threading.Thread(target=server.run, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = port.getsockname()
        yield server
        port.shutdown(socket.SHUT_RDWR)
