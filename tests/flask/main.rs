//! Tests `session-flask` beside a real Flask: `peer.py`, an application that takes its steps from
//! the test.
//!
//! Built with `--features python` only, since it needs a Python with
//! `examples/flask_side_by_side/requirements.txt`: `scripts/test` makes one, in `.venv`, and
//! passes it as `SESSION_PYTHON`. One process answers all tests.

mod keys;
mod login;
mod node;
mod peer;
mod random;
mod stories;
mod texts;
mod typed;
