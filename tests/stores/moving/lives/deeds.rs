//! What a handler does to its session.

use proptest::prelude::*;
use session_core::testing::block_on;
use session_core::{CloseError, RequestContext};

use super::site::Walked;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    /// Counts a visit.
    Count,
    /// Writes a field whose later value wins.
    Paint(u8),
    /// Writes more than fits into a cookie.
    Grow,
    SignIn(u32),
    SignOut,
    End,
    RenewId,
    /// Draws a form's token.
    Draw,
    Keep(bool),
    Discard,
    Commit,
    /// Says that the request isn't the visitor's doing.
    Ignore,
}

/// What came of a deed.
#[derive(Debug)]
pub(super) enum Came {
    Nothing,
    Token(String),
    Committed(Result<(), String>),
}

/// Does a deed. A visit that is counted has this number.
pub(super) fn apply<S: Walked>(context: &mut RequestContext<S>, deed: Deed, number: u32) -> Came {
    let mut live = context.live();
    match deed {
        Deed::Count => {
            let fields = live.fields();
            *fields.visits += 1;
            fields.items.insert(number);
        }
        Deed::Paint(colour) => *live.fields().theme = theme(colour),
        Deed::Grow => *live.fields().theme = large(),
        Deed::SignIn(user) => *live.fields().user = Some(user),
        Deed::SignOut => *live.fields().user = None,
        Deed::End => live.end(),
        Deed::RenewId => live.renew_id(),
        Deed::Draw => return Came::Token(live.csrf_token().expect("there is randomness").as_str().to_owned()),
        Deed::Keep(persistent) => live.set_persistent(persistent),
        Deed::Discard => live.discard(),
        Deed::Commit => {
            return Came::Committed(block_on(live.commit()).map(drop).map_err(|failed| name_of(failed.why())));
        }
        Deed::Ignore => live.ignore_as_activity(),
    }
    Came::Nothing
}

pub(super) fn theme(colour: u8) -> String {
    format!("colour {colour}")
}

pub(super) fn large() -> String {
    "x".repeat(5000)
}

/// Returns the error's kind.
pub(super) fn name_of(why: &CloseError) -> String {
    let shown = format!("{why:?}");
    shown.chars().take_while(|letter| letter.is_alphanumeric()).collect()
}

pub(super) fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        8 => Just(Deed::Count),
        3 => (0..3u8).prop_map(Deed::Paint),
        1 => Just(Deed::Grow),
        4 => (1..4u32).prop_map(Deed::SignIn),
        2 => Just(Deed::SignOut),
        2 => Just(Deed::End),
        2 => Just(Deed::RenewId),
        2 => Just(Deed::Draw),
        2 => any::<bool>().prop_map(Deed::Keep),
        1 => Just(Deed::Discard),
        2 => Just(Deed::Commit),
        1 => Just(Deed::Ignore),
    ]
}

/// Returns how long time passes: about the limits of a session and of its tickets.
pub(super) fn wait() -> impl Strategy<Value = u64> {
    prop_oneof![
        4 => 0..4u64,
        3 => 8..13u64,
        2 => 25..40u64,
        2 => 115..125u64,
        2 => 595..605u64,
        2 => 1795..1805u64,
        1 => 3590..3610u64,
    ]
}
