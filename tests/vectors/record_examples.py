"""The cookies and records of records.json, with everything that they are made from."""

from examples import BEGAN, nonce
from records import make_cookie, make_record, moved, open_cookie, open_record
from cbor import Refused
from token_format import testing_key

NAME = bytes(range(16)).hex()
VERSION = 2**61 + 5
# Tickets: of an anonymous visitor, of the same one after a periodic renewal and after a sign-in, and
# nobody's.
FIRST, ROTATED, SIGNED_IN, OTHER = (bytes([number] * 16).hex() for number in (1, 2, 3, 9))


def vectors():
    what = "As this library makes one, whose generator gives 0, 1, 2 and so on: a ticket, a name, a version, a seed."
    ticket, name = bytes(range(16)).hex(), bytes(range(16, 32)).hex()
    version = int.from_bytes(bytes(range(32, 40)), "big") >> 2
    begun = {**part({"count": 5}, 0, ticket), "nonce": nonce(40)}
    yield vector(what, ticket, record(begun, ticket, ticket), name=name, version=version)

    now = part({"count": 5}, 0, FIRST)
    yield vector("A record that was just begun.", FIRST, record(now, FIRST, FIRST))
    yield vector("Its cookie has come back, and outlives the browser's window.", FIRST, record(now, FIRST, FIRST, presented=True), persistent=True)
    what = "A cookie that was made before there was a record."
    yield vector(what, FIRST, record(now, FIRST, FIRST, presented=True), unborn=True)
    name, ticket = (part.hex() for part in moved("id", bytes(range(16))))
    what = "A session that has moved here from a cookie with the session id 000102…0e0f."
    yield vector(what, ticket, record(part({"count": 5}, 0, ticket), ticket, ticket, moved_until=BEGAN + 1000), name=name)
    versions = [VERSION - 1, 2**62 - 1, 1, 0]
    yield vector("Four puts were made before.", FIRST, record(now, FIRST, FIRST, presented=True, recent=versions))

    rotated = record(now, ROTATED, FIRST, former=[former(FIRST, FIRST, "current")])
    yield vector("After a periodic renewal: the new ticket.", ROTATED, rotated)
    yield vector("After a periodic renewal: the former ticket shows the same.", FIRST, rotated)

    all_former = [former(ROTATED, FIRST, "last, nobody's"), former(FIRST, FIRST, "last, nobody's")]
    after = part({"count": 6}, 0, SIGNED_IN)
    signed_in = record(after, SIGNED_IN, SIGNED_IN, nobodys=False, former=all_former, before=part({"count": 5}, 1, FIRST))
    yield vector("After a change of privilege: the new ticket.", SIGNED_IN, signed_in)
    yield vector("After a change of privilege: the former ticket shows what was before.", ROTATED, signed_in)
    yield vector("After a change of privilege: so does the one before it.", FIRST, signed_in)
    yield vector("A ticket that was never one of this record.", OTHER, signed_in)

    hidden = record(after, SIGNED_IN, SIGNED_IN, presented=True, nobodys=False, former=all_former)
    yield vector("The new ticket has arrived, so the former one shows nothing.", ROTATED, hidden)
    earlier = record(after, SIGNED_IN, SIGNED_IN, nobodys=False, former=[former(FIRST, FIRST, "earlier")])
    yield vector("A ticket from an earlier epoch.", FIRST, earlier)


def part(fields, number, epoch):
    times = {"began": BEGAN, "entered": BEGAN}
    return {**times, "type_version": 1, "fields": fields, "epoch": epoch, "nonce": nonce(0, number)}


def former(ticket, epoch, of):
    return {"ticket": ticket, "epoch": epoch, "of": of, "replaced": BEGAN + 5}


def record(now, ticket, epoch, presented=False, nobodys=True, recent=(), former=(), before=None, moved_until=None):
    clear = {"presented": presented, "nobodys": nobodys, "made": BEGAN, "moved_until": moved_until, "recent": list(recent)}
    return {**clear, "current": {"ticket": ticket, "epoch": epoch}, "former": list(former), "before": before, "now": now}


def vector(about, ticket, made_of, persistent=False, unborn=False, name=NAME, version=VERSION):
    number, cookie, session = 1, "__Host-visits", "vectors/Visits"
    key = testing_key(number)
    claim = {"name": name, "ticket": ticket, "written": BEGAN, "persistent": persistent, "unborn": unborn}
    token = make_cookie(key, cookie, session, claim)
    body = make_record(key, cookie, session, name, version, made_of)
    try:
        opens = open_record(key, cookie, session, open_cookie(key, cookie, session, token), version, body)
    except Refused as reason:
        opens = {"error": str(reason)}
    where = {"about": about, "key": number, "cookie": cookie, "session": session, "token": token, "claim": claim}
    return {**where, "version": version, "made_of": made_of, "record": body.hex(), "opens": opens}
