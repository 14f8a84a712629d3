//! `Debug` for a session or state. Secret fields are redacted.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::tokens::{hygienic, respan};
use crate::model::{Machine, Struct};

/// Writes `Debug` for a struct that asks for it, or that has secrets.
///
/// A struct that has secrets and doesn't ask for `Debug` shows its name alone: this implementation
/// conflicts with `derive(Debug)`, which would print the secrets. The conflict is reported where
/// the field is called secret.
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
    let ([f], name) = (hygienic(["f"]), ident.to_string());
    implementation(ident, &f, &quote!(#f.debug_struct(#name).finish_non_exhaustive()))
}

fn with_fields(ident: &Ident, content: &Struct<'_>) -> TokenStream {
    let [f] = hygienic(["f"]);
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

/// Writes `Debug` for an enum, which shows the state that it is in.
pub(super) fn of_machine(ident: &Ident, machine: &Machine<'_>) -> TokenStream {
    let [f, state] = hygienic(["f", "state"]);
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
