//! Lending a context to inner code, and taking it back.

use std::mem;
use std::sync::Arc;

use super::RequestContext;
use super::context::{Cookies, Presence};
use super::savepoint::Savepoint;
use crate::error::{Arrival, OpenError};
use crate::event;
use crate::schema::record::Record;

impl<S: Record> RequestContext<S> {
    /// Lends the context to inner code. A placeholder with a fresh session stays here until the
    /// context is given back. Closing the placeholder fails, so that a visitor never gets an
    /// answer for a fresh session because the real one wasn't given back.
    #[must_use]
    pub(crate) fn lend_out(&mut self) -> Self {
        self.settle();
        mem::replace(self, self.placeholder(Presence::LentOut))
    }

    /// Sets a savepoint, when inner code takes the context.
    ///
    /// # Errors
    ///
    /// If the session isn't here: it is lent out, or code that was given up has lost it.
    pub(crate) fn set_savepoint(&mut self) -> Result<(), OpenError> {
        self.settle();
        match self.presence {
            Presence::Here | Presence::Undone => {}
            Presence::LentOut => return Err(OpenError::InUse),
            Presence::Lost => return Err(OpenError::Interrupted),
        }
        self.savepoints.push(Savepoint::now(&self.progress));
        Ok(())
    }

    /// Forgets the last savepoint, when inner code gives the context back with its changes.
    pub(crate) fn release_savepoint(&mut self) {
        self.settle();
        self.drop_savepoint();
    }

    /// Drops the last savepoint. What it has kept is passed to the one before it.
    fn drop_savepoint(&mut self) {
        if let Some(savepoint) = self.savepoints.pop()
            && let Some(earlier) = self.savepoints.last_mut()
        {
            savepoint.pass_to(earlier);
        }
    }

    /// Undoes what inner code did since the last savepoint, as soon as somebody asks for the
    /// session. It isn't done at once, since that code may be dropped during a panic, and a user's
    /// code has to run for it.
    ///
    /// If code inside of that code has been undone already, the session is to become what it was
    /// at the savepoint before.
    pub(crate) fn undo(&mut self) {
        // A placeholder has none, and stays one.
        if self.savepoints.is_empty() {
            return;
        }
        if self.presence == Presence::Undone {
            self.drop_savepoint();
        }
        self.presence = Presence::Undone;
    }

    /// Makes an undone context what it was at its last savepoint.
    #[inline]
    pub(crate) fn settle(&mut self) {
        if self.presence == Presence::Undone {
            self.restore();
        }
    }

    #[cold]
    fn restore(&mut self) {
        let mut undone = mem::replace(self, self.placeholder(Presence::Lost));
        let savepoint = undone.savepoints.pop().expect("inner code that takes a context sets a savepoint");
        match savepoint.restore(undone.value, undone.schema.version(), &mut undone.savepoints) {
            Some((progress, value)) => *self = Self { value, progress, presence: Presence::Here, ..undone },
            None => event::lost(undone.config.cookie.name()),
        }
    }

    /// Returns a context with a fresh session that can't be closed.
    fn placeholder(&self, presence: Presence) -> Self {
        let (config, cookies) = (Arc::clone(&self.config), Cookies::default());
        let placeholder = Self::new(config, self.schema, S::fresh(), None, Arrival::Fresh, self.opened, cookies);
        Self { presence, ..placeholder }
    }
}
