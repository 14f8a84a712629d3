"""Makes and opens the cookies and records of sessions in a store, independently of the Rust code.

The formats are described in docs/wire-format.md.

    python records.py make     writes records.json, the same bytes every time
    python records.py check    opens every cookie and record of records.json and compares what it
                               finds with what is recorded
    python records.py open     opens cookies and their records from stdin, one JSON object a line:
                               {"key": 1, "cookie": "...", "session": "...", "token": "...",
                               "version": 5, "record": "hexadecimal digits"}

A key is the number of a testing key. Times are read and not judged, but a former ticket opens what
it may open: `former` of the answer says which one the cookie has.
"""

import base64
import hmac
import json
import pathlib
import sys

from blake3 import blake3
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from cbor import Reader, Refused, diagnostic, encode, readable
from token_format import base64url, derived_key, key_id, read_body, tag, testing_key

FILE = pathlib.Path(__file__).with_name("records.json")
FORMAT, PRESENTED, NOBODYS, MOVED = 1, 1, 2, 4
STORED, PERSISTENT, UNBORN = 0x12, 1, 64
EPOCHS = ["current", "last, somebody's", "last, nobody's", "earlier"]


def derive(context, *parts):
    return blake3(b"".join(parts), derive_key_context=f"session-core store {context} v1").digest()


def epoch_key(ticket):
    """The key of the epoch that begins with this ticket."""
    return derive("epoch", ticket)


def xor(one, other):
    return bytes(a ^ b for a, b in zip(one, other))


def make_cookie(key, cookie, session, claim):
    flags = PERSISTENT * claim["persistent"] | UNBORN * claim["unborn"]
    front = bytes([STORED, flags]) + key_id(key) + claim["written"].to_bytes(5, "big") + bytes(4)
    token = front + bytes.fromhex(claim["name"]) + bytes.fromhex(claim["ticket"])
    return base64url(token + tag(derived_key(key, "stored", cookie, session), token))


def open_cookie(key, cookie, session, text):
    try:
        token = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise Refused("Malformed") from None
    if base64url(token) != text or len(token) != 63 or token[0] != STORED:
        raise Refused("Malformed")
    if token[2:6] != key_id(key):
        raise Refused("UnknownKey")
    if not hmac.compare_digest(token[-16:], tag(derived_key(key, "stored", cookie, session), token[:-16])):
        raise Refused("BadSignature")
    if token[1] & ~(PERSISTENT | UNBORN):
        raise Refused("Unreadable")
    written = int.from_bytes(token[6:11], "big") + int.from_bytes(token[11:15], "big")
    return {
        **{"name": token[15:31].hex(), "ticket": token[31:47].hex(), "written": written},
        **{"persistent": bool(token[1] & PERSISTENT), "unborn": bool(token[1] & UNBORN)},
    }


def record_key(key, cookie, session, epoch):
    return derive("record", epoch, derived_key(key, "stored", cookie, session))


def content(part):
    times = part["began"].to_bytes(5, "big") + part["entered"].to_bytes(5, "big")
    return times + bytes([part["type_version"]]) + encode(part["fields"])


def slot(ticket, name, epoch):
    return derive("ticket", ticket)[:16] + xor(epoch, derive("slot", ticket, name))


def make_record(key, cookie, session, name, version, record):
    """A record's bytes. A ticket of it is a text of hexadecimal digits, and so is the first ticket of its epoch."""
    name = bytes.fromhex(name)

    def seal(part, bound, front):
        nonce = bytes.fromhex(part["nonce"])
        sealed = AESGCMSIV(record_key(key, cookie, session, epoch_key(bytes.fromhex(part["epoch"]))))
        return nonce + sealed.encrypt(nonce, content(part), bound + front + nonce)

    def put_slot(ticket):
        return slot(bytes.fromhex(ticket["ticket"]), name, epoch_key(bytes.fromhex(ticket["epoch"])))

    moved = record["moved_until"]
    flags = PRESENTED * record["presented"] | NOBODYS * record["nobodys"] | MOVED * (moved is not None)
    front = bytes([FORMAT, flags]) + key_id(key) + record["made"].to_bytes(5, "big")
    front += b"" if moved is None else moved.to_bytes(5, "big")
    front += bytes([len(record["recent"])]) + b"".join(recent.to_bytes(8, "big") for recent in record["recent"])
    front += put_slot(record["current"]) + bytes([len(record["former"])])
    for former in record["former"]:
        front += put_slot(former) + former["replaced"].to_bytes(5, "big") + bytes([EPOCHS.index(former["of"])])
    before = b""
    if record["before"] is not None:
        before = key_id(key) + seal(record["before"], b"\x02" + name, key_id(key))
    front += len(before).to_bytes(4, "big") + before
    return front + seal(record["now"], b"\x01" + name + version.to_bytes(8, "big"), front)


def moved(kind, of):
    """The name and the ticket of the record that the session of a cookie moves to: of a session id, or of a text."""
    return [derive(f"moved {what}", kind.encode(), of)[:16] for what in ("name", "ticket")]


def open_record(key, cookie, session, claim, version, record):
    """What the holder of a cookie may read of a record, and what it says in clear."""
    name, ticket = bytes.fromhex(claim["name"]), bytes.fromhex(claim["ticket"])
    rest = Reader(record, "Unreadable")
    number = lambda length: int.from_bytes(rest.take(length), "big")
    form, flags = rest.take(2)
    if form != FORMAT or flags & ~(PRESENTED | NOBODYS | MOVED):
        raise Refused("Unreadable")
    own_key = rest.take(4)
    made, moved = number(5), number(5) if flags & MOVED else None
    recent = [number(8) for _ in range(number(1))]
    slots = [(rest.take(16), rest.take(32), None, "now")]
    former = []
    for _ in range(number(1)):
        slots.append((rest.take(16), rest.take(32), number(5), EPOCHS[number(1)]))
        former.append({"replaced": slots[-1][2], "of": slots[-1][3]})
    before = rest.take(number(4))
    start = rest.at
    found = [(wrapped, of) for hashed, wrapped, _, of in slots if hmac.compare_digest(hashed, derive("ticket", ticket)[:16])]
    clear = {"presented": bool(flags & PRESENTED), "nobodys": bool(flags & NOBODYS), "made": made, "moved_until": moved}
    clear |= {"recent": recent, "former": former, "has_before": before != b""}
    if not found:
        raise Refused("Superseded")
    wrapped, of = found[0]
    epoch = xor(wrapped, derive("slot", ticket, name))
    clear |= {"ticket": of, "session_id": derive("id", epoch)[:16].hex()}
    if of in ("now", "current"):
        bound, sealed, at, sealed_by = b"\x01" + name + version.to_bytes(8, "big"), record, start, own_key
    elif of != "earlier" and before:
        bound, sealed, at, sealed_by = b"\x02" + name, before, 4, before[:4]
    else:
        return clear | {"shows": None}
    if sealed_by != key_id(key):
        raise Refused("UnknownKey")
    nonce = sealed[at : at + 12]
    try:
        opened = AESGCMSIV(record_key(key, cookie, session, epoch)).decrypt(nonce, sealed[at + 12 :], bound + sealed[: at + 12])
    except InvalidTag:
        raise Refused("Unreadable") from None
    fields = read_body(opened[11:])
    shows = {"began": int.from_bytes(opened[:5], "big"), "entered": int.from_bytes(opened[5:10], "big")}
    shows |= {"type_version": opened[10], "fields": readable(fields), "diagnostic": diagnostic(fields)}
    return clear | {"shows": shows}


def difference(vector):
    """What of a recorded vector isn't found again when it is opened, or nothing."""
    key, cookie, session = testing_key(vector["key"]), vector["cookie"], vector["session"]
    try:
        claim = open_cookie(key, cookie, session, vector["token"])
        if claim != vector["claim"]:
            return f"the cookie has {claim}"
        record = bytes.fromhex(vector["record"])
        found = open_record(key, cookie, session, claim, vector["version"], record)
    except Refused as reason:
        found = {"error": str(reason)}
    return None if json.dumps(found) == json.dumps(vector["opens"]) else f"it opens as {found}"


def main(command):
    if command == "make":
        from record_examples import vectors

        FILE.write_text(json.dumps(list(vectors()), indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
        return 0
    if command == "check":
        recorded = json.loads(FILE.read_text(encoding="utf-8"))
        wrong = [difference(vector) for vector in recorded]
        for vector, why in zip(recorded, wrong):
            print(f"{vector['about']}: {why or 'ok'}")
        failed = sum(why is not None for why in wrong)
        print(f"{len(recorded) - failed} passed, {failed} failed")
        return 1 if failed or not recorded else 0
    if command == "open":
        for line in filter(str.strip, sys.stdin):
            asked = json.loads(line)
            key, cookie, session = testing_key(asked["key"]), asked["cookie"], asked["session"]
            try:
                parts = open_cookie(key, cookie, session, asked["token"])
                record = bytes.fromhex(asked["record"])
                parts = {**parts, **open_record(key, cookie, session, parts, asked["version"], record)}
            except Refused as reason:
                parts = {"error": str(reason)}
            print(json.dumps(parts, ensure_ascii=False), flush=True)
        return 0
    sys.exit(__doc__)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) == 2 else None))
