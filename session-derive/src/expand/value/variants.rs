//! An enum, whose variants are stored by their names.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use syn::Path;
use syn::ext::IdentExt as _;

use super::{Names, Parts, unnamed_field};
use crate::expand::tokens::{hygienic, option};
use crate::model::ValueVariant;

pub(super) fn parts(ident: &Ident, variants: &[ValueVariant<'_>], names: &Names, krate: &Path) -> Parts {
    let Names { serializer, deserializer } = names;
    Parts {
        content: quote!(#krate::__private::DeclaredContent::Variants(<#ident as #krate::__private::Variants>::VARIANTS)),
        items: items(ident, variants, krate),
        write: write(ident, variants, serializer, krate),
        read: quote!(#krate::__private::read_variants(#deserializer)),
    }
}

fn indexed<'v, 'a>(variants: &'v [ValueVariant<'a>]) -> impl Iterator<Item = (Literal, &'v ValueVariant<'a>)> {
    (0..).map(Literal::usize_unsuffixed).zip(variants)
}

/// Writes the value of each variant as a type of its own, and how all variants are read.
fn items(ident: &Ident, variants: &[ValueVariant<'_>], krate: &Path) -> TokenStream {
    let name = ident.unraw().to_string();
    let values = indexed(variants).filter_map(|(index, variant)| {
        let ty = variant.value?;
        let field = unnamed_field(&variant.name(), ty, krate);
        Some(quote! {
            #[automatically_derived]
            impl #krate::__private::VariantValue<#index> for __Values {
                type Type = #ty;
                const FIELD: &'static #krate::__private::Field = #field;
            }
        })
    });
    let shapes = indexed(variants).map(|(index, variant)| {
        let (name, was) = (variant.name(), &variant.was);
        let value = option(variant.value.map(|_| quote!(<__Values as #krate::__private::VariantValue<#index>>::FIELD)));
        quote!(#krate::__private::ValueVariant { name: #name, aliases: &[#(#was),*], value: #value })
    });
    let names = variants.iter().flat_map(|variant| {
        let was = variant.was.iter().map(syn::LitStr::value);
        std::iter::once(variant.name()).chain(was)
    });
    let [index, content] = hygienic(["index", "content"]);
    let reads = indexed(variants).map(|(place, variant)| {
        let this = variant.ident;
        if variant.value.is_some() {
            quote!(#place => #krate::__private::read_variant_value::<__Values, #place, _>(#content).map(Self::#this))
        } else {
            quote!(#place => #krate::__private::serde::de::VariantAccess::unit_variant(#content).map(|()| Self::#this))
        }
    });
    quote! {
        enum __Values {}
        #(#values)*
        #[automatically_derived]
        impl #krate::__private::Variants for #ident {
            const NAME: &'static str = #name;
            const VARIANTS: &'static [#krate::__private::ValueVariant] = &[#(#shapes),*];
            const NAMES: &'static [&'static str] = &[#(#names),*];
            fn read<'de, __A: #krate::__private::serde::de::VariantAccess<'de>>(
                #index: usize,
                #content: __A,
            ) -> ::core::result::Result<Self, __A::Error> {
                match #index {
                    #(#reads,)*
                    _ => ::core::unreachable!(),
                }
            }
        }
    }
}

/// Writes the body of `serialize`.
fn write(ident: &Ident, variants: &[ValueVariant<'_>], serializer: &Ident, krate: &Path) -> TokenStream {
    let name = ident.unraw().to_string();
    let [value] = hygienic(["value"]);
    let writes = indexed(variants).map(|(index, variant)| {
        let (this, written) = (variant.ident, variant.name());
        if variant.value.is_some() {
            quote! {
                Self::#this(#value) => #krate::__private::write_variant_value::<__Values, #index, _>(
                    #value, #name, #index, #written, #serializer,
                )
            }
        } else {
            quote! {
                Self::#this => #krate::__private::serde::Serializer::serialize_unit_variant(
                    #serializer, #name, #index, #written,
                )
            }
        }
    });
    quote!(match self { #(#writes,)* })
}
