//! From one format to another while visitors stay signed in.

use std::ops::Range;
use std::sync::Arc;
use std::time::SystemTime;

use crate::config::{Former, Source};
use crate::cookie::without_prefix;
use crate::native::Native;
use crate::schema::Schema;
use crate::seal::{IntoKeys, Kind};
use crate::session::Session;
use crate::sessions::Sessions;

impl<S: Session> Sessions<S> {
    /// Reads the cookies of `from` as well, and moves each session that it meets there into a cookie of its own.
    ///
    /// `from` ceased to be written when `when` begins, and ceases to be read when it ends. Where both cookies are valid this one wins; the
    /// other is deleted by the response that writes this one, and signing out deletes both. What `from` itself still reads is read too.
    ///
    /// What says that it was issued after `when` began is refused: some instance went on writing the former format. That stops nobody who
    /// has the former key, and can say what they like; the end does, so let it come when the last honest session has ended, and where the key is
    /// known to have leaked, don't migrate. (Of our own format a token says when its session began, and when it was last written only where
    /// the type has an `idle` time.)
    ///
    /// `with_clock` and the like of this one count, and `danger_allow_http` comes last.
    ///
    /// ```
    /// # use std::time::{Duration, SystemTime};
    /// # use session_core::{Key, Session, Sessions};
    /// # #[derive(Session)]
    /// # struct Account { user: Option<u64> }
    /// # let flask = Sessions::<Account>::in_cookie(Key::generate());
    /// # let (switch, key) = (SystemTime::now(), Key::generate());
    /// let month = Duration::from_secs(31 * 24 * 60 * 60);
    /// let sessions = Sessions::<Account>::in_cookie(key).migrating(&flask, switch..switch + month);
    /// # let _ = sessions;
    /// ```
    #[must_use]
    pub fn migrating(self, from: &Self, when: Range<SystemTime>) -> Self {
        self.reading(from, Some(when.start), when.end)
    }

    /// Reads the cookies of `from` as well until a time, while another application goes on writing them.
    ///
    /// Their cookie is left alone, so that one may still go back to that application; only a renewal of the session and its end
    /// delete it. Where both cookies are valid this one wins: a visitor who then signs out at the other application, or signs in there as
    /// somebody else, is still who they were here. Two applications that are to share a login share one cookie instead.
    ///
    /// # Panics
    ///
    /// If both have one cookie, prefixes aside: each would overwrite the other's.
    #[must_use]
    #[track_caller]
    pub fn side_by_side(self, from: &Self, until: SystemTime) -> Self {
        let [own, other] = [&self, from].map(|sessions| without_prefix(sessions.config.cookie.name()));
        assert!(
            !own.eq_ignore_ascii_case(other),
            "the two formats have one cookie, `{own}`, and would overwrite each other: give this session another `#[session(cookie = \"…\")]`"
        );
        self.reading(from, None, until)
    }

    fn reading(self, from: &Self, written_until: Option<SystemTime>, until: SystemTime) -> Self {
        let from = &*from.config;
        let source = Source { format: from.format.clone(), until: until.into(), written_until: written_until.map(Into::into) };
        self.with(|config| {
            config.former.push(Former { cookie: from.cookie.clone(), read: Some(source) });
            config.former.extend(from.former.iter().cloned());
        })
    }

    /// Opens signed cookies of a type that is `encrypted` by now, until a time, and encrypts each that it meets: nobody is signed out
    /// because the type became `encrypted`. `keys` are those that have signed.
    ///
    /// It doesn't build for a type that has `secret` fields, which a signed cookie never had: everybody who holds one of the keys could put
    /// them there.
    #[must_use]
    pub fn accepting_signed_until(self, keys: impl IntoKeys, until: SystemTime) -> Self {
        const { check_signed(S::SCHEMA) };
        self.with(|config| {
            let signed = Native::new(keys.into_keys(), Kind::Signed, config.cookie.name(), S::SCHEMA);
            let source = Source { format: Arc::new(signed), until: until.into(), written_until: None };
            config.former.push(Former { cookie: config.cookie.clone(), read: Some(source) });
        })
    }
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
