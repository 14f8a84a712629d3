//! What lets a handle show a type and change it.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

use super::tokens::hygienic;

/// Implements what lets a handle show a type. Only a stub has `generics` and `bounds`.
pub(crate) fn view(generics: &TokenStream, ty: &TokenStream, bounds: &TokenStream, krate: &Path) -> TokenStream {
    let [session] = hygienic(["session"]);
    quote! {
        #[automatically_derived]
        impl #generics #krate::View for #ty #bounds {
            type Context = #krate::RequestContext<Self>;
            type Whole = Self;
            fn check(_: &Self::Context) -> ::core::result::Result<(), #krate::WrongState> {
                ::core::result::Result::Ok(())
            }
        }
        #[automatically_derived]
        impl #generics #krate::Look for #ty #bounds {
            type Session = Self;
            fn look(#session: &Self) -> ::core::option::Option<&Self> {
                ::core::option::Option::Some(#session)
            }
        }
    }
}

/// Implements what lets a handle change a type in place. Only a stub has `generics` and `bounds`.
pub(crate) fn touch(generics: &TokenStream, ty: &TokenStream, bounds: &TokenStream, krate: &Path) -> TokenStream {
    let [session] = hygienic(["session"]);
    quote! {
        #[automatically_derived]
        impl #generics #krate::Touch for #ty #bounds {
            fn touch(#session: &mut Self) -> ::core::option::Option<&mut Self> {
                ::core::option::Option::Some(#session)
            }
            fn take(#session: Self) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(#session)
            }
        }
    }
}
