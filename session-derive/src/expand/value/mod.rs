//! A session value: its shape, and how serde writes and reads it.

mod named;
mod placed;
mod variants;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::ext::IdentExt as _;
use syn::{Path, Type};

use super::fields::{format_type, shape};
use super::tokens::hygienic;
use crate::model::{Value, ValueContent};

/// The parts of an implementation that depend on what the value consists of.
struct Parts {
    /// The expression of a `DeclaredContent`.
    content: TokenStream,
    items: TokenStream,
    /// The body of `serialize`.
    write: TokenStream,
    /// The body of `deserialize`.
    read: TokenStream,
}

/// The names that the bodies in [`Parts`] use.
struct Names {
    serializer: Ident,
    deserializer: Ident,
}

/// Writes the implementations of a session value.
pub(super) fn implementations(value: &Value<'_>) -> TokenStream {
    let (ident, krate) = (value.ident, &value.krate);
    let [serializer, deserializer] = hygienic(["serializer", "deserializer"]);
    let names = Names { serializer, deserializer };
    let Parts { content, items, write, read } = match &value.content {
        ValueContent::Named(content) => named::parts(ident, content, &names, krate),
        ValueContent::Placed(types) => placed::parts(ident, types, &names, krate),
        ValueContent::Variants(variants) => variants::parts(ident, variants, &names, krate),
    };
    let (name, Names { serializer, deserializer }) = (ident.unraw().to_string(), names);
    quote! {
        const _: () = {
            static __HOLDS_FOREIGN: #krate::__private::HoldsForeign = #krate::__private::HoldsForeign::new();
            #items
            #[automatically_derived]
            impl #krate::SessionValue for #ident {
                const ONLY_BY_DERIVE: #krate::__private::Derived = #krate::__private::Derived;
                const SHAPE: &'static #krate::__private::Shape =
                    &#krate::__private::Shape::Declared(&#krate::__private::DeclaredType {
                        name: #name,
                        module: ::core::module_path!(),
                        id: ::core::any::TypeId::of::<#ident>,
                        holds_foreign: || __HOLDS_FOREIGN.get::<#ident>(),
                        content: #content,
                    });
            }
            #[automatically_derived]
            impl #krate::__private::serde::Serialize for #ident {
                fn serialize<__S: #krate::__private::serde::Serializer>(
                    &self,
                    #serializer: __S,
                ) -> ::core::result::Result<__S::Ok, __S::Error> {
                    #write
                }
            }
            #[automatically_derived]
            impl<'de> #krate::__private::serde::Deserialize<'de> for #ident {
                fn deserialize<__D: #krate::__private::serde::Deserializer<'de>>(
                    #deserializer: __D,
                ) -> ::core::result::Result<Self, __D::Error> {
                    #read
                }
            }
        };
    }
}

/// Writes the declaration of a field that has no name, or of a variant's value.
fn unnamed_field(name: &str, ty: &Type, krate: &Path) -> TokenStream {
    let (type_name, shape) = (format_type(ty), shape(ty, krate));
    quote! {
        &#krate::__private::Field {
            shape: #shape,
            ..#krate::__private::Field::new(#name, #name, #type_name)
        }
    }
}
