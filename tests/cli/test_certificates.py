import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from intertwine.cli import certificates
from intertwine.cli.certificates import given_certificate, own_certificate
from intertwine.cli.errors import Refused
from intertwine.cli.listening import Asked, choose
from intertwine.cli.welcome import fingerprint_words
from intertwine.server.configuration import Configuration

NAMES = ["192.168.1.7", "box.local"]


def test_a_certificate_is_kept_while_it_is_good_for_every_name(tmp_path: Path) -> None:
    first = own_certificate(tmp_path, NAMES)

    assert own_certificate(tmp_path, ["box.local"]) == first
    assert first.names == ("box.local", "192.168.1.7")
    assert first.fingerprint == hashlib.sha256(_der(first.file)).digest()


def test_a_new_address_gets_a_new_certificate(tmp_path: Path) -> None:
    first = own_certificate(tmp_path, NAMES)
    second = own_certificate(tmp_path, ["192.168.1.8", "box.local"])

    assert second.names == ("box.local", "192.168.1.8")
    assert second.fingerprint != first.fingerprint


def test_it_is_renewed_before_it_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificates, "LASTS", timedelta(days=13))
    first = own_certificate(tmp_path, NAMES)

    assert own_certificate(tmp_path, NAMES).fingerprint != first.fingerprint


def test_browsers_accept_how_long_it_lasts(tmp_path: Path) -> None:
    made = x509.load_pem_x509_certificate(own_certificate(tmp_path, NAMES).file.read_bytes())

    assert made.not_valid_after_utc - made.not_valid_before_utc < timedelta(days=398)
    assert made.not_valid_before_utc < datetime.now(UTC) < made.not_valid_after_utc


def test_only_its_owner_can_read_the_key(tmp_path: Path) -> None:
    made = own_certificate(tmp_path, NAMES)

    assert made.key_file.stat().st_mode & 0o777 == 0o600


def test_a_damaged_certificate_is_made_anew(tmp_path: Path) -> None:
    first = own_certificate(tmp_path, NAMES)
    first.file.write_text("half of it", encoding="ascii")

    assert own_certificate(tmp_path, NAMES).names == first.names


def test_a_key_of_another_certificate_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    a, b = own_certificate(tmp_path / "a", NAMES), own_certificate(tmp_path / "b", NAMES)

    with pytest.raises(Refused, match="does not belong to the certificate"):
        given_certificate(a.file, b.key_file)


def test_a_key_in_another_form_is_refused_with_the_command_that_converts_it(tmp_path: Path) -> None:
    made = own_certificate(tmp_path, NAMES)
    key = serialization.load_pem_private_key(made.key_file.read_bytes(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    made.key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
    )

    with pytest.raises(Refused, match="openssl pkcs8 -topk8"):
        given_certificate(made.file, made.key_file)


def test_an_expired_certificate_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificates, "LASTS", timedelta(hours=-1))

    with pytest.raises(Refused, match="has expired"):
        own_certificate(tmp_path, NAMES)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"c\.pem cannot be read: No such file or directory"):
        given_certificate(tmp_path / "c.pem", tmp_path / "k.pem")


def test_the_fingerprints_words_are_its_first_55_bits() -> None:
    words = fingerprint_words(bytes(32))

    assert words == ["abbey"] * 5
    assert fingerprint_words(b"\x00\x20" + bytes(30)) == ["acacia", *["abbey"] * 4]


def _der(file: Path) -> bytes:
    return x509.load_pem_x509_certificate(file.read_bytes()).public_bytes(serialization.Encoding.DER)


@pytest.mark.parametrize(
    ("names", "hosts", "address"),
    [
        (["us.example.org"], "", "https://us.example.org:8443"),
        (["*.example.org"], "us.example.org", "https://us.example.org:8443"),
        (["*.example.org"], "", "https://203.0.113.7:8443"),
        (["::1"], "", "https://[::1]:8443"),
    ],
)
def test_the_address_is_one_the_certificate_is_good_for(
    tmp_path: Path, names: list[str], hosts: str, address: str
) -> None:
    made = own_certificate(tmp_path, names)
    asked = Asked(port=8443, host="203.0.113.7", certificate=made.file, key=made.key_file)

    place = choose(asked, Configuration(data=str(tmp_path), hosts=hosts))

    assert place.address == address
    assert place.settings == {"https": "1", "hosts": ",".join(filter(None, [hosts, names[0].removeprefix("*")]))}
