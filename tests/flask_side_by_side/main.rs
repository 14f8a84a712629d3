//! The example `flask_side_by_side` as its visitors see it: both applications for real, and a
//! client with a cookie jar.
//!
//! Built with `--features python` only, since it needs a Python with
//! `examples/flask_side_by_side/requirements.txt`: `scripts/test` makes one, in `.venv`, and
//! passes it as `SESSION_PYTHON`.

#[path = "../../examples/flask_side_by_side/site/mod.rs"]
mod site;

mod between;
mod crossing;
mod program;
mod visitor;
