//! A struct whose fields are stored by their names.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use syn::Path;
use syn::ext::IdentExt as _;

use super::{Names, Parts};
use crate::expand::fields::{Kind, completed, stored_field};
use crate::expand::tokens::hygienic;
use crate::model::Struct;

pub(super) fn parts(ident: &Ident, content: &Struct<'_>, names: &Names, krate: &Path) -> Parts {
    let name = ident.unraw().to_string();
    let indices: Vec<Literal> = (0..content.fields.len()).map(Literal::usize_unsuffixed).collect();
    let [fields] = hygienic(["fields"]);
    let (count, Names { serializer, deserializer }) = (Literal::usize_unsuffixed(indices.len()), names);
    Parts {
        content: shape(ident, content, krate),
        items: items(ident, content, &indices, krate),
        write: quote! {
            #[allow(unused_mut, reason = "a struct may have no field")]
            let mut #fields = #krate::__private::serde::Serializer::serialize_struct(#serializer, #name, #count)?;
            #(#krate::__private::write_named::<__StoredFields, #indices, _>(self, &mut #fields)?;)*
            #krate::__private::serde::ser::SerializeStruct::end(#fields)
        },
        read: quote!(#krate::__private::read_named(#deserializer)),
    }
}

/// Writes what is known of the struct's fields.
fn shape(ident: &Ident, content: &Struct<'_>, krate: &Path) -> TokenStream {
    let removed = &content.removed;
    quote! {
        #krate::__private::DeclaredContent::Names {
            fields: <#ident as #krate::__private::NamedFields>::FIELDS,
            removed: &[#(#removed),*],
            has_default: {
                use #krate::__private::NoStructDefault as _;
                #krate::__private::StructDefault::<#ident>::IS_THERE
            },
        }
    }
}

/// Writes a type for each field, and how all of them are read.
fn items(ident: &Ident, content: &Struct<'_>, indices: &[Literal], krate: &Path) -> TokenStream {
    let name = ident.unraw().to_string();
    let stored = content.fields.iter().enumerate();
    let stored = stored.map(|(index, field)| stored_field(ident, (index, field), Kind::Value, false, krate));
    let [entries, slots, index, found] = hygienic(["entries", "slots", "index", "found"]);
    let or_default =
        |index: &Literal| quote!(#krate::__private::or_named_default::<__StoredFields, #index, __A::Error>(#found.#index)?);
    let completed = completed(content, &found, or_default, krate);
    quote! {
        enum __StoredFields {}
        #(#stored)*
        #[automatically_derived]
        impl #krate::__private::NamedFields for #ident {
            const NAME: &'static str = #name;
            const FIELDS: &'static [&'static #krate::__private::Field] =
                &[#(<__StoredFields as #krate::__private::StoredField<#indices>>::FIELD),*];
            #[allow(unused_mut, unused_variables, reason = "a struct may have no field")]
            fn read<'de, __A: #krate::__private::serde::de::MapAccess<'de>>(
                #entries: &mut #krate::__private::Entries<__A>,
            ) -> ::core::result::Result<Self, __A::Error> {
                let mut #slots = (#(#krate::__private::Slot::<__StoredFields, #indices>::EMPTY,)*);
                while let ::core::option::Option::Some(#index) = #entries.next_field()? {
                    match #index {
                        #(#indices => #entries.read(&mut #slots.#indices)?,)*
                        _ => ::core::unreachable!(),
                    }
                }
                let #found = (#(#slots.#indices.into_found(),)*);
                #completed
            }
        }
    }
}
