//! The value of a setting, read as what the model needs. An error says in which form the setting
//! is written.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{Ident, Lit, LitBool, LitInt, LitStr, Path, Token, parenthesized};

use super::setting::{Setting, Value};
use crate::duration::Time;

impl Setting {
    /// Reads `key`.
    pub(crate) fn flag(&self) -> syn::Result<Ident> {
        match &self.value {
            Value::None => Ok(self.key.clone()),
            _ => Err(self.malformed(&format!("without a value: `{}`", self.key))),
        }
    }

    /// Reads `key = true` or `key = false`.
    pub(crate) fn boolean(&self) -> syn::Result<LitBool> {
        self.value_as().ok_or_else(|| self.malformed(&format!("`{key} = true` or `{key} = false`", key = self.key)))
    }

    /// Reads `key = 32`.
    pub(crate) fn number(&self) -> syn::Result<LitInt> {
        self.value_as().ok_or_else(|| self.malformed(&format!("with a number: `{} = 32`", self.key)))
    }

    /// Reads `key = "text"`.
    pub(crate) fn text(&self) -> syn::Result<LitStr> {
        self.value_as().ok_or_else(|| self.malformed(&format!("with a text: `{} = \"…\"`", self.key)))
    }

    /// Reads `key("text", "text")`.
    pub(crate) fn texts(&self) -> syn::Result<Vec<LitStr>> {
        let texts = self.list().and_then(|list| Punctuated::<LitStr, Token![,]>::parse_terminated.parse2(list).ok());
        let texts = texts.filter(|texts| !texts.is_empty());
        texts
            .map(|texts| texts.into_iter().collect())
            .ok_or_else(|| self.malformed(&format!("with a list of texts: `{}(\"…\", \"…\")`", self.key)))
    }

    /// Reads `key = "path"`.
    pub(crate) fn path(&self) -> syn::Result<Path> {
        let text = self.text()?;
        let hint = format!("`{}` is not a path; write one such as \"my_crate::session_core\"", text.value());
        text.parse().map_err(|_| syn::Error::new_spanned(&text, hint))
    }

    /// Returns the word of `key = word`.
    pub(crate) fn word(&self) -> Option<Ident> {
        self.value_as()
    }

    /// Returns the path of `key = some::path`, which lacks its quotes.
    pub(crate) fn unquoted_path(&self) -> Option<Path> {
        self.value_as()
    }

    /// Reads `key(path)`.
    pub(crate) fn type_path(&self) -> syn::Result<Path> {
        let path = self.list().and_then(|list| syn::parse2(list).ok());
        path.ok_or_else(|| self.malformed(&format!("with one type: `{}(Type)`", self.key)))
    }

    /// Reads `key = CONSTANT`.
    pub(crate) fn constant(&self, such_as: &str) -> syn::Result<TokenStream> {
        match &self.value {
            Value::One(value) if syn::parse2::<Lit>(value.clone()).is_err() => Ok(value.clone()),
            _ => Err(self.error(format!("this isn't a constant; write `{} = {such_as}`, say, without quotes", self.key))),
        }
    }

    /// Reads `key = "30m"`, or a constant `Duration`.
    pub(crate) fn time(&self) -> syn::Result<Time> {
        let Value::One(value) = &self.value else {
            return Err(self.malformed(&format!("with a time: `{} = \"30m\"`", self.key)));
        };
        match syn::parse2(value.clone()) {
            Ok(Lit::Str(text)) => Time::parse(text),
            Ok(number) => {
                let hint =
                    format!("a time has a unit, `s`, `m`, `h` or `d`: `{} = \"{}s\"`", self.key, number.to_token_stream());
                Err(syn::Error::new_spanned(number, hint))
            }
            Err(_) => Ok(Time::Constant(value.clone())),
        }
    }

    /// Reads `key = expression`, or `key` alone.
    pub(crate) fn expression(&self) -> syn::Result<Option<TokenStream>> {
        match &self.value {
            Value::None => Ok(None),
            Value::One(value) => Ok(Some(value.clone())),
            Value::Missing | Value::List(_) => {
                Err(self.malformed(&format!("`{key} = …`, or `{key}` for the type's `Default`", key = self.key)))
            }
        }
    }

    /// Returns what stands in the parentheses of `key(…)`.
    pub(crate) fn list(&self) -> Option<TokenStream> {
        match &self.value {
            Value::List(list) => Some(list.clone()),
            _ => None,
        }
    }

    /// Reads the settings in `key(key = value, …)`, or those of each group in
    /// `key((key = value, …), (…))`, with the tokens that they are made of.
    pub(crate) fn groups(&self) -> syn::Result<Vec<(TokenStream, Vec<Self>)>> {
        let list = self.list().unwrap_or_default();
        let is_group = |token| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis);
        let groups = if list.clone().into_iter().next().is_some_and(is_group) {
            let groups = |input: ParseStream<'_>| input.parse_terminated(group, Token![,]);
            groups.parse2(list)?.into_iter().collect()
        } else {
            vec![list]
        };
        let settings = |group: TokenStream| {
            let settings = Punctuated::<Self, Token![,]>::parse_terminated.parse2(group.clone())?;
            Ok((group, settings.into_iter().collect()))
        };
        groups.into_iter().map(settings).collect()
    }

    /// Parses the value of `key = value`.
    fn value_as<T: Parse>(&self) -> Option<T> {
        match &self.value {
            Value::One(value) => syn::parse2(value.clone()).ok(),
            _ => None,
        }
    }

    /// Makes an error that says in which form the setting is written.
    pub(crate) fn malformed(&self, form: &str) -> syn::Error {
        self.error(format!("`{key}` is written {form}", key = self.key))
    }

    /// Makes an error that stands at the value, or at the name if there is no value.
    fn error(&self, message: String) -> syn::Error {
        match &self.value {
            Value::One(value) | Value::List(value) if !value.is_empty() => syn::Error::new_spanned(value, message),
            _ => syn::Error::new_spanned(&self.key, message),
        }
    }
}

/// Reads what stands in `(…)`.
fn group(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let group;
    parenthesized!(group in input);
    group.parse()
}
