//! The former cookies of sessions that move.

use std::sync::Arc;

use crate::config::{Config, Former, Place, Source};
use crate::cookie::{Cookie, without_prefix};
use crate::live::Session;
use crate::time::Timestamp;
use crate::token::{CborToken, Keys, TokenKind};

/// Another place that sessions are read from. The cookie that they move to is known only when the
/// sessions are made.
pub(super) enum FormerSource<S> {
    /// Other sessions, which ceased to be written at a time or are still written by another
    /// application.
    Sessions { from: Arc<Config<S>>, written_until: Option<Timestamp>, until: Timestamp },
    /// Signed tokens in the cookie that has encrypted tokens now.
    Signed { keys: Keys, until: Timestamp },
}

impl<S: Session> FormerSource<S> {
    /// Returns whether some of the sessions are in a store.
    pub(super) fn is_in_store(&self) -> bool {
        let Self::Sessions { from, .. } = self else { return false };
        let sources = from.former.iter().filter_map(|former| former.read.as_ref()).map(|source| &source.place);
        std::iter::once(&from.place).chain(sources).any(|place| matches!(place, Place::Store(_)))
    }

    /// Returns the former cookies of sessions whose cookie is `cookie` now.
    #[track_caller]
    pub(super) fn cookies(self, cookie: &Cookie) -> Vec<Former<S>> {
        match self {
            Self::Sessions { from, written_until, until } => {
                if written_until.is_none() {
                    check_differ(cookie, &from.cookie);
                }
                let source = Source { place: from.place.clone(), until, written_until };
                let moved = Former { cookie: from.cookie.clone(), read: Some(source) };
                std::iter::once(moved).chain(from.former.iter().cloned()).collect()
            }
            Self::Signed { keys, until } => {
                let signed = CborToken::new(keys, TokenKind::Signed, cookie.name(), S::SCHEMA);
                let source = Source { place: Place::Cookie(Arc::new(signed)), until, written_until: None };
                vec![Former { cookie: cookie.clone(), read: Some(source) }]
            }
        }
    }
}

/// Checks that two applications that both write sessions have different cookies.
#[track_caller]
fn check_differ(own: &Cookie, other: &Cookie) {
    let [own, other] = [own, other].map(|cookie| without_prefix(cookie.name()));
    assert!(
        !own.eq_ignore_ascii_case(other),
        "both formats use the cookie `{own}`, and would overwrite each other: give this session another `#[session(cookie = \"…\")]`"
    );
}
