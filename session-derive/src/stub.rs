//! The stub that a declaration with mistakes gets instead of its implementations.
//!
//! It compiles and does nothing, so that the mistakes of the declaration are the only errors.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::{ConstParam, Data, DeriveInput, Fields, GenericParam, Path, Type, TypeParam};

use crate::check::can_be_a_state;
use crate::expand::view;

/// A type as a stub implements traits for it.
struct Target<'a> {
    /// `<T: 'static>`
    generics: TokenStream,
    /// `Type<T>`
    ty: TokenStream,
    bounds: &'a Option<syn::WhereClause>,
    krate: Path,
}

impl<'a> Target<'a> {
    fn of(input: &'a DeriveInput, krate: Path) -> Self {
        let ident = &input.ident;
        let parameters: Vec<_> = input.generics.params.iter().filter_map(static_parameter).collect();
        let arguments = input.generics.params.iter().map(|parameter| match parameter {
            GenericParam::Lifetime(_) => quote!('static),
            GenericParam::Type(parameter) => parameter.ident.to_token_stream(),
            GenericParam::Const(parameter) => parameter.ident.to_token_stream(),
        });
        Self {
            generics: quote!(<#(#parameters),*>),
            ty: quote!(#ident<#(#arguments),*>),
            bounds: &input.generics.where_clause,
            krate,
        }
    }
}

/// Writes a session that does nothing. Even a machine can be changed in place as a whole, so that
/// no handler is a mistake.
pub(crate) fn session(input: &DeriveInput, krate: Path) -> TokenStream {
    let target = Target::of(input, krate);
    let Target { generics, ty, bounds, krate } = &target;
    let view = view(generics, ty, &bounds.to_token_stream(), true, krate);
    let record = record(&target);
    let states = states(input, &target);
    quote! {
        const _: () = {
            #[automatically_derived]
            impl #generics #krate::Session for #ty #bounds {
                const ONLY_BY_DERIVE: #krate::__private::Derived = #krate::__private::Derived;
                const SCHEMA: &'static #krate::__private::Schema = &#krate::__private::Schema::new(
                    "",
                    #krate::CookiePolicy::new(""),
                    #krate::Timeouts::new(::core::time::Duration::ZERO, ::core::option::Option::None),
                    &[],
                );
            }
            #[automatically_derived]
            impl #generics #krate::__private::Visible for #ty #bounds {}
            #view
            #record
            #states
        };
    }
}

/// Writes a state that does nothing. Which session it belongs to is the enum's business.
pub(crate) fn state(input: &DeriveInput, krate: Path) -> TokenStream {
    let target = Target::of(input, krate);
    let Target { generics, ty, bounds, krate } = &target;
    quote! {
        const _: () = {
            #[automatically_derived]
            impl #generics #krate::__private::Fields for #ty #bounds {
                const ONLY_BY_DERIVE: #krate::__private::Derived = #krate::__private::Derived;
                const FIELDS: &'static [&'static #krate::__private::Field] = &[];
                const REMOVED: &'static [&'static str] = &[];
                fn read_fields<__R: #krate::__private::FieldReader>(_: &mut __R) -> ::core::result::Result<Self, __R::Error> {
                    ::core::unreachable!()
                }
                fn write_fields<__W: #krate::__private::FieldWriter>(
                    &self,
                    _: &mut __W,
                ) -> ::core::result::Result<(), __W::Error> {
                    ::core::unreachable!()
                }
            }
            #[automatically_derived]
            impl #generics #krate::SessionState for #ty #bounds {
                const ONLY_BY_DERIVE: #krate::__private::Derived = #krate::__private::Derived;
            }
            #[automatically_derived]
            impl #generics #krate::__private::Visible for #ty #bounds {}
        };
    }
}

/// Writes a session value that does nothing.
pub(crate) fn value(input: &DeriveInput, krate: Path) -> TokenStream {
    let target = Target::of(input, krate);
    let Target { generics, ty, bounds, krate } = &target;
    let parameters: Vec<_> = input.generics.params.iter().filter_map(static_parameter).collect();
    quote! {
        const _: () = {
            #[automatically_derived]
            impl #generics #krate::SessionValue for #ty #bounds {
                const ONLY_BY_DERIVE: #krate::__private::Derived = #krate::__private::Derived;
                const SHAPE: &'static #krate::__private::Shape = &#krate::__private::Shape::Plain("");
            }
            #[automatically_derived]
            impl #generics #krate::__private::serde::Serialize for #ty #bounds {
                fn serialize<__S: #krate::__private::serde::Serializer>(
                    &self,
                    _: __S,
                ) -> ::core::result::Result<__S::Ok, __S::Error> {
                    ::core::unreachable!()
                }
            }
            #[automatically_derived]
            impl<'de, #(#parameters),*> #krate::__private::serde::Deserialize<'de> for #ty #bounds {
                fn deserialize<__D: #krate::__private::serde::Deserializer<'de>>(
                    _: __D,
                ) -> ::core::result::Result<Self, __D::Error> {
                    ::core::unreachable!()
                }
            }
        };
    }
}

fn record(Target { generics, ty, bounds, krate }: &Target<'_>) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl #generics #krate::__private::Record for #ty #bounds {
            const ONLY_BY_DERIVE: #krate::__private::Derived = #krate::__private::Derived;
            fn state(&self) -> &'static #krate::__private::State {
                ::core::unreachable!()
            }
            fn read<__R: #krate::__private::FieldReader>(_: &mut __R) -> ::core::result::Result<Self, __R::Error> {
                ::core::unreachable!()
            }
            fn write<__W: #krate::__private::FieldWriter>(&self, _: &mut __W) -> ::core::result::Result<(), __W::Error> {
                ::core::unreachable!()
            }
        }
    }
}

/// Makes states of the structs in an enum's variants. A handler can ask for each, and each can be
/// entered from every other.
fn states(input: &DeriveInput, Target { krate, .. }: &Target<'_>) -> TokenStream {
    let (Data::Enum(data), machine) = (&input.data, &input.ident) else { return TokenStream::new() };
    if !input.generics.params.is_empty() {
        return TokenStream::new();
    }
    let mut known = HashSet::new();
    let payloads: Vec<&Type> = data
        .variants
        .iter()
        .filter_map(|variant| match &variant.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => Some(&fields.unnamed[0].ty),
            _ => None,
        })
        .filter(|ty| can_be_a_state(ty) && known.insert(ty.to_token_stream().to_string()))
        .collect();
    let views = payloads.iter().map(|ty| {
        let entered = payloads.iter().map(|from| {
            quote! {
                #[automatically_derived]
                impl #krate::EnteredFrom<#from> for #ty {
                    const ONLY_BY_DERIVE: #krate::__private::Derived = #krate::__private::Derived;
                    const RESETS_LIFETIME: bool = false;
                }
            }
        });
        quote! {
            #[automatically_derived]
            impl #krate::__private::OneSessionOrOneState for #ty {
                const ONLY_BY_DERIVE: #krate::__private::Derived = #krate::__private::Derived;
                type Session = #machine;
                type Changes = #krate::__private::InPlace;
                fn check(_: &#krate::RequestContext<#machine>) -> ::core::result::Result<(), #krate::WrongState> {
                    ::core::unreachable!()
                }
                fn get(_: &#machine) -> ::core::option::Option<&Self> {
                    ::core::unreachable!()
                }
            }
            #[automatically_derived]
            impl #krate::StateOf<#machine> for #ty {
                const ONLY_BY_DERIVE: #krate::__private::Derived = #krate::__private::Derived;
                const STATE: &'static #krate::__private::State =
                    &#krate::__private::State::new("", &[], &[], *<#machine as #krate::Session>::SCHEMA.timeouts());
                fn wrap(self) -> #machine {
                    ::core::unreachable!()
                }
            }
            #(#entered)*
        }
    });
    quote!(#(#views)*)
}

/// Writes a parameter as the stub declares it. A lifetime isn't declared: it is `'static` there.
fn static_parameter(parameter: &GenericParam) -> Option<TokenStream> {
    match parameter {
        GenericParam::Lifetime(_) => None,
        GenericParam::Type(TypeParam { ident, bounds, .. }) => Some(quote!(#ident: 'static + #bounds)),
        GenericParam::Const(ConstParam { ident, ty, .. }) => Some(quote!(const #ident: #ty)),
    }
}
