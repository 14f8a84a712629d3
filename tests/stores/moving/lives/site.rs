//! The instances of a site whose sessions move, and the phases of its deployment.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use session_core::store::MemoryStore;
use session_core::testing::{ManualClock, block_on, key};
use session_core::{Clock as _, RequestContext, Rng, RngError, Session, Sessions};

pub(super) const IDLE: u64 = 60 * 60;
pub(super) const LIFETIME: u64 = 5 * IDLE;

const DAY: Duration = Duration::from_hours(24);

#[derive(Session)]
#[session(idle = "1h", lifetime = "5h")]
pub(super) struct Shop {
    #[session(identity)]
    pub(super) user: Option<u32>,
    #[session(merge = add)]
    pub(super) visits: u32,
    /// Has a number for each visit that was counted.
    #[session(merge = union)]
    pub(super) items: BTreeSet<u32>,
    pub(super) theme: String,
}

/// What a session has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Data {
    pub(super) user: Option<u32>,
    pub(super) items: BTreeSet<u32>,
    pub(super) theme: String,
}

impl Data {
    /// Returns whether it fits into no cookie.
    pub(super) fn is_large(&self) -> bool {
        self.theme.len() > 4000
    }
}

/// A version of the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// In cookies, and the store isn't known.
    Cookie,
    /// In cookies, reading the store as well.
    Back,
    /// In a store, reading cookies as well.
    There,
    /// In a store, and no cookie is read.
    Store,
}

impl Kind {
    /// Returns whether its sessions are in the store.
    pub(super) fn is_in_store(self) -> bool {
        matches!(self, Self::There | Self::Store)
    }
}

/// The versions that run at once, phase by phase: from cookies into a store. The same phases, from
/// the last to the first, lead back.
pub(super) const PHASES: [&[Kind]; 7] = [
    &[Kind::Cookie],
    &[Kind::Cookie, Kind::Back],
    &[Kind::Back],
    &[Kind::Back, Kind::There],
    &[Kind::There],
    &[Kind::There, Kind::Store],
    &[Kind::Store],
];

/// Counts instead of drawing, so that a life can be lived again.
#[derive(Clone, Default)]
struct Counting(Arc<AtomicU64>);

impl Rng for Counting {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RngError> {
        bytes.fill(0);
        bytes[..8].copy_from_slice(&self.0.fetch_add(1, Ordering::Relaxed).to_le_bytes());
        Ok(())
    }
}

/// An instance of each version, with one clock.
pub(super) struct Site {
    clock: ManualClock,
    instances: [Sessions<Shop>; 4],
}

impl Site {
    pub(super) fn new() -> Self {
        let (clock, rng) = (ManualClock::default(), Counting::default());
        let options = || Sessions::<Shop>::options().clock(clock.clone()).rng(rng.clone());
        let store = Arc::new(MemoryStore::with_clock(10_000, clock.clone()));
        let in_cookie = options().in_cookie(key(1));
        let in_store = options().in_store(key(2), Arc::clone(&store));
        // Both versions run for longer than a life.
        let when = clock.now() + 50 * DAY..clock.now() + 100 * DAY;
        let there = options().migrating(&in_cookie, when.clone()).in_store(key(2), store);
        let back = options().migrating(&in_store, when).in_cookie(key(1));
        Self { clock, instances: [in_cookie, back, there, in_store] }
    }

    pub(super) fn now(&self) -> u64 {
        self.clock.seconds()
    }

    pub(super) fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    pub(super) fn open(&self, kind: Kind, cookie: Option<&str>) -> RequestContext<Shop> {
        block_on(self.instances[kind as usize].open(cookie)).expect("the store answers")
    }
}
