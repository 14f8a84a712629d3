"""Checks vectors.json: AES-GCM-SIV with OpenSSL's, and BLAKE3 with the bindings of its authors' own implementation.

    python vectors.py check    compares every result; its exit code is 1 on a difference
    python vectors.py make     writes the results anew, from the inputs that are in the file

`aes_256_gcm_siv` has all vectors of RFC 8452, appendix C.2 and C.3, with the RFC's results. `blake3` has the input, the key
and the context of BLAKE3's own test vectors, with the first 32 bytes of each result; lengths up to 129, but for 0 and 1, are of this
file alone. It needs tests/vectors/requirements.txt.
"""

import json
import pathlib
import sys

from blake3 import blake3
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

FILE = pathlib.Path(__file__).with_name("vectors.json")


def computed(vectors):
    return {
        "aes_256_gcm_siv": [cipher(vector) for vector in vectors["aes_256_gcm_siv"]],
        "blake3": hashes(vectors["blake3"]),
    }


def cipher(vector):
    key, nonce, header, plaintext = (bytes.fromhex(vector[part]) for part in ("key", "nonce", "header", "plaintext"))
    return {**vector, "result": AESGCMSIV(key).encrypt(nonce, plaintext, header).hex()}


def hashes(vectors):
    key, context = vectors["key"].encode(), vectors["context"]
    return {**vectors, "cases": [hashed(case["length"], key, context) for case in vectors["cases"]]}


def hashed(length, key, context):
    data = bytes(place % 251 for place in range(length))
    keyed, derived = blake3(data, key=key), blake3(data, derive_key_context=context)
    return {"length": length, "keyed_hash": keyed.hexdigest(), "derive_key": derived.hexdigest()}


def main(command):
    recorded = json.loads(FILE.read_text(encoding="utf-8"))
    if command == "make":
        FILE.write_text(json.dumps(computed(recorded), indent=2) + "\n", encoding="utf-8", newline="\n")
        return 0
    if command == "check":
        wrong = computed(recorded) != recorded
        print("different" if wrong else "ok")
        return 1 if wrong else 0
    sys.exit(__doc__)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) == 2 else None))
