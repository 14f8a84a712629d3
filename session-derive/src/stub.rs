//! What a declaration with mistakes gets instead of its implementations.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::{ConstParam, DeriveInput, GenericParam, TypeParam};

use crate::expand::view;
use crate::model::crate_path;

/// Implementations that compile and do nothing: beside the mistakes of a declaration, so that they are the only errors there are.
pub(crate) fn implementations(input: &DeriveInput) -> TokenStream {
    let ident = &input.ident;
    let parameters: Vec<_> = input.generics.params.iter().filter_map(static_parameter).collect();
    let arguments = input.generics.params.iter().map(|parameter| match parameter {
        GenericParam::Lifetime(_) => quote!('static),
        GenericParam::Type(parameter) => parameter.ident.to_token_stream(),
        GenericParam::Const(parameter) => parameter.ident.to_token_stream(),
    });
    let (generics, ty) = (quote!(<#(#parameters),*>), quote!(#ident<#(#arguments),*>));
    let bounds = &input.generics.where_clause;
    let krate = crate_path(input);
    let view = view(&generics, &ty, &bounds.to_token_stream(), &krate);
    quote! {
        const _: () = {
            #[automatically_derived]
            impl #generics #krate::Session for #ty #bounds {
                const SCHEMA: &'static #krate::Schema = &#krate::Schema::new(
                    "",
                    #krate::CookiePolicy::new(""),
                    #krate::Times::new(::core::time::Duration::ZERO, ::core::option::Option::None, ::core::option::Option::None),
                );
            }
            #view
            #[automatically_derived]
            impl #generics #krate::InCookie for #ty #bounds {}
            #[automatically_derived]
            impl #generics #krate::field::Record for #ty #bounds {
                const FIELDS: &'static [&'static #krate::field::Field] = &[];
                fn read<__R: #krate::field::FieldReader>(_: &mut __R) -> ::core::result::Result<Self, __R::Error> {
                    ::core::unreachable!()
                }
                fn write<__W: #krate::field::FieldWriter>(&self, _: &mut __W) -> ::core::result::Result<(), __W::Error> {
                    ::core::unreachable!()
                }
            }
        };
    }
}

/// A parameter as the stub declares it; a lifetime is `'static` there.
fn static_parameter(parameter: &GenericParam) -> Option<TokenStream> {
    match parameter {
        GenericParam::Lifetime(_) => None,
        GenericParam::Type(TypeParam { ident, bounds, .. }) => Some(quote!(#ident: 'static + #bounds)),
        GenericParam::Const(ConstParam { ident, ty, .. }) => Some(quote!(const #ident: #ty)),
    }
}
