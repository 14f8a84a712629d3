//! Requests at once, answers that are late or lost, and copies of cookies. What each request sees
//! and sends is what the reference says.

use std::collections::BTreeSet;

use session_core::__private::set_safe;
use session_core::testing::block_on;
use session_core::{Arrival, RequestContext};

use super::deeds::{Came, Deed, apply, name_of};
use super::promises::Promises;
use super::reached::Reached;
use super::reference::{Action, Opened, Reference, Saw, Sent};
use super::site::{Kind, PHASES, Site, Walked};

#[derive(Clone, Debug)]
pub(super) enum Event {
    /// A request comes, and its handler begins.
    Open(Coming),
    /// The handler of a request that is open does something.
    Do(usize, Deed),
    Close(usize, Answer),
    /// A request comes and is closed.
    Visit(Coming, Vec<Deed>, Answer),
    /// Two requests come at once with the same cookie, to these instances, and are closed.
    Tabs(Coming, [Vec<Deed>; 2], [Answer; 2], [usize; 2]),
    /// An answer that was under way arrives.
    Arrive(usize),
    Pass(u64),
    Deploy {
        up: bool,
    },
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Coming {
    pub(super) browser: usize,
    pub(super) instance: usize,
    /// Which of the cookies that the browser ever had is replayed.
    pub(super) copy: Option<usize>,
    /// Whether the request only asks for something.
    pub(super) is_safe: bool,
}

/// When an answer arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    AtOnce,
    Later,
    Never,
}

struct Request<S: Walked> {
    browser: usize,
    context: RequestContext<S>,
    opened: Opened,
}

/// A browser: the cookie that it has, and all that were ever sent to it.
#[derive(Default)]
struct Browser {
    cookie: Option<usize>,
    had: Vec<usize>,
    /// What the answer brings that was sent last.
    last: Option<usize>,
    /// Whether an answer was lost.
    has_lost: bool,
}

pub(super) struct World<'r, S: Walked> {
    site: Site<S>,
    phase: usize,
    reference: Reference,
    promises: Promises,
    browsers: [Browser; 2],
    requests: Vec<Request<S>>,
    /// Answers that are under way: whose, and the cookie that they bring.
    answers: Vec<(usize, Option<usize>)>,
    /// Whether sessions went back and forth between instances of both versions.
    is_mixed: bool,
    /// Former tickets that were sent by answers which have moved a session.
    former: BTreeSet<usize>,
    counted: u32,
    /// The tokens of forms, and the sessions' ids.
    forms: Vec<(String, usize)>,
    reached: &'r Reached,
}

impl<'r, S: Walked> World<'r, S> {
    pub(super) fn new(phase: usize, reached: &'r Reached) -> Self {
        Self {
            site: Site::new(),
            phase: phase % PHASES.len(),
            reference: Reference::new(S::HAS_ID),
            promises: Promises::default(),
            browsers: Default::default(),
            requests: Vec::new(),
            answers: Vec::new(),
            is_mixed: false,
            former: BTreeSet::new(),
            counted: 0,
            forms: Vec::new(),
            reached,
        }
    }

    pub(super) fn apply(&mut self, event: &Event) {
        match event {
            Event::Open(coming) => {
                let request = self.open(*coming);
                self.requests.push(request);
            }
            Event::Do(which, deed) if !self.requests.is_empty() => {
                let place = which % self.requests.len();
                let mut request = self.requests.swap_remove(place);
                self.work(&mut request, *deed);
                self.requests.push(request);
            }
            Event::Close(which, answer) if !self.requests.is_empty() => {
                let request = self.requests.swap_remove(which % self.requests.len());
                self.close(request, *answer);
            }
            Event::Visit(coming, deeds, answer) => {
                let mut request = self.open(*coming);
                self.work_all(&mut request, deeds);
                self.close(request, *answer);
            }
            Event::Tabs(coming, deeds, answers, instances) => {
                let mut requests = instances.map(|instance| self.open(Coming { instance, ..*coming }));
                for (request, deeds) in requests.iter_mut().zip(deeds) {
                    self.work_all(request, deeds);
                }
                for (request, answer) in requests.into_iter().zip(answers) {
                    self.close(request, *answer);
                }
            }
            Event::Arrive(which) if !self.answers.is_empty() => {
                let (browser, cookie) = self.answers.swap_remove(which % self.answers.len());
                self.browsers[browser].cookie = cookie;
            }
            Event::Do(..) | Event::Close(..) | Event::Arrive(_) => {}
            Event::Pass(seconds) => self.site.pass(*seconds),
            Event::Deploy { up } => {
                self.phase = if *up { (self.phase + 1).min(PHASES.len() - 1) } else { self.phase.saturating_sub(1) };
            }
        }
    }

    fn open(&mut self, coming: Coming) -> Request<S> {
        self.is_mixed |= PHASES[self.phase] == [Kind::Back, Kind::There];
        let (kinds, browser) = (PHASES[self.phase], coming.browser % 2);
        let kind = kinds[coming.instance % kinds.len()];
        let Browser { cookie, had, .. } = &self.browsers[browser];
        let copy = coming.copy.filter(|_| !had.is_empty()).map(|copy| had[copy % had.len()]);
        self.open_with(kind, browser, copy.or(*cookie), coming.is_safe)
    }

    /// Opens a request, and checks what it sees.
    fn open_with(&mut self, kind: Kind, browser: usize, text: Option<usize>, is_safe: bool) -> Request<S> {
        let opened = self.reference.open(kind, text, is_safe, self.site.now());
        let mut context = self.site.open(kind, text.map(|text| &*self.reference.text(text).0));
        if is_safe {
            set_safe(&mut context, false);
        }
        let live = context.live();
        let secs = |time: std::time::SystemTime| time.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
        match live.arrival() {
            Arrival::Resumed => assert!(opened.is_resumed(), "resumed: {opened:?}"),
            Arrival::Refused(why) => assert!(!opened.is_resumed() && text.is_some(), "{why:?}: {opened:?}"),
            _ => assert_eq!(text, None),
        }
        let (data, visits) = live.data();
        assert_eq!(visits as usize, data.items.len(), "each visit is counted once");
        assert_eq!(data, opened.now.data, "{opened:?}");
        if opened.is_resumed() {
            let times = (secs(live.began_at()), secs(live.expires_at()), live.is_persistent());
            assert_eq!(times, (opened.now.began, opened.now.expires(), opened.persistent.0), "{opened:?}");
        }
        for (token, id) in self.forms.iter().rev().take(3) {
            assert_eq!(live.is_csrf_token(token), opened.form == Some(*id), "a form: {opened:?}");
        }
        self.promises.shown(browser, &data);
        self.note(&opened);
        Request { browser, context, opened }
    }

    /// Notes what is reached by opening.
    fn note(&self, opened: &Opened) {
        let note = |is_so, what| self.reached.note_if(is_so, what);
        let is_at_once = |other: &&Request<S>| other.opened.saw == Saw::Moving && other.opened.at == opened.at;
        note(opened.saw == Saw::Moving, "a session on its way into the store");
        note(opened.saw == Saw::Moving && self.requests.iter().any(|other| is_at_once(&other)), "two requests move at once");
        note(opened.moved && matches!(opened.saw, Saw::Now { .. }), "a cookie of a session that has moved");
        note(opened.moved && matches!(opened.saw, Saw::Before { .. }), "a cookie from before the move, in the grace");
        note(opened.moved && opened.saw == Saw::Nothing, "a cookie of a moved session that has ended");
        let is_leaving = opened.kind == Kind::Back && opened.at.is_some();
        note(is_leaving && matches!(opened.saw, Saw::Now { .. }), "a session on its way out of the store");
        note(is_leaving && matches!(opened.saw, Saw::Before { has_left: true }), "a session that has just left the store");
        note(is_leaving && opened.saw == Saw::Replaced, "a session that has left the store some time ago");
        note(is_leaving && opened.saw == Saw::Unborn, "an unborn session on its way out of the store");
        note(opened.is_resumed() && opened.form.is_some_and(|form| self.forms.iter().any(|(_, id)| *id == form)), "a form");
    }

    fn work_all(&mut self, request: &mut Request<S>, deeds: &[Deed]) {
        for deed in deeds {
            self.work(request, *deed);
        }
    }

    fn work(&mut self, request: &mut Request<S>, deed: Deed) {
        self.counted += 1;
        let number = self.counted * 2 + u32::try_from(request.browser).expect("there are two");
        let opened = &mut request.opened;
        match apply(&mut request.context, deed, number) {
            Came::Nothing => opened.apply(deed, number),
            Came::Token(token) => {
                let id = self.reference.draw(opened);
                self.forms.push((token, id));
            }
            Came::Committed(committed) => {
                let is_moving = opened.saw == Saw::Moving;
                let expected = self.reference.commit(opened, self.site.now());
                assert_eq!(committed, expected.map_err(str::to_owned), "a commit: {opened:?}");
                if committed.is_ok() {
                    self.promises.holds(request.browser, &opened.now.data);
                }
                self.reached.note_if(is_moving && committed.is_ok(), "a commit on a move");
                self.reached
                    .note_if(!is_moving && committed.is_err_and(|why| why == "Superseded"), "a commit that is too late");
            }
        }
    }

    fn close(&mut self, mut request: Request<S>, answer: Answer) {
        let (browser, opened) = (request.browser, &mut request.opened);
        let (action, was, found) = (opened.action(), opened.saw, opened.now.data.clone());
        let closed = block_on(request.context.close());
        let sent = match (closed, self.reference.close(opened, self.site.now())) {
            (Ok(headers), Ok(expected)) => {
                let text = headers
                    .set_cookie()
                    .map(|cookie| (cookie.value().to_owned(), format!("{}={}", cookie.name(), cookie.value())));
                match (text, expected) {
                    (None, Sent::Nothing) => None,
                    (Some((value, _)), Sent::Deletion) if value.is_empty() => Some(None),
                    (Some((value, text)), Sent::Cookie(says)) if !value.is_empty() => {
                        Some(Some(self.reference.sent(text, says)))
                    }
                    (sent, expected) => panic!("{sent:?} is sent where {expected:?} was expected: {opened:?}"),
                }
            }
            (Err(why), Err(expected)) => {
                assert_eq!(name_of(&why), expected, "{opened:?}");
                Promises::may_fail(opened, action, expected);
                self.promises.is_given_up(opened);
                self.browsers[browser].has_lost |= opened.held.is_some();
                self.note_failed(opened, expected);
                return;
            }
            (closed, expected) => panic!("{closed:?} where {expected:?} was expected: {opened:?}"),
        };
        let is_stored = opened.kind.is_in_store() || opened.at.is_some();
        if action == Action::Discarded {
            self.promises.is_given_up(opened);
        } else {
            self.promises.holds(browser, &found);
        }
        self.reached.note_if(was == Saw::Moving && action == Action::Renewed, "a sign-in on a move");
        self.reached.note_if(was == Saw::Moving && opened.ended && is_stored, "an end on a move");
        let Some(cookie) = sent else { return };
        if cookie.is_some_and(|cookie| self.reference.is_former(cookie)) {
            self.former.extend(cookie);
            self.reached.note("a move whose answer brings a former ticket");
        }
        self.browsers[browser].had.extend(cookie);
        self.browsers[browser].last = cookie;
        match answer {
            Answer::AtOnce => self.browsers[browser].cookie = cookie,
            Answer::Later => self.answers.push((browser, cookie)),
            Answer::Never => self.browsers[browser].has_lost = true,
        }
    }

    /// Lets every answer arrive, in the order in which the requests were closed. Checks that each
    /// browser can go on with what it has then. Where both versions run, it may have a cookie that
    /// an instance of the version before has written although the session had moved.
    pub(super) fn finish(&mut self) {
        while let Some(request) = self.requests.pop() {
            self.close(request, Answer::Later);
        }
        for browser in 0..self.browsers.len() {
            let Browser { last, has_lost, .. } = self.browsers[browser];
            if has_lost || self.is_mixed || last.is_some_and(|last| self.former.contains(&last)) {
                continue;
            }
            self.reached.note_if(last.is_some(), "a browser that goes on");
            self.browsers[browser].cookie = last;
            let kind = PHASES[self.phase][0];
            let mut request = self.open_with(kind, browser, last, false);
            self.work(&mut request, Deed::Paint(0));
            self.work(&mut request, Deed::Count);
            let wrote = request.opened.now.data.clone();
            if !kind.is_in_store() && wrote.is_large() {
                continue;
            }
            self.close(request, Answer::AtOnce);
            let request = self.open_with(kind, browser, self.browsers[browser].cookie, false);
            assert_eq!(request.opened.now.data, wrote, "a write holds");
        }
    }

    fn note_failed(&self, opened: &Opened, why: &str) {
        let is_leaving = opened.kind == Kind::Back && opened.at.is_some();
        match (why, is_leaving) {
            ("Superseded", true) => self.reached.note("a conflict on the way out of the store"),
            ("Unmergeable", true) => self.reached.note("another request has changed what is on its way out"),
            ("Superseded" | "Ended", false) if opened.moved => self.reached.note("a conflict on the way into the store"),
            _ => {}
        }
    }
}
