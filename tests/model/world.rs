//! One life: browsers, instances and time, the real ones and as the model knows them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Waker};
use std::time::{Duration, UNIX_EPOCH};

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use session_core::testing::{ManualClock, block_on, key};
use session_core::{Closed, Keys, Origin, Refusal, Rng, RngError, SessionError, Sessions};

use crate::events::{Arrival, Event};
use crate::reference::{Data, Ending, Expected, IDLE, Issued, KeyRoles, LATE, LIFETIME, Step, expect};
use crate::subject::{Fault, Model, take};
use crate::table::{Cell, Table};
use crate::wire;

/// A browser's cookie, as the model knows it.
#[derive(Clone, Debug)]
enum Cookie {
    /// A token, by its number.
    Token(usize),
    /// A text that is none.
    Broken(String),
}

/// What a response does to a browser's cookie.
#[derive(Clone, Debug)]
enum Response {
    Set(usize),
    Delete,
}

/// Everything that the model knows, beside what it tests.
pub(crate) struct World<'t> {
    table: &'t Table,
    reached: &'t RefCell<BTreeMap<Cell, usize>>,
    fault: Fault,
    clock: ManualClock,
    ids: Counting,
    /// The number of the current key.
    key: u8,
    issued: Vec<Issued>,
    browsers: [Option<Cookie>; 2],
    under_way: Vec<(usize, Response)>,
}

/// Ids that never repeat and can be foretold.
#[derive(Clone, Default)]
struct Counting(std::sync::Arc<AtomicU64>);

impl Rng for Counting {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RngError> {
        let next = self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        bytes.fill(0);
        bytes[..8].copy_from_slice(&next);
        Ok(())
    }
}

impl<'t> World<'t> {
    pub(crate) fn new(table: &'t Table, reached: &'t RefCell<BTreeMap<Cell, usize>>, fault: Fault) -> Self {
        Self {
            table,
            reached,
            fault,
            clock: ManualClock::default(),
            ids: Counting::default(),
            key: 1,
            issued: Vec::new(),
            browsers: [None, None],
            under_way: Vec::new(),
        }
    }

    pub(crate) fn take(&mut self, event: &Event) -> Result<(), TestCaseError> {
        match event {
            Event::Request { browser, ahead, steps, ending, takes, arrives, beside } => {
                let response = self.request(*browser, *ahead, steps, ending, *takes, *beside)?;
                match (response, arrives) {
                    (Some(response), Arrival::Now) => self.arrive(*browser, &response),
                    (Some(response), Arrival::Later) => self.under_way.push((*browser, response)),
                    (Some(_), Arrival::Never) | (None, _) => {}
                }
            }
            Event::Arrive(number) if !self.under_way.is_empty() => {
                let (browser, response) = self.under_way.remove(number % self.under_way.len());
                self.arrive(browser, &response);
            }
            Event::Pass(seconds) => self.clock.advance(Duration::from_secs(*seconds)),
            Event::StepBack(seconds) => self.clock.set(self.clock.seconds() - seconds),
            Event::Rotate => self.key += 1,
            Event::Tamper { browser, byte } => self.tamper(*browser, *byte),
            Event::Replay { browser, token } if !self.issued.is_empty() => {
                self.browsers[*browser] = Some(Cookie::Token(token % self.issued.len()));
            }
            Event::CloseWindow(browser) => {
                let stays = |cookie: &Cookie| matches!(cookie, Cookie::Token(number) if self.issued[*number].persistent);
                if !self.browsers[*browser].as_ref().is_some_and(stays) {
                    self.browsers[*browser] = None;
                }
            }
            Event::Arrive(_) | Event::Replay { .. } => {}
        }
        Ok(())
    }

    fn arrive(&mut self, browser: usize, response: &Response) {
        self.browsers[browser] = match response {
            Response::Set(number) => Some(Cookie::Token(*number)),
            Response::Delete => None,
        };
    }

    /// Exchanges one character of a token for another.
    fn tamper(&mut self, browser: usize, byte: usize) {
        let Some(Cookie::Token(number)) = self.browsers[browser] else { return };
        let mut text = self.issued[number].text.clone().into_bytes();
        // Behind version and key id, and before the last character, whose unused bits would make it malformed.
        let place = 8 + byte % (text.len() - 9);
        text[place] = if text[place] == b'A' { b'B' } else { b'A' };
        let text = String::from_utf8(text).expect("ASCII");
        self.browsers[browser] = Some(Cookie::Broken(text));
    }

    /// The keys of an instance that is, or isn't yet, a version ahead.
    fn roles(&self, ahead: bool) -> KeyRoles {
        if ahead {
            KeyRoles { current: self.key + 1, retired: Some(self.key), expected: None }
        } else {
            KeyRoles { current: self.key, retired: self.key.checked_sub(1), expected: Some(self.key + 1) }
        }
    }

    fn sessions(&self, roles: &KeyRoles) -> Sessions<Model> {
        let mut keys = Keys::new(key(roles.current));
        keys = roles.retired.into_iter().fold(keys, |keys, number| keys.accepting(key(number)));
        keys = roles.expected.into_iter().fold(keys, |keys, number| keys.expecting(key(number)));
        let clock = match self.fault {
            Fault::ClockIsASecondLate => ManualClock::at(self.clock.seconds() - 1),
            _ => self.clock.clone(),
        };
        Sessions::in_cookie(keys).with_clock(clock).with_rng(self.ids.clone())
    }

    fn request(
        &mut self,
        browser: usize,
        ahead: bool,
        steps: &[Step],
        ending: &Ending,
        takes: u64,
        beside: Option<usize>,
    ) -> Result<Option<Response>, TestCaseError> {
        let roles = self.roles(ahead);
        let sessions = self.sessions(&roles);
        let mut cookies = Vec::from_iter(self.browsers[browser].clone());
        if let Some(number) = beside.filter(|_| !self.issued.is_empty()) {
            cookies.push(Cookie::Token(number % self.issued.len()));
        }
        // A tampered cookie's key may have been dropped or added since.
        let came: Vec<Result<&Issued, Refusal>> = cookies
            .iter()
            .map(|cookie| match cookie {
                Cookie::Token(number) => Ok(&self.issued[*number]),
                Cookie::Broken(text) => Err(roles.refuse_tampered(text)),
            })
            .collect();
        let text = |cookie: &Cookie| match cookie {
            Cookie::Token(number) => self.issued[*number].text.clone(),
            Cookie::Broken(text) => text.clone(),
        };
        let fields: Vec<String> = cookies.iter().map(|cookie| format!("other=1; __Host-model={}", text(cookie))).collect();

        let opened = self.clock.seconds();
        let closed_at = opened + takes;
        let expected = expect(&came, &roles, steps, ending, (opened, closed_at));
        let winner = came
            .iter()
            .filter_map(|one| one.ok().filter(|issued| issued.judge(&roles, opened).is_ok()))
            .rev()
            .max_by_key(|issued| (issued.began, issued.seen))
            .cloned();

        let (saw, closed) = self.run(&sessions, &fields, steps, ending, takes);
        if let Some(saw) = saw {
            prop_assert_eq!(&saw.0, &expected.origin);
            prop_assert_eq!(&saw.1, &expected.sees);
        }
        let Some(cell) = expected.cell else {
            prop_assert!(closed.is_none(), "a dropped context sends something");
            return Ok(None);
        };
        *self.reached.borrow_mut().entry(cell).or_default() += 1;
        let closed = closed.expect("a handler that came to its end");
        self.check(cell, &expected, closed, winner.as_ref(), &roles, (opened, closed_at), cookies.len())
    }

    /// What is sent, against what ought to be.
    #[expect(clippy::too_many_arguments, reason = "one request has this many sides")]
    fn check(
        &mut self,
        cell: Cell,
        expected: &Expected,
        closed: Result<Closed, SessionError>,
        winner: Option<&Issued>,
        roles: &KeyRoles,
        (opened, closed_at): (u64, u64),
        cookies: usize,
    ) -> Result<Option<Response>, TestCaseError> {
        let goes = self.table.goes(cell);
        let seals = ["begin", "continue", "renew"].contains(&goes);
        if seals && !expected.fits {
            let error = closed.err();
            prop_assert!(matches!(error, Some(SessionError::TooLarge { limit: 4096, .. })), "{:?}", error);
            return Ok(None);
        }
        let closed = closed.map_err(|error| TestCaseError::fail(format!("{cell:?}: {error}")))?;
        let vary = closed.headers().iter().any(|header| header.name == "vary");
        prop_assert!(vary, "every response varies by cookie");
        let cookie = closed.set_cookie();
        let sent = closed.headers().iter().filter(|header| header.name == "set-cookie").count();
        let changes = seals || goes == "delete";
        prop_assert_eq!(sent > 1, changes && cookies > 1, "{:?}: the twin is deleted beside a change", cell);
        match (goes, cookie) {
            ("nothing", cookie) => {
                prop_assert!(cookie.is_none(), "{:?} sends {:?}", cell, cookie);
                Ok(None)
            }
            ("delete", Some(cookie)) => {
                prop_assert!(
                    cookie.value().is_empty() && cookie.as_str().contains("Max-Age=0"),
                    "{:?} sends {:?}",
                    cell,
                    cookie
                );
                Ok(Some(Response::Delete))
            }
            ("re-issue", cookie) if closed_at - opened > LATE => {
                prop_assert!(cookie.is_none(), "a late refresh");
                Ok(None)
            }
            (goes, Some(cookie)) => {
                let header = wire::header(cookie.value());
                let began = winner.filter(|_| goes != "begin").map_or(opened, |winner| winner.began);
                let came_seen = winner.filter(|_| goes != "begin").map_or(began, |winner| winner.seen);
                prop_assert_eq!(header.began, began, "{}", goes);
                prop_assert_eq!(header.seen, came_seen.max(closed_at), "{}", goes);
                prop_assert_eq!(header.persistent, expected.persistent, "{}", goes);
                prop_assert_eq!(header.key_id, wire::key_id(roles.current), "{}", goes);
                let keeps_id = goes == "continue" || goes == "re-issue";
                if let Some(winner) = winner.filter(|_| keeps_id) {
                    prop_assert_eq!(header.sid, winner.sid, "{}", goes);
                } else {
                    let known = self.issued.iter().any(|issued| issued.sid == header.sid);
                    prop_assert!(!known, "{} reuses an id", goes);
                }
                let ends = (header.began + LIFETIME).min(header.seen + IDLE);
                let max_age = format!("; Max-Age={}", ends.saturating_sub(closed_at));
                prop_assert_eq!(cookie.as_str().contains(&max_age), header.persistent, "{}", cookie.as_str());
                self.issued.push(Issued {
                    text: cookie.value().to_owned(),
                    data: expected.leaves.clone(),
                    began: header.began,
                    seen: header.seen,
                    key: roles.current,
                    sid: header.sid,
                    persistent: header.persistent,
                });
                Ok(Some(Response::Set(self.issued.len() - 1)))
            }
            (goes, None) => Err(TestCaseError::fail(format!("{cell:?} ought to {goes} and sends nothing"))),
        }
    }

    /// Runs the request for real. What the handler saw, and what was closed; nothing if the context was dropped.
    #[expect(clippy::type_complexity, reason = "two results of one request")]
    fn run(
        &self,
        sessions: &Sessions<Model>,
        fields: &[String],
        steps: &[Step],
        ending: &Ending,
        takes: u64,
    ) -> (Option<(Origin, Data)>, Option<Result<Closed, SessionError>>) {
        let fault = self.fault;
        let mut saw = None;
        let mut scope = async |ending: &Ending| {
            let mut context = sessions.open(fields).await?;
            let mut live = context.live();
            saw = Some((live.origin(), live.data()));
            let deletes = fault == Fault::RefusedCookieIsDeleted && matches!(live.origin(), Origin::Refused(_));
            for step in steps {
                take(&mut live, step, fault);
            }
            self.clock.advance(Duration::from_secs(takes));
            match ending {
                Ending::Return if deletes && steps.is_empty() => live.end(),
                Ending::Return => {}
                Ending::End if fault == Fault::EndKeepsTheCookie => live.discard(),
                Ending::Discard if fault == Fault::DiscardIsIgnored => {}
                Ending::End => live.end(),
                Ending::EndAndGoOn(steps) => {
                    live.end();
                    let mut live = context.live();
                    assert_eq!(live.origin(), Origin::Fresh, "what came in has ended");
                    let times =
                        [live.issued_at(), live.expires_at()].map(|time| time.duration_since(UNIX_EPOCH).expect("later"));
                    let opened = self.clock.seconds() - takes - u64::from(fault == Fault::ClockIsASecondLate);
                    assert_eq!(times.map(|time| time.as_secs()), [opened, opened + IDLE], "it begins with this request");
                    for step in steps {
                        take(&mut live, step, fault);
                    }
                }
                Ending::Discard => live.discard(),
                Ending::Panic => resume_unwind(Box::new("planted")),
                Ending::Cancel => std::future::pending().await,
            }
            if fault == Fault::NothingIsRefreshed && steps.is_empty() && matches!(ending, Ending::Return) {
                context.live().discard();
            }
            let closed = context.close().await;
            if fault == Fault::TooMuchIsSwallowed && closed.is_err() {
                return sessions.open(None).await?.close().await;
            }
            closed
        };
        let closed = match ending {
            Ending::Panic | Ending::Cancel if fault == Fault::PanicCommits => Some(block_on(scope(&Ending::Return))),
            Ending::Panic => catch_unwind(AssertUnwindSafe(|| block_on(scope(ending)))).ok(),
            Ending::Cancel => {
                let is_ready = pin!(scope(ending)).poll(&mut Context::from_waker(Waker::noop())).is_ready();
                assert!(!is_ready, "the handler waits for ever");
                None
            }
            _ => Some(block_on(scope(ending))),
        };
        (saw, closed)
    }
}
