//! The schema: what a session declares, as a constant.

use std::env;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;

use super::tokens::{hygienic, option, respan};
use crate::check::{DEFAULT_LIFETIME, without_prefix};
use crate::duration::Time;
use crate::model::{Content, FormerCookie, Session, Times};

/// Implements `Session`: `states` are the expressions of its states, `parts` the types that have to
/// be visible.
pub(super) fn implementation(session: &Session<'_>, states: &TokenStream, parts: &TokenStream) -> TokenStream {
    let (ident, krate) = (session.ident, &session.krate);
    let name = session.name.as_ref().map_or_else(|| default_name(ident), syn::LitStr::value);
    let cookie = cookie(session);
    let (_, times) = times_of_session(session);
    let persistent = session.persistent.then(|| quote!(.with_persistent()));
    let no_store = session.no_store.then(|| quote!(.with_no_store()));
    let padded = option(session.padded.as_ref().map(|step| quote!(#step)));
    let former = session.cookie.former.iter().map(|former| former_cookie(former, session));
    let former = (!session.cookie.former.is_empty()).then(|| quote!(.with_former_cookies(&[#(#former),*])));
    let bounded = session.bounded.as_ref().map(|_| quote!(.with_bound()));
    let version = session.version.as_ref().map(|version| quote!(.with_version(#version)));
    let encrypted = session.encrypted.then(|| quote!(.with_encryption(#padded)));
    quote! {
        #[automatically_derived]
        impl #krate::Session for #ident {
            const SCHEMA: &'static #krate::Schema =
                &#krate::Schema::new(#name, #cookie, #times, &[#states]) #persistent #no_store #encrypted #version #bounded #former;
            type Parts = #parts;
        }
    }
}

/// Writes the function of `Record` that reads what older versions wrote, and the check that no
/// version is left out.
pub(super) fn versions(session: &Session<'_>) -> (Option<TokenStream>, Option<TokenStream>) {
    let (Some(version), Some(old)) = (&session.version, &session.upgrade_from) else { return (None, None) };
    let (ident, krate) = (session.ident, &session.krate);
    let [reader, number, record, state] = hygienic(["reader", "number", "record", "state"]);
    let is_machine = matches!(session.content, Content::Machine(_));
    // The error stands where the older type is named.
    let upgrade = respan(quote!(<#ident as #krate::record::UpgradeFrom<#old>>::upgrade_from), old.span());
    let read = quote! {
        fn read_version<__R: #krate::record::FieldReader>(
            #number: u8,
            #reader: &mut __R,
        ) -> ::core::option::Option<::core::result::Result<(Self, &'static #krate::State), __R::Error>> {
            if #number == #version {
                return ::core::option::Option::Some(#krate::record::read_as_it_is(#reader));
            }
            <#old as #krate::record::Record>::read_version(#number, #reader).map(|#record| {
                #record.map(|(#record, #state)| (#upgrade(#record), #state))
            })
        }
    };
    let rule = quote!(const _: () = #krate::record::check_version(<#old as #krate::Session>::SCHEMA, #version, #is_machine););
    (Some(read), Some(respan(rule, old.span())))
}

/// Returns the package's and the type's name: two applications that share a key don't share their
/// sessions.
fn default_name(ident: &Ident) -> String {
    let package = env::var("CARGO_PKG_NAME").unwrap_or_default();
    format!("{package}/{}", ident.unraw())
}

/// Writes the policy of the cookie.
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

/// Writes the policy of a former cookie, which is only ever deleted. Browsers delete a cookie only
/// by a header that could have set it, so it is `Secure` wherever they require that.
fn former_cookie(former: &FormerCookie, session: &Session<'_>) -> TokenStream {
    let (krate, name) = (&session.krate, &former.name);
    let domain = option(former.domain.as_ref().map(|domain| quote!(#domain)));
    let path = former.path.as_ref().map_or_else(|| "/".to_owned(), syn::LitStr::value);
    let partitioned = former.partitioned;
    let secure = session.cookie.is_secure() || partitioned || without_prefix(&name.value()).1.is_some();
    quote! {
        #krate::CookiePolicy::new(#name).with_scope(#domain, #path)
            .with_attributes(#krate::SameSite::Lax, #secure, true, #partitioned)
    }
}

/// Writes the session's times: the checks that the compiler makes, since the macro can't see the
/// value of a constant, and the expression that joins them.
pub(super) fn times_of_session(session: &Session<'_>) -> (TokenStream, TokenStream) {
    let (krate, times) = (&session.krate, &session.times);
    let Expressions { lifetime, idle, refresh } = expressions(times);
    let [lifetime_at, idle_at, refresh_at] = spans(times);
    let checks = [
        const_check(lifetime_at, &quote!(#krate::Times::check_lifetime(#lifetime))),
        const_check(idle_at, &quote!(#krate::Times::check_idle(#lifetime, #idle))),
        const_check(refresh_at, &quote!(#krate::Times::check_refresh(#lifetime, #idle, #refresh))),
    ];
    (checks.into_iter().flatten().collect(), quote!(#krate::Times::new(#lifetime, #idle, #refresh)))
}

/// Writes a state's times, the same way. The session's times apply where the state has none.
pub(super) fn times_of_state(state: &Times, session: &Session<'_>) -> (TokenStream, TokenStream) {
    let krate = &session.krate;
    let (whole, own) = (expressions(&session.times), expressions(state));
    let [lifetime_at, idle_at, refresh_at] = spans(state);
    let lifetime = if lifetime_at.is_some() { &own.lifetime } else { &whole.lifetime };
    let own_idle = match (&state.idle, &state.preset) {
        // A preset without an idle time leaves the session's in force.
        (None, Some(_)) => {
            let (own, session) = (&own.idle, &whole.idle);
            quote!(#krate::Times::idle_or(#own, #session))
        }
        _ => own.idle.clone(),
    };
    let idle = if idle_at.is_some() { &own_idle } else { &whole.idle };
    let refresh = if idle_at.is_some() || refresh_at.is_some() { &own.refresh } else { &whole.refresh };
    let (session_lifetime, session_idle) = (&whole.lifetime, &whole.idle);
    let checks = [
        const_check(lifetime_at, &quote!(#krate::Times::check_lifetime_of_state(#session_lifetime, #lifetime))),
        const_check(idle_at, &quote!(#krate::Times::check_idle_of_state(#session_idle, #lifetime, #idle))),
        const_check(refresh_at, &quote!(#krate::Times::check_refresh(#lifetime, #idle, #refresh))),
    ];
    (checks.into_iter().flatten().collect(), quote!(#krate::Times::new(#lifetime, #idle, #refresh)))
}

/// Times as constant expressions: a `Duration`, and two of type `Option<Duration>`.
struct Expressions {
    lifetime: TokenStream,
    idle: TokenStream,
    refresh: TokenStream,
}

/// Returns each time: the explicit one, or that of a preset, or the default.
fn expressions(times: &Times) -> Expressions {
    let preset = times.preset.as_ref().map(|preset| &preset.value);
    let lifetime = match (&times.lifetime, preset) {
        (Some(own), _) => own.duration(),
        (None, Some(preset)) => quote!((#preset).lifetime()),
        (None, None) => quote!(::core::time::Duration::from_secs(#DEFAULT_LIFETIME)),
    };
    let idle = match (&times.idle, preset) {
        (None, Some(preset)) => quote!((#preset).idle()),
        (own, _) => option(own.as_ref().map(Time::duration)),
    };
    Expressions { lifetime, idle, refresh: option(times.refresh.as_ref().map(Time::duration)) }
}

/// Returns where lifetime, idle and refresh are explicit.
fn spans(times: &Times) -> [Option<Span>; 3] {
    let preset = times.preset.as_ref().map(|preset| preset.key.span());
    let span = |time: &Option<Time>| time.as_ref().map(syn::spanned::Spanned::span);
    [span(&times.lifetime).or(preset), span(&times.idle).or(preset), span(&times.refresh)]
}

/// Writes a check that the compiler makes. Its error stands where the time does.
fn const_check(span: Option<Span>, rule: &TokenStream) -> Option<TokenStream> {
    span.map(|span| respan(quote!(const _: () = #rule;), span))
}
