//! The guide: sessions beside a Flask application.
//!
//! [`session_core::guide`] has what holds for every format. The pages stand in the repository as
//! well, in the folder `docs/`.

/// Flask's cookie in a Rust service: the first route, types, what is identical, and the way out.
#[cfg_attr(any(doc, doctest), doc = "", doc = include_str!("../guide/flask.md"))]
pub mod flask {}
