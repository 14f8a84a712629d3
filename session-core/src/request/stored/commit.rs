//! A commit in the middle of a request, for a handler that has to know that its change holds.

use std::error::Error;
use std::fmt;
use std::mem;
use std::sync::Arc;

use super::close::Written;
use super::closing::Put;
use super::load::resume_one;
use crate::config::Place;
use crate::error::CloseError;
use crate::live::lifecycle::{Action, Outcome};
use crate::live::{Closed, Held, Live, ReadView, RequestContext, Session};
use crate::store::protocol::{Saw, Why};
use crate::store::vault::{Found, Vault, VaultError};
use crate::time::Timestamp;
use crate::token::Claim;

impl<'req, V: ReadView> Live<'req, V> {
    /// Commits what the request has done to its session so far, and returns the handle of what the
    /// store has now: with the changes of other requests that were merged with this one's.
    ///
    /// A change is committed when the handler is done. This is for a handler that has to know
    /// before that: one that charges a card, or that compares a code after it has counted the try.
    /// If another request of the visitor was faster and the two can't be merged, there is no handle
    /// to go on with.
    ///
    /// ```
    /// use session_core::{Live, Session};
    ///
    /// #[derive(Session)]
    /// struct SignIn {
    ///     #[session(merge = add)]
    ///     tries: u32,
    /// }
    ///
    /// async fn is_right(mut sign_in: Live<'_, SignIn>, code: &str) -> bool {
    ///     sign_in.tries += 1;
    ///     // However many requests come at once, each of them has counted its try from here on.
    ///     let Ok(sign_in) = sign_in.commit().await else { return false };
    ///     sign_in.tries <= 3 && code == "471 108"
    /// }
    /// ```
    ///
    /// What is committed stays, whatever comes after it: an error, a panic, `discard`, code around
    /// the handler that gives it up, or a client that hangs up. If there is a cookie, as after a
    /// sign-in, the response has it, also one that answers an error. Without a response, after a
    /// panic say, the visitor keeps the former cookie, and has to sign in again. A commit that is
    /// cut off itself leaves the session as before or as after it.
    ///
    /// A handler that only reads commits nothing, and of a HEAD request nothing can be committed.
    /// Fields that are `skip` have their starting values if something was merged.
    ///
    /// # Errors
    ///
    /// [`NotCommitted`], with the reason. Nothing more of the session is written then, and closing
    /// it fails for the same reason: whatever the handler returns, the visitor gets the answer of a
    /// conflict or of a store that is down, as if the handler hadn't asked. A handler that answers
    /// by itself says so with [`NotCommitted::discard`].
    ///
    /// A session in a cookie can't be committed, since only the response has it:
    /// [`CloseError::NotInStore`].
    pub async fn commit(self) -> Result<Live<'req, V>, NotCommitted<'req, V>> {
        // In memory of its own, so that handlers need no room for it.
        if Box::pin(self.context.commit()).await { Ok(self) } else { Err(NotCommitted(self)) }
    }
}

/// What a request did couldn't be committed. It has the session's handle, for a handler that
/// answers by itself.
#[must_use = "the visitor gets the answer of a conflict, unless this is discarded"]
pub struct NotCommitted<'req, V: ReadView>(Live<'req, V>);

impl<V: ReadView> NotCommitted<'_, V> {
    /// Returns why.
    pub fn why(&self) -> &CloseError {
        let failed = self.0.context.commits.as_ref().and_then(|commits| commits.failed.as_ref());
        failed.unwrap_or(&CloseError::Interrupted)
    }

    /// Discards what the handler did and hasn't committed, as [`Live::discard`] does. The visitor
    /// gets the handler's response.
    pub fn discard(self) {
        self.0.discard();
    }
}

/// Prints the reason.
impl<V: ReadView> fmt::Display for NotCommitted<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.why().fmt(f)
    }
}

impl<V: ReadView> fmt::Debug for NotCommitted<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("NotCommitted").field(self.why()).finish()
    }
}

/// Skips the reason, whose text this error prints already.
impl<V: ReadView> Error for NotCommitted<'_, V> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.why().source()
    }
}

impl<S: Session> RequestContext<S> {
    /// Checks that no commit failed, after which nothing is written. It is an error once, unless
    /// what was done is discarded.
    pub(in crate::request) fn failed_commit(&mut self) -> Result<(), CloseError> {
        if !self.has_failed_commit() || self.is_discarded() {
            return Ok(());
        }
        // Code that was given up was cut off, and what is left to do is nothing.
        if !self.progress.has_failed && matches!(self.action_now(), Ok((_, Action::Read))) {
            return Ok(());
        }
        self.commits.as_mut().and_then(|commits| commits.failed.take()).map_or(Ok(()), Err)
    }

    /// Returns whether a commit failed. What code did that was given up doesn't count, but a commit
    /// that was cut off may have taken place.
    fn has_failed_commit(&self) -> bool {
        let failed = self.commits.as_ref().and_then(|commits| commits.failed.as_ref());
        failed.is_some_and(|why| self.progress.has_failed || matches!(why, CloseError::Interrupted))
    }

    /// Returns what was committed before the request is closed.
    pub(in crate::request) fn held(&self) -> Option<&Held> {
        self.commits.as_ref()?.held.as_ref()
    }

    /// Notes what was committed.
    fn hold(&mut self, closed: Closed) {
        let was = self.token.as_ref().and_then(|token| token.session_id);
        let another_begins = closed.outcome == Outcome::Begin && self.progress.ended && self.token.is_some();
        let commits = self.commits.get_or_insert_default();
        commits.held = Some(match commits.held.take() {
            None => Held { closed, was, another_begins },
            Some(held) => {
                Held { closed: held.closed.then(closed), was: held.was, another_begins: held.another_begins || another_begins }
            }
        });
    }

    /// Commits what was done so far. Returns whether it holds; if it doesn't, the reason is left
    /// for closing.
    async fn commit(&mut self) -> bool {
        if !self.has_failed_commit() {
            // A commit that is cut off may have taken place, so that nothing is put after it.
            self.commits.get_or_insert_default().failed = Some(CloseError::Interrupted);
            let committed = self.try_commit().await;
            if let Ok(true) = committed {
                // Code around the handler that gives it up takes nothing back.
                self.forget_savepoints();
            }
            let failed = committed.err();
            self.progress.has_failed = failed.is_some();
            self.commits.get_or_insert_default().failed = failed;
        }
        !self.has_failed_commit()
    }

    /// Commits what was done so far. Returns whether that was anything.
    async fn try_commit(&mut self) -> Result<bool, CloseError> {
        self.settle();
        self.check_presence()?;
        let Place::Store(vault) = &self.config.place else { return Err(CloseError::NotInStore) };
        if self.is_discarded() || self.is_read_only {
            return Err(CloseError::Discarded);
        }
        let (vault, now) = (Arc::clone(vault), Timestamp::from(self.config.clock.now()));
        let (fields, action) = match self.action_now()? {
            // A ticket that was drawn for a form waits for the response.
            (fields, Action::Drew) if self.progress.ended => (fields, Action::Ended),
            (_, Action::Drew | Action::Read | Action::Discarded) => return Ok(false),
            done => done,
        };
        // A change that comes late isn't dropped without a word.
        let must_hold = mem::replace(&mut self.progress.must_hold, true);
        let Written { closed, put } = self.write_action(&vault, now, fields, action).await?;
        self.progress.must_hold = must_hold;
        let (outcome, next) = (closed.outcome, closed.claim.clone());
        if outcome == Outcome::Nothing {
            return Ok(false);
        }
        self.hold(Closed { ends: Some(self.ends()), ..closed });
        if outcome == Outcome::Delete {
            self.visit = None;
            return Ok(true);
        }
        let (claim, came) = match (next, &self.visit) {
            (Some(claim), _) => (claim, false),
            (None, Some(visit)) => (visit.found.claim.clone(), visit.found.came),
            (None, None) => return Ok(true),
        };
        let claim = Claim { unborn: false, ..claim };
        let is_exact = put.as_ref().is_some_and(|put| !put.is_merged);
        let found = match put.and_then(|Put { entry, seen, .. }| Found::put(claim.clone(), came, entry, seen)) {
            Some(found) => found,
            // No answer said that the put took place, and others have followed.
            None => Found { came, ..self.found_since(&vault, claim, now).await? },
        };
        self.go_on_from(vault, found, is_exact, now)?;
        Ok(true)
    }

    async fn found_since(&self, vault: &Vault, claim: Claim, now: Timestamp) -> Result<Found, CloseError> {
        vault.load(claim, now).await.map_err(|why| match why {
            VaultError::Store(error) => CloseError::Unavailable(error),
            VaultError::Unreadable => CloseError::Unmergeable { field: None },
        })
    }

    /// Goes on from what a store has after a commit. It `is_exact` if it is the session as it is
    /// here, with nothing of another request.
    fn go_on_from(&mut self, vault: Arc<Vault>, found: Found, is_exact: bool, now: Timestamp) -> Result<(), CloseError> {
        let (found, decoded) = resume_one(&self.config, found, now);
        let is_here = |value: &S| value.state().name() == self.value.state().name();
        let Some(decoded) = decoded.ok().filter(|decoded| is_here(&decoded.value)) else {
            // Another request was there since.
            let is_ended = matches!(found.saw, Saw::Nothing(Why::Ended | Why::Gone));
            return Err(if is_ended { CloseError::Ended } else { CloseError::Superseded });
        };
        if !is_exact {
            self.value = decoded.value;
        }
        self.begin_again(decoded.token, vault, found);
        Ok(())
    }
}
