"""Write the golden vectors of sealed answers. Run once, by hand: what it wrote is kept for ever.

    python -m tests.vault.make_sealed_golden

A later format gets a file of its own; this one is never written again, which is why the script refuses to.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from intertwine.vault.identity import Identity
from intertwine.vault.sealed import AnswerPlace, SealedAnswer, release, seal_answer
from intertwine.vault.secrets import Key
from tests.vault.cast import ALICE, ALICE_ID, BOB, BOB_ID, CHARLIE, SHARED_SPACE, US_KEY, bytes_of, key_of
from tests.vault.malformed import flipped

PATH = Path(__file__).parent / "vectors" / "sealed-1.json"
PLACE = AnswerPlace(space=SHARED_SPACE, question=bytes_of("a question", 16), author=ALICE_ID, revision=2)
TEXT = "That you came along, without saying anything. – Alice".encode()
LONG = ("I have thought about this for a while. " * 300).encode()
Case = dict[str, Any]
ELSEWHERE = {
    "another space": replace(PLACE, space=bytes_of("elsewhere", 16)),
    "another question": replace(PLACE, question=bytes_of("elsewhere", 16)),
    "another author": replace(PLACE, author=BOB_ID),
    "another revision": replace(PLACE, revision=3),
}


def answer_case(
    name: str,
    stored: bytes,
    opens: bytes | None = None,
    *,
    place: AnswerPlace = PLACE,
    identity: Identity = ALICE,
    released: bytes | None = None,
    key: Key = US_KEY,
) -> Case:
    """Without `released` it is opened by its author, else with the us key and the author's card."""
    with_us = {} if released is None else {"released": released.hex(), "us_key": key.reveal().hex()}
    return {
        "name": name,
        "identity": identity.to_bytes().hex(),
        "place": [place.space.hex(), place.question.hex(), place.author.hex(), place.revision],
        "stored": stored.hex(),
        **with_us,
        "opens": None if opens is None else opens.hex(),
    }


def with_part(answer: SealedAnswer, name: str, bit: int) -> bytes:
    return msgspec.structs.replace(answer, **{name: flipped(getattr(answer, name), bit)}).to_bytes()


def misspelt(answer: SealedAnswer) -> Iterator[tuple[str, bytes]]:
    good = answer.to_bytes()
    fields = list(msgspec.structs.asdict(answer).values())
    yield "empty", b""
    yield "version 2", msgspec.msgpack.encode([2, *fields[1:]])
    yield "a field less", msgspec.msgpack.encode(fields[:-1])
    yield "a field more", msgspec.msgpack.encode([*fields, b""])
    yield "a short own key", msgspec.msgpack.encode([1, fields[1], fields[2][:-1], fields[3]])
    yield "a short signature", msgspec.msgpack.encode([*fields[:3], fields[3][:-1]])
    yield "cut by one byte", good[:-1]
    yield "one byte more", good + b"\0"
    for name, places in (("sealed", (0, 24, 56, 4096 + 60)), ("own_key", (0, 1120)), ("signature", (0, 32))):
        for where in places:
            yield f"{name} changed at {where}", with_part(answer, name, where * 8)


def own(answer: SealedAnswer) -> Iterator[Case]:
    yield answer_case("opens", answer.to_bytes(), TEXT)
    yield answer_case("nothing opens", seal_answer(ALICE, PLACE, b"").to_bytes(), b"")
    yield answer_case("a long one opens", seal_answer(ALICE, PLACE, LONG).to_bytes(), LONG)
    yield from (answer_case(name, stored) for name, stored in misspelt(answer))
    yield from (answer_case(name, answer.to_bytes(), place=place) for name, place in ELSEWHERE.items())
    yield answer_case("the partner's identity", answer.to_bytes(), identity=BOB)
    yield answer_case("planted for her by Charlie", seal_answer(CHARLIE, PLACE, TEXT).to_bytes())
    again = seal_answer(ALICE, PLACE, TEXT)
    for name in ("sealed", "own_key", "signature"):
        mixed = msgspec.structs.replace(answer, **{name: getattr(again, name)})
        yield answer_case(f"{name} of another answer of hers", mixed.to_bytes())


def to_both(answer: SealedAnswer) -> Iterator[Case]:
    stored, key = answer.to_bytes(), release(ALICE, PLACE, answer, us_key=US_KEY)
    again = seal_answer(ALICE, PLACE, TEXT)
    yield answer_case("opens", stored, TEXT, released=key)
    for name, start in (("version", 0), ("key id", 1), ("salt", 9), ("commitment", 33), ("key", 65), ("tag", 97)):
        yield answer_case(f"{name} changed", stored, released=flipped(key, start * 8))
    yield answer_case("not released", stored, released=b"")
    yield answer_case("cut by one byte", stored, released=key[:-1])
    yield answer_case("one byte more", stored, released=key + b"\0")
    yield from (answer_case(name, stored, released=key, place=place) for name, place in ELSEWHERE.items())
    yield answer_case("another us key", stored, released=key, key=key_of("another us"))
    yield answer_case("the partner's card", stored, released=key, identity=BOB)
    yield answer_case("the key of another answer of hers", again.to_bytes(), released=key)
    for name in ("sealed", "signature"):
        mixed = msgspec.structs.replace(answer, **{name: getattr(again, name)})
        yield answer_case(f"{name} of another answer of hers", mixed.to_bytes(), released=key)


def vectors() -> dict[str, list[Case]]:
    answer = seal_answer(ALICE, PLACE, TEXT)
    return {"by the author": list(own(answer)), "by both": list(to_both(answer))}


def main() -> None:
    if PATH.exists():
        raise SystemExit(f"{PATH.name} is there: it is never written again")
    PATH.write_text(json.dumps(vectors(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
