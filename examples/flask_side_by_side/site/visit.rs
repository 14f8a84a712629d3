//! The session: what this service knows of Flask's dictionary.

use session_core::{Flash, Session};

/// What this service knows of the session. Whatever else Flask keeps in it stays there.
#[derive(Session)]
pub(crate) struct Visit {
    /// Who is signed in. `login.rs` has what belongs to it.
    #[session(rename = "_user_id", identity)]
    pub(super) user: Option<String>,
    /// Whether they signed in during this session: `flask_login.login_fresh()`.
    #[session(rename = "_fresh")]
    pub(super) fresh: Option<bool>,
    /// Which browser they signed in with.
    #[session(rename = "_id")]
    pub(super) browser: Option<String>,

    /// `flask.flash` and `get_flashed_messages`.
    #[session(rename = "_flashes")]
    pub(super) flash: Flash,

    pub(super) flask_count: u32,
    pub(super) rust_count: u32,
}
