"""A Flask application that does what it is told: one JSON object a line on stdin, one answer a line on stdout.

    {"config": {"SESSION_COOKIE_NAME": "sid"}, "secret": "…", "fallbacks": [], "salt": "…", "digest": "sha256", "derivation": "concat",
     "now": 1700000000, "cookies": "session=…", "do": [["set", "user", {"t": "int", "v": "42"}], ["permanent", true]]}

All but `secret`, `now` and `do` may be missing. The answer has what Flask sends, and what is in the session when all is done:

    {"status": 200, "set_cookie": ["session=…; HttpOnly; Path=/"], "vary": "Cookie", "session": {"t": "dict", "v": […]}, "gave": []}

With `"sign": "payload"` instead of `do` the answer is `{"signed": "payload.time.signature"}`, whatever the payload is.

`gave` has what was taken out: flashes, and who Flask-Login thinks it is. Values are the typed nodes of tests/vectors/flask.json, with dicts in the order of their keys;
a text with half of a surrogate pair is `{"t": "str_with_lone_surrogate", "utf16be": "d800"}`.
"""

import hashlib
import json
import struct
import sys
import uuid
from datetime import datetime, timedelta, timezone
from functools import lru_cache

import flask
import flask.sessions
import flask_login
import itsdangerous
from markupsafe import Markup

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
NOW = 0


class Then(datetime):
    """The clock of `Expires`, which Flask doesn't take from an argument."""

    @classmethod
    def now(cls, tz=None):
        return datetime.fromtimestamp(NOW, tz)


flask.sessions.datetime = Then
itsdangerous.TimestampSigner.get_timestamp = lambda self: NOW


# Values


def to_node(value):
    match value:
        case None:
            return {"t": "null"}
        case bool():
            return {"t": "bool", "v": value}
        case int():
            return {"t": "int", "v": str(value)}
        case float():
            # A NaN has no sign or payload in JSON.
            value = float("nan") if value != value else value
            return {"t": "float", "bits": struct.pack(">d", value).hex()}
        case Markup():
            return {"t": "markup", "v": str(value)}
        case str():
            try:
                value.encode()
            except UnicodeEncodeError:
                return {"t": "str_with_lone_surrogate", "utf16be": value.encode("utf-16-be", "surrogatepass").hex()}
            return {"t": "str", "v": value}
        case bytes():
            return {"t": "bytes", "hex": value.hex()}
        case uuid.UUID():
            return {"t": "uuid", "v": value.hex}
        case datetime():
            return {"t": "datetime", "unix": int((value - EPOCH).total_seconds())}
        case tuple():
            return {"t": "tuple", "v": [to_node(item) for item in value]}
        case list():
            return {"t": "list", "v": [to_node(item) for item in value]}
        case dict():
            return {"t": "dict", "v": [[key, to_node(item)] for key, item in sorted(value.items())]}
    raise TypeError(f"a session has no {type(value)}")


def to_value(node):
    content = node.get("v")
    match node["t"]:
        case "null":
            return None
        case "int":
            return int(content)
        case "float":
            return struct.unpack(">d", bytes.fromhex(node["bits"]))[0]
        case "bytes":
            return bytes.fromhex(node["hex"])
        case "str_with_lone_surrogate":
            return bytes.fromhex(node["utf16be"]).decode("utf-16-be", "surrogatepass")
        case "markup":
            return Markup(content)
        case "uuid":
            return uuid.UUID(content)
        case "datetime":
            return EPOCH + timedelta(seconds=node["unix"])
        case "tuple":
            return tuple(map(to_value, content))
        case "list":
            return list(map(to_value, content))
        case "dict":
            return {key: to_value(item) for key, item in content}
    return content  # a bool, or a text


# The application


@lru_cache(maxsize=256)
def application(asked):
    """An application of this configuration, which is a JSON text so that it can be looked up."""
    asked = json.loads(asked)

    class Interface(flask.sessions.SecureCookieSessionInterface):
        salt = asked.get("salt", "cookie-session")
        digest_method = staticmethod(getattr(hashlib, asked.get("digest", "sha1")))
        key_derivation = asked.get("derivation", "hmac")

    app = flask.Flask("peer")
    app.session_interface = Interface()
    app.config.update(asked.get("config", {}))
    app.config.update(SECRET_KEY=asked["secret"], SECRET_KEY_FALLBACKS=asked.get("fallbacks"))
    app.logger.disabled = True
    login = flask_login.LoginManager(app)

    @login.user_loader
    def user(user_id):
        user = flask_login.UserMixin()
        user.id = user_id
        return user

    @app.post("/")
    def view():
        gave = [answer for step in flask.request.get_json() if (answer := do(login, *step)) is not None]
        # Without the proxy, which would note an access that no step has asked for.
        session = flask.session._get_current_object()
        return {"session": to_node(dict(session)), "gave": gave}

    return app


def do(login, what, *arguments):
    session = flask.session
    match what, *arguments:
        case "set", key, node:
            session[key] = to_value(node)
        case "append", key, node:  # which Flask doesn't notice
            session[key].append(to_value(node))
        case "modified",:
            session.modified = True
        case "get", key:
            session.get(key)
        case "pop", key:
            session.pop(key, None)
        case "clear",:
            session.clear()
        case "permanent", permanent:
            session.permanent = permanent
        case "flash", message, category:
            flask.flash(message, category)
        case "take flashes",:
            return [list(pair) for pair in flask.get_flashed_messages(with_categories=True)]
        case "log in", user_id, *remember:
            flask_login.login_user(login._user_callback(user_id), *remember)
        case "log out",:
            flask_login.logout_user()
        case "who",:
            user = flask_login.current_user
            fresh = flask_login.login_fresh()
            return {"user": user.get_id(), "is_fresh": fresh}
        case _:
            raise ValueError(f"{what} isn't known")
    return None


def answer(asked):
    global NOW
    NOW, steps, cookies, payload = (asked.pop(part, None) for part in ("now", "do", "cookies", "sign"))
    app = application(json.dumps(asked, sort_keys=True))
    if payload is not None:
        serializer = app.session_interface.get_signing_serializer(app)
        return {"signed": serializer.make_signer(serializer.salt).sign(payload).decode()}
    client = app.test_client(use_cookies=False)
    headers = {"Cookie": cookies} if cookies else {}
    response = client.post("/", json=steps, headers=headers)
    answer = {"status": response.status_code, "vary": response.headers.get("Vary")}
    answer |= {"set_cookie": response.headers.getlist("Set-Cookie")}
    return answer | (response.get_json(silent=True) or {})


if __name__ == "__main__":
    sys.stdin.reconfigure(encoding="utf-8")
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
