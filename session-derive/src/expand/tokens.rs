//! Pieces of code that every part of the expansion is made of.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::quote;

/// Returns the same tokens, all with the location of `span`.
pub(super) fn respan(tokens: TokenStream, span: Span) -> TokenStream {
    let at_span = |token| match token {
        TokenTree::Group(group) => {
            let mut group = Group::new(group.delimiter(), respan(group.stream(), span));
            group.set_span(span);
            TokenTree::Group(group)
        }
        mut token => {
            token.set_span(span.resolved_at(token.span()));
            token
        }
    };
    tokens.into_iter().map(at_span).collect()
}

/// Writes an `Option`.
pub(super) fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote!(::core::option::Option::None), |value| quote!(::core::option::Option::Some(#value)))
}

/// Makes identifiers that are hygienic: the expression of a field's default can't see them.
pub(super) fn hygienic<const N: usize>(names: [&str; N]) -> [Ident; N] {
    names.map(|name| Ident::new(name, Span::mixed_site()))
}
