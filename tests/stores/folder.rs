//! Folders that are gone after a test.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, process};

/// A folder that is deleted when this is dropped, also by a test that fails.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("session-stores-{}-{number}", process::id()));
        fs::create_dir(&path).expect("a folder of its own");
        Self(path)
    }

    /// Returns the path of a file for sessions.
    pub(crate) fn file(&self) -> PathBuf {
        self.0.join("sessions.db")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A test that fails has its own message.
        let _ = fs::remove_dir_all(&self.0);
    }
}
