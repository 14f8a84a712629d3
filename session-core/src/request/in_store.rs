//! Sessions in a store: what a type has to say for it.

use std::sync::Arc;

use super::former::FormerSource;
use super::{Options, Sessions};
use crate::config::Place;
use crate::error::fail;
use crate::live::Session;
use crate::schema::{Encryption, Schema};
use crate::store::vault::Vault;
use crate::store::{Store, StoreError};
use crate::token::{IntoKeys, StoredTokens};

impl<S> Sessions<S> {
    /// Makes sessions whose data is in `store`. The visitor's cookie names the record, and needs a
    /// key as well: nobody reads or makes a record without it.
    ///
    /// Two requests of one visitor at once lose nothing of each other: each field says how two
    /// changes of it become one. See [`guide::stores`](crate::guide::stores).
    ///
    /// ```
    /// use session_core::store::MemoryStore;
    /// use session_core::{Key, Session, Sessions};
    ///
    /// #[derive(Session)]
    /// struct Shop {
    ///     #[session(merge = add)]
    ///     visits: u32,
    ///     language: String,
    /// }
    ///
    /// // Key::from_env("SESSION_KEY")? in an application.
    /// let sessions = Sessions::<Shop>::in_store(Key::generate(), MemoryStore::new(100_000));
    /// # let _ = sessions;
    /// ```
    ///
    /// A counter, a list or a map of counters without a policy doesn't compile:
    ///
    /// ```compile_fail,E0080
    /// # use session_core::store::MemoryStore;
    /// # use session_core::{Key, Session, Sessions};
    /// #[derive(Session)]
    /// struct Shop {
    ///     visits: u32,
    /// }
    ///
    /// let sessions = Sessions::<Shop>::in_store(Key::generate(), MemoryStore::new(100_000));
    /// ```
    pub fn in_store(keys: impl IntoKeys, store: impl Store) -> Self
    where
        S: Session,
    {
        const { check_store(S::SCHEMA) };
        Self::options().make_in_store(keys, store)
    }

    /// Returns whether the store answers, for the readiness probe of a deployment. Sessions in
    /// cookies are always ready.
    ///
    /// # Errors
    ///
    /// If the store gives no answer.
    pub async fn check(&self) -> Result<(), StoreError> {
        match &self.config.place {
            Place::Cookie(_) => Ok(()),
            Place::Store(vault) => vault.check().await,
        }
    }

    /// Waits until no request of these sessions is under way, for a graceful shutdown: after the
    /// server has closed its connections. What a handler has written is committed in a task of its
    /// own, which outlives its connection, and would be cut off when the program ends. With
    /// sessions in cookies there is nothing to wait for.
    pub async fn settled(&self) {
        if let Place::Store(vault) = &self.config.place {
            vault.requests.clone().await;
        }
    }
}

impl<S> Options<S> {
    /// Makes sessions whose data is in `store`, as [`Sessions::in_store`] does.
    ///
    /// # Panics
    ///
    /// If sessions of another store are to be read as well: sessions can't move from one store to
    /// another yet.
    #[track_caller]
    pub fn in_store(self, keys: impl IntoKeys, store: impl Store) -> Sessions<S>
    where
        S: Session,
    {
        const { check_store(S::SCHEMA) };
        self.make_in_store(keys, store)
    }

    #[track_caller]
    fn make_in_store(self, keys: impl IntoKeys, store: impl Store) -> Sessions<S>
    where
        S: Session,
    {
        assert!(
            !self.former.iter().any(FormerSource::is_in_store),
            "sessions can't move from one store to another yet: pass sessions that are in cookies"
        );
        let Some(encryption) = Encryption::OF_RECORDS else { unreachable!("it is checked when the program is built") };
        let policy = *S::SCHEMA.cookie();
        let tokens = StoredTokens::new(keys.into_keys(), encryption, policy.name, S::SCHEMA);
        self.build(policy.into(), Place::Store(Arc::new(Vault::new(Arc::new(store), tokens))))
    }
}

/// Checks, when the program is built, that a type can be kept in a store: there is a cipher for its
/// records, and each field that two requests at once may well change says how they are merged.
#[track_caller]
const fn check_store(schema: &Schema) {
    assert!(
        Encryption::OF_RECORDS.is_some(),
        "what is kept in a store is encrypted: turn on the feature `encrypted` of `session-core`"
    );
    let (states, mut i) = (schema.states(), 0);
    while i < states.len() {
        let (fields, mut j) = (states[i].fields(), 0);
        while j < fields.len() {
            if fields[j].needs_policy {
                fail(&[
                    "two requests at once may both change `",
                    fields[j].rust_name(),
                    "`: say how their changes are merged, such as `#[session(merge = add)]` for a counter or `merge = append` for a list; `merge = last` if the later one wins",
                ]);
            }
            j += 1;
        }
        i += 1;
    }
}
