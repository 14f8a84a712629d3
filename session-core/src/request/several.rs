//! Several sessions in one handler.

use super::Sessions;
use crate::cookie::{CookieFields, without_prefix};
use crate::error::{CloseError, OpenError};
use crate::live::{CsrfSecret, Live, ReadView, RequestContext, Session, View, WrongState};
use crate::response::ResponseHeaders;
use crate::schema::derived::Derived;

/// What a view borrows, as an integration opens and closes it: a request context, or a tuple of
/// them.
pub trait ViewContext: Sized {
    /// Where it comes from: [`Sessions`], or a tuple of them.
    type Sessions;

    /// Opens every session from the request's `Cookie` fields, which `cookies` gives for each.
    fn open<C: CookieFields>(
        sessions: &Self::Sessions,
        cookies: impl Fn() -> C + Send + Sync,
    ) -> impl Future<Output = Result<Self, OpenError>> + Send;

    /// Discards what was done: the handler didn't run, or what it did doesn't count.
    fn discard(&mut self);

    /// What the form tokens of this request have in them; none for a fresh session. Of several
    /// sessions, only the first one's count: with a token of any, somebody who can plant one of
    /// the cookies would have the forms of them all.
    fn csrf_secret(&self) -> Option<CsrfSecret>;

    /// Closes every session. If one fails, none is to be sent.
    fn close(self) -> impl Future<Output = Result<ResponseHeaders, CloseError>> + Send;

    /// For a response that an integration makes itself because the sessions couldn't be opened or
    /// closed: no cookie, but what caches have to know.
    fn without_cookie() -> ResponseHeaders;
}

impl<S: Session + Send + Sync> ViewContext for RequestContext<S> {
    type Sessions = Sessions<S>;

    async fn open<C: CookieFields>(sessions: &Sessions<S>, cookies: impl Fn() -> C + Send + Sync) -> Result<Self, OpenError> {
        sessions.open(cookies()).await
    }

    fn discard(&mut self) {
        self.live().discard();
    }

    fn csrf_secret(&self) -> Option<CsrfSecret> {
        Self::csrf_secret(self)
    }

    async fn close(self) -> Result<ResponseHeaders, CloseError> {
        Self::close(self).await
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
            /// The handles of the sessions, each for itself.
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
                const { check_names(&[$($view::Session::SCHEMA.cookie().name),*]) };
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

            fn discard(&mut self) {
                $(self.$index.discard();)*
            }

            fn csrf_secret(&self) -> Option<CsrfSecret> {
                self.0.csrf_secret()
            }

            async fn close(self) -> Result<ResponseHeaders, CloseError> {
                let mut all = ResponseHeaders::nothing();
                $(all = all.beside(self.$index.close().await?);)*
                Ok(all)
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

/// Two sessions of one cookie would overwrite each other. It is checked where a program is built,
/// at `split`: without that nobody reaches either of them. Prefixes don't count: where plain http
/// is allowed there are none.
#[track_caller]
const fn check_names(names: &[&str]) {
    let mut i = 0;
    while i < names.len() {
        let mut j = i + 1;
        while j < names.len() {
            assert!(
                !without_prefix(names[i]).eq_ignore_ascii_case(without_prefix(names[j])),
                "two sessions of this tuple have one cookie: ask for each once, or give one `#[session(cookie = \"…\")]`"
            );
            j += 1;
        }
        i += 1;
    }
}
