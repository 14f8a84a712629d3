//! Moving sessions from one cookie, format or kind of token to another while visitors stay signed
//! in.

use std::ops::Range;
use std::sync::Arc;
use std::time::SystemTime;

use super::former::FormerSource;
use super::{Options, Sessions};
use crate::live::Session;
use crate::schema::Schema;
use crate::token::IntoKeys;

impl<S: Session> Options<S> {
    /// Reads the cookies of `from` as well, and moves each session found there into the cookie of
    /// these sessions.
    ///
    /// `from` ceased to be written when `when` begins, and it is no longer read when `when` ends.
    /// Where both cookies are valid, the new one wins. The response that writes it deletes the
    /// other, and signing out deletes both. The cookies that `from` itself still reads are read
    /// too.
    ///
    /// A former token whose session was last seen after `when` began is refused, because some
    /// instance went on writing the former format. That doesn't stop an attacker who has the former
    /// key, and who can make tokens with any time; the end of `when` does. So let it end as soon as
    /// the last honest session has ended, and don't migrate where the key is known to have leaked.
    ///
    /// One of both may be in a store: the session moves there, or from there into a cookie
    /// ([`guide::stores`](crate::guide::stores)).
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
        self.reading_from(from, Some(when.start), when.end)
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
        self.reading_from(from, None, until)
    }

    fn reading_from(mut self, from: &Sessions<S>, written_until: Option<SystemTime>, until: SystemTime) -> Self {
        self.former.push(FormerSource::Sessions {
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
        self.former.push(FormerSource::Signed { keys: keys.into_keys(), until: until.into() });
        self
    }
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
