//! Several sessions in one handler.

use super::{Sessions, lending};
use crate::cookie::{CookieFields, CookiePolicy, without_prefix};
use crate::error::{CloseError, OpenError};
use crate::live::{Live, ReadView, RequestContext, Session, SessionFacts, View, WrongState};
use crate::response::{Closings, NotClosed, ResponseHeaders};
use crate::schema::Schema;
use crate::schema::sealed::Derived;

/// The context that a view borrows, as an integration opens and closes it: a request context, or a
/// tuple of them.
pub trait ViewContext: Sized {
    /// The sessions that the context is opened from: [`Sessions`], or a tuple of them.
    type Sessions;

    /// Opens every session from the request's `Cookie` fields, which `cookies` returns for each
    /// session.
    fn open<C: CookieFields>(
        sessions: &Self::Sessions,
        cookies: impl Fn() -> C + Send + Sync,
    ) -> impl Future<Output = Result<Self, OpenError>> + Send;

    /// Returns the handle of a view of the sessions, for an integration to pass to a handler.
    ///
    /// # Errors
    ///
    /// If the view is a state and the session is in another one.
    fn live_as<V: View<Context = Self>>(&mut self) -> Result<Live<'_, V>, WrongState> {
        self.settle();
        V::check(self)?;
        Ok(Live { context: self })
    }

    /// Undoes what code did that was given up half way.
    #[doc(hidden)]
    fn settle(&mut self);

    /// Discards what was done, because the handler didn't run or its changes don't count.
    fn discard(&mut self);

    /// Returns what is known of each session besides its data, in order. Of several sessions, only
    /// the first one's form tokens count. If a token of any session counted, an attacker who can
    /// plant one of the cookies could forge the forms of all.
    #[doc(hidden)]
    fn facts(&self) -> Vec<SessionFacts>;

    /// Returns whether a session is in a store, so that closing it commits it there.
    #[doc(hidden)]
    fn is_stored(&self) -> bool;

    /// Checks what can be checked of closing before anything is committed.
    #[doc(hidden)]
    fn check_close(&mut self) -> Result<(), NotClosed>;

    /// Returns the error of a session that isn't closed, since another one couldn't be.
    #[doc(hidden)]
    fn other_not_closed(&self) -> NotClosed;

    /// Closes every session. What fails without a store fails before anything is committed. If one
    /// fails, no cookie of the others is to be sent, unless it is among the error's headers.
    fn close(self) -> impl Future<Output = Result<ResponseHeaders, NotClosed>> + Send;

    /// Returns the headers of a response that an integration makes itself because the sessions
    /// couldn't be opened or closed: no cookie, but what caches have to know.
    fn without_cookie() -> ResponseHeaders;
}

impl<S: Session + Send + Sync> ViewContext for RequestContext<S> {
    type Sessions = Sessions<S>;

    async fn open<C: CookieFields>(sessions: &Sessions<S>, cookies: impl Fn() -> C + Send + Sync) -> Result<Self, OpenError> {
        sessions.open(cookies()).await
    }

    fn settle(&mut self) {
        Self::settle(self);
    }

    fn discard(&mut self) {
        self.pass_over();
    }

    fn facts(&self) -> Vec<SessionFacts> {
        vec![Self::facts(self)]
    }

    fn is_stored(&self) -> bool {
        lending::is_stored(self)
    }

    fn check_close(&mut self) -> Result<(), NotClosed> {
        lending::check_close(self)
    }

    fn other_not_closed(&self) -> NotClosed {
        lending::other_not_closed(self)
    }

    async fn close(mut self) -> Result<ResponseHeaders, NotClosed> {
        self.close_in_place().await
    }

    fn without_cookie() -> ResponseHeaders {
        ResponseHeaders::without_cookie(S::SCHEMA)
    }
}

macro_rules! impl_tuple {
    ($($view:ident $index:tt),*) => {
        #[diagnostic::do_not_recommend]
        impl<$($view: ReadView),*> View for ($($view,)*) {
            const ONLY_BY_DERIVE: Derived = Derived;
            type Context = ($($view::Context,)*);
            type Whole = ($($view::Session,)*);

            fn check(context: &Self::Context) -> Result<(), WrongState> {
                $($view::check(&context.$index)?;)*
                Ok(())
            }
        }

        impl<'req, $($view: ReadView),*> Live<'req, ($($view,)*)> {
            /// Splits the handle into one handle for each session.
            ///
            /// ```
            /// use session_core::{Live, Session};
            ///
            /// #[derive(Session)]
            /// struct Visits {
            ///     count: u32,
            /// }
            ///
            /// #[derive(Session)]
            /// struct Preferences {
            ///     dark: bool,
            /// }
            ///
            /// async fn index(live: Live<'_, (Visits, Preferences)>) -> String {
            ///     let (mut visits, preferences) = live.split();
            ///     visits.count += 1;
            ///     format!("Visit number {}, {}", visits.count, if preferences.dark { "dark" } else { "light" })
            /// }
            /// ```
            pub fn split(self) -> ($(Live<'req, $view>,)*) {
                const { check_names(&[$($view::Session::SCHEMA),*]) };
                let context = self.context;
                ($(Live { context: &mut context.$index },)*)
            }
        }

        impl<$($view: ViewContext + Send),*> ViewContext for ($($view,)*)
        where
            $($view::Sessions: Sync,)*
        {
            type Sessions = ($($view::Sessions,)*);

            async fn open<Fields: CookieFields>(
                sessions: &Self::Sessions,
                cookies: impl Fn() -> Fields + Send + Sync,
            ) -> Result<Self, OpenError> {
                Ok(($($view::open(&sessions.$index, &cookies).await?,)*))
            }

            fn settle(&mut self) {
                $(self.$index.settle();)*
            }

            fn discard(&mut self) {
                $(self.$index.discard();)*
            }

            fn facts(&self) -> Vec<SessionFacts> {
                [$(self.$index.facts()),*].concat()
            }

            fn is_stored(&self) -> bool {
                false $(|| self.$index.is_stored())*
            }

            fn check_close(&mut self) -> Result<(), NotClosed> {
                $(self.$index.check_close()?;)*
                Ok(())
            }

            fn other_not_closed(&self) -> NotClosed {
                let mut closings = Closings::none();
                $(closings.add(Err(self.$index.other_not_closed()));)*
                closings.all().err().unwrap_or_else(|| CloseError::OtherNotClosed.into())
            }

            async fn close(mut self) -> Result<ResponseHeaders, NotClosed> {
                let mut closings = Closings::none();
                let first = ($(
                    if self.$index.is_stored() {
                        let checked = self.$index.check_close();
                        (Some(self.$index), closings.check(checked))
                    } else {
                        (None, closings.note(self.$index.close().await))
                    },
                )*);
                $(
                    let closed = match first.$index {
                        (_, Some(closed)) => closed,
                        (Some(stored), None) if closings.is_failed() => Err(stored.other_not_closed()),
                        (Some(stored), None) => stored.close().await,
                        (None, None) => unreachable!("what isn't in a store is closed first"),
                    };
                    closings.add(closed);
                )*
                let mut all = closings.all()?;
                match all.check_names([]) {
                    Ok(()) => Ok(all),
                    Err(why) => Err(NotClosed { why, headers: Box::new(all) }),
                }
            }

            fn without_cookie() -> ResponseHeaders {
                ResponseHeaders::nothing()$(.beside($view::without_cookie()))*
            }
        }
    };
}

impl_tuple!(A 0, B 1);
impl_tuple!(A 0, B 1, C 2);
impl_tuple!(A 0, B 1, C 2, D 3);

/// Checks that no cookie belongs to two sessions, because they would overwrite each other's or
/// delete it. The compiler evaluates it at `split`, without which a handler reaches none of the
/// sessions. Prefixes don't count, since there are none where plain http is allowed.
#[track_caller]
const fn check_names(sessions: &[&Schema]) {
    let mut i = 0;
    while i < sessions.len() {
        let mut j = 0;
        while j < sessions.len() {
            let name = sessions[j].cookie().name;
            assert!(
                i == j || !is_one_cookie(sessions[i].cookie().name, name),
                "two sessions of this tuple use the same cookie: name each session once, or give one `#[session(cookie = \"…\")]`"
            );
            assert!(
                i == j || !is_former_cookie(sessions[i].former_cookies(), name),
                "a session of this tuple says `was_cookie` of another one's cookie, and would delete it: give that one another `cookie`, or drop `was_cookie`"
            );
            j += 1;
        }
        i += 1;
    }
}

const fn is_one_cookie(one: &str, other: &str) -> bool {
    without_prefix(one).eq_ignore_ascii_case(without_prefix(other))
}

const fn is_former_cookie(former: &[CookiePolicy], name: &str) -> bool {
    let mut i = 0;
    while i < former.len() {
        if is_one_cookie(former[i].name, name) {
            return true;
        }
        i += 1;
    }
    false
}
