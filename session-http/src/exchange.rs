//! One request's flow, from its cookies to its response's headers.

use std::fmt;

use session_core::{Live, OpenError, ResponseHeaders, View, WrongState};

use crate::csrf::Expected;
use crate::head::is_safe;
use crate::loan::{Loan, LoanSlots, Obtain};
use crate::{RequestHead, ResponseHead};

/// A request that has its sessions: opened here, or lent by outer code that has them open.
///
/// Dropped without being closed (a panic, a client that hung up), it changes nothing, and what was
/// lent goes back discarded.
pub struct Exchange<C: Obtain> {
    loan: Loan<C>,
    is_head: bool,
    expected: Option<Expected>,
}

impl<C: Obtain> Exchange<C> {
    /// Takes what outer code lends by way of `slots`, and opens the rest. From here on nobody
    /// inside opens these again.
    ///
    /// A request of a framework that isn't `Sync` hands over an owned copy of its head.
    ///
    /// # Errors
    ///
    /// When a session can't be had. The reason has been an event.
    pub async fn open(
        sessions: &C::Sessions,
        request: &(impl RequestHead + Sync),
        slots: &mut LoanSlots,
    ) -> Result<Self, Unavailable> {
        let loan = Loan::<C>::obtain(sessions, request, slots).await.map_err(|_: OpenError| Unavailable::of::<C>())?;
        let method = request.method();
        let expected = (!is_safe(method)).then(|| Expected::new(loan.peek().csrf_secret()));
        Ok(Self { loan, is_head: method == "HEAD", expected })
    }

    /// What the form tokens of this request are checked against: for the framework's extractors.
    /// None if the request changes nothing.
    pub fn expected(&self) -> Option<Expected> {
        self.expected.clone()
    }

    /// The handle. If the session is in another state than the view asks for, nobody runs: the
    /// session stays as it came.
    ///
    /// # Errors
    ///
    /// When the session is in another state.
    pub fn live<V: View<Context = C>>(&mut self) -> Result<Live<'_, V>, WrongState> {
        V::check(self.loan.peek())?;
        Live::of(self.loan.context())
    }

    /// Leaves the session as it came: nothing has run, since an extractor refused the request,
    /// say.
    pub fn pass_over(&mut self) {
        self.loan.pass_over();
    }

    /// Closes what was opened here, gives back what was lent, and puts the headers onto the
    /// response. Call it when the response exists, and before it is sent.
    ///
    /// A HEAD request only asks what a GET would answer (RFC 9110 §9.3.2), and so leaves the
    /// session as it came.
    ///
    /// # Errors
    ///
    /// When the session can't be closed. The response is not to be sent: the integration answers
    /// with an error of its own. The reason has been an event.
    pub async fn close(mut self, response: &mut impl ResponseHead) -> Result<(), Unavailable> {
        if self.is_head {
            self.loan.pass_over();
        }
        let headers = self.loan.release().await.map_err(|_| Unavailable::of::<C>())?;
        let mut already = Vec::new();
        response.each(&mut |name, value| {
            if name == "set-cookie" {
                already.push(value.to_vec());
            }
        });
        headers.check_names(already.iter().map(Vec::as_slice)).map_err(|_| Unavailable::of::<C>())?;
        put(&headers, response);
        Ok(())
    }
}

impl<C: Obtain> fmt::Debug for Exchange<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange").field("is_head", &self.is_head).finish_non_exhaustive()
    }
}

/// A session couldn't be opened or closed. The integration answers with a 500, and puts onto it
/// what caches have to know.
///
/// The visitor is told nothing of the reason, which has been an event.
#[derive(Debug)]
#[must_use = "the answer carries headers"]
pub struct Unavailable(ResponseHeaders);

impl Unavailable {
    fn of<C: Obtain>() -> Self {
        Self(C::without_cookie())
    }

    /// Puts what caches have to know onto the integration's own response.
    pub fn put(&self, response: &mut impl ResponseHead) {
        put(&self.0, response);
    }
}

fn put(headers: &ResponseHeaders, response: &mut impl ResponseHead) {
    for header in headers.headers_for(response.status(), |see| response.each(see)) {
        response.put(&header.name, header.value, header.replaces);
    }
}
