//! Moving sessions from one cookie, format or kind of token to another while visitors stay signed
//! in.

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

/// Another place that sessions are read from. The cookie that they move to is known only when the
/// sessions are made.
pub(super) enum Reading<S> {
    /// Other sessions, which ceased to be written at a time or are still written by another
    /// application.
    Sessions { from: Arc<Config<S>>, written_until: Option<Timestamp>, until: Timestamp },
    /// Signed tokens in the cookie that has encrypted tokens now.
    Signed { keys: Keys, until: Timestamp },
}

impl<S: Session> Options<S> {
    /// Reads the cookies of `from` as well, and moves each session found there into the cookie of
    /// these sessions.
    ///
    /// `from` ceased to be written when `when` begins, and it is no longer read when `when` ends.
    /// Where both cookies are valid, the new one wins. The response that writes it deletes the
    /// other, and signing out deletes both. The cookies that `from` itself still reads are read
    /// too.
    ///
    /// A former token that says it was issued after `when` began is refused, because some instance
    /// went on writing the former format. That doesn't stop an attacker who has the former key,
    /// and who can make tokens with any time; the end of `when` does. So let it end as soon as the
    /// last honest session has ended, and don't migrate where the key is known to have leaked. (A
    /// token in our own format says when it was last written only if its type or state has a
    /// `refresh` time, which an `idle` time brings with it. Otherwise the time counts at which the
    /// session began or entered its state.)
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
    /// Their cookie is left alone, so that a visitor may go back to that application; it is
    /// deleted only when the session ends or its id is renewed. Where both cookies are valid, the
    /// cookie of these sessions wins. So a visitor who then signs out at the other application, or
    /// signs in there as another user, is still the earlier user here. Two applications that are
    /// to share a login share one cookie instead.
    ///
    /// The two cookies need different names, prefixes aside: otherwise each application would
    /// overwrite the other's cookie, and making the sessions panics.
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

    /// Reads signed cookies of a type that has become `encrypted`, until a time, and encrypts each
    /// session found in one. So nobody is signed out because the type became `encrypted`. `keys`
    /// are those that signed the cookies.
    ///
    /// This doesn't build for a type that has `secret` fields, which no signed cookie ever had:
    /// anyone who holds one of the keys could put them there.
    pub fn accepting_signed_until(mut self, keys: impl IntoKeys, until: SystemTime) -> Self {
        const { check_signed(S::SCHEMA) };
        self.reading.push(Reading::Signed { keys: keys.into_keys(), until: until.into() });
        self
    }
}

impl<S: Session> Reading<S> {
    /// Returns the former cookies of sessions whose cookie is `cookie` now.
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

/// Checks that two applications that both write sessions have different cookies.
#[track_caller]
fn check_differ(own: &Cookie, other: &Cookie) {
    let [own, other] = [own, other].map(|cookie| without_prefix(cookie.name()));
    assert!(
        !own.eq_ignore_ascii_case(other),
        "both formats use the cookie `{own}`, and would overwrite each other: give this session another `#[session(cookie = \"…\")]`"
    );
}

/// Checks, when the program is built, that a signed cookie of this type may be accepted.
#[track_caller]
const fn check_signed(schema: &Schema) {
    assert!(
        schema.is_encrypted(),
        "this session isn't `encrypted`, so it reads signed cookies already: drop `accepting_signed_until`"
    );
    let (states, mut i) = (schema.states(), 0);
    while i < states.len() {
        let (fields, mut j) = (states[i].fields(), 0);
        while j < fields.len() {
            assert!(
                !fields[j].is_secret(),
                "this session has `secret` fields, which no signed cookie ever had, so a signed cookie with them is forged: keep them in a session of their own, or sign everybody out"
            );
            j += 1;
        }
        i += 1;
    }
}
