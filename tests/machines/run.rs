//! Runs one request with a real session.

use std::cell::Cell;
use std::future::{pending, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;
use std::time::Duration;

use session_core::__private::close_in_place;
use session_core::testing::{ManualClock, block_on, key};
use session_core::{CloseError, Keys, NotClosed, ResponseHeaders, Rng, RngError, Sessions};

use crate::faults::{Fault, spoil};
use crate::handler::{Handler, PLANTED, Seen, apply};
use crate::plan::Plan;
use crate::reference::{Deed, Ending};
use crate::shelf::{Noted, Shelf};
use crate::subject::Walked;
use crate::tokens::{Issued, KeyRoles};

pub(crate) struct Request<'r> {
    pub(crate) plan: &'r Plan,
    pub(crate) keys: &'r KeyRoles,
    pub(crate) clock: &'r ManualClock,
    pub(crate) ids: &'r Counting,
    /// The store that the sessions are in, if they are in one.
    pub(crate) shelf: Option<&'r Arc<Shelf>>,
    /// The request's `Cookie` fields.
    pub(crate) fields: &'r [String],
    pub(crate) deeds: &'r [Deed],
    pub(crate) ending: Ending,
    /// How many seconds the handler takes.
    pub(crate) takes: u64,
    /// The token that counts. Only faults use it.
    pub(crate) winner: Option<&'r Issued>,
    pub(crate) fault: Fault,
}

#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) log: Vec<Seen>,
    /// What the response sends. It is `None` if the handler didn't return.
    pub(crate) sent: Option<Result<Sent, NotSent>>,
    /// What was put into the store.
    pub(crate) put: Vec<Noted>,
}

#[derive(Debug)]
pub(crate) struct Sent {
    /// The cookie's value, and the whole `Set-Cookie` header.
    pub(crate) cookie: Option<(String, String)>,
    pub(crate) set_cookies: usize,
    pub(crate) varies: bool,
    pub(crate) cache_control: String,
}

/// Why a session couldn't be closed, and what the response sends all the same.
#[derive(Debug)]
pub(crate) struct NotSent {
    pub(crate) why: CloseError,
    pub(crate) sent: Box<Sent>,
}

impl Sent {
    fn of(closed: &ResponseHeaders) -> Self {
        let all = |name: &str| -> Vec<String> {
            closed.headers().iter().filter(|header| header.name == name).map(|header| header.value.to_owned()).collect()
        };
        let cookie = closed.set_cookie().map(|cookie| (cookie.value().to_owned(), cookie.as_str().to_owned()));
        let (varies, cache_control) = (!all("vary").is_empty(), all("cache-control").concat());
        Self { cookie, set_cookies: all("set-cookie").len(), varies, cache_control }
    }
}

pub(crate) fn run<S: Walked + Send + Sync>(request: &Request<'_>) -> Outcome {
    let mut log = Vec::new();
    if let Some(shelf) = request.shelf {
        shelf.begin(request.deeds.is_empty());
    }
    let closed = match request.ending {
        Ending::Panic | Ending::Cancel if request.fault == Fault::PanicCommits => {
            Some(block_on(scope::<S>(request, &mut log, Stop::Never)))
        }
        Ending::Return => Some(block_on(scope::<S>(request, &mut log, Stop::Never))),
        Ending::Panic => {
            let run = AssertUnwindSafe(|| block_on(scope::<S>(request, &mut log, Stop::Panic)));
            catch_unwind(run).ok()
        }
        Ending::Cancel => {
            let waits = Cell::new(false);
            let mut run = pin!(scope::<S>(request, &mut log, Stop::Cancel(&waits)));
            // A store may answer from another thread.
            block_on(poll_fn(|context| match run.as_mut().poll(context) {
                Poll::Ready(_) => panic!("the handler waits for ever"),
                Poll::Pending if waits.get() => Poll::Ready(()),
                Poll::Pending => Poll::Pending,
            }));
            None
        }
    };
    let not_sent = |failed: NotClosed| NotSent { sent: Box::new(Sent::of(&failed.headers)), why: failed.why };
    let mut sent = closed.map(|closed| closed.map(|closed| Sent::of(&closed)).map_err(not_sent));
    if let Some(Ok(sent)) = &mut sent {
        spoil(request, sent);
    }
    let put = request.shelf.map(|shelf| shelf.take_notes()).unwrap_or_default();
    Outcome { log, sent, put }
}

/// Where a request stops.
enum Stop<'s> {
    Never,
    Panic,
    /// The handler says that it waits for ever.
    Cancel(&'s Cell<bool>),
}

async fn scope<S: Walked + Send + Sync>(
    request: &Request<'_>,
    log: &mut Vec<Seen>,
    stop: Stop<'_>,
) -> Result<ResponseHeaders, NotClosed> {
    let fault = request.fault;
    let first = request.fields.get(..1).filter(|_| fault == Fault::FirstCookieWins);
    let fields = first.unwrap_or(request.fields);
    let sessions = sessions::<S>(request);
    let mut context = sessions.open(fields).await.expect("the store answers");
    *log = Handler { sessions: &sessions, fault }.run(&mut context, request.deeds);
    if fault.is_hidden() {
        let mut seen = sessions.open(fields).await.expect("the store answers");
        *log = Handler { sessions: &sessions, fault: Fault::None }.run(&mut seen, request.deeds);
    }
    request.clock.advance(Duration::from_secs(request.takes));
    match stop {
        Stop::Never => {}
        Stop::Panic => resume_unwind(Box::new(PLANTED)),
        Stop::Cancel(waits) => {
            waits.set(true);
            pending::<()>().await;
        }
    }
    let arrival = context.live().arrival();
    if let Some(deed) = fault.after_no_deed(arrival).filter(|_| request.deeds.is_empty()) {
        apply(&mut context, &deed);
    }
    let closed = close_in_place(&mut context).await;
    if fault == Fault::TooLargeIsSwallowed && closed.is_err() {
        return close_in_place(&mut sessions.open(None).await.expect("the store answers")).await;
    }
    closed
}

fn sessions<S: Walked + Send + Sync>(request: &Request<'_>) -> Sessions<S> {
    let roles = request.keys;
    let mut keys = Keys::new(key(roles.current));
    keys = roles.retired.into_iter().fold(keys, |keys, number| keys.accepting(key(number)));
    keys = roles.expected.into_iter().fold(keys, |keys, number| keys.expecting(key(number)));
    let clock = match request.fault {
        Fault::ClockIsASecondLate => ManualClock::at(request.clock.seconds() - 1),
        _ => request.clock.clone(),
    };
    let options = Sessions::options().clock(clock).rng(request.ids.clone());
    match request.shelf {
        None => options.in_cookie(keys),
        Some(shelf) => options.in_store(keys, Arc::clone(shelf)),
    }
}

/// A source of ids that never repeat, nor do their first 62 bits, which are the version of a put.
#[derive(Clone, Default)]
pub(crate) struct Counting(Arc<AtomicU64>);

impl Rng for Counting {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RngError> {
        let next = self.0.fetch_add(4, Ordering::Relaxed).to_be_bytes();
        bytes.fill(0);
        bytes[..8].copy_from_slice(&next);
        Ok(())
    }
}
