//! What a session declares, as a constant.

use std::env;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;

use super::{option, respan};
use crate::check::DEFAULT_LIFETIME;
use crate::duration::Time;
use crate::model::{Session, Times};

/// `Session` itself: `states` are the expressions of its states, `parts` the types that have to be visible.
pub(super) fn implementation(session: &Session<'_>, states: &TokenStream, parts: &TokenStream) -> TokenStream {
    let (ident, krate) = (session.ident, &session.krate);
    let name = session.name.as_ref().map_or_else(|| default_name(ident), syn::LitStr::value);
    let cookie = cookie(session);
    let (_, times) = times_of_session(session);
    let persistent = session.persistent.then(|| quote!(.with_persistent()));
    let no_store = session.no_store.then(|| quote!(.with_no_store()));
    quote! {
        #[automatically_derived]
        impl #krate::Session for #ident {
            const SCHEMA: &'static #krate::Schema =
                &#krate::Schema::new(#name, #cookie, #times, &[#states]) #persistent #no_store;
            type Parts = #parts;
        }
    }
}

/// The package's and the type's name: two applications that share a key don't share their sessions.
fn default_name(ident: &Ident) -> String {
    let package = env::var("CARGO_PKG_NAME").unwrap_or_default();
    format!("{package}/{}", ident.unraw())
}

fn cookie(session: &Session<'_>) -> TokenStream {
    let (cookie, krate, name) = (&session.cookie, &session.krate, session.cookie_name());
    let (secure, http_only) = (cookie.is_secure(), cookie.is_http_only());
    let partitioned = cookie.partitioned.is_some();
    let path = cookie.path.as_ref().map_or_else(|| "/".to_owned(), syn::LitStr::value);
    let same_site = cookie.same_site.as_ref().map_or_else(|| "Lax".to_owned(), syn::LitStr::value);
    let same_site = Ident::new(&same_site, Span::call_site());
    let scope = (cookie.domain.is_some() || cookie.path.is_some()).then(|| {
        let domain = option(cookie.domain.as_ref().map(|domain| quote!(#domain)));
        quote!(.with_scope(#domain, #path))
    });
    quote! {
        #krate::CookiePolicy::new(#name) #scope
            .with_attributes(#krate::SameSite::#same_site, #secure, #http_only, #partitioned)
    }
}

/// The session's times: what checks them when the user's crate compiles, since the macro can't see the value of a constant,
/// and the expression that joins them.
pub(super) fn times_of_session(session: &Session<'_>) -> (TokenStream, TokenStream) {
    let (krate, times) = (&session.krate, &session.times);
    let (lifetime, idle, refresh) = values(times);
    let checks = [
        check(times.lifetime.as_ref(), &quote!(#krate::Times::check_lifetime(#lifetime))),
        check(times.idle.as_ref(), &quote!(#krate::Times::check_idle(#lifetime, #idle))),
        check(times.refresh.as_ref(), &quote!(#krate::Times::check_refresh(#lifetime, #idle, #refresh))),
    ];
    (checks.into_iter().flatten().collect(), quote!(#krate::Times::new(#lifetime, #idle, #refresh)))
}

/// A state's times, the same way. What it doesn't say is the session's.
pub(super) fn times_of_state(state: &Times, session: &Session<'_>) -> (TokenStream, TokenStream) {
    let krate = &session.krate;
    let (session_lifetime, session_idle, session_refresh) = values(&session.times);
    let (own_lifetime, own_idle, own_refresh) = values(state);
    let lifetime = if state.lifetime.is_some() { &own_lifetime } else { &session_lifetime };
    let idle = if state.idle.is_some() { &own_idle } else { &session_idle };
    let refresh = if state.idle.is_some() || state.refresh.is_some() { &own_refresh } else { &session_refresh };
    let checks = [
        check(state.lifetime.as_ref(), &quote!(#krate::Times::check_lifetime_of_state(#session_lifetime, #lifetime))),
        check(state.idle.as_ref(), &quote!(#krate::Times::check_idle_of_state(#session_idle, #lifetime, #idle))),
        check(state.refresh.as_ref(), &quote!(#krate::Times::check_refresh(#lifetime, #idle, #refresh))),
    ];
    (checks.into_iter().flatten().collect(), quote!(#krate::Times::new(#lifetime, #idle, #refresh)))
}

/// Constant expressions of lifetime, idle and refresh.
fn values(times: &Times) -> (TokenStream, TokenStream, TokenStream) {
    let default = || quote!(::core::time::Duration::from_secs(#DEFAULT_LIFETIME));
    let time = |time: &Option<Time>| option(time.as_ref().map(Time::duration));
    (times.lifetime.as_ref().map_or_else(default, Time::duration), time(&times.idle), time(&times.refresh))
}

/// A rule that is checked when the user's crate compiles: the error stands where the time does.
fn check(time: Option<&Time>, rule: &TokenStream) -> Option<TokenStream> {
    time.map(|time| respan(quote!(const _: () = #rule;), time.span()))
}
