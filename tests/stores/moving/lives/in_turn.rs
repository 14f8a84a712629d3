//! Visitors whose requests follow one after the other: each response arrives before the next
//! request. Wherever their sessions are, they find what they left.

use session_core::testing::block_on;
use session_core::{Arrival, Live, SetCookie};

use super::deeds::{Came, Deed, apply, name_of};
use super::plain::{Doing, Kept, Sees};
use super::reached::Reached;
use super::site::{Data, Kind, PHASES, Site, Walked};

#[derive(Clone, Debug)]
pub(super) enum Event {
    Visit(Visit),
    Pass(u64),
    /// The next phase of the deployment begins, or the one before begins again.
    Deploy {
        up: bool,
    },
}

#[derive(Clone, Debug)]
pub(super) struct Visit {
    pub(super) visitor: usize,
    pub(super) instance: usize,
    pub(super) deeds: Vec<Deed>,
    /// How many seconds the handler takes.
    pub(super) takes: u64,
}

#[derive(Default)]
struct Visitor {
    cookie: Option<String>,
    kept: Option<Kept>,
}

pub(super) struct World<'r, S> {
    site: Site<S>,
    phase: usize,
    visitors: [Visitor; 2],
    /// How many visits were counted, so that each has a number.
    counted: u32,
    reached: &'r Reached,
}

impl<'r, S: Walked> World<'r, S> {
    pub(super) fn new(phase: usize, reached: &'r Reached) -> Self {
        Self { site: Site::new(), phase: phase % PHASES.len(), visitors: Default::default(), counted: 0, reached }
    }

    pub(super) fn apply(&mut self, event: &Event) {
        match event {
            Event::Visit(visit) => {
                let kinds = PHASES[self.phase];
                self.visit(visit, kinds[visit.instance % kinds.len()]);
            }
            Event::Pass(seconds) => self.site.pass(*seconds),
            Event::Deploy { up } => self.deploy(*up),
        }
    }

    /// Begins another phase. Before a version comes that doesn't know where sessions were, every
    /// visitor has been there once more.
    fn deploy(&mut self, up: bool) {
        let next = if up { (self.phase + 1).min(PHASES.len() - 1) } else { self.phase.saturating_sub(1) };
        let only = match (self.phase, next) {
            (2, 1) => Some(Kind::Back),
            (4, 5) => Some(Kind::There),
            _ => None,
        };
        if let Some(kind) = only {
            for visitor in 0..self.visitors.len() {
                self.visit(&Visit { visitor, instance: 0, deeds: Vec::new(), takes: 0 }, kind);
            }
            // What is too large for a cookie stays in the store, and the version with it.
            let stays = |visitor: &Visitor| visitor.kept.as_ref().is_some_and(|kept| kept.data.is_large());
            if kind == Kind::Back && self.visitors.iter().any(stays) {
                return;
            }
        }
        self.phase = next;
    }

    fn visit(&mut self, visit: &Visit, kind: Kind) {
        let site = &self.site;
        let visitor = &mut self.visitors[visit.visitor % 2];
        let mut context = site.open(kind, visitor.cookie.as_deref());
        let opened = site.now();
        let live = context.live();
        let is_resumed = live.arrival() == Arrival::Resumed;
        if is_resumed && live.data().0 == Data::default() {
            visitor.kept.iter_mut().filter(|kept| kept.may_be_forgotten(opened)).for_each(|kept| kept.forget(opened));
        }
        match (&visitor.kept, &visitor.cookie) {
            (Some(kept), _) => assert!(kept.may_be(is_resumed, opened), "{:?} of {kept:?} at {opened}", live.arrival()),
            (None, Some(_)) => assert!(matches!(live.arrival(), Arrival::Refused(_))),
            (None, None) => assert_eq!(live.arrival(), Arrival::Fresh),
        }
        visitor.kept.take_if(|_| !is_resumed);
        if let Some(kept) = &mut visitor.kept {
            kept.sees(&seen(&live), opened);
            self.reached.note_if(kept.is_in_store && kind == Kind::Back, "out of the store");
            self.reached.note_if(!kept.is_in_store && kind == Kind::There, "into the store");
            if let Some(token) = &kept.form {
                assert!(live.is_csrf_token(token), "a form from before");
                self.reached.note_if(kept.is_in_store != kind.is_in_store(), "a form from before a move");
            }
            self.reached.note_if(kept.unborn && kind == Kind::Back, "an unborn session out of the store");
        }
        // No session expires while a handler works.
        let lasts = |kept: &Kept| !kept.may_be(false, opened + visit.takes);
        let takes = visit.takes * u64::from(visitor.kept.as_ref().is_none_or(lasts));
        let mut doing = Doing::new(visitor.kept.take(), kind, S::HAS_ID, opened);
        for deed in &visit.deeds {
            self.counted += 1;
            match apply(&mut context, *deed, self.counted) {
                Came::Nothing => doing.apply(*deed, self.counted),
                Came::Token(token) => doing.draw(token),
                Came::Committed(committed) => {
                    self.reached.note_if(doing.moves() && committed.is_ok(), "a commit on a move");
                    assert_eq!(committed, doing.commit(site.now()), "a commit");
                }
            }
        }
        site.pass(takes);
        let closed = block_on(context.close());
        let expected = doing.close(site.now());
        let headers = match (closed, expected) {
            (Ok(headers), Ok(())) => headers,
            (Err(why), Err(expected)) => {
                assert_eq!(name_of(&why), expected);
                self.reached.note("a request that fails");
                visitor.kept = doing.kept;
                return;
            }
            (closed, expected) => panic!("{closed:?} where {expected:?} was expected"),
        };
        let sent = headers.set_cookie();
        doing.sent(sent.is_some_and(|cookie| !cookie.value().is_empty()), site.now());
        visitor.kept = doing.kept;
        if let Some(cookie) = sent {
            let value = cookie.value();
            visitor.cookie = (!value.is_empty()).then(|| format!("{}={value}", cookie.name()));
            if let Some(kept) = &visitor.kept {
                assert_lasts(cookie, kept, site.now());
            }
        }
        self.reached.note_if(visitor.kept.is_none() && is_resumed, "an end");
    }
}

/// Returns what a request sees of its session.
fn seen<S: Walked>(live: &Live<'_, S>) -> Sees {
    let secs = |time: std::time::SystemTime| time.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (data, visits) = live.data();
    assert_eq!(visits as usize, data.items.len(), "each visit is counted once");
    Sees { data, persistent: live.is_persistent(), began: secs(live.began_at()), expires: secs(live.expires_at()) }
}

/// Checks that a browser keeps a cookie for as long as the session may last, and not for longer
/// than its lifetime.
fn assert_lasts(cookie: &SetCookie, kept: &Kept, now: u64) {
    let text = cookie.as_str();
    let max_age = text.split("; ").find_map(|part| part.strip_prefix("Max-Age="));
    assert_eq!(max_age.is_some(), kept.persistent, "{text}");
    if let Some(ends) = max_age.map(|seconds| now + seconds.parse::<u64>().expect("a number")) {
        assert!(ends >= kept.ends().1 && ends <= kept.began + super::site::LIFETIME, "{text}");
    }
}
