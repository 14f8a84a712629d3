//! What must be of a record, and what must happen, so that it is said of something.

use stateright::Property;

use crate::ghost::Broken;
use crate::protocol::{Entry, Outcome, Saw};
use crate::record::{Phase, Record, World};
use crate::session::{Kind, Value};

/// Returns what must be, and what must happen.
pub(crate) fn promises(record: &Record) -> Vec<Property<Record>> {
    [must_be(), must_happen(record)].concat()
}

fn value(world: &World) -> Option<&Value> {
    let Some(Entry::Kept(kept)) = &world.entry else { return None };
    Some(&kept.value)
}

fn keeps(world: &World, broken: Broken) -> bool {
    !world.ghost.broken.contains(&broken)
}

fn any(world: &World, is: impl Fn(Kind, &Phase) -> bool) -> bool {
    world.requests.iter().any(|(kind, phase)| is(*kind, phase))
}

fn any_done(world: &World, wanted: Outcome) -> bool {
    any(world, |_, phase| matches!(phase, Phase::Done { outcome, .. } if *outcome == wanted))
}

fn must_be() -> Vec<Property<Record>> {
    vec![
        Property::always("no update is lost: the sum is exact", |_, world: &World| {
            world.ghost.ended || value(world).is_none_or(|value| value.count == world.ghost.added)
        }),
        Property::always("nothing comes back after an end", |_, world: &World| {
            value(world).is_none_or(|value| !world.ghost.ended && value.life == world.ghost.life)
        }),
        Property::always("a session isn't lost by a crash", |_, world: &World| {
            world.ghost.ended || !world.ghost.began || value(world).is_some()
        }),
        Property::always("a ticket from before a change of privilege never writes", |_, world: &World| {
            keeps(world, Broken::StaleWrite)
        }),
        Property::always("… and never sees what came after it", |_, world: &World| keeps(world, Broken::SeesWhatCameAfter)),
        Property::always("… and sees nothing of a session that was signed out", |_, world: &World| {
            keeps(world, Broken::SeesAfterSignOut)
        }),
        Property::always("a cookie has come back only if a request carried it", |_, world: &World| match &world.entry {
            Some(Entry::Kept(kept)) => !kept.presented || world.ghost.has_arrived(kept.ticket),
            _ => true,
        }),
        Property::always("… and sees what was before, as long as the new one may not have arrived", |_, world: &World| {
            keeps(world, Broken::HiddenBeforeArrival)
        }),
        Property::always("… and sees nothing once the new one has arrived", |_, world: &World| {
            keeps(world, Broken::SeesAfterArrival)
        }),
        Property::always("of two periodic renewals at once one takes place", |_, world: &World| {
            keeps(world, Broken::RenewedTwice)
        }),
        Property::always("a record begins only where its cookie says so", |_, world: &World| {
            keeps(world, Broken::BeganUnasked)
        }),
        Property::always("a late answer puts no other session over a good one", |_, world: &World| {
            keeps(world, Broken::AnotherOverAGoodOne)
        }),
        Property::always("a ticket whose grace is over ends nothing", |_, world: &World| keeps(world, Broken::LateEnd)),
        Property::always("a ticket from before the sign-in ends nothing", |_, world: &World| {
            keeps(world, Broken::EndFromBeforeSignIn)
        }),
        Property::always("a periodic renewal makes no conflict", |_, world: &World| {
            keeps(world, Broken::ConflictWithoutChange)
        }),
        Property::always("who is signed in is whom the sign-in has verified", |_, world: &World| {
            value(world).is_none_or(|value| value.verified == 0 || value.user == value.verified)
        }),
        Property::always("a put is tried no more often than others are made", |model: &Record, world: &World| {
            let puts = world.requests.iter().map(|(kind, _)| if kind.commits() { 2 } else { 1 }).sum::<u32>();
            let puts = puts + u32::from(model.loses_an_answer || model.expires);
            !any(world, |_, phase| matches!(phase, Phase::Open(open) if open.tries >= puts))
        }),
        Property::eventually("every request ends", |_, world: &World| {
            !any(world, |_, phase| matches!(phase, Phase::Waiting) || phase.is_running())
        }),
    ]
}

/// Returns what must happen in some state, so that the above is said of something.
fn must_happen(record: &Record) -> Vec<Property<Record>> {
    let mut all = vec![
        Property::sometimes("two writes merge", |_, world: &World| value(world).is_some_and(|value| value.count >= 2)),
        Property::sometimes("a sign-in keeps what was added beside it", |_, world: &World| {
            value(world).is_some_and(|value| value.verified != 0 && value.count >= 2)
        }),
        Property::sometimes("a late write is superseded", |_, world: &World| any_done(world, Outcome::Superseded)),
        Property::sometimes("a late write finds the session ended", |_, world: &World| any_done(world, Outcome::Ended)),
        Property::sometimes("a second sign-in begins another session", |_, world: &World| {
            any(world, |kind, phase| kind.signs_in() && matches!(phase, Phase::Done { outcome: Outcome::Anew, .. }))
        }),
        Property::sometimes("a grace shows what was before", |_, world: &World| {
            any(world, |_, phase| matches!(phase, Phase::Open(open) if open.mine.saw == Saw::AsBefore))
        }),
    ];
    if record.kinds.contains(&Kind::AddAndRotate) {
        all.push(Property::sometimes("a ticket writes that a periodic renewal has replaced", |_, world: &World| {
            world.ghost.former_wrote
        }));
    }
    if record.kinds.contains(&Kind::SignInAndAdd) {
        all.push(Property::sometimes("a handler goes on after a sign-in that was merged", |_, world: &World| {
            value(world).is_some_and(|value| value.verified != 0 && value.count >= 3)
        }));
    }
    if record.requests > 2 {
        all.push(Property::sometimes("a put is tried three times", |_, world: &World| {
            any(world, |_, phase| matches!(phase, Phase::Open(open) if open.tries == 2))
        }));
    }
    if record.requests > 2 {
        all.push(Property::sometimes("a ticket that was forgotten begins another session", |_, world: &World| {
            world.ghost.forgotten_began
        }));
    }
    if record.loses_an_answer {
        all.push(Property::sometimes("an answer is lost", |_, world: &World| world.has_lost_an_answer));
    }
    all
}
