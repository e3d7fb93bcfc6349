"""The certificate that encrypts the way to the server: the host's own, or one made for a home network."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from intertwine.cli.errors import Refused

# Browsers refuse certificates that last much longer than a year.
LASTS = timedelta(days=390)
RENEWED_BEFORE = timedelta(days=14)


@dataclass(frozen=True)
class Certificate:
    file: Path
    key_file: Path
    names: tuple[str, ...]
    """Host names and addresses it is good for."""
    fingerprint: bytes
    """SHA-256, as browsers show it."""


def given_certificate(file: Path, key_file: Path) -> Certificate:
    """The host's own certificate; `Refused` when it cannot be used, and why."""
    try:
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
        key_pem = key_file.read_bytes()
        key = serialization.load_pem_private_key(key_pem, password=None)
    except OSError as error:
        raise Refused(f"{error.filename} cannot be read: {error.strerror}.") from None
    except (ValueError, TypeError):
        raise Refused("The certificate and its key must be PEM files, the key without a password.") from None
    if key.public_key() != certificate.public_key():
        raise Refused(f"The key {key_file} does not belong to the certificate {file}.")
    if b"-----BEGIN PRIVATE KEY-----" not in key_pem:
        raise Refused(
            "The key must be in PKCS#8 form. Convert it, and name the new file: "
            f"openssl pkcs8 -topk8 -nocrypt -in {key_file} -out new.pem"
        )
    if certificate.not_valid_after_utc <= datetime.now(UTC):
        raise Refused(f"The certificate {file} has expired. Renew it, then start again.")
    names = _names_in(certificate)
    if not names:
        raise Refused(f"The certificate {file} names no host (subject alternative name). Browsers need one.")
    return Certificate(file, key_file, names, certificate.fingerprint(hashes.SHA256()))


def own_certificate(directory: Path, names: list[str]) -> Certificate:
    """The one kept in `directory` when it is still good for all of `names`; otherwise a new one."""
    file, key_file = directory / "certificate.pem", directory / "certificate.key"
    try:
        kept = given_certificate(file, key_file)
    except Refused:
        kept = None
    if kept and set(names) <= set(kept.names) and not _expires_soon(file):
        return kept
    _make(file, key_file, names)
    return given_certificate(file, key_file)


def _make(file: Path, key_file: Path, names: list[str]) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Intertwine at home")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # phones whose clock is a little behind
        .not_valid_after(now + LASTS)
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    unlocked = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, unlocked)
    _write(key_file, pem)
    _write(file, certificate.public_bytes(serialization.Encoding.PEM))


def _write(path: Path, content: bytes) -> None:
    """For its owner only, and never half of it."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    part.replace(path)


def _expires_soon(file: Path) -> bool:
    certificate = x509.load_pem_x509_certificate(file.read_bytes())
    return certificate.not_valid_after_utc - RENEWED_BEFORE <= datetime.now(UTC)


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _names_in(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    hosts = named.get_values_for_type(x509.DNSName)
    return (*hosts, *(str(address) for address in named.get_values_for_type(x509.IPAddress)))
