//! What lets a handle show a session and change it.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

use super::tokens::hygienic;

/// Implements what lets a handle show a session type. `in_place` says whether the handle can change
/// it, which is so for a struct. Only a stub has `generics` and `bounds`.
pub(crate) fn view(
    generics: &TokenStream,
    ty: &TokenStream,
    bounds: &TokenStream,
    in_place: bool,
    krate: &Path,
) -> TokenStream {
    let [session] = hygienic(["session"]);
    let changes = if in_place { quote!(InPlace) } else { quote!(ByTransition) };
    let write = in_place.then(|| {
        quote! {
            fn get_mut(#session: &mut Self) -> ::core::option::Option<&mut Self> {
                ::core::option::Option::Some(#session)
            }
            fn take(#session: Self) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(#session)
            }
        }
    });
    quote! {
        #[automatically_derived]
        impl #generics #krate::__private::OneSessionOrOneState for #ty #bounds {
            const ONLY_BY_DERIVE: #krate::__private::Derived = #krate::__private::Derived;
            type Session = Self;
            type Changes = #krate::__private::#changes;
            fn check(_: &#krate::RequestContext<Self>) -> ::core::result::Result<(), #krate::WrongState> {
                ::core::result::Result::Ok(())
            }
            fn get(#session: &Self) -> ::core::option::Option<&Self> {
                ::core::option::Option::Some(#session)
            }
            #write
        }
    }
}
