"""The tokens of tokens.json, with everything that they are made from."""

import base64
import struct

from blake3 import blake3

from cbor import F32, NoList, diagnostic, encode, readable
from token_format import LAST, derived_key, key_id, kind_of, make, padded, testing_key

SID_TEXT = bytes(range(16)).hex()
BEGAN = 1_700_000_000
ANONYMOUS = {"user": None, "name": "", "roles": []}
SIGNED_IN = {"user": 42, "name": "Åsa 🦀", "roles": ["admin", "staff"]}
EVERYTHING = {
    "small": -1, "low": -(2**63), "wide": 2**64 + 5, "half": F32(1.5), "double": -0.0, "tenth": 0.1, "flag": True,
    "letter": "ß", "bytes": bytes([0, 24, 128, 255]), "none": [], "pair": [7, "x"], "nested": {"x": -1, "y": 300}, "choice": {"Number": 5},
    "raw": NoList([0, 24, 128, 255]), "plain": "Empty", "nothing": None, "map": {1: "a", 24: "b"},
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

    yield login("login-anonymous", "A state machine at its start.", BEGAN, BEGAN, None, {"": "Anonymous", "basket": bytes([3, 5])})
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
