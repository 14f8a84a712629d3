//! A tuple struct, whose fields are stored by their places.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use syn::ext::IdentExt as _;
use syn::{Path, Type};

use super::{Names, Parts, unnamed_field};
use crate::expand::tokens::hygienic;

pub(super) fn parts(ident: &Ident, types: &[&Type], names: &Names, krate: &Path) -> Parts {
    let indices: Vec<Literal> = (0..types.len()).map(Literal::usize_unsuffixed).collect();
    let stored = types.iter().zip(&indices).map(|(ty, index)| stored_place(ident, index, ty, krate));
    let stored = quote! {
        enum __StoredFields {}
        #(#stored)*
    };
    let content = quote! {
        #krate::__private::DeclaredContent::Places(
            &[#(<__StoredFields as #krate::__private::StoredField<#indices>>::FIELD),*],
        )
    };
    if types.len() == 1 {
        newtype(ident, content, stored, names, krate)
    } else {
        tuple(ident, content, &stored, &indices, names, krate)
    }
}

/// Implements `StoredField` for a field.
fn stored_place(ident: &Ident, index: &Literal, ty: &Type, krate: &Path) -> TokenStream {
    let field = unnamed_field(&index.to_string(), ty, krate);
    let [record] = hygienic(["record"]);
    quote! {
        #[automatically_derived]
        impl #krate::__private::StoredField<#index> for __StoredFields {
            type Record = #ident;
            type Type = #ty;
            const FIELD: &'static #krate::__private::Field = #field;
            fn default() -> ::core::option::Option<#ty> {
                ::core::option::Option::None
            }
            fn get(#record: &#ident) -> &#ty {
                &#record.#index
            }
        }
    }
}

/// Writes a struct with one field, which is stored as the field's value.
fn newtype(ident: &Ident, content: TokenStream, items: TokenStream, names: &Names, krate: &Path) -> Parts {
    let (name, Names { serializer, deserializer }) = (ident.unraw().to_string(), names);
    Parts {
        content,
        items,
        write: quote!(#krate::__private::write_newtype::<__StoredFields, _>(self, #name, #serializer)),
        read: quote!(#krate::__private::read_newtype::<__StoredFields, _>(#name, #deserializer).map(Self)),
    }
}

/// Writes a struct with several fields.
fn tuple(ident: &Ident, content: TokenStream, stored: &TokenStream, indices: &[Literal], names: &Names, krate: &Path) -> Parts {
    let (name, Names { serializer, deserializer }) = (ident.unraw().to_string(), names);
    let count = Literal::usize_unsuffixed(indices.len());
    let [fields, items] = hygienic(["fields", "items"]);
    Parts {
        content,
        items: quote! {
            #stored
            #[automatically_derived]
            impl #krate::__private::PlacedFields for #ident {
                const NAME: &'static str = #name;
                const LENGTH: usize = #count;
                fn read<'de, __A: #krate::__private::serde::de::SeqAccess<'de>>(
                    #items: &mut __A,
                ) -> ::core::result::Result<Self, __A::Error> {
                    ::core::result::Result::Ok(Self(
                        #(#krate::__private::read_placed::<__StoredFields, #indices, _>(#items)?,)*
                    ))
                }
            }
        },
        write: quote! {
            let mut #fields = #krate::__private::serde::Serializer::serialize_tuple_struct(#serializer, #name, #count)?;
            #(#krate::__private::write_placed::<__StoredFields, #indices, _>(self, &mut #fields)?;)*
            #krate::__private::serde::ser::SerializeTupleStruct::end(#fields)
        },
        read: quote!(#krate::__private::read_places(#deserializer)),
    }
}
