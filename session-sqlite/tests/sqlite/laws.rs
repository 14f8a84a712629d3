//! The laws of all stores.

use session_core::store::{Entry, Expected, Name, Put, Store, StoreError};
use session_sqlite::SqliteStore;

use crate::folder::Folder;
use crate::patient;

/// A store and the folder that it is in.
struct InFolder {
    store: SqliteStore,
    _folder: Folder,
}

impl InFolder {
    fn new() -> Self {
        let folder = Folder::new();
        Self { store: patient().open(folder.file()).unwrap(), _folder: folder }
    }
}

impl Store for InFolder {
    async fn load(&self, name: &Name) -> Result<Option<Entry>, StoreError> {
        self.store.load(name).await
    }

    async fn put(&self, name: &Name, expected: Expected, next: &Entry) -> Result<Put, StoreError> {
        self.store.put(name, expected, next).await
    }

    async fn touch(&self, name: &Name, seen: u64, expires: u64) -> Result<(), StoreError> {
        self.store.touch(name, seen, expires).await
    }
}

mod in_a_file {
    session_core::testing::store_laws!(super::InFolder::new);
}

mod in_memory {
    session_core::testing::store_laws!(|| crate::patient().open_in_memory().unwrap());
}
