//! The flow of one request, from its cookies to its response's headers.

use std::fmt;

use session_core::__private::SessionFacts;
use session_core::{Live, NotClosed, ResponseHeaders, SessionEvent, View, WrongState};

use crate::back::Back;
use crate::csrf::ExpectedToken;
use crate::head::{is_read_only, is_safe};
use crate::loan::{Loan, LoanSlots, Obtain};
use crate::unavailable::{Unavailable, put};
use crate::{RequestHead, ResponseHead, Spawn, event};

/// A request with its sessions, which were opened here or lent by outer code.
///
/// If it is dropped without being closed (after a panic or a timeout, or when the client hung up),
/// it changes nothing but what the handler has committed: sessions that were lent are given back as
/// they came.
pub struct Exchange<C: Obtain> {
    loan: Loan<C>,
    /// Whether the method only asks for something and is not GET.
    is_read_only: bool,
    /// Where the page is whose form a browser has sent, for an answer in its place.
    back: Option<Back>,
    expected: Option<ExpectedToken>,
}

impl<C: Obtain> Exchange<C> {
    /// Takes the sessions that outer code lends in `slots`, and opens the others. From here on
    /// inner code doesn't open these sessions again.
    ///
    /// A framework whose requests aren't `Sync` passes what their heads are made of.
    ///
    /// # Errors
    ///
    /// If a session can't be opened or taken. An event has told the reason.
    pub async fn open(
        sessions: &C::Sessions,
        request: &(impl RequestHead + Sync),
        slots: &mut LoanSlots,
    ) -> Result<Self, Unavailable> {
        let loan = Loan::<C>::obtain(sessions, request, slots).await.map_err(Unavailable::because::<C>)?;
        let method = request.method();
        let expected = (!is_safe(method)).then(|| ExpectedToken::new(loan.peek().facts()));
        let back = if is_safe(method) { None } else { Back::of(request) };
        Ok(Self { loan, is_read_only: is_read_only(method), back, expected })
    }

    /// Returns what the form tokens of this request are checked against, for the framework's
    /// extractors. Returns `None` if the request changes nothing.
    pub fn expected(&self) -> Option<ExpectedToken> {
        self.expected.clone()
    }

    /// Returns the handle. If the session is in another state than the view asks for, the handler
    /// doesn't run and the session doesn't change.
    ///
    /// # Errors
    ///
    /// If the session is in another state, which an event has told. [`Answer::to_wrong_state`] has
    /// the answer.
    ///
    /// [`Answer::to_wrong_state`]: crate::Answer::to_wrong_state
    pub fn live<V: View<Context = C>>(&mut self) -> Result<Live<'_, V>, WrongState> {
        let context = self.loan.peek();
        V::check(context).inspect_err(|wrong| report(&context.facts(), *wrong))?;
        self.loan.context().live_as()
    }

    /// Leaves the session unchanged, because the handler didn't run: an extractor refused the
    /// request, for example.
    pub fn pass_over(&mut self) {
        self.loan.pass_over();
    }

    /// Closes the sessions that were opened here, gives back those that were lent, and adds the
    /// headers to the response. Call it when the response exists, and before it is sent.
    ///
    /// A HEAD, OPTIONS or TRACE request leaves the session unchanged and sends no refresh. HEAD
    /// only asks what a GET would answer, and the others ask about the server (RFC 9110 §9.3). What
    /// a handler writes for one of them is discarded, before anything is encoded.
    ///
    /// A session in a store is committed by `spawn`, so that a client that hangs up can't cut off
    /// what a handler has done. Beside a session that outer code lends it is committed in place,
    /// so that the outer code has that one back as soon as this is dropped.
    ///
    /// Returns the names of the cookies whose sessions a store has as they are now. If outer code
    /// replaces the response, it keeps their `Set-Cookie` headers.
    ///
    /// # Errors
    ///
    /// If the session can't be closed. Don't send the response then: the integration answers with
    /// an error of its own. An event has told the reason.
    pub async fn close(mut self, response: &mut impl ResponseHead, spawn: &impl Spawn) -> Result<Vec<String>, Unavailable> {
        let back = self.back.take();
        let because = |failed: NotClosed| Unavailable::because::<C>(failed.why).beside(*failed.headers).leading(back);
        if self.is_read_only {
            self.loan.pass_over();
        }
        let stored = self.loan.stored_names();
        let closed = if stored.is_empty() {
            self.loan.close_own().await
        } else {
            // In memory of its own, so that sessions in cookies need no room for it.
            Box::pin(self.commit(&cookies_in(response), spawn)).await
        };
        let mut headers = match closed {
            Ok(headers) => headers,
            Err(failed) => return Err(because(failed)),
        };
        if headers.set_cookie().is_some() {
            let already = cookies_in(response);
            if let Err(why) = headers.check_names(already.iter().map(Vec::as_slice)) {
                return Err(because(NotClosed { why, headers: Box::new(headers) }));
            }
        }
        self.loan.give_back();
        put(&headers, response);
        Ok(stored)
    }

    /// Closes sessions of which some are in a store. The response has cookies `already`.
    async fn commit(&mut self, already: &[Vec<u8>], spawn: &impl Spawn) -> Result<ResponseHeaders, NotClosed> {
        // What is committed can't be taken back, so this is found first.
        self.loan.check_taken(already)?;
        if self.loan.has_lent() {
            return self.loan.close_own().await;
        }
        let mut loan = self.loan.take();
        let closing = async move {
            let closed = loan.close_own().await;
            (loan, closed)
        };
        let closed;
        (self.loan, closed) = spawn.run(closing).await;
        closed
    }
}

/// Returns the `Set-Cookie` headers of a response.
fn cookies_in(response: &impl ResponseHead) -> Vec<Vec<u8>> {
    let mut cookies = Vec::new();
    response.each(&mut |name, value| {
        if name == "set-cookie" {
            cookies.push(value.to_vec());
        }
    });
    cookies
}

/// Tells that the handler doesn't run, because the session is in another state.
fn report(sessions: &[SessionFacts], wrong: WrongState) {
    if let Some(session) = sessions.iter().find(|session| session.is_of(wrong.session())) {
        event::wrong_state(session, wrong);
        session.tell(SessionEvent::InAnotherState);
    }
}

impl<C: Obtain> fmt::Debug for Exchange<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange").field("is_read_only", &self.is_read_only).finish_non_exhaustive()
    }
}
