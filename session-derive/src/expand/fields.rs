//! A struct's fields: how they are read and written, and a type for each that is stored.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use syn::Path;

use super::tokens::{hygienic, respan};
use super::{bound, merge, nested};
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
    let [reader, writer, found, default] = hygienic(["reader", "writer", "found", "default"]);
    let indices: Vec<Literal> = (0..content.stored().count()).map(Literal::usize_unsuffixed).collect();
    let reads = content.stored().zip(&indices).map(|(field, index)| {
        if let Some(upgrade) = &field.upgrade {
            quote!(#krate::__private::read_stored_or_older::<__StoredFields, #index, _, _>(#reader, #upgrade)?)
        } else {
            quote!(#krate::__private::read_stored::<__StoredFields, #index, _>(#reader)?)
        }
    });
    let or_default = |index: &Literal| quote!(#krate::__private::or_default::<__StoredFields, #index, __R>(#found.#index)?);
    let completed = completed(content, &found, or_default, krate);
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
            #[allow(unused_mut, unused_variables, reason = "a struct may have no field")]
            fn read_fields<__R: #krate::__private::FieldReader>(
                #reader: &mut __R,
            ) -> ::core::result::Result<Self, __R::Error> {
                let #found = (#(#reads,)*);
                #completed
            }
            #[allow(unused_variables, reason = "a struct may have no field")]
            fn write_fields<__W: #krate::__private::FieldWriter>(
                &self,
                #writer: &mut __W,
            ) -> ::core::result::Result<(), __W::Error> {
                use #krate::__private::NoStructDefault as _;
                let #default = #krate::__private::WholeDefault::new(#krate::__private::StructDefault::<Self>::whole);
                #(#krate::__private::write_stored::<__StoredFields, #indices, _>(self, &#default, #writer)?;)*
                ::core::result::Result::Ok(())
            }
        }
        #(#stored_fields)*
    }
}

/// Writes how a struct is made of what was `found` for its stored fields, a tuple of `Option`s.
///
/// If a field is missing that has no default of its own, the struct's `Default` is made, once, and
/// what was found is put into it. So the values that it brings belong together, and the struct may
/// implement `Drop`, since nothing is moved out of it.
pub(super) fn completed(
    content: &Struct<'_>,
    found: &Ident,
    or_default: impl Fn(&Literal) -> TokenStream,
    krate: &Path,
) -> TokenStream {
    let [default, skipped] = hygienic(["default", "skipped"]);
    let (mut missing, mut fills, mut makes, mut own) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    // Whether a field is missing in every read, since it isn't stored.
    let mut begins_anew = false;
    let mut stored = (0..).map(Literal::usize_unsuffixed);
    for field in &content.fields {
        let (name, ty, own_default) = (field.ident, field.ty, own_default(field, krate));
        let index = if field.skip.is_none() { stored.next() } else { None };
        let value = match (index, own_default) {
            (Some(index), None) => {
                missing.push(quote!(#found.#index.is_none()));
                fills.push(quote!(#krate::__private::fill(&mut #default.#name, #found.#index);));
                or_default(&index)
            }
            (None, None) => {
                begins_anew = true;
                quote! {
                    #krate::__private::StructDefault::<Self>::of_type::<#ty>().expect("the struct has no `Default`")
                }
            }
            (index, Some(own_default)) => {
                let value = index.as_ref().map_or_else(
                    || {
                        let index = Literal::usize_unsuffixed(own.len());
                        own.push((ty, own_default));
                        quote!(#skipped.#index)
                    },
                    &or_default,
                );
                fills.push(quote!(#default.#name = #value;));
                value
            }
        };
        makes.push(quote!(#name: #value));
    }
    let (types, values): (Vec<_>, Vec<_>) = own.into_iter().unzip();
    let skipped = (!types.is_empty()).then(|| quote!(let #skipped: (#(#types,)*) = (#(#values,)*);));
    let made = quote!(Self { #(#makes,)* });
    let whole = quote!(#krate::__private::StructDefault::<Self>::whole());
    let whole = if begins_anew {
        whole
    } else if missing.is_empty() {
        return quote! {
            #skipped
            ::core::result::Result::Ok(#made)
        };
    } else {
        quote!(if #(#missing)||* { #whole } else { ::core::option::Option::None })
    };
    quote! {
        use #krate::__private::NoStructDefault as _;
        #skipped
        let #default = #whole;
        ::core::result::Result::Ok(if let ::core::option::Option::Some(mut #default) = #default {
            #(#fills)*
            #default
        } else {
            #made
        })
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
    let [record] = hygienic(["record"]);
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
    let body = missing(ident, &index, field, kind, krate);
    let (policy, merging, merged_by) = merge::of_field(&index, field, kind == Kind::Value, krate);
    let nested = nested::check(&index, field, krate);
    quote! {
        #nested
        #[automatically_derived]
        impl #krate::__private::StoredField<#index> for __StoredFields {
            type Record = #ident;
            type Type = #ty;
            #policy
            const FIELD: &'static #krate::__private::Field = &#krate::__private::Field {
                #aliases #identity #secret #default #upgrade #max_len #max_size #merging
                shape: #shape,
                ..#krate::__private::Field::new(#wire_name, #rust_name, #type_name) #merged_by
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

/// Writes the body of a stored field's `default`.
fn missing(ident: &Ident, index: &Literal, field: &Field<'_>, kind: Kind, krate: &Path) -> TokenStream {
    let ty = field.ty;
    if let Some(own_default) = own_default(field, krate) {
        let [value] = hygienic(["value"]);
        quote! {
            let #value: #ty = #own_default;
            ::core::option::Option::Some(#value)
        }
    } else if kind == Kind::Session {
        quote! {
            use #krate::__private::NoStructDefault as _;
            #krate::__private::StructDefault::<#ident>::of_type::<#ty>()
        }
    } else {
        // The struct's own `Default` and `None` are tried there. Without either, the cookie is
        // refused: nothing is made up for a state, which may say whose session it is, nor for a
        // value.
        quote!(#krate::__private::absent_stored::<Self, #index>())
    }
}

/// Writes the value of a field's own default, if it has one.
fn own_default(field: &Field<'_>, krate: &Path) -> Option<TokenStream> {
    let ty = field.ty;
    match &field.default {
        FieldDefault::Implicit => None,
        FieldDefault::Default(span) => Some(respan(quote!(<#ty as #krate::__private::FieldDefault>::field_default()), *span)),
        FieldDefault::Expression(expression) => Some(expression.clone()),
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
