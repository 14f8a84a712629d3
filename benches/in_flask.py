"""Flask's side of `src/flask.rs`: for each line on stdin, `session,work,calls`, how many nanoseconds so many calls took.

The work `cookie` is answered with the value that both sides read.
"""

import sys
from time import thread_time_ns

from flask import Flask
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSessionInterface
from werkzeug.test import EnvironBuilder

SECRET = "the SECRET_KEY of both, 32 bytes or more"
SESSIONS = {
    # What Flask-Login and Flask-WTF keep, and an application's own. It is compressed.
    "login": {
        "_fresh": True,
        "_id": "03f095a1c03fdce8fe2ea94737ef9d62c456faf66d67aac9e9d7b2f6548211aab71d5ce5c550e74c31a055e110b5ce1429cfcf4eb860fe2c460a0c6f830c7f59",
        "_user_id": "8412305",
        "csrf_token": "5d41402abc4b2a76b9719d911017c592aaf4c61d",
        "theme": "dark",
        "visits": 42,
    },
    # The application's own alone. It is too short to be compressed.
    "small": {"_user_id": "8412305", "theme": "dark", "visits": 42},
}

app = Flask("benches")
app.config["SECRET_KEY"] = SECRET
interface = SecureCookieSessionInterface()
serializer = interface.get_signing_serializer(app)
tagged = TaggedJSONSerializer()


def work(session):
    """What is measured, by name."""
    cookie, text = serializer.dumps(session), tagged.dumps(session)
    # A request parses its `Cookie` header once; each call has a request of its own.
    environ = EnvironBuilder(headers={"Cookie": f"session={cookie}"}).get_environ()
    changed, response = interface.session_class(session), app.response_class()
    changed["visits"] += 1

    def save():
        response.headers.clear()
        interface.save_session(app, changed, response)

    return cookie, {
        "tagged loads": lambda: tagged.loads(text),
        "tagged dumps": lambda: tagged.dumps(session),
        "loads": lambda: serializer.loads(cookie, max_age=2678400),
        "dumps": lambda: serializer.dumps(session),
        "open": lambda: interface.open_session(app, app.request_class(environ)),
        "save": save,
    }


with app.app_context():
    all_work = {name: work(session) for name, session in SESSIONS.items()}
    for line in sys.stdin:
        name, what, calls = line.strip().split(",")
        cookie, functions = all_work[name]
        if what == "cookie":
            print(cookie, flush=True)
            continue
        function, repeat = functions[what], range(int(calls))
        start = thread_time_ns()
        for _ in repeat:
            function()
        print(thread_time_ns() - start, flush=True)
