//! The largest size of a session: a sum of what the types of its fields say, made by the compiler.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens as _, quote};
use syn::Path;

use super::tokens::respan;
use crate::model::{Field, Machine, Session, Struct};

/// Writes the largest size of a struct's fields.
pub(super) fn of_fields(ident: &Ident, content: &Struct<'_>, krate: &Path) -> TokenStream {
    let fields = content.stored().map(|field| of_field(field, krate));
    quote! {
        #[automatically_derived]
        impl #krate::__private::BoundedFields for #ident {
            const MAX_SIZE: usize = 0 #(+ #fields)*;
        }
    }
}

fn of_field(field: &Field<'_>, krate: &Path) -> TokenStream {
    let name = Literal::usize_unsuffixed(field.wire_name().len());
    let value = of_value(field, krate);
    quote!(#krate::__private::text_size(#name) + #value)
}

/// Writes the largest size of a field's value.
pub(super) fn of_value(field: &Field<'_>, krate: &Path) -> TokenStream {
    let ty = field.ty;
    if let Some(max_len) = &field.max_len {
        quote!(<#ty as #krate::__private::MaxLen>::SIZE_OF.length(#max_len))
    } else {
        quote!(<#ty as #krate::__private::MaxSize>::MAX_SIZE)
    }
}

/// Writes the largest cookie of a session that is a struct.
pub(super) fn of_struct(session: &Session<'_>) -> Option<TokenStream> {
    of_states(session, std::iter::once(session.ident.to_token_stream()))
}

/// Writes the largest cookie of a machine, which is that of its largest state.
pub(super) fn of_machine(session: &Session<'_>, machine: &Machine<'_>) -> Option<TokenStream> {
    of_states(session, machine.variants.iter().map(|variant| variant.ty.to_token_stream()))
}

fn of_states(session: &Session<'_>, states: impl Iterator<Item = TokenStream>) -> Option<TokenStream> {
    let (ident, krate, visibility) = (session.ident, &session.krate, &session.input.vis);
    let bounded = session.bounded.as_ref()?;
    let rule = quote!(const _: () = #krate::__private::check_bounded(#ident::MAX_COOKIE_SIZE););
    let rule = respan(rule, bounded.span());
    Some(quote! {
        #[automatically_derived]
        #[allow(dead_code, reason = "not every program uses this constant")]
        impl #ident {
            /// Bytes of name and value of the largest cookie that this session can have. Browsers
            /// keep 4096.
            #visibility const MAX_COOKIE_SIZE: usize = #krate::__private::largest_cookie(
                <#ident as #krate::Session>::SCHEMA,
                &[#(<#states as #krate::__private::BoundedFields>::MAX_SIZE),*],
            );
        }
        #rule
    })
}
