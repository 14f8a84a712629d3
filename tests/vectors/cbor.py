"""Writes and reads the CBOR of session tokens, as docs/wire-format.md restricts it."""

import json
import math
import struct

import cbor2


class Refused(Exception):
    """Its text is the reason, in the Rust code's words."""


class F32(float):
    """A float of 32 bits."""


class NoList(bytes):
    """Bytes that a type writes as bytes; any others are a list of bytes."""


class Pairs(list):
    """A map as it was read: Python's dict would take 1 and true for the same key."""

    def items(self):
        return self


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
        case NoList():
            return head(6, 22) + encode(bytes(value))
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
        self.need(major not in (2, 4, 5) or depth < 64)
        self.need(major != 2 or number > 0)
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
                return self.no_list() if number == 22 else self.big(number)
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

    def no_list(self):
        major, length = self.head()
        self.need(major == 2)
        return NoList(self.take(length))

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
        case NoList():
            return f"22(h'{value.hex()}')"
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
        case NoList():
            return diagnostic(value)
        case bytes():
            return list(value)
    return value


def plain(value):
    """With maps as Python's own, as cbor2 gives them."""
    match value:
        case Pairs():
            return {key: plain(item) for key, item in value}
        case list():
            return [plain(item) for item in value]
        case NoList():
            return cbor2.CBORTag(22, bytes(value))
    return value
