//! What a session declares, as a constant.

use std::env;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;

use super::{names, option, respan};
use crate::check::{DEFAULT_LIFETIME, without_prefix};
use crate::duration::Time;
use crate::model::{Content, FormerCookie, Session, Times};

/// `Session` itself: `states` are the expressions of its states, `parts` the types that have to be visible.
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

/// How what older versions wrote is read, as a function of `Record`; and what checks that no version is left out.
pub(super) fn versions(session: &Session<'_>) -> (Option<TokenStream>, Option<TokenStream>) {
    let (Some(version), Some(old)) = (&session.version, &session.upgrade_from) else { return (None, None) };
    let (ident, krate) = (session.ident, &session.krate);
    let [reader, number, record, state] = names(["reader", "number", "record", "state"]);
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

/// A cookie that is only ever deleted: by a header that browsers would have let set it, so with `Secure` where they asked for it.
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

/// The session's times: what checks them when the user's crate compiles, since the macro can't see the value of a constant,
/// and the expression that joins them.
pub(super) fn times_of_session(session: &Session<'_>) -> (TokenStream, TokenStream) {
    let (krate, times) = (&session.krate, &session.times);
    let Values { lifetime, idle, refresh } = values(times);
    let [lifetime_at, idle_at, refresh_at] = places(times);
    let checks = [
        check(lifetime_at, &quote!(#krate::Times::check_lifetime(#lifetime))),
        check(idle_at, &quote!(#krate::Times::check_idle(#lifetime, #idle))),
        check(refresh_at, &quote!(#krate::Times::check_refresh(#lifetime, #idle, #refresh))),
    ];
    (checks.into_iter().flatten().collect(), quote!(#krate::Times::new(#lifetime, #idle, #refresh)))
}

/// A state's times, the same way. What it doesn't say is the session's.
pub(super) fn times_of_state(state: &Times, session: &Session<'_>) -> (TokenStream, TokenStream) {
    let krate = &session.krate;
    let (whole, own) = (values(&session.times), values(state));
    let [lifetime_at, idle_at, refresh_at] = places(state);
    let lifetime = if lifetime_at.is_some() { &own.lifetime } else { &whole.lifetime };
    let own_idle = match (&state.idle, &state.preset) {
        // A preset that says nothing of it doesn't take the session's away.
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
        check(lifetime_at, &quote!(#krate::Times::check_lifetime_of_state(#session_lifetime, #lifetime))),
        check(idle_at, &quote!(#krate::Times::check_idle_of_state(#session_idle, #lifetime, #idle))),
        check(refresh_at, &quote!(#krate::Times::check_refresh(#lifetime, #idle, #refresh))),
    ];
    (checks.into_iter().flatten().collect(), quote!(#krate::Times::new(#lifetime, #idle, #refresh)))
}

/// Constant expressions: a `Duration`, and two that may be none.
struct Values {
    lifetime: TokenStream,
    idle: TokenStream,
    refresh: TokenStream,
}

/// What was said: a time of its own, or that of a preset, or the default.
fn values(times: &Times) -> Values {
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
    Values { lifetime, idle, refresh: option(times.refresh.as_ref().map(Time::duration)) }
}

/// Where lifetime, idle and refresh were said.
fn places(times: &Times) -> [Option<Span>; 3] {
    let preset = times.preset.as_ref().map(|preset| preset.key.span());
    let place = |time: &Option<Time>| time.as_ref().map(syn::spanned::Spanned::span);
    [place(&times.lifetime).or(preset), place(&times.idle).or(preset), place(&times.refresh)]
}

/// A rule that is checked when the user's crate compiles: the error stands where the time does.
fn check(place: Option<Span>, rule: &TokenStream) -> Option<TokenStream> {
    place.map(|place| respan(quote!(const _: () = #rule;), place))
}
