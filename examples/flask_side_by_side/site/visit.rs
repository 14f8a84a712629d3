//! The session type: the keys of Flask's dictionary that this service knows.

use session_core::{Flash, Session};

/// The part of the session that this service knows. Other keys that Flask keeps in it stay there.
#[derive(Session)]
pub(crate) struct Visit {
    /// The id of the user who is signed in. `login.rs` has the functions for it.
    #[session(rename = "_user_id", identity)]
    pub(super) user: Option<String>,
    /// Whether the user signed in during this session: `flask_login.login_fresh()`.
    #[session(rename = "_fresh")]
    pub(super) fresh: Option<bool>,
    /// The browser that the user signed in with.
    #[session(rename = "_id")]
    pub(super) browser: Option<String>,

    /// The messages of `flask.flash` and `get_flashed_messages`.
    #[session(rename = "_flashes")]
    pub(super) flash: Flash,

    pub(super) flask_count: u32,
    pub(super) rust_count: u32,
}
