//! A struct's fields: how they are read and written, and a type for each that is stored.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use syn::Path;

use super::tokens::{hygienic, respan};
use super::{bound, nested};
use crate::model::{Field, FieldDefault, Struct};

/// What a struct derives.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Session,
    State,
    Value,
}

/// Implements what reads and writes a struct's fields.
pub(super) fn implementations(ident: &Ident, content: &Struct<'_>, kind: Kind, bounded: bool, krate: &Path) -> TokenStream {
    let [reader, writer] = hygienic(["reader", "writer"]);
    let mut stored = (0..).map(Literal::usize_unsuffixed);
    let reads = content.fields.iter().map(|field| {
        let name = field.ident;
        if field.skip.is_some() {
            let value = default_value(ident, field, krate);
            return quote!(#name: #value);
        }
        let index = stored.next();
        if let Some(upgrade) = &field.upgrade {
            quote!(#name: #krate::__private::read_stored_or_older::<__StoredFields, #index, _, _>(#reader, #upgrade)?)
        } else {
            quote!(#name: #krate::__private::read_stored::<__StoredFields, #index, _>(#reader)?)
        }
    });
    let reads = quote!(#(#reads,)*);
    let indices: Vec<Literal> = (0..content.stored().count()).map(Literal::usize_unsuffixed).collect();
    let removed = &content.removed;
    let stored_fields =
        content.stored().enumerate().map(|(index, field)| stored_field(ident, (index, field), kind, bounded, krate));
    quote! {
        // Private, so that a public struct may have fields of private types.
        enum __StoredFields {}
        #[automatically_derived]
        impl #krate::__private::Fields for #ident {
            const ONLY_BY_DERIVE: #krate::__private::Derived = #krate::__private::Derived;
            const FIELDS: &'static [&'static #krate::__private::Field] =
                &[#(<__StoredFields as #krate::__private::StoredField<#indices>>::FIELD),*];
            const REMOVED: &'static [&'static str] = &[#(#removed),*];
            #[allow(unused_variables, reason = "a struct may have no field")]
            fn read_fields<__R: #krate::__private::FieldReader>(
                #reader: &mut __R,
            ) -> ::core::result::Result<Self, __R::Error> {
                ::core::result::Result::Ok(Self { #reads })
            }
            #[allow(unused_variables, reason = "a struct may have no field")]
            fn write_fields<__W: #krate::__private::FieldWriter>(
                &self,
                #writer: &mut __W,
            ) -> ::core::result::Result<(), __W::Error> {
                #(#krate::__private::write_stored::<__StoredFields, #indices, _>(self, #writer)?;)*
                ::core::result::Result::Ok(())
            }
        }
        #(#stored_fields)*
    }
}

/// Implements `StoredField` for a field.
pub(super) fn stored_field(
    ident: &Ident,
    (index, field): (usize, &Field<'_>),
    kind: Kind,
    bounded: bool,
    krate: &Path,
) -> TokenStream {
    let max_size = bounded.then(|| {
        let size = bound::of_value(field, krate);
        quote!(max_size: ::core::option::Option::Some(#size),)
    });
    let (index, name, ty) = (Literal::usize_unsuffixed(index), field.ident, field.ty);
    let (wire_name, rust_name, type_name) = (field.wire_name(), field.rust_name(), format_type(ty));
    let aliases = &field.aliases;
    let [record, value] = hygienic(["record", "value"]);
    let aliases = (!aliases.is_empty()).then(|| quote!(aliases: &[#(#aliases),*],));
    let identity = field.identity.as_ref().map(|_| quote!(identity: true,));
    let secret = field.secret.as_ref().map(|_| quote!(secret: true,));
    let default = (!matches!(field.default, FieldDefault::Implicit)).then(|| quote!(default: true,));
    let upgrade = field
        .upgrade
        .as_ref()
        .map(|upgrade| quote!(older: ::core::option::Option::Some(#krate::__private::older_type(&#upgrade)),));
    let shape = shape(ty, krate);
    let max_len = field.max_len.as_ref().map(|max_len| quote!(max_len: ::core::option::Option::Some(#max_len),));
    let length = field.max_len.as_ref().map(|_| {
        quote! {
            fn length(#record: &#ident) -> ::core::option::Option<usize> {
                ::core::option::Option::Some(<#ty as #krate::__private::MaxLen>::length(&#record.#name))
            }
        }
    });
    let body = if kind != Kind::Session && matches!(field.default, FieldDefault::Implicit) {
        // Nothing is made up for a state or a value. The field has that of the struct's `Default`, or
        // `None` in an `Option`; otherwise there is none.
        quote! {
            use #krate::__private::NoStructDefault as _;
            #krate::__private::StructDefault::<#ident>::whole()
                .map(|#record| #record.#name)
                .or_else(#krate::__private::absent_stored::<Self, #index>)
        }
    } else {
        let default = default_value(ident, field, krate);
        quote! {
            let #value: #ty = #default;
            ::core::option::Option::Some(#value)
        }
    };
    let nested = nested::check(&index, field, krate);
    quote! {
        #nested
        #[automatically_derived]
        impl #krate::__private::StoredField<#index> for __StoredFields {
            type Record = #ident;
            type Type = #ty;
            const FIELD: &'static #krate::__private::Field = &#krate::__private::Field {
                #aliases #identity #secret #default #upgrade #max_len #max_size
                shape: #shape,
                ..#krate::__private::Field::new(#wire_name, #rust_name, #type_name)
            };
            fn default() -> ::core::option::Option<#ty> {
                #body
            }
            #[inline]
            fn get(#record: &#ident) -> &#ty {
                &#record.#name
            }
            #length
        }
    }
}

/// Asks for the shape of a type. Only the compiler knows which type this is, so it chooses between
/// two constants.
pub(super) fn shape(ty: &syn::Type, krate: &Path) -> TokenStream {
    quote! {
        {
            use #krate::__private::NoShape as _;
            #krate::__private::ShapeOf::<#ty>::SHAPE
        }
    }
}

/// Writes the value that a fresh session has in a field of the struct `ident`.
fn default_value(ident: &Ident, field: &Field<'_>, krate: &Path) -> TokenStream {
    let (ty, name) = (field.ty, field.ident);
    match &field.default {
        FieldDefault::Implicit => {
            let [record] = hygienic(["record"]);
            quote! {{
                use #krate::__private::NoStructDefault as _;
                #krate::__private::StructDefault::<#ident>::field::<#ty>(|#record| #record.#name)
            }}
        }
        FieldDefault::Default(span) => respan(quote!(<#ty as #krate::__private::FieldDefault>::field_default()), *span),
        FieldDefault::Expression(expression) => expression.clone(),
    }
}

/// Writes a type as people do: tokens know nothing of the spaces between them.
pub(super) fn format_type(ty: &syn::Type) -> String {
    let spaced = quote!(#ty).to_string();
    [(" < ", "<"), (" <", "<"), ("< ", "<"), (" >", ">"), (" ,", ","), (" :: ", "::"), (":: ", "::"), (" ;", ";")]
        .into_iter()
        .fold(spaced, |text, (spaced, tight)| text.replace(spaced, tight))
}

#[cfg(test)]
mod tests {
    use super::format_type;

    #[test]
    fn a_type_is_shown_as_people_write_it() {
        for ty in [
            "Vec<u32>",
            "std::collections::HashMap<String, Option<Vec<u8>>>",
            "[u8; 16]",
            "(u8, String)",
            "::std::string::String",
        ] {
            assert_eq!(format_type(&syn::parse_str(ty).expect("a type")), ty);
        }
    }
}
