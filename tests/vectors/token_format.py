"""Makes and opens one session token, as docs/wire-format.md says.

A key is the number of a testing key. Times and versions are read but not judged: the session type
decides which of them are valid.
"""

import base64
import hmac
import struct

from blake3 import blake3
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from cbor import Reader, Refused

PERSISTENT, ENTERED, SEEN, SESSION_ID, PADDED, VERSION = 1, 2, 4, 8, 16, 32
FIRST_BYTES = {"signed": 0x10, "encrypted": 0x11}
LAST = 2**40 - 1


def testing_key(number):
    return blake3(bytes([number]), derive_key_context="session-core testing key v1").digest()


def key_id(key):
    return blake3(key, derive_key_context="session-core key id v1").digest()[:4]


def derived_key(key, kind, cookie, session):
    parts = [key, kind.encode(), cookie.encode(), session.encode()]
    material = b"".join(struct.pack("<I", len(part)) + part for part in parts)
    return blake3(material, derive_key_context="session-core token v1").digest()


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
