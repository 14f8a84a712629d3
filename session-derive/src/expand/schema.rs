//! The schema: what a session declares, as a constant.

use std::env;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::Path;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;

use super::tokens::{hygienic, option, respan};
use crate::check::without_prefix;
use crate::duration::Time;
use crate::model::{Content, FormerCookie, Session, Timeouts};

/// Implements `Session`: `states` are the expressions of its states.
pub(super) fn implementation(session: &Session<'_>, states: &TokenStream) -> TokenStream {
    let (ident, krate) = (session.ident, &session.krate);
    let name = session.name.as_ref().map_or_else(|| default_name(ident), syn::LitStr::value);
    let cookie = cookie(session);
    let (_, timeouts) = timeouts_of_session(session);
    let persistent = session.persistent.then(|| quote!(persistent: true,));
    let no_store = session.no_store.then(|| quote!(no_store: true,));
    let padded = session.padded.as_ref().map(|step| quote!(padded: ::core::option::Option::Some(#step),));
    let former = session.cookie.former.iter().map(|former| former_cookie(former, session));
    let former = (!session.cookie.former.is_empty()).then(|| quote!(former_cookies: &[#(#former),*],));
    let renew_every = session.renew_every.as_ref().map(|every| {
        let every = every.duration();
        quote!(renew_every: ::core::option::Option::Some(#every),)
    });
    let bounded = session.bounded.as_ref().map(|_| quote!(bounded: true,));
    let version = session.version.as_ref().map(|version| quote!(version: #version,));
    let encryption = session
        .encrypted
        .as_ref()
        .map(|_| quote!(encryption: ::core::option::Option::Some(#krate::__private::Encryption::Aes256GcmSiv),));
    quote! {
        #[automatically_derived]
        impl #krate::Session for #ident {
            const ONLY_BY_DERIVE: #krate::__private::Derived = #krate::__private::Derived;
            const SCHEMA: &'static #krate::__private::Schema = &#krate::__private::Schema {
                #persistent #no_store #encryption #padded #version #bounded #renew_every #former
                ..#krate::__private::Schema::new(#name, #cookie, #timeouts, &[#states])
            };
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
    let upgrade = respan(quote!(<#ident as #krate::__private::UpgradeFrom<#old>>::upgrade_from), old.span());
    let read = quote! {
        fn read_version<__R: #krate::__private::FieldReader>(
            #number: u8,
            #reader: &mut __R,
        ) -> ::core::result::Result<(Self, &'static #krate::__private::State), __R::Error> {
            if #number == #version {
                return #krate::__private::read_as_it_is(#reader);
            }
            let (#record, #state) = <#old as #krate::__private::Record>::read_version(#number, #reader)?;
            ::core::result::Result::Ok((#upgrade(#record), #state))
        }
    };
    let rule =
        quote!(const _: () = #krate::__private::check_version(<#old as #krate::Session>::SCHEMA, #version, #is_machine););
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

/// Writes the session's timeouts: the checks that the compiler makes, and the expression that
/// joins them. The rules stand in session-core, since the macro can't see the value of a constant.
pub(super) fn timeouts_of_session(session: &Session<'_>) -> (TokenStream, TokenStream) {
    let (krate, timeouts) = (&session.krate, &session.timeouts);
    let Expressions { lifetime, idle, refresh } = &expressions(timeouts, krate);
    let [lifetime_at, idle_at, refresh_at] = spans(timeouts);
    let checks = [
        const_check(lifetime_at, &quote!(#krate::__private::TimeoutRules::lifetime(#lifetime))),
        const_check(idle_at, &quote!(#krate::__private::TimeoutRules::idle(#lifetime, #idle))),
        const_check(refresh_at, &quote!(#krate::__private::TimeoutRules::refresh(#lifetime, #idle, #refresh))),
        session.renew_every.as_ref().and_then(|every| {
            let (span, every) = (every.span(), every.duration());
            const_check(Some(span), &quote!(#krate::__private::TimeoutRules::renew_every(#every)))
        }),
    ];
    (checks.into_iter().flatten().collect(), timeouts_expression(lifetime, idle, refresh.as_ref(), krate))
}

/// Writes a state's timeouts, the same way. The session's apply where the state has none.
pub(super) fn timeouts_of_state(state: &Timeouts, session: &Session<'_>) -> (TokenStream, TokenStream) {
    let krate = &session.krate;
    let (whole, own) = (expressions(&session.timeouts, krate), expressions(state, krate));
    let [lifetime_at, idle_at, refresh_at] = spans(state);
    let lifetime = if lifetime_at.is_some() { &own.lifetime } else { &whole.lifetime };
    let own_idle = match (&state.idle, &state.preset) {
        // A preset without an idle time leaves the session's in force.
        (None, Some(_)) => {
            let (own, session) = (&own.idle, &whole.idle);
            quote!(#krate::__private::TimeoutRules::idle_or(#own, #session))
        }
        _ => own.idle.clone(),
    };
    let idle = if idle_at.is_some() { &own_idle } else { &whole.idle };
    let refresh = if idle_at.is_some() || refresh_at.is_some() { &own.refresh } else { &whole.refresh };
    let (session_lifetime, session_idle) = (&whole.lifetime, &whole.idle);
    let checks = [
        const_check(lifetime_at, &quote!(#krate::__private::TimeoutRules::lifetime_of_state(#session_lifetime, #lifetime))),
        const_check(idle_at, &quote!(#krate::__private::TimeoutRules::idle_of_state(#session_idle, #lifetime, #idle))),
        const_check(refresh_at, &quote!(#krate::__private::TimeoutRules::refresh(#lifetime, #idle, #refresh))),
    ];
    (checks.into_iter().flatten().collect(), timeouts_expression(lifetime, idle, refresh.as_ref(), krate))
}

/// Writes the expression that joins these timeouts. The refresh is half of the idle time unless it
/// is explicit.
fn timeouts_expression(lifetime: &TokenStream, idle: &TokenStream, refresh: Option<&TokenStream>, krate: &Path) -> TokenStream {
    let refresh = refresh.map(|refresh| quote!(.with_refresh(#refresh)));
    quote!(#krate::Timeouts::new(#lifetime, #idle) #refresh)
}

/// Times as constant expressions: a `Duration`, an `Option<Duration>`, and a `Duration` if it is
/// explicit.
struct Expressions {
    lifetime: TokenStream,
    idle: TokenStream,
    refresh: Option<TokenStream>,
}

/// Returns each time: the explicit one, or that of a preset, or the default.
fn expressions(timeouts: &Timeouts, krate: &Path) -> Expressions {
    let preset = timeouts.preset.as_ref().map(|preset| &preset.value);
    let lifetime = match (&timeouts.lifetime, preset) {
        (Some(own), _) => own.duration(),
        (None, Some(preset)) => quote!((#preset).lifetime()),
        (None, None) => quote!(#krate::Timeouts::DEFAULT_LIFETIME),
    };
    let idle = match (&timeouts.idle, preset) {
        (None, Some(preset)) => quote!((#preset).idle()),
        (own, _) => option(own.as_ref().map(Time::duration)),
    };
    Expressions { lifetime, idle, refresh: timeouts.refresh.as_ref().map(Time::duration) }
}

/// Returns where lifetime, idle and refresh are explicit.
fn spans(timeouts: &Timeouts) -> [Option<Span>; 3] {
    let preset = timeouts.preset.as_ref().map(|preset| preset.key.span());
    let span = |time: &Option<Time>| time.as_ref().map(syn::spanned::Spanned::span);
    [span(&timeouts.lifetime).or(preset), span(&timeouts.idle).or(preset), span(&timeouts.refresh)]
}

/// Writes a check that the compiler makes. Its error stands where the time does.
fn const_check(span: Option<Span>, rule: &TokenStream) -> Option<TokenStream> {
    span.map(|span| respan(quote!(const _: () = #rule;), span))
}
