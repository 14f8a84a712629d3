//! Sessions in cookies: each token that was issued has a session, whatever has become of it since.

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use session_core::{Arrival, Refusal};

use crate::check::{Check, Effect};
use crate::events::Limit;
use crate::place::{Came, Committed, Failure, Found, Place, Reply, Response};
use crate::plan::Plan;
use crate::run::{NotSent, Sent};
use crate::shelf::Noted;
use crate::tokens::{Flaw, Issued, KeyRoles, choose, valid};
use crate::wire::{self, Oddity};

/// A browser keeps a plain and a partitioned cookie of a name that is bound to the host.
const HOST_PLACES: usize = 2;

#[derive(Default)]
pub(crate) struct InCookies {
    issued: Vec<Issued>,
}

impl Place for InCookies {
    fn issued(&self) -> usize {
        self.issued.len()
    }

    fn text(&self, number: usize) -> &str {
        &self.issued[number].text
    }

    fn is_persistent(&self, number: usize) -> bool {
        self.issued[number].persistent
    }

    fn limit(&self, plan: &Plan, number: usize, limit: Limit) -> Option<u64> {
        let Issued { data, timeline, .. } = &self.issued[number];
        plan.limit(data.state, *timeline, limit)
    }

    fn forge(&mut self, plan: &Plan, number: usize, flaw: Flaw) -> bool {
        let forged = forged(plan, &self.issued[number], flaw);
        let is_possible = forged.is_some();
        self.issued.extend(forged);
        is_possible
    }

    fn open(&mut self, plan: &Plan, cookies: &[Result<usize, Refusal>], keys: &KeyRoles, now: u64) -> Came {
        let came: Vec<_> = cookies.iter().map(|one| one.map(|number| (number, &self.issued[number]))).collect();
        let (winner, refusal) = choose(plan, &came, keys, now);
        let valid = valid(plan, &came, keys, now);
        let session = winner.map(|(_, issued)| Found {
            data: issued.data.clone(),
            timeline: issued.timeline,
            persistent: issued.persistent,
            moves: Some(issued.key) == keys.retired,
        });
        Came {
            arrival: match refusal {
                _ if session.is_some() => Arrival::Resumed,
                Some(refusal) => Arrival::Refused(refusal),
                None => Arrival::Fresh,
            },
            session,
            has_id: winner.is_some_and(|(_, issued)| issued.session_id.is_some()),
            token: winner.map(|(number, _)| number),
            leaves_another: (valid.len() > HOST_PLACES).then(|| valid.iter().any(|(_, issued)| issued.persistent)),
            row: None,
        }
    }

    fn commit(&mut self, _: &Reply<'_>) -> Committed {
        Committed::Failed(Failure::NotInStore)
    }

    fn give_up(&mut self, put: &[Noted]) -> Result<(), TestCaseError> {
        prop_assert_eq!(put, []);
        Ok(())
    }

    fn close(
        &mut self,
        reply: &Reply<'_>,
        sent: &Result<Sent, NotSent>,
        _: &[Noted],
    ) -> Result<Option<Response>, TestCaseError> {
        let ids: Vec<_> = self.issued.iter().filter_map(|issued| issued.session_id).collect();
        let winner = reply.came.token.map(|number| &self.issued[number]);
        Ok(match (Check { reply, winner, ids: &ids }).run(sent)? {
            Effect::Nothing => None,
            Effect::Delete => Some(Response::Delete),
            Effect::Set(issued) => {
                self.issued.push(*issued);
                Some(Response::Set(self.issued.len() - 1))
            }
        })
    }

    fn token(&self, number: usize) -> Option<&Issued> {
        Some(&self.issued[number])
    }
}

/// Returns the same token with a flaw and a valid signature.
fn forged(plan: &Plan, issued: &Issued, flaw: Flaw) -> Option<Issued> {
    let mut issued = issued.clone();
    let (mut header, _) = wire::read(&issued.text, issued.key, plan);
    let is_odd = issued.flaw != Flaw::Body(Oddity::None);
    let is_impossible = match flaw {
        Flaw::Body(Oddity::UnknownState | Oddity::NoState) => !plan.is_machine(),
        _ => false,
    };
    if is_odd || is_impossible {
        return None;
    }
    let oddity = if let Flaw::Body(oddity) = flaw { oddity } else { Oddity::None };
    let body = wire::body(plan, &issued.data, oddity);
    match flaw {
        Flaw::OtherKind if plan.is_machine() => header.entered = None,
        Flaw::OtherKind => header.entered = Some(header.began),
        Flaw::EnteredAfterSeen => header.entered = Some(header.seen.unwrap_or(header.written) + 1),
        Flaw::SeenAfterWritten => header.seen = Some(header.written + 1),
        Flaw::Body(Oddity::FieldMissing) => issued.data.forget_last_field(plan),
        Flaw::Body(_) => {}
    }
    issued.text = wire::seal(&header, &body, issued.key, plan);
    issued.flaw = flaw;
    Some(issued)
}
