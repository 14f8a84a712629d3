"""Makes and opens session tokens, independently of the Rust code.

The format is described in docs/wire-format.md.

    python tokens.py make     writes tokens.json, the same bytes every time
    python tokens.py check    opens every token of tokens.json and compares what it finds with
                              what is recorded
    python tokens.py open     opens tokens from stdin, one JSON object a line:
                              {"key": 1, "cookie": "...", "session": "...", "token": "..."},
                              with "machine": true for a session that is an enum of states, and
                              "encrypted": true for one that is encrypted

A key is the number of a testing key. Times and versions are read but not judged: the session type
decides which of them are valid.
"""

import base64
import hmac
import json
import math
import pathlib
import struct
import sys

import cbor2
from blake3 import blake3
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

FILE = pathlib.Path(__file__).with_name("tokens.json")
PERSISTENT, ENTERED, SEEN, SESSION_ID, PADDED, VERSION = 1, 2, 4, 8, 16, 32
FIRST_BYTES = {"signed": 0x10, "encrypted": 0x11}
LAST = 2**40 - 1


class Refused(Exception):
    """Its text is the reason, in the Rust code's words."""


class F32(float):
    """A float of 32 bits."""


class Pairs(list):
    """A map as it was read: Python's dict would take 1 and true for the same key."""

    def items(self):
        return self


# Keys


def testing_key(number):
    return blake3(bytes([number]), derive_key_context="session-core testing key v1").digest()


def key_id(key):
    return blake3(key, derive_key_context="session-core key id v1").digest()[:4]


def derived_key(key, kind, cookie, session):
    parts = [key, kind.encode(), cookie.encode(), session.encode()]
    material = b"".join(struct.pack("<I", len(part)) + part for part in parts)
    return blake3(material, derive_key_context="session-core token v1").digest()


# Tokens


def base64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def tag(derived, message):
    return blake3(message, key=derived).digest()[:16]


def kind_of(header):
    return "signed" if header["nonce"] is None else "encrypted"


def put_header(key, header):
    parts = ("began", "written", "entered", "seen", "session_id", "nonce")
    began, written, entered, seen, session_id, nonce = (header[part] for part in parts)
    version = b"" if header["version"] == 1 else bytes([header["version"]])
    flags = PERSISTENT * header["persistent"] | ENTERED * (entered is not None) | SEEN * (seen is not None)
    flags |= SESSION_ID * (session_id is not None) | PADDED * header["padded"] | VERSION * (version != b"")
    offsets = b"".join((time - began).to_bytes(4, "big") for time in (written, entered, seen) if time is not None)
    front = bytes([FIRST_BYTES[kind_of(header)], flags]) + key_id(key) + began.to_bytes(5, "big")
    return front + offsets + bytes.fromhex(session_id or "") + version + bytes.fromhex(nonce or "")


def make(key, cookie, session, header, body):
    """`body` with its padding, if it has some."""
    front, derived = put_header(key, header), derived_key(key, kind_of(header), cookie, session)
    if header["nonce"] is None:
        return base64url(front + body + tag(derived, front + body))
    # The tag stands behind what is encrypted here, too.
    return base64url(front + AESGCMSIV(derived).encrypt(bytes.fromhex(header["nonce"]), body, front))


def open_token(key, cookie, session, text, machine=False, encrypted=False):
    """The header, the body, its padding and the fields of a token; the checks stand in the order of the Rust code."""
    kind = "encrypted" if encrypted else "signed"
    if len(cookie.encode()) + len(text.encode()) > 4096:
        raise Refused("TooLong")
    try:
        token = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise Refused("Malformed") from None
    if base64url(token) != text or len(token) < 6 + 16 or token[0] != FIRST_BYTES[kind]:
        raise Refused("Malformed")
    length = header_length(token[1], encrypted)
    if len(token) < length + 16:
        raise Refused("Malformed")
    if token[2:6] != key_id(key):
        raise Refused("UnknownKey")
    body = open_body(derived_key(key, kind, cookie, session), encrypted, token[:length], token[length:])
    header = read_header(token[:length], encrypted)
    if (header["entered"] is not None) != machine:
        raise Refused("Unreadable")
    body, padding = split_padding(body) if header["padded"] else (body, b"")
    fields = read_body(body)
    if machine and not (fields and fields[0][0] == "" and type(fields[0][1]) is str):
        raise Refused("Unreadable")  # the state comes first
    return header, body, padding, fields


def header_length(flags, encrypted):
    parts = {ENTERED: 4, SEEN: 4, SESSION_ID: 16, VERSION: 1}
    return 15 + sum(length for flag, length in parts.items() if flags & flag) + 12 * encrypted


def open_body(derived, encrypted, front, sealed):
    if not encrypted:
        body, found = sealed[:-16], sealed[-16:]
        if not hmac.compare_digest(found, tag(derived, front + body)):
            raise Refused("BadSignature")
        return body
    try:
        return AESGCMSIV(derived).decrypt(front[-12:], sealed, front)
    except InvalidTag:
        raise Refused("BadSignature") from None


def read_header(front, encrypted):
    rest = Reader(front, "Unreadable")
    flags = rest.take(6)[1]
    if flags & ~(PERSISTENT | ENTERED | SEEN | SESSION_ID | PADDED | VERSION) or flags & PADDED and not encrypted:
        raise Refused("Unreadable")
    began = int.from_bytes(rest.take(5), "big")
    written = int.from_bytes(rest.take(4), "big")
    offsets = [int.from_bytes(rest.take(4), "big") if flags & flag else None for flag in (ENTERED, SEEN)]
    session_id = rest.take(16).hex() if flags & SESSION_ID else None
    version = rest.take(1)[0] if flags & VERSION else 1
    nonce = rest.take(12).hex() if encrypted else None
    last_seen = written if offsets[1] is None else offsets[1]
    if not (offsets[0] or 0) <= last_seen <= written:
        raise Refused("Unreadable")
    written, entered, seen = (None if offset is None else min(began + offset, LAST) for offset in (written, *offsets))
    return {
        **{"persistent": bool(flags & PERSISTENT), "began": began, "written": written, "entered": entered, "seen": seen},
        **{"session_id": session_id, "version": version, "padded": bool(flags & PADDED), "nonce": nonce},
    }


def padded(body, step):
    return body + b"\x80" + bytes(step - 1 - len(body) % step)


def split_padding(body):
    end = len(body.rstrip(b"\0")) - 1
    if body[end : end + 1] != b"\x80":
        raise Refused("Unreadable")
    return body[:end], body[end:]


def read_body(body):
    reader = Reader(body, "Unreadable")
    if body[:1] == b"" or body[0] >> 5 != 5:
        raise Refused("Unreadable")
    fields = reader.value(-1)  # its own map isn't counted among the 64 levels
    if reader.at != len(body) or not all(type(name) is str for name, _ in fields):
        raise Refused("Unreadable")
    return fields


# CBOR


def head(major, number):
    if number < 24:
        return bytes([major << 5 | number])
    width = next(width for width in range(4) if number < 1 << (8 << width))
    return bytes([major << 5 | 24 + width]) + number.to_bytes(1 << width, "big")


def encode(value):
    match value:
        case None | bool():
            return {False: b"\xf4", True: b"\xf5", None: b"\xf6"}[value]
        case int():
            negative, number = value < 0, -1 - value if value < 0 else value
            if number < 2**64:
                return head(int(negative), number)
            return head(6, 2 + negative) + encode(number.to_bytes((number.bit_length() + 7) // 8, "big"))
        case float():
            return struct.pack(">Bf", 0xFA, value) if isinstance(value, F32) else struct.pack(">Bd", 0xFB, value)
        case bytes():
            return head(2, len(value)) + value
        case str():
            return head(3, len(value.encode())) + value.encode()
        case list():
            return head(4, len(value)) + b"".join(map(encode, value))
        case dict():
            return head(5, len(value)) + b"".join(encode(part) for entry in value.items() for part in entry)


class Reader:
    """Moves through bytes; what they can't be is refused for `reason`."""

    def __init__(self, data, reason):
        self.data, self.reason, self.at = data, reason, 0

    def need(self, holds):
        if not holds:
            raise Refused(self.reason)

    def take(self, length):
        self.at += length
        self.need(self.at <= len(self.data))
        return self.data[self.at - length : self.at]

    def head(self):
        first = self.take(1)[0]
        major, short = first >> 5, first & 31
        if short < 24:
            return major, short
        self.need(major != 7 and short < 28)
        number = int.from_bytes(self.take(1 << short - 24), "big")
        self.need(number >= (24, 2**8, 2**16, 2**32)[short - 24])
        return major, number

    def text(self, length):
        try:
            return self.take(length).decode()
        except UnicodeDecodeError:
            raise Refused(self.reason) from None

    def value(self, depth=0):
        match self.data[self.at : self.at + 1]:
            case b"\xfa":
                return F32(struct.unpack(">f", self.take(5)[1:])[0])
            case b"\xfb":
                return struct.unpack(">d", self.take(9)[1:])[0]
        major, number = self.head()
        self.need(major < 4 or major > 5 or depth < 64)
        match major:
            case 0 | 1:
                return -1 - number if major else number
            case 2 | 3:
                return self.take(number) if major == 2 else self.text(number)
            case 4:
                return [self.value(depth + 1) for _ in range(number)]
            case 5:
                return self.map(number, depth + 1)
            case 6:
                return self.big(number)
        self.need(number in (20, 21, 22))
        return (False, True, None)[number - 20]

    def map(self, count, depth):
        pairs, keys = Pairs(), set()
        for _ in range(count):
            start = self.at
            key = self.value(depth)
            keys.add(self.data[start : self.at])
            pairs.append((key, self.value(depth)))
        self.need(len(keys) == count)
        return pairs

    def big(self, number):
        major, length = self.head()
        self.need(number in (2, 3) and major == 2 and 9 <= length <= 16)
        data = self.take(length)
        value = int.from_bytes(data, "big")
        self.need(data[0] != 0 and (number == 2 or value < 2**127))
        return value if number == 2 else -1 - value


def diagnostic(value):
    """RFC 8949 section 8; `_2` marks a float of 32 bits and `_3` one of 64."""
    match value:
        case float():
            name = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}.get(repr(value), repr(value))
            return name + ("_2" if isinstance(value, F32) else "_3")
        case bytes():
            return f"h'{value.hex()}'"
        case dict() | Pairs():
            return "{" + ", ".join(f"{diagnostic(key)}: {diagnostic(item)}" for key, item in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(diagnostic, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def readable(value):
    """As JSON; what JSON has no form for, or many of its readers no room, is given as a text in diagnostic notation."""
    match value:
        case dict() | Pairs():
            return {key if isinstance(key, str) else diagnostic(key): readable(item) for key, item in value.items()}
        case list():
            return [readable(item) for item in value]
        case float():
            return value if math.isfinite(value) else diagnostic(value)
        case int():
            return value if -(2**63) <= value < 2**64 else diagnostic(value)
        case bytes():
            return diagnostic(value)
    return value


def plain(value):
    """With maps as Python's own, as cbor2 gives them."""
    match value:
        case Pairs():
            return {key: plain(item) for key, item in value}
        case list():
            return [plain(item) for item in value]
    return value


# Vectors

SID_TEXT = bytes(range(16)).hex()
BEGAN = 1_700_000_000
ANONYMOUS = {"user": None, "name": "", "roles": []}
SIGNED_IN = {"user": 42, "name": "Åsa 🦀", "roles": ["admin", "staff"]}
EVERYTHING = {
    "small": -1, "low": -(2**63), "wide": 2**64 + 5, "half": F32(1.5), "double": -0.0, "tenth": 0.1, "flag": True,
    "letter": "ß", "bytes": [0, 24, 128, 255], "pair": [7, "x"], "nested": {"x": -1, "y": 300}, "choice": {"Number": 5},
    "plain": "Empty", "nothing": None, "map": {1: "a", 24: "b"},
}  # fmt: skip


def nonce(drawn, number=0):
    """The nonce number `number` of a generator that gave `drawn` bytes before its seed; it counts 0, 1, 2 and so on."""
    seed = bytes(range(drawn, drawn + 32))
    return blake3(struct.pack("<Q", number), key=seed).digest()[:12].hex()


def vectors():
    for count in (0, 1, 23, 24, 65536, 2**32 - 1):
        what = f"A session with nothing but a count, which is {count}."
        yield vector(f"visits-{count}", what, 1, "__Host-visits", "vectors/Visits", header(BEGAN), {"count": count})

    yield account("account-anonymous", "Fields at their start, with an id.", 1, BEGAN, BEGAN + 600, ANONYMOUS)
    yield account("account-signed-in", "Text beyond ASCII and a list, under another key.", 2, BEGAN, BEGAN + 600, SIGNED_IN)

    what = "One field of every kind of value."
    yield vector("everything", what, 3, "everything", "vectors/Everything", header(BEGAN), EVERYTHING)

    yield account("began-first", "Begun in the first second of 1970.", 1, 0, 0, ANONYMOUS)
    yield account("began-last", "Begun in the last second that 40 bits can name.", 1, LAST, LAST, ANONYMOUS)
    yield account("written-at-once", "Written in the second in which it began.", 1, BEGAN, BEGAN, ANONYMOUS)
    what = "Written as late as 32 bits can say; every limit is long past."
    yield account("written-last", what, 1, BEGAN, BEGAN + 2**32 - 1, ANONYMOUS)
    what = "Written by a request that isn't activity: it was last seen before."
    yield account("written-unseen", what, 1, BEGAN, BEGAN + 600, SIGNED_IN, BEGAN)

    yield login("login-anonymous", "A state machine at its start.", BEGAN, BEGAN, None, {"": "Anonymous", "basket": [3, 5]})
    what = "A transition, which keeps the beginning and gives the state a time of its own."
    yield login("login-awaiting", what, BEGAN + 60, BEGAN + 75, SID_TEXT, {"": "AwaitingCode", "user": 7, "attempt": "a1"})
    yield login("login-signed-in", "A state without fields.", BEGAN, BEGAN + 5, SID_TEXT, {"": "SignedIn"})

    yield secrets("secrets-fresh", "An encrypted session with its fields at their start.", 1, {"note": "", "pin": None})
    what = "An encrypted session under another key, with a nonce that isn't the first."
    yield secrets("secrets-written", what, 2, {"note": "Åsa 🦀", "pin": 1234}, 1)

    yield envelope("padded-one", "A padded body: one byte is missing, so 80 is all that is added.", "x" * 49)
    yield envelope("padded-whole", "A padded body whose length is a multiple already: a whole step is added.", "x" * 50)
    yield envelope("padded-most", "A padded body with nothing in it.", "")
    yield envelope("padded-alike", "A padded body that itself ends like padding.", "\x80\0\0")

    yield moved("version-1", "Written by the first version of its type, whose byte isn't written.", 1, {"name": "Ada Lovelace"})
    yield moved("version-2", "Written by the second version.", 2, {"given": "Ada", "family": "Lovelace"})

    what = "All of it: an encrypted, padded machine of a second version."
    yield vault("vault-closed", what, None, {"": "Closed", "tries": 2})
    yield vault("vault-open", "The same in a state with an id.", SID_TEXT, {"": "Open", "secret": "s3cr3t"})


def login(name, what, entered, written, session_id, fields):
    return vector(name, what, 1, "__Host-login", "vectors/Login", header(BEGAN, False, written, session_id, entered), fields)


def account(name, what, number, began, written, fields, seen=None):
    head = header(began, True, written, SID_TEXT, seen=seen)
    return vector(name, what, number, "__Host-account", "vectors/Account", head, fields)


def secrets(name, what, number, fields, nonces=0):
    return vector(name, what, number, "__Host-secrets", "vectors/Secrets", header(BEGAN, nonce=nonce(0, nonces)), fields)


def envelope(name, what, text):
    head = header(BEGAN, True, BEGAN + 600, SID_TEXT, nonce=nonce(16))
    return vector(name, what, 1, "__Host-envelope", "vectors/Envelope", head, {"user": 5, "text": text}, 32)


def moved(name, what, version, fields):
    return vector(name, what, 1, "__Host-moved", "vectors/Moved", header(BEGAN, version=version), fields)


def vault(name, what, session_id, fields):
    entered = BEGAN if session_id is None else BEGAN + 60
    head = header(BEGAN, True, entered + 15, session_id, entered, 2, nonce(0 if session_id is None else 16), entered)
    return vector(name, what, 1, "__Host-vault", "vectors/Vault", head, fields, 16)


def header(began, persistent=False, written=None, session_id=None, entered=None, version=1, nonce=None, seen=None):
    written = began if written is None else written
    return {
        **{"persistent": persistent, "began": began, "written": written, "entered": entered, "seen": seen},
        **{"session_id": session_id, "version": version, "padded": False, "nonce": nonce},
    }


def vector(name, what, number, cookie, session, header, fields, step=None):
    key, body, header = testing_key(number), encode(fields), {**header, "padded": step is not None}
    whole = padded(body, step) if step else body
    return {
        "name": name,
        "what": what,
        "key": number,
        "key_base64": base64.b64encode(key).decode(),
        "key_id": key_id(key).hex(),
        "kind": kind_of(header),
        "cookie": cookie,
        "session": session,
        "derived_key": derived_key(key, kind_of(header), cookie, session).hex(),
        "header": header,
        "fields": readable(fields),
        "diagnostic": diagnostic(fields),
        "body": body.hex(),
        "padding": whole[len(body) :].hex(),
        "token": make(key, cookie, session, header, whole),
    }


def difference(vector):
    """What of a recorded vector isn't found again when its token is opened, or nothing."""
    key, kind, cookie, session = testing_key(vector["key"]), vector["kind"], vector["cookie"], vector["session"]
    machine = vector["header"]["entered"] is not None
    try:
        header, body, padding, fields = open_token(key, cookie, session, vector["token"], machine, kind == "encrypted")
    except Refused as reason:
        return f"refused as {reason}"
    found = {
        "key_base64": base64.b64encode(key).decode(),
        "key_id": key_id(key).hex(),
        "derived_key": derived_key(key, kind, cookie, session).hex(),
        "header": header,
        "fields": readable(fields),
        "diagnostic": diagnostic(fields),
        "body": body.hex(),
        "padding": padding.hex(),
    }
    for part, value in found.items():
        if json.dumps(value) != json.dumps(vector[part]):
            return f"{part} is {value}, recorded is {vector[part]}"
    return None if repr(cbor2.loads(body)) == repr(plain(fields)) else "cbor2 reads another value"


def main(command):
    if command == "make":
        FILE.write_text(json.dumps(list(vectors()), indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
        return 0
    if command == "check":
        recorded = json.loads(FILE.read_text(encoding="utf-8"))
        wrong = [difference(vector) for vector in recorded]
        for vector, why in zip(recorded, wrong):
            print(f"{vector['name']}: {why or 'ok'}")
        failed = sum(why is not None for why in wrong)
        print(f"{len(recorded) - failed} passed, {failed} failed")
        return 1 if failed or not recorded else 0
    if command == "open":
        for line in filter(str.strip, sys.stdin):
            asked = json.loads(line)
            try:
                key, kinds = testing_key(asked["key"]), [asked.get(part, False) for part in ("machine", "encrypted")]
                header, body, padding, fields = open_token(key, asked["cookie"], asked["session"], asked["token"], *kinds)
                parts = {**header, "body": body.hex(), "padding": padding.hex()}
                parts |= {"fields": readable(fields), "diagnostic": diagnostic(fields)}
            except Refused as reason:
                parts = {"error": str(reason)}
            print(json.dumps(parts, ensure_ascii=False), flush=True)
        return 0
    sys.exit(__doc__)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) == 2 else None))
