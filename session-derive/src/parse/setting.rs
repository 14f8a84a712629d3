//! The grammar of one setting: a name, and a value or a list.

use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, Token, parenthesized};

/// One setting: `key`, `key = value` or `key(values)`.
pub(crate) struct Setting {
    pub(crate) key: Ident,
    pub(super) value: Value,
}

/// What stands behind a setting's name.
pub(super) enum Value {
    None,
    /// `=` with nothing behind it.
    Missing,
    /// `= value`
    One(TokenStream),
    /// `(values)`
    List(TokenStream),
}

impl Parse for Setting {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if !input.peek(Ident::peek_any) {
            return Err(input.error("a setting begins with its name, such as `idle = \"30m\"`"));
        }
        let key = Ident::parse_any(input)?;
        if input.peek(Token![::]) {
            return Err(syn::Error::new_spanned(&key, "a setting is one name, such as `rename`"));
        }
        if input.peek(Token![:]) {
            let hint = format!("there is `=` between a setting and its value: `{key} = …`");
            return Err(syn::Error::new_spanned(&key, hint));
        }
        if input.peek(syn::Lit) {
            return Err(input.error(format!("there is `=` between a setting and its value: `{key} = {input}`")));
        }
        let value = if input.peek(syn::token::Paren) {
            let list;
            parenthesized!(list in input);
            Value::List(list.parse()?)
        } else if input.parse::<Option<Token![=]>>()?.is_some() {
            let value = up_to_comma(input)?;
            if value.is_empty() { Value::Missing } else { Value::One(value) }
        } else {
            Value::None
        };
        Ok(Self { key, value })
    }
}

/// Reads one value: everything up to the next comma outside of brackets and `<…>`.
fn up_to_comma(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let mut value = TokenStream::new();
    let mut angles = 0_usize;
    let mut after_colons = false;
    while !input.is_empty() && (angles > 0 || !input.peek(Token![,])) {
        let token: TokenTree = input.parse()?;
        if let TokenTree::Punct(punct) = &token {
            match punct.as_char() {
                ';' => return Err(syn::Error::new_spanned(token, "settings are separated by `,`")),
                // `::<` opens type arguments and a leading `<` a path; any other `<` compares.
                '<' if after_colons || angles > 0 || value.is_empty() => angles += 1,
                '>' => angles = angles.saturating_sub(1),
                _ => {}
            }
            after_colons = punct.as_char() == ':';
        } else {
            after_colons = false;
        }
        value.extend([token]);
    }
    Ok(value)
}
