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
            const ONLY_BY_DERIVE: #krate::__private::Derived = #krate::__private::Derived;
            type Context = #krate::RequestContext<Self>;
            type Whole = Self;
            fn check(_: &Self::Context) -> ::core::result::Result<(), #krate::WrongState> {
                ::core::result::Result::Ok(())
            }
        }
        #[automatically_derived]
        impl #generics #krate::ReadView for #ty #bounds {
            const ONLY_BY_DERIVE: #krate::__private::Derived = #krate::__private::Derived;
            type Session = Self;
            fn get(#session: &Self) -> ::core::option::Option<&Self> {
                ::core::option::Option::Some(#session)
            }
        }
    }
}

/// Implements what lets a handle change a type in place. Only a stub has `generics` and `bounds`.
pub(crate) fn write_view(generics: &TokenStream, ty: &TokenStream, bounds: &TokenStream, krate: &Path) -> TokenStream {
    let [session] = hygienic(["session"]);
    quote! {
        #[automatically_derived]
        impl #generics #krate::WriteView for #ty #bounds {
            const ONLY_BY_DERIVE: #krate::__private::Derived = #krate::__private::Derived;
            fn get_mut(#session: &mut Self) -> ::core::option::Option<&mut Self> {
                ::core::option::Option::Some(#session)
            }
            fn take(#session: Self) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(#session)
            }
        }
    }
}
