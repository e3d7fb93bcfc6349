"""Our primitives give the figures the RFCs print. Each vector names its section."""

import nacl.pwhash.argon2id
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from intertwine.vault import primitives
from intertwine.vault.errors import Unopenable
from intertwine.vault.hidden import Hidden
from tests.vault import reference_hpke
from tests.vault.cast import bytes_of


def counting(first: int, last: int) -> str:
    return bytes(range(first, last + 1)).hex()


RFC_5869 = {
    "A.1": (
        "0b" * 22,
        counting(0x00, 0x0C),
        counting(0xF0, 0xF9),
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
    ),
    "A.2": (
        counting(0x00, 0x4F),
        counting(0x60, 0xAF),
        counting(0xB0, 0xFF),
        "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
        "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87",
    ),
    "A.3": (
        "0b" * 22,
        "",
        "",
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
    ),
}


@pytest.mark.parametrize("section", RFC_5869)
def test_hkdf_gives_the_figures_of_rfc_5869(section: str) -> None:
    secret, salt, info, expected = (bytes.fromhex(value) for value in RFC_5869[section])

    assert primitives.hkdf(Hidden(secret), salt=salt, info=info, length=len(expected)).reveal() == expected


RFC_8439 = {
    "2.8.2": {
        "key": counting(0x80, 0x9F),
        "nonce": "070000004041424344454647",
        "bound": "50515253c0c1c2c3c4c5c6c7",
        "plaintext": (
            b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
            b"sunscreen would be it."
        ).hex(),
        "sealed": (
            "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b"
            "1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
            "3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691"
        ),
    },
    "A.5": {
        "key": "1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0",
        "nonce": "000000000102030405060708",
        "bound": "f33388860000000000004e91",
        "plaintext": (
            "Internet-Drafts are draft documents valid for a maximum of six months and may be updated, replaced, "
            "or obsoleted by other documents at any time. It is inappropriate to use Internet-Drafts as reference "
            "material or to cite them other than as /“work in progress./”"
        )
        .encode()
        .hex(),
        "sealed": (
            "64a0861575861af460f062c79be643bd5e805cfd345cf389f108670ac76c8cb24c6cfc18755d43eea09ee94e382d26b0"
            "bdb7b73c321b0100d4f03b7f355894cf332f830e710b97ce98c8a84abd0b948114ad176e008d33bd60f982b1ff37c855"
            "9797a06ef4f0ef61c186324e2b3506383606907b6a7c02b0f9f6157b53c867e4b9166c767b804d46a59b5216cde7a4e9"
            "9040c5a40433225ee282a1b0a06c523eaf4534d7f83fa1155b0047718cbc546a0d072b04b3564eea1b422273f548271a"
            "0bb2316053fa76991955ebd63159434ecebb4e466dae5a1073a6727627097a1049e617d91d361094fa68f0ff77987130"
            "305beaba2eda04df997b714d6c6f2c29a6ad5cb4022b02709beead9d67890cbb22392336fea1851f38"
        ),
    },
}


@pytest.mark.parametrize("section", RFC_8439)
def test_the_aead_gives_the_figures_of_rfc_8439(section: str) -> None:
    vector = {name: bytes.fromhex(value) for name, value in RFC_8439[section].items()}
    key, nonce, bound = Hidden(vector["key"]), vector["nonce"], vector["bound"]

    assert primitives.aead_seal(key, nonce=nonce, plaintext=vector["plaintext"], bound=bound) == vector["sealed"]
    assert primitives.aead_open(key, nonce=nonce, sealed=vector["sealed"], bound=bound) == vector["plaintext"]


def test_a_second_argon2id_gives_the_figure_of_rfc_9106_and_agrees_with_ours() -> None:
    # The RFC's vector has four lanes, a key and associated data, which PyNaCl does not offer. So it checks the
    # Argon2id of `cryptography`, and that one checks ours at the parameters we use.
    rfc_section_5_3 = Argon2id(
        salt=b"\x02" * 16, length=32, iterations=3, lanes=4, memory_cost=32, ad=b"\x04" * 12, secret=b"\x03" * 8
    )
    assert rfc_section_5_3.derive(b"\x01" * 32).hex() == (
        "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
    )

    for name, (memory_kib, passes) in {"least": (65_536, 3), "more": (80_000, 4)}.items():
        secret, salt = bytes_of(f"password, {name}", 20), bytes_of(f"salt, {name}", 16)
        theirs = Argon2id(salt=salt, length=32, iterations=passes, lanes=1, memory_cost=memory_kib).derive(secret)
        ours = primitives.argon2id(Hidden(secret), salt=salt, memory_kib=memory_kib, passes=passes)
        assert ours.reveal() == theirs == nacl.pwhash.argon2id.kdf(32, secret, salt, passes, memory_kib * 1024)


# RFC 9180, A.2.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305, base mode.
RFC_9180 = {
    "info": b"Ode on a Grecian Urn",
    "plaintext": b"Beauty is truth, truth beauty",
    "recipient_private": bytes.fromhex("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb"),
    "recipient": bytes.fromhex("4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a"),
    "enc": bytes.fromhex("1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a"),
    "shared_secret": bytes.fromhex("0bbe78490412b4bbea4812666f7916932b828bba79942424abb65244930d69a7"),
    "key": bytes.fromhex("ad2744de8e17f4ebba575b3f5f5a8fa1f69c2a07f6e7500bc60ca6e3e3ec1c91"),
    "nonce": bytes.fromhex("5c4d98150661b848853b547f"),
    "first_bound": b"Count-0",
    "first_sealed": bytes.fromhex(
        "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28"
    ),
}


def test_hpke_gives_the_figures_of_rfc_9180() -> None:
    # The RFC's first message is bound to "Count-0"; our HPKE binds through `info` and has no such field. So the RFC's
    # message checks the RFC's key, and a message under that same key must open through the whole of ours.
    v = RFC_9180
    aead = ChaCha20Poly1305(v["key"])
    assert aead.encrypt(v["nonce"], v["plaintext"], v["first_bound"]) == v["first_sealed"]

    wrapped = v["enc"] + aead.encrypt(v["nonce"], v["plaintext"], b"")
    private = Hidden(v["recipient_private"])
    assert primitives.x25519_public(private) == v["recipient"]
    assert primitives.hpke_open(private, info=v["info"], wrapped=wrapped).reveal() == v["plaintext"]
    with pytest.raises(Unopenable):
        primitives.hpke_open(private, info=v["info"] + b".", wrapped=wrapped)


def test_the_slow_hpke_gives_the_same_figures() -> None:
    v = RFC_9180
    recipient = X25519PrivateKey.from_private_bytes(v["recipient_private"])
    agreed = recipient.exchange(X25519PublicKey.from_public_bytes(v["enc"]))

    shared = reference_hpke.shared_secret(agreed, enc=v["enc"], recipient=v["recipient"])
    assert shared == v["shared_secret"]
    assert reference_hpke.key_and_nonce(shared, info=v["info"]) == (v["key"], v["nonce"])


def test_what_our_hpke_seals_the_slow_one_opens() -> None:
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    wrapped = primitives.hpke_seal(public, info=b"a label", secret=Hidden(b"the secret"))

    enc, sealed = wrapped[:32], wrapped[32:]
    agreed = private.exchange(X25519PublicKey.from_public_bytes(enc))
    shared = reference_hpke.shared_secret(agreed, enc=enc, recipient=public)
    key, nonce = reference_hpke.key_and_nonce(shared, info=b"a label")
    assert ChaCha20Poly1305(key).decrypt(nonce, sealed, b"") == b"the secret"


RFC_8032 = {
    "7.1, test 1": (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    "7.1, test 2": (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
    "7.1, test 3": (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
        "4a7c15e9716ed28dc027beceea1ec40a",
    ),
    "7.1, test SHA(abc)": (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd"
        "454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e030"
        "3dca179c138ac17ad9bef1177331a704",
    ),
}


@pytest.mark.parametrize("section", RFC_8032)
def test_ed25519_gives_the_figures_of_rfc_8032(section: str) -> None:
    private, public, message, signature = (bytes.fromhex(value) for value in RFC_8032[section])

    assert primitives.ed25519_public(Hidden(private)) == public
    assert primitives.ed25519_sign(Hidden(private), message=message) == signature
    primitives.ed25519_verify(public, message=message, signature=signature)
    with pytest.raises(Unopenable):
        primitives.ed25519_verify(public, message=message + b".", signature=signature)
