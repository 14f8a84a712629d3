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
decides which of them are valid. Of the modules beside this one, token_format.py has the tokens,
cbor.py their bodies, and examples.py what tokens.json is made from.
"""

import base64
import json
import pathlib
import sys

import cbor2

from cbor import Refused, diagnostic, plain, readable
from examples import vectors
from token_format import derived_key, key_id, open_token, testing_key

FILE = pathlib.Path(__file__).with_name("tokens.json")


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
