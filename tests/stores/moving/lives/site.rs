//! The instances of a site whose sessions move, and the phases of its deployment.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use session_core::testing::{ManualClock, block_on, key};
use session_core::{Clock as _, InCookie, RequestContext, Rng, RngError, Session, Sessions, WriteView};

use super::store::Forgetful;

pub(super) const IDLE: u64 = 60 * 60;
pub(super) const LIFETIME: u64 = 5 * IDLE;

const DAY: Duration = Duration::from_hours(24);

/// The sessions of a walk.
pub(super) trait Walked: InCookie + WriteView<Session = Self> {
    /// Whether a field says who the user is, so that each session has an id.
    const HAS_ID: bool;

    fn fields(&mut self) -> Fields<'_>;

    /// Returns what the session has, and how many visits were counted.
    fn data(&self) -> (Data, u32);
}

/// The fields of a session.
pub(super) struct Fields<'s> {
    pub(super) user: &'s mut Option<u32>,
    pub(super) visits: &'s mut u32,
    /// Has a number for each visit that was counted.
    pub(super) items: &'s mut BTreeSet<u32>,
    pub(super) theme: &'s mut String,
}

macro_rules! walked {
    ($name:ident, $has_id:literal, $(#[$identity:meta])? $(renewed every $every:literal)?) => {
        #[derive(Session)]
        #[session(idle = "1h", lifetime = "5h" $(, renew_every = $every)?)]
        pub(super) struct $name {
            $(#[$identity])?
            user: Option<u32>,
            #[session(merge = add)]
            visits: u32,
            #[session(merge = union)]
            items: BTreeSet<u32>,
            theme: String,
        }

        impl Walked for $name {
            const HAS_ID: bool = $has_id;

            fn fields(&mut self) -> Fields<'_> {
                let Self { user, visits, items, theme } = self;
                Fields { user, visits, items, theme }
            }

            fn data(&self) -> (Data, u32) {
                let (items, theme) = (self.items.clone(), self.theme.clone());
                (Data { user: self.user, items, theme }, self.visits)
            }
        }
    };
}

walked!(Shop, true, #[session(identity)]);
walked!(Nameless, false,);
walked!(Renewed, true, #[session(identity)] renewed every "10m");

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
pub(super) struct Site<S> {
    clock: ManualClock,
    instances: [Sessions<S>; 4],
}

impl<S: Walked> Site<S> {
    pub(super) fn new() -> Self {
        let (clock, rng) = (ManualClock::default(), Counting::default());
        let options = || Sessions::<S>::options().clock(clock.clone()).rng(rng.clone());
        let store = Arc::new(Forgetful::new(clock.clone()));
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

    pub(super) fn open(&self, kind: Kind, cookie: Option<&str>) -> RequestContext<S> {
        block_on(self.instances[kind as usize].open(cookie)).expect("the store answers")
    }
}
