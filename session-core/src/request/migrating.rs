//! From one cookie, format or kind of token to another while visitors stay signed in.

use std::ops::Range;
use std::sync::Arc;
use std::time::SystemTime;

use super::{Options, Sessions};
use crate::config::{Config, Former, Source};
use crate::cookie::{Cookie, without_prefix};
use crate::live::Session;
use crate::schema::Schema;
use crate::time::Timestamp;
use crate::token::{CborToken, IntoKeys, Keys, TokenKind};

/// Where sessions are read from besides. The cookie that they move to is known when the options
/// end.
pub(super) enum Reading<S> {
    /// Other sessions, which ceased to be written at a time, or are still written by another
    /// application.
    Sessions { from: Arc<Config<S>>, written_until: Option<Timestamp>, until: Timestamp },
    /// Signed tokens in the cookie that has encrypted ones by now.
    Signed { keys: Keys, until: Timestamp },
}

impl<S: Session> Options<S> {
    /// Reads the cookies of `from` as well, and moves each session that it meets there into a
    /// cookie of its own.
    ///
    /// `from` ceased to be written when `when` begins, and ceases to be read when it ends. Where
    /// both cookies are valid the new one wins. The response that writes it deletes the other, and
    /// signing out deletes both. What `from` itself still reads is read too.
    ///
    /// What says that it was issued after `when` began is refused: some instance went on writing
    /// the former format. That stops nobody who has the former key, and can say what they like;
    /// the end does. So let it come when the last honest session has ended, and where the key is
    /// known to have leaked, don't migrate. (Of our own format a token says when its session
    /// began, and when it was last written only where the type has an `idle` time.)
    ///
    /// ```
    /// # use std::time::{Duration, SystemTime};
    /// # use session_core::{Key, Session, Sessions};
    /// # #[derive(Session)]
    /// # struct Account { user: Option<u64> }
    /// # let flask = Sessions::<Account>::in_cookie(Key::generate());
    /// # let (switch, key) = (SystemTime::now(), Key::generate());
    /// let month = Duration::from_secs(31 * 24 * 60 * 60);
    /// let sessions = Sessions::<Account>::options().migrating(&flask, switch..switch + month).in_cookie(key);
    /// # let _ = sessions;
    /// ```
    pub fn migrating(self, from: &Sessions<S>, when: Range<SystemTime>) -> Self {
        self.reading(from, Some(when.start), when.end)
    }

    /// Reads the cookies of `from` as well until a time, while another application goes on writing
    /// them.
    ///
    /// Their cookie is left alone, so that one may still go back to that application; only a
    /// renewal of the session and its end delete it. Where both cookies are valid the one of these
    /// sessions wins: a visitor who then signs out at the other application, or signs in there as
    /// somebody else, is still who they were here. Two applications that are to share a login
    /// share one cookie instead.
    ///
    /// The two have different cookies, prefixes aside: otherwise each would overwrite the other's,
    /// and what ends the options panics.
    pub fn side_by_side(self, from: &Sessions<S>, until: SystemTime) -> Self {
        self.reading(from, None, until)
    }

    fn reading(mut self, from: &Sessions<S>, written_until: Option<SystemTime>, until: SystemTime) -> Self {
        self.reading.push(Reading::Sessions {
            from: Arc::clone(&from.config),
            written_until: written_until.map(Into::into),
            until: until.into(),
        });
        self
    }

    /// Reads signed cookies of a type that is `encrypted` by now, until a time, and encrypts each
    /// that it meets: nobody is signed out because the type became `encrypted`. `keys` are those
    /// that have signed.
    ///
    /// It doesn't build for a type that has `secret` fields, which a signed cookie never had:
    /// everybody who holds one of the keys could put them there.
    pub fn accepting_signed_until(mut self, keys: impl IntoKeys, until: SystemTime) -> Self {
        const { check_signed(S::SCHEMA) };
        self.reading.push(Reading::Signed { keys: keys.into_keys(), until: until.into() });
        self
    }
}

impl<S: Session> Reading<S> {
    /// The former cookies of sessions whose cookie is `cookie` now.
    #[track_caller]
    pub(super) fn former(self, cookie: &Cookie) -> Vec<Former<S>> {
        match self {
            Self::Sessions { from, written_until, until } => {
                if written_until.is_none() {
                    check_differ(cookie, &from.cookie);
                }
                let source = Source { format: Arc::clone(&from.format), until, written_until };
                let moved = Former { cookie: from.cookie.clone(), read: Some(source) };
                std::iter::once(moved).chain(from.former.iter().cloned()).collect()
            }
            Self::Signed { keys, until } => {
                let signed = CborToken::new(keys, TokenKind::Signed, cookie.name(), S::SCHEMA);
                let source = Source { format: Arc::new(signed), until, written_until: None };
                vec![Former { cookie: cookie.clone(), read: Some(source) }]
            }
        }
    }
}

/// Two applications that both write have two cookies.
#[track_caller]
fn check_differ(own: &Cookie, other: &Cookie) {
    let [own, other] = [own, other].map(|cookie| without_prefix(cookie.name()));
    assert!(
        !own.eq_ignore_ascii_case(other),
        "the two formats have one cookie, `{own}`, and would overwrite each other: give this session another `#[session(cookie = \"…\")]`"
    );
}

/// Checked where a program is built.
#[track_caller]
const fn check_signed(schema: &Schema) {
    assert!(
        schema.is_encrypted(),
        "this session isn't `encrypted`, and opens signed cookies as they are: drop `accepting_signed_until`"
    );
    let (states, mut i) = (schema.states(), 0);
    while i < states.len() {
        let (fields, mut j) = (states[i].fields(), 0);
        while j < fields.len() {
            assert!(
                !fields[j].is_secret(),
                "this session has `secret` fields, which no signed cookie ever had; one that has them was made by somebody with a key: keep them in a session of their own, or let everybody begin anew"
            );
            j += 1;
        }
        i += 1;
    }
}
