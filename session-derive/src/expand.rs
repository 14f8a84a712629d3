//! What the derive writes: a few calls into session-core, and each field's type once.

use std::env;

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::Path;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;

use crate::check::DEFAULT_LIFETIME;
use crate::duration::Time;
use crate::model::{Field, Session, Start};

/// The implementations of a session.
pub(crate) fn session(session: &Session<'_>) -> TokenStream {
    let (ident, krate) = (session.ident, &session.krate);
    let schema = schema(session);
    let record = record(session);
    let slots = session.stored().enumerate().map(|(index, field)| slot(session, index, field));
    let nothing = TokenStream::new();
    let view = view(&nothing, &ident.to_token_stream(), &nothing, krate);
    let in_cookie = (!session.is_server_only()).then(|| {
        quote! {
            #[automatically_derived]
            impl #krate::InCookie for #ident {}
        }
    });
    quote! {
        const _: () = {
            // Private, so that a public session may have fields of private types.
            enum __Slots {}
            #schema
            #view
            #in_cookie
            #record
            #(#slots)*
        };
    }
}

/// What makes a type something that a handle can show; `generics` and `bounds` are a stub's.
pub(crate) fn view(generics: &TokenStream, ty: &TokenStream, bounds: &TokenStream, krate: &Path) -> TokenStream {
    let [session] = names(["session"]);
    quote! {
        #[automatically_derived]
        impl #generics #krate::View for #ty #bounds {
            type Context = #krate::Current<Self>;
        }
        #[automatically_derived]
        impl #generics #krate::Look for #ty #bounds {
            type Session = Self;
            fn look(#session: &Self) -> &Self {
                #session
            }
        }
        #[automatically_derived]
        impl #generics #krate::Touch for #ty #bounds {
            fn touch(#session: &mut Self) -> &mut Self {
                #session
            }
        }
    }
}

fn schema(session: &Session<'_>) -> TokenStream {
    let (ident, krate) = (session.ident, &session.krate);
    let name = session.name.as_ref().map_or_else(|| default_name(ident), syn::LitStr::value);
    let cookie = cookie(session);
    let (times, times_value) = times(session);
    let persistent = session.persistent.then(|| quote!(.with_persistent()));
    let no_store = session.no_store.then(|| quote!(.with_no_store()));
    let removed = &session.removed;
    let removed = (!removed.is_empty()).then(|| quote!(.with_removed(&[#(#removed),*])));
    quote! {
        #times
        #[automatically_derived]
        impl #krate::Session for #ident {
            const SCHEMA: &'static #krate::Schema =
                &#krate::Schema::new(#name, #cookie, #times_value) #persistent #no_store #removed;
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
fn times(session: &Session<'_>) -> (TokenStream, TokenStream) {
    let krate = &session.krate;
    let lifetime =
        session.lifetime.as_ref().map_or_else(|| quote!(::core::time::Duration::from_secs(#DEFAULT_LIFETIME)), Time::duration);
    let idle = option(session.idle.as_ref().map(Time::duration));
    let refresh = option(session.refresh.as_ref().map(Time::duration));
    let check = |time: &Option<Time>, rule: TokenStream| {
        let time = time.as_ref()?;
        // The error stands where the call does.
        Some(respan(quote!(const _: () = #krate::Times::#rule;), time.span()))
    };
    let checks = [
        check(&session.lifetime, quote!(check_lifetime(#lifetime))),
        check(&session.idle, quote!(check_idle(#lifetime, #idle))),
        check(&session.refresh, quote!(check_refresh(#lifetime, #idle, #refresh))),
    ];
    (checks.into_iter().flatten().collect(), quote!(#krate::Times::new(#lifetime, #idle, #refresh)))
}

/// The same tokens, all standing at `span`.
fn respan(tokens: TokenStream, span: Span) -> TokenStream {
    let at_span = |token| match token {
        TokenTree::Group(group) => {
            let mut group = Group::new(group.delimiter(), respan(group.stream(), span));
            group.set_span(span);
            TokenTree::Group(group)
        }
        mut token => {
            token.set_span(span.resolved_at(token.span()));
            token
        }
    };
    tokens.into_iter().map(at_span).collect()
}

fn record(session: &Session<'_>) -> TokenStream {
    let (ident, krate) = (session.ident, &session.krate);
    let [reader, writer] = names(["reader", "writer"]);
    let mut stored = 0_usize..;
    let reads = session.fields.iter().map(|field| {
        let name = field.ident;
        if field.skip.is_some() {
            let start = start(field, krate);
            return quote!(#name: #start);
        }
        let index = stored.next();
        quote!(#name: #krate::field::read_slot::<__Slots, #index, _>(#reader)?)
    });
    let reads = quote!(#(#reads,)*);
    let indices: Vec<usize> = (0..session.stored().count()).collect();
    quote! {
        #[automatically_derived]
        impl #krate::field::Record for #ident {
            const FIELDS: &'static [&'static #krate::field::Field] =
                &[#(<__Slots as #krate::field::Slot<#indices>>::FIELD),*];
            #[allow(unused_variables, reason = "a session may have no field")]
            fn read<__R: #krate::field::FieldReader>(#reader: &mut __R) -> ::core::result::Result<Self, __R::Error> {
                ::core::result::Result::Ok(Self { #reads })
            }
            #[allow(unused_variables, reason = "a session may have no field")]
            fn write<__W: #krate::field::FieldWriter>(&self, #writer: &mut __W) -> ::core::result::Result<(), __W::Error> {
                #(#krate::field::write_slot::<__Slots, #indices, _>(self, #writer)?;)*
                ::core::result::Result::Ok(())
            }
        }
    }
}

fn slot(session: &Session<'_>, index: usize, field: &Field<'_>) -> TokenStream {
    let (ident, krate, name, ty) = (session.ident, &session.krate, field.ident, field.ty);
    let (wire_name, rust_name, type_name) = (field.wire_name(), field.rust_name(), as_written(ty));
    let aliases = &field.aliases;
    let [record] = names(["record"]);
    let aliases = (!aliases.is_empty()).then(|| quote!(.with_aliases(&[#(#aliases),*])));
    let identity = field.identity.as_ref().map(|_| quote!(.with_identity()));
    let start = start(field, krate);
    quote! {
        #[automatically_derived]
        impl #krate::field::Slot<#index> for __Slots {
            type Record = #ident;
            type Type = #ty;
            const FIELD: &'static #krate::field::Field =
                &#krate::field::Field::new(#wire_name, #rust_name, #type_name) #aliases #identity;
            fn start() -> #ty {
                #start
            }
            #[inline]
            fn get(#record: &#ident) -> &#ty {
                &#record.#name
            }
        }
    }
}

/// A type as people write it: tokens know nothing of the spaces between them.
fn as_written(ty: &syn::Type) -> String {
    let spaced = quote!(#ty).to_string();
    [(" < ", "<"), (" <", "<"), ("< ", "<"), (" >", ">"), (" ,", ","), (" :: ", "::"), (":: ", "::"), (" ;", ";")]
        .into_iter()
        .fold(spaced, |text, (spaced, close)| text.replace(spaced, close))
}

fn start(field: &Field<'_>, krate: &Path) -> TokenStream {
    let ty = field.ty;
    match &field.start {
        Start::Unsaid => quote!(<#ty as #krate::field::Start>::start()),
        Start::Default(span) => respan(quote!(<#ty as #krate::field::Start>::start()), *span),
        Start::Expression(expression) => expression.clone(),
    }
}

fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote!(::core::option::Option::None), |value| quote!(::core::option::Option::Some(#value)))
}

/// Names that no field's default can see.
fn names<const N: usize>(names: [&str; N]) -> [Ident; N] {
    names.map(|name| Ident::new(name, Span::mixed_site()))
}

#[cfg(test)]
mod tests {
    use super::as_written;

    #[test]
    fn a_type_is_shown_as_people_write_it() {
        for ty in [
            "Vec<u32>",
            "std::collections::HashMap<String, Option<Vec<u8>>>",
            "[u8; 16]",
            "(u8, String)",
            "::std::string::String",
        ] {
            assert_eq!(as_written(&syn::parse_str(ty).expect("a type")), ty);
        }
    }
}
