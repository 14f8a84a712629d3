//! `Debug` for a session or state: what is in it, and of what is secret that it is there.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::names;
use crate::model::{Machine, Struct};

/// Of a struct: its fields, the secret ones redacted.
pub(super) fn of_struct(ident: &Ident, content: &Struct<'_>) -> TokenStream {
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
