//! Stores that are wrong, each in one thing.

use std::collections::HashMap;
use std::future::poll_fn;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::thread;

use super::super::slot::now;
use crate::store::{Entry, Expected, Name, Put, Store, StoreError};

/// What is wrong with a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    None,
    InventsAnEntry,
    FailsItsCheck,
    KeepsText,
    CutsBodies,
    FoldsCase,
    EndsNamesAtZero,
    DropsWhatExpired,
    AbsentOverExpired,
    AbsentOverEnded,
    PutsOverAnything,
    FindsWithoutTheEntry,
    VersionFitsEnded,
    AnythingNeedsAnEntry,
    ComparesAsFloats,
    ComparesHalf,
    PutsTwice,
    PutOverwritesSeen,
    PutOverwritesExpires,
    EndRaisesExpires,
    TouchOverwritesSeen,
    TouchOverwritesExpires,
    TouchDrawsAVersion,
    TouchCreates,
    TouchWakesEnded,
    ComparesTimesAsText,
    ComparesTimesAsBytes,
    ComparesTimesAsSignedBytes,
    TakesOutBeforeItWaits,
    LocksTwice,
}

/// Each fault, and a law that finds it.
pub(super) const FAULTS: &[(Fault, &str)] = &[
    (Fault::InventsAnEntry, "nothing_is_there_at_first"),
    (Fault::FailsItsCheck, "a_store_that_works_answers_its_check"),
    (Fault::KeepsText, "a_body_comes_back_byte_for_byte"),
    (Fault::CutsBodies, "a_body_comes_back_byte_for_byte"),
    (Fault::FoldsCase, "names_are_compared_byte_by_byte"),
    (Fault::EndsNamesAtZero, "names_are_compared_byte_by_byte"),
    (Fault::DropsWhatExpired, "an_expired_entry_is_there_for_an_hour"),
    (Fault::AbsentOverExpired, "absent_overwrites_nothing"),
    (Fault::AbsentOverEnded, "absent_overwrites_nothing"),
    (Fault::PutsOverAnything, "another_version_puts_nothing"),
    (Fault::FindsWithoutTheEntry, "another_version_puts_nothing"),
    (Fault::VersionFitsEnded, "no_version_fits_an_ended_entry"),
    (Fault::AnythingNeedsAnEntry, "anything_overwrites_whatever_is_there"),
    (Fault::ComparesAsFloats, "all_bits_of_a_version_count"),
    (Fault::ComparesHalf, "all_bits_of_a_version_count"),
    (Fault::PutsTwice, "a_put_that_is_sent_again_finds_itself"),
    (Fault::PutOverwritesSeen, "a_put_never_turns_seen_back"),
    (Fault::PutOverwritesExpires, "a_put_never_turns_expires_back"),
    (Fault::EndRaisesExpires, "an_end_sets_expires_as_it_is"),
    (Fault::TouchOverwritesSeen, "a_touch_only_raises_times"),
    (Fault::TouchOverwritesExpires, "a_touch_only_raises_times"),
    (Fault::TouchDrawsAVersion, "a_touch_is_no_write"),
    (Fault::TouchCreates, "a_touch_brings_nothing_into_being"),
    (Fault::TouchWakesEnded, "a_touch_leaves_what_was_ended"),
    (Fault::ComparesTimesAsText, "times_are_compared_as_numbers"),
    (Fault::ComparesTimesAsBytes, "times_are_compared_as_numbers"),
    (Fault::ComparesTimesAsSignedBytes, "times_are_compared_as_numbers"),
    (Fault::TakesOutBeforeItWaits, "a_dropped_future_leaves_nothing_half_done"),
    (Fault::PutsOverAnything, "exactly_one_of_many_puts_takes_place"),
    (Fault::LocksTwice, "exactly_one_of_many_puts_takes_place"),
    (Fault::LocksTwice, "no_step_of_a_counter_is_lost"),
];

/// A store with a fault.
#[derive(Debug)]
pub(super) struct Faulty {
    fault: Fault,
    entries: Mutex<HashMap<Vec<u8>, Entry>>,
    /// How many puts have compared and not yet written: [`Fault::LocksTwice`].
    between: AtomicUsize,
}

impl Faulty {
    pub(super) fn new(fault: Fault) -> Self {
        Self { fault, entries: Mutex::default(), between: AtomicUsize::new(0) }
    }

    fn is(&self, fault: Fault) -> bool {
        self.fault == fault
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<Vec<u8>, Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn key(&self, name: &Name) -> Vec<u8> {
        match self.fault {
            Fault::FoldsCase => name.as_bytes().to_ascii_lowercase(),
            Fault::EndsNamesAtZero => name.as_bytes().split(|byte| *byte == 0).next().unwrap_or_default().to_vec(),
            _ => name.as_bytes().to_vec(),
        }
    }

    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::float_cmp, reason = "the faults")]
    fn fits(&self, expected: Expected, there: Option<&Entry>) -> bool {
        let Some(there) = there else {
            return expected.fits(None) && !(self.is(Fault::AnythingNeedsAnEntry) && expected == Expected::Anything);
        };
        match (expected, self.fault) {
            (Expected::Absent, Fault::AbsentOverExpired) => there.expires < now(),
            (Expected::Absent, Fault::AbsentOverEnded) => there.is_ended(),
            (_, Fault::PutsOverAnything) => true,
            (Expected::Version(version), Fault::VersionFitsEnded) => version == there.version,
            (Expected::Version(version), Fault::ComparesAsFloats) => version as f64 == there.version as f64,
            (Expected::Version(version), Fault::ComparesHalf) => version as u32 == there.version as u32,
            _ => expected.fits(Some(there.version)),
        }
    }

    fn later(&self, one: u64, other: u64) -> u64 {
        match self.fault {
            Fault::ComparesTimesAsText => one.to_string().max(other.to_string()).parse().expect("digits"),
            Fault::ComparesTimesAsBytes => u64::from_le_bytes(one.to_le_bytes().max(other.to_le_bytes())),
            Fault::ComparesTimesAsSignedBytes => {
                let signed = |time: u64| time.to_be_bytes().map(u8::cast_signed);
                u64::from_be_bytes(signed(one).max(signed(other)).map(i8::cast_unsigned))
            }
            _ => one.max(other),
        }
    }

    /// Returns what is written: [`Entry::over`], apart from faults.
    fn over(&self, next: &Entry, there: Option<&Entry>) -> Entry {
        let mut written = next.clone();
        if let Some(there) = there {
            if !self.is(Fault::PutOverwritesSeen) {
                written.seen = self.later(next.seen, there.seen);
            }
            let is_set = next.is_ended() && !self.is(Fault::EndRaisesExpires);
            if !is_set && !self.is(Fault::PutOverwritesExpires) {
                written.expires = self.later(next.expires, there.expires);
            }
        }
        match self.fault {
            Fault::KeepsText => written.body = String::from_utf8_lossy(&written.body).into_owned().into_bytes(),
            Fault::CutsBodies => written.body.truncate(65_535),
            _ => {}
        }
        written
    }
}

impl Store for Faulty {
    async fn load(&self, name: &Name) -> Result<Option<Entry>, StoreError> {
        let mut entries = self.entries();
        let key = self.key(name);
        if self.is(Fault::DropsWhatExpired) && entries.get(&key).is_some_and(|entry| entry.expires < now()) {
            entries.remove(&key);
        }
        let invented = self.is(Fault::InventsAnEntry).then(|| Entry { version: 0, seen: 0, expires: 0, body: Vec::new() });
        Ok(entries.get(&key).cloned().or(invented))
    }

    async fn put(&self, name: &Name, expected: Expected, next: &Entry) -> Result<Put, StoreError> {
        let key = self.key(name);
        let there = self.entries().get(&key).cloned();
        if self.is(Fault::LocksTwice) {
            let _ = self.between.fetch_add(1, Ordering::SeqCst);
            // Gives others the time to come here too, and doesn't wait for them if there are none.
            (0..1_000_000).take_while(|_| self.between.load(Ordering::SeqCst) < 2).for_each(|_| thread::yield_now());
        }
        if self.is(Fault::TakesOutBeforeItWaits) && self.fits(expected, there.as_ref()) {
            self.entries().remove(&key);
            wait_once().await;
            self.entries().insert(key, self.over(next, there.as_ref()));
            return Ok(Put::Done);
        }
        let mut entries = self.entries();
        let there = if self.is(Fault::LocksTwice) { there } else { entries.get(&key).cloned() };
        let is_again = self.is(Fault::PutsTwice) && there.as_ref().is_some_and(|there| there.version == next.version);
        if !self.fits(expected, there.as_ref()) && !is_again {
            return Ok(Put::Found(there.filter(|_| !self.is(Fault::FindsWithoutTheEntry))));
        }
        entries.insert(key, self.over(next, there.as_ref()));
        Ok(Put::Done)
    }

    async fn touch(&self, name: &Name, seen: u64, expires: u64) -> Result<(), StoreError> {
        let mut entries = self.entries();
        if self.is(Fault::TouchCreates) {
            entries.entry(self.key(name)).or_insert(Entry { version: 0, seen, expires, body: Vec::new() });
        }
        let Some(entry) = entries.get_mut(&self.key(name)) else { return Ok(()) };
        if entry.is_ended() && !self.is(Fault::TouchWakesEnded) {
            return Ok(());
        }
        entry.seen = if self.is(Fault::TouchOverwritesSeen) { seen } else { self.later(entry.seen, seen) };
        entry.expires = if self.is(Fault::TouchOverwritesExpires) { expires } else { self.later(entry.expires, expires) };
        if self.is(Fault::TouchDrawsAVersion) {
            entry.version += 1;
        }
        Ok(())
    }

    async fn check(&self) -> Result<(), StoreError> {
        if self.is(Fault::FailsItsCheck) { Err(StoreError::too_slow()) } else { Ok(()) }
    }
}

/// Waits as for another computer, which answers at once.
async fn wait_once() {
    let mut waited = false;
    poll_fn(|context| {
        if waited {
            return Poll::Ready(());
        }
        waited = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
