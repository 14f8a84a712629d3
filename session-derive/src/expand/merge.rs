//! How a field is merged: its policy, and what its declaration says of it.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::Path;

use super::tokens::{hygienic, respan};
use crate::model::{Field, Policy};

/// Writes the constant `POLICY` of a stored field, the entries `merge` and `group` of its
/// declaration, and the call that puts into the declaration what the policy says.
///
/// The policy of a field without `merge` is its type's. Only the compiler knows which type this is.
pub(super) fn of_field(
    index: &Literal,
    field: &Field<'_>,
    is_in_a_value: bool,
    krate: &Path,
) -> (Option<TokenStream>, TokenStream, Option<TokenStream>) {
    let ty = field.ty;
    let policy = match &field.merge {
        Some(merge) => of_declared(&merge.policy, krate),
        // Nobody merges the parts of a value, who is signed in, or one field of a group.
        None if is_in_a_value || field.identity.is_some() || field.group.is_some() => None,
        None => Some(quote! {
            {
                use #krate::__private::NoPolicyOf as _;
                #krate::__private::PolicyOf::<#ty>::POLICY
            }
        }),
    };
    let merge = field.merge.as_ref().map(|merge| {
        let name = merge.policy.name();
        quote!(merge: ::core::option::Option::Some(#name),)
    });
    let group = field.group.as_ref().map(|group| quote!(group: ::core::option::Option::Some(#group),));
    let merged_by =
        policy.as_ref().map(|_| quote!(.merged_by(&<__StoredFields as #krate::__private::StoredField<#index>>::POLICY)));
    let policy = policy.map(|policy| quote!(const POLICY: #krate::__private::Policy<#ty> = #policy;));
    (policy, quote!(#merge #group), merged_by)
}

/// Writes a declared policy, with its location, or nothing where mine wins.
fn of_declared(policy: &Policy, krate: &Path) -> Option<TokenStream> {
    match policy {
        Policy::Named(name) if name == "last" => None,
        Policy::Named(name) => Some(respan(quote!(#krate::__private::Policy::#name()), policy.span())),
        Policy::Function(_, path) => {
            let [base, mine, theirs] = hygienic(["base", "mine", "theirs"]);
            Some(quote! {
                #krate::__private::Policy::by(|#base, #mine, #theirs| {
                    #krate::__private::merge_by(#path, #base, #mine, #theirs)
                })
            })
        }
    }
}
