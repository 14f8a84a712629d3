"""A Flask application, some of whose routes have moved to Rust. It knows nothing of that: this is how it was written."""

import os

from flask import Flask, flash, get_flashed_messages, jsonify, redirect, render_template, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

app = Flask(__name__)
# Rust has the same two: examples/flask_side_by_side/site/mod.rs.
app.config.update(SECRET_KEY=os.environ["SECRET_KEY"], SESSION_COOKIE_SAMESITE="Lax")

login_manager = LoginManager(app)

# Both applications would ask one database.
USERS = {"1": "Ada", "2": "Grace"}


class User(UserMixin):
    def __init__(self, id):
        self.id = id
        self.name = USERS[id]


@login_manager.user_loader
def load_user(user_id):
    return User(user_id) if user_id in USERS else None


@app.get("/flask")
def page():
    return render_template(
        "page.html",
        language="Flask",
        here="/flask",
        user=current_user.name if current_user.is_authenticated else "",
        users=USERS.items(),
        flask_count=session.get("flask_count", 0),
        rust_count=session.get("rust_count", 0),
        messages=get_flashed_messages(with_categories=True),
    )


@app.post("/flask/count")
def count():
    session["flask_count"] = session.get("flask_count", 0) + 1
    return back()


@app.post("/flask/say")
def say():
    flash("Flask says hello.")
    return back()


@app.post("/flask/log-in")
def log_in():
    # A real one asks for a password.
    user = load_user(request.form.get("user"))
    if user is None:
        flash("Nobody of that name is known.", "error")
    else:
        login_user(user)
        # Of no interest to Rust, which keeps it all the same.
        session["visited"] = ("Flask", request.path)
        flash(f"Flask has signed you in, {user.name}.")
    return back()


@app.post("/flask/log-out")
def log_out():
    logout_user()
    flash("Flask has signed you out.")
    return back()


@app.get("/session")
def inside():
    """What is in the session, as Flask reads it."""
    return jsonify(dict(session))


def back():
    """To the page with the button, which is one of two."""
    return redirect("/flask" if request.form.get("back") == "/flask" else "/", 303)
