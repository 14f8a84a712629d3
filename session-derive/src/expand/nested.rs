//! The check that no field is a session by itself.

use proc_macro2::{Literal, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::Path;
use syn::spanned::Spanned as _;

use super::tokens::respan;
use crate::check::is_foreign;
use crate::model::Field;

/// Writes the check for the stored field of this number. Only the compiler knows what a type
/// derives, and it isn't asked about types that are obviously not the user's own.
pub(super) fn check(index: &Literal, field: &Field<'_>, krate: &Path) -> Option<TokenStream> {
    let ty = field.ty.to_token_stream();
    ty.clone().into_iter().any(may_be_own).then(|| {
        let check = quote! {
            const _: () = {
                use #krate::__private::IsPart as _;
                type Stored = <__StoredFields as #krate::__private::StoredField<#index>>::Type;
                #krate::__private::check_not_nested(#krate::__private::FieldType::<Stored>::IS_SESSION)
            };
        };
        respan(check, ty.span())
    })
}

/// Returns whether a word of a type may be a type of the user's own.
fn may_be_own(token: TokenTree) -> bool {
    match token {
        TokenTree::Ident(word) => !is_foreign(&word.to_string()) && !WRAPPERS.iter().any(|wrapper| word == wrapper),
        TokenTree::Group(group) => group.stream().into_iter().any(may_be_own),
        _ => false,
    }
}

/// Types that hold others, and the words before them.
const WRAPPERS: [&str; 11] =
    ["Option", "Vec", "Box", "BTreeMap", "HashMap", "BTreeSet", "HashSet", "VecDeque", "Duration", "SystemTime", "Flash"];
