"""Codes that let a browser or a phone in, once, and the certificate of the home network."""

from __future__ import annotations

import datetime as dt
import ipaddress
import secrets
import socket
import ssl
import tempfile
import time
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from formcheck.errors import OutputError
from formcheck.web.security import is_same, new_secret

if TYPE_CHECKING:
    from collections.abc import Callable

CODE_LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters of a code that can be typed: none that looks like another one."""

CODE_LENGTH: Final = 8
"""40 random bits; `WrongTries` allows 40 guesses a minute in all."""

CODE_S: Final = 300.0
"""How long a code can be used (engineering default)."""

CERTIFICATE_DAYS: Final = 7
"""How long a certificate is valid; each start of a shared server makes a new one."""


class OneTimeCodes:
    """Makes codes; each works once, and not for long.

    Parameters
    ----------
    lifetime_s
        How long a code can be used.
    clock
        Gives seconds that only go forward; for tests.
    """

    def __init__(
        self, lifetime_s: float = CODE_S, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._lifetime_s, self._clock = lifetime_s, clock
        self._code, self._ends_s = "", 0.0

    def new(self) -> str:
        """Return a new code; the one before does not work any more."""
        self._code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        self._ends_s = self._clock() + self._lifetime_s
        return self._code

    @property
    def expires_s(self) -> float:
        """Seconds for which the newest code can still be used; 0 = it cannot."""
        return max(0.0, self._ends_s - self._clock()) if self._code else 0.0

    def redeem(self, code: str) -> bool:
        """Return True for the newest code, and use it up."""
        given = code.strip().upper().replace("-", "")
        if not self.expires_s or not is_same(given, self._code):
            return False
        self._code = ""
        return True


class Pairing:
    """The one phone that may film: its code, and the secret that it gets for the code.

    Parameters
    ----------
    host, port
        Address of the computer in the home network, and the port for the phone.
    """

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.codes = OneTimeCodes()
        self.fingerprint = ""
        self._secret = ""  # nosec B105  # no phone is paired yet
        self._code = ""

    @property
    def is_paired(self) -> bool:
        """Return True if a phone has used a code."""
        return bool(self._secret)

    @property
    def code(self) -> str:
        """The code to show; a new one if the last has been used or is too old."""
        if not self.codes.expires_s:
            self._code = self.codes.new()
        return self._code

    @property
    def address(self) -> str:
        """The address in the QR code."""
        return f"{self.origin}/phone?code={self.code}"

    @property
    def origin(self) -> str:
        """The address of the server for phones."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"https://{host}:{self.port}"

    def pair(self, code: str) -> str:
        """Return the secret of a phone for a code; empty if the code does not work.

        The phone that was paired before is not known any more.

        Parameters
        ----------
        code
            What the phone sent.

        Returns
        -------
        str
        """
        if not self.codes.redeem(code):
            return ""
        self._secret = new_secret()
        return self._secret

    def knows(self, secret: str) -> bool:
        """Return True for the secret of the paired phone."""
        return is_same(secret, self._secret)


def qr_svg(address: str) -> str:
    """Return the QR code of an address as an SVG picture."""
    import segno

    out = BytesIO()  # a picture of its own needs the namespace that an inline drawing leaves out
    segno.make(address, error="m").save(
        out, kind="svg", scale=8, border=4, light="#ffffff", xmldecl=False
    )
    return out.getvalue().decode()


def network_host() -> str:
    """Return the address of this computer in the home network.

    Returns
    -------
    str
        An IPv4 address, else an IPv6 one.

    Raises
    ------
    OutputError
        If it has none.
    """
    # Nothing is sent: connecting a datagram socket only chooses the way.  Both addresses are
    # reserved for documentation (RFC 5737, RFC 3849).
    for family, target in ((socket.AF_INET, "198.51.100.1"), (socket.AF_INET6, "2001:db8::1")):
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as asked:
            asked.connect((target, 9))
            host = str(asked.getsockname()[0]).partition("%")[0]
            if not ipaddress.ip_address(host).is_unspecified:
                return host
    raise OutputError(
        "This computer is in no network: connect it with the network of the phone, then start "
        "formcheck web --share again."
    )


class Certificate(NamedTuple):
    """A context for TLS, and the fingerprint of its certificate (SHA-256, hexadecimal)."""

    context: ssl.SSLContext
    fingerprint: str


def new_certificate(host: str) -> Certificate:
    """Make a certificate that this computer has signed itself.

    Its key never leaves this process, except for the moment in which OpenSSL reads it from a
    file that only its owner can read.

    Parameters
    ----------
    host
        The address that it is for.

    Returns
    -------
    Certificate
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "formcheck")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=CERTIFICATE_DAYS))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    pem = serialization.Encoding.PEM
    with tempfile.TemporaryDirectory(prefix="formcheck-") as folder:
        file = Path(folder) / "key.pem"
        file.touch(0o600)
        file.write_bytes(
            key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
            + certificate.public_bytes(pem)
        )
        context.load_cert_chain(file)
    return Certificate(context, certificate.fingerprint(hashes.SHA256()).hex())
