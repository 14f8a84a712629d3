//! `Debug` for a session or state: what is in it, and of what is secret that it is there.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{names, respan};
use crate::model::{Machine, Struct};

/// Of a struct that asks for it: its fields, the secret ones redacted. One that has secrets and doesn't ask shows its name alone, since
/// `derive(Debug)` would print them: that is a conflict now, which stands where the field is called secret.
pub(super) fn of_struct(ident: &Ident, content: &Struct<'_>, shows_fields: bool) -> Option<TokenStream> {
    let secret = content.fields.iter().find_map(|field| field.secret.as_ref());
    let implementation = match (shows_fields, secret) {
        (true, _) => with_fields(ident, content),
        (false, Some(_)) => name_alone(ident),
        (false, None) => return None,
    };
    Some(match secret {
        Some(secret) => respan(implementation, secret.span()),
        None => implementation,
    })
}

fn name_alone(ident: &Ident) -> TokenStream {
    let ([f], name) = (names(["f"]), ident.to_string());
    implementation(ident, &f, &quote!(#f.debug_struct(#name).finish_non_exhaustive()))
}

fn with_fields(ident: &Ident, content: &Struct<'_>) -> TokenStream {
    let [f] = names(["f"]);
    let fields = content.fields.iter().map(|field| {
        let (name, text) = (field.ident, field.rust_name());
        if field.secret.is_some() {
            quote!(.field(#text, &::core::format_args!("[redacted]")))
        } else {
            quote!(.field(#text, &self.#name))
        }
    });
    let name = ident.to_string();
    implementation(ident, &f, &quote!(#f.debug_struct(#name) #(#fields)* .finish()))
}

/// Of an enum: the state that it is in.
pub(super) fn of_machine(ident: &Ident, machine: &Machine<'_>) -> TokenStream {
    let [f, state] = names(["f", "state"]);
    let arms = machine.variants.iter().map(|variant| {
        let (name, text) = (variant.ident, variant.name());
        quote!(#ident::#name(#state) => #f.debug_tuple(#text).field(#state).finish(),)
    });
    implementation(ident, &f, &quote!(match self { #(#arms)* }))
}

fn implementation(ident: &Ident, f: &Ident, body: &TokenStream) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl ::core::fmt::Debug for #ident {
            fn fmt(&self, #f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #body
            }
        }
    }
}
