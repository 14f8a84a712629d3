//! Opening a session that is in a store.

use std::cmp::Reverse;
use std::sync::Arc;

use super::origin::Moves;
use crate::config::{Config, Place};
use crate::error::{OpenError, Refusal};
use crate::event;
use crate::limits::LOADS;
use crate::live::{Session, Visit};
use crate::observer::SessionEvent;
use crate::store::protocol::{Saw, Why};
use crate::store::vault::{Found, Vault, VaultError};
use crate::time::{Timeline, Timestamp};
use crate::token::{Claim, Decoded, EpochKey, Refresh, TokenState, body};

/// What was loaded for a request.
pub(in crate::request) struct Loaded {
    found: Vec<(Arc<Vault>, Found)>,
    /// The cookies whose records weren't loaded.
    unseen: Vec<Claim>,
}

/// Loads the records that a request's cookies name: at most [`LOADS`] of them, of the newest
/// cookies.
pub(in crate::request) async fn load(mut claims: Vec<(Arc<Vault>, Claim)>, now: Timestamp) -> Result<Loaded, OpenError> {
    claims.sort_by_key(|(_, claim)| Reverse(claim.written));
    let mut loaded = Loaded { found: Vec::new(), unseen: Vec::new() };
    for (place, (vault, claim)) in claims.into_iter().enumerate() {
        if place >= LOADS {
            loaded.unseen.push(claim);
            continue;
        }
        let found = match vault.load(claim.clone(), now).await {
            Ok(found) => found,
            Err(VaultError::Store(error)) => return Err(OpenError::Unavailable(error)),
            Err(VaultError::Unreadable) => Found::unreadable(claim, now),
        };
        loaded.found.push((vault, found));
    }
    Ok(loaded)
}

impl Loaded {
    /// Adds the session that a cookie had to the record that it moves to.
    pub(in crate::request) fn moved(&mut self, mut moves: Moves) {
        for (_, found) in &mut self.found {
            if let Some(moved) = moves.take(&found.claim) {
                found.moves(moved);
            }
        }
        self.unseen.extend(moves.others());
    }

    /// Resumes the best of the sessions that were found. Returns what the request may do in the
    /// store, and the session, if there is one. `refusal` gets the reason of the cookie that passed
    /// the most checks of those that are refused.
    pub(in crate::request) fn resume<S: Session>(
        self,
        config: &Config<S>,
        now: Timestamp,
        refusal: &mut Option<Refusal>,
    ) -> (Option<Box<Visit>>, Option<Decoded<S>>) {
        let resume = |(vault, found)| (vault, resume_one(config, found, now));
        let mut all: Vec<_> = self.found.into_iter().map(resume).collect();
        // The first of equals stays in front.
        all.sort_by_key(|(_, (found, _))| (rank(found), found.is_nobodys(), found.moved.is_some()));
        for why in all.iter().filter_map(|(_, (_, decoded))| decoded.as_ref().err().copied()) {
            event::refused(config.cookie.name(), why);
            config.observer.tell(SessionEvent::CookieRefused(why));
            *refusal = Some(refusal.map_or(why, |earlier| earlier.or_further(why)));
        }
        let mut all = all.into_iter();
        let Some((vault, (found, decoded))) = all.next() else { return (None, None) };
        let others = all.map(|(_, (found, _))| found).collect();
        (Some(Box::new(Visit { vault, found, others, unseen: self.unseen })), decoded.ok())
    }
}

/// Returns the place of a session among several: those that can be written to come first.
fn rank(found: &Found) -> u8 {
    match found.saw {
        Saw::Now { .. } => 0,
        Saw::AsBefore => 1,
        Saw::Nothing(Why::Replaced) => 2,
        Saw::Unborn if found.moved.is_some() => 3,
        Saw::Unborn => 4,
        Saw::Nothing(_) => 5,
    }
}

/// Resumes one session. What can't be read is gone for the protocol, so that a write begins another
/// session under another name. In a grace it is only hidden: the browser has a newer cookie.
pub(super) fn resume_one<S: Session>(
    config: &Config<S>,
    mut found: Found,
    now: Timestamp,
) -> (Found, Result<Decoded<S>, Refusal>) {
    match (found.saw, decode(config, &found, now)) {
        (Saw::AsBefore, Err(_)) => {
            found.saw = Saw::Nothing(Why::Replaced);
            (found, Err(Refusal::Replaced))
        }
        (_, Err(why)) if !matches!(why, Refusal::Replaced | Refusal::Ended) => {
            (found.saw, found.epoch) = (Saw::Nothing(Why::Gone), None);
            (found, Err(why))
        }
        (_, decoded) => (found, decoded),
    }
}

fn decode<S: Session>(config: &Config<S>, found: &Found, now: Timestamp) -> Result<Decoded<S>, Refusal> {
    let claim = &found.claim;
    // What moves from a cookie into a store, or back, does so also if it is only read.
    let moves = found.moved.is_some() || matches!(config.place, Place::Cookie(_));
    let token = |timeline| TokenState {
        persistent: claim.persistent,
        session_id: found.epoch.as_ref().map(EpochKey::session_id),
        refresh: if moves { Refresh::Now } else { Refresh::AsDeclared },
        ..TokenState::new(timeline, claim.written)
    };
    match (found.saw, found.content()) {
        (_, Some(content)) => {
            // Nothing authenticates when a session was last seen.
            let seen = found.seen.min(now.after(config.leeway)).max(content.entered);
            let timeline = Timeline::new(content.began, content.entered, seen);
            let (value, unknown) =
                body::read::<S>(S::SCHEMA, config.cookie.name(), &content.map, content.version, timeline, now)?;
            Ok(Decoded::new(value, TokenState { kept: body::keep(unknown), ..token(timeline) }))
        }
        (Saw::Unborn, None) if now < claim.written.after(S::SCHEMA.start().timeouts().lifetime()) => {
            // Its lifetime is that of its cookie.
            let began = claim.written.min(now);
            Ok(Decoded::new(S::fresh(), token(Timeline::new(began, began, now))))
        }
        (Saw::Nothing(Why::Ended), None) => Err(Refusal::Ended),
        (Saw::Nothing(Why::Replaced | Why::Superseded), None) => Err(Refusal::Replaced),
        (Saw::Nothing(Why::Gone), None) if found.is_unreadable => Err(Refusal::Unreadable),
        (Saw::Nothing(Why::Gone), None) if found.entry.is_none() => Err(Refusal::Gone),
        (Saw::Unborn | Saw::Nothing(Why::Gone), None) => Err(Refusal::Expired),
        (Saw::Now { .. } | Saw::AsBefore, None) => Err(Refusal::Unreadable),
    }
}
