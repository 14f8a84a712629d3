//! Which files are opened, and what is said of others.

use std::fs;
use std::fs::OpenOptions;
use std::thread;

use rusqlite::Connection;
use session_core::store::{Expected, Put, Store as _};
use session_core::testing::block_on;
use session_sqlite::{OpenError, SqliteStore};

use crate::folder::Folder;
use crate::{entry, name, patient};

#[test]
fn a_file_keeps_what_was_put() {
    let folder = Folder::new();
    let store = patient().open(folder.file()).unwrap();
    block_on(store.put(&name(1), Expected::Absent, &entry(1))).unwrap();
    store.close();
    let store = patient().open(folder.file()).unwrap();
    assert_eq!(block_on(store.load(&name(1))).unwrap(), Some(entry(1)));
    store.close();
}

#[test]
fn two_handles_have_one_file() {
    let folder = Folder::new();
    let [one, other] = [(); 2].map(|()| patient().open(folder.file()).unwrap());
    let clone = one.clone();
    assert_eq!(block_on(one.put(&name(1), Expected::Absent, &entry(1))).unwrap(), Put::Done);
    assert_eq!(block_on(other.put(&name(1), Expected::Absent, &entry(2))).unwrap(), Put::Found(Some(entry(1))));
    assert_eq!(block_on(other.put(&name(1), Expected::Version(1), &entry(2))).unwrap(), Put::Done);
    assert_eq!(block_on(one.load(&name(1))).unwrap(), Some(entry(2)));
    // A handle that isn't the last one ends nothing.
    one.close();
    assert_eq!(block_on(clone.load(&name(1))).unwrap(), Some(entry(2)));
    clone.close();
    other.close();
}

#[test]
fn a_new_file_can_be_opened_by_many_at_once() {
    let folder = Folder::new();
    thread::scope(|scope| {
        for number in 0..8 {
            let folder = &folder;
            scope.spawn(move || {
                let store = patient().open(folder.file()).unwrap();
                assert_eq!(block_on(store.put(&name(number), Expected::Absent, &entry(1))).unwrap(), Put::Done);
                store.close();
            });
        }
    });
    let store = patient().open(folder.file()).unwrap();
    assert!((0..8).all(|number| block_on(store.load(&name(number))).unwrap().is_some()));
    store.close();
}

#[cfg(unix)]
#[test]
fn the_owner_alone_reads_a_new_file() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::new();
    let store = patient().open(folder.file()).unwrap();
    block_on(store.put(&name(1), Expected::Absent, &entry(1))).unwrap();
    let files: Vec<_> = fs::read_dir(folder.path()).unwrap().map(Result::unwrap).collect();
    assert_eq!(files.len(), 3, "the file, its WAL and what is shared");
    for file in files {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.path());
    }
    store.close();
}

/// Whoever closes a file gives up all locks of its process on it. Without them, another process
/// that comes and goes takes itself for the last one, and deletes the WAL.
#[cfg(target_os = "linux")]
#[test]
fn a_second_handle_leaves_the_locks_of_the_first() {
    use std::os::unix::fs::MetadataExt as _;

    let folder = Folder::new();
    let one = patient().open(folder.file()).unwrap();
    let file = format!(":{} ", fs::metadata(folder.file()).unwrap().ino());
    let locks = || fs::read_to_string("/proc/locks").unwrap().lines().filter(|lock| lock.contains(&file)).count();
    assert_eq!(locks(), 1);
    let other = patient().open(folder.file()).unwrap();
    assert_eq!(locks(), 1);
    other.close();
    one.close();
}

#[test]
fn what_is_no_database_is_damaged() {
    let folder = Folder::new();
    fs::write(folder.file(), [b'x'; 8192]).unwrap();
    let error = SqliteStore::open(folder.file()).unwrap_err();
    assert!(matches!(error, OpenError::Damaged(_)), "{error:?}");
}

#[test]
fn a_damaged_page_fails_calls_and_not_the_thread() {
    let folder = Folder::new();
    let store = patient().open(folder.file()).unwrap();
    for number in 0..100 {
        block_on(store.put(&name(number), Expected::Absent, &entry(1))).unwrap();
    }
    store.close();
    let mut bytes = fs::read(folder.file()).unwrap();
    bytes[4096..].fill(0xff);
    fs::write(folder.file(), bytes).unwrap();
    match SqliteStore::open(folder.file()) {
        Err(error) => assert!(matches!(error, OpenError::Damaged(_)), "{error:?}"),
        Ok(store) => {
            for number in 0..100 {
                assert!(block_on(store.load(&name(number))).is_err());
            }
            assert!(block_on(store.check()).unwrap_err().to_string().contains("gave no answer"));
            store.close();
        }
    }
}

#[test]
fn a_file_of_a_newer_version_is_left_alone() {
    let folder = Folder::new();
    patient().open(folder.file()).unwrap().close();
    Connection::open(folder.file()).unwrap().pragma_update(None, "user_version", 2).unwrap();
    let error = SqliteStore::open(folder.file()).unwrap_err();
    assert!(matches!(error, OpenError::Newer { version: 2 }), "{error:?}");
}

#[test]
fn a_database_of_something_else_is_refused() {
    let folder = Folder::new();
    Connection::open(folder.file()).unwrap().pragma_update(None, "user_version", 1).unwrap();
    let error = SqliteStore::open(folder.file()).unwrap_err();
    assert!(matches!(error, OpenError::Other(_)), "{error:?}");
}

#[test]
fn a_folder_is_no_file() {
    let folder = Folder::new();
    assert!(SqliteStore::open(folder.path()).is_err());
    let error = SqliteStore::open(folder.path().join("none").join("sessions.db")).unwrap_err();
    assert!(matches!(error, OpenError::Create(_)), "{error:?}");
}

#[test]
fn a_file_that_cannot_be_written_is_refused() {
    let folder = Folder::new();
    patient().open(folder.file()).unwrap().close();
    let mut permissions = fs::metadata(folder.file()).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(folder.file(), permissions).unwrap();
    // The superuser writes it all the same.
    if OpenOptions::new().write(true).open(folder.file()).is_err() {
        let error = SqliteStore::open(folder.file()).unwrap_err();
        assert!(matches!(error, OpenError::ReadOnly), "{error:?}");
    }
}
