//! `#[session(…)]` to keys and values; what they mean is the model's business.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, Lit, LitBool, LitInt, LitStr, Meta, Path, Token, parenthesized};

use crate::duration::Time;
use crate::errors::Errors;
use crate::model::Place;
use crate::suggest;

/// One setting: `key`, `key = value` or `key(values)`.
pub(crate) struct Setting {
    pub(crate) key: Ident,
    value: Value,
}

enum Value {
    None,
    /// `=` and nothing behind it.
    Missing,
    One(TokenStream),
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

/// One value: everything up to the next comma that isn't inside of brackets or `<…>`.
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

/// What stands in `(…)`.
fn group(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let group;
    parenthesized!(group in input);
    group.parse()
}

/// All settings in the `#[session(…)]` among `attributes`. A key that isn't one of `known`, or is there twice when it isn't
/// `alias` or `was`, is a mistake. Those that belong `elsewhere` are told where.
pub(crate) fn settings(attributes: &[Attribute], known: &[&str], elsewhere: &[Place<'_>], errors: &mut Errors) -> Vec<Setting> {
    let mut settings = Vec::<Setting>::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("session")) {
        let parser = Punctuated::<Setting, Token![,]>::parse_terminated;
        let Meta::List(list) = &attribute.meta else {
            errors.at(&attribute.meta, "settings stand in parentheses: `#[session(idle = \"30m\")]`");
            continue;
        };
        let parsed = parser.parse2(list.tokens.clone());
        for setting in errors.keep(parsed).into_iter().flatten() {
            let key = setting.key.to_string();
            if !known.contains(&key.as_str()) {
                errors.at(&setting.key, unknown(&key, known, elsewhere));
            } else if !["alias", "was", "was_cookie"].contains(&key.as_str())
                && settings.iter().any(|earlier| earlier.key == setting.key)
            {
                errors.at(&setting.key, format!("`{key}` is given twice; keep one"));
            } else {
                settings.push(setting);
            }
        }
    }
    settings
}

fn unknown(key: &str, known: &[&str], elsewhere: &[Place<'_>]) -> String {
    if let Some((_, place)) = elsewhere.iter().find(|(others, _)| others.contains(&key)) {
        return format!("`{key}` is a setting of {place}; write it there");
    }
    match suggest::nearest(key, known.iter().copied()) {
        Some(meant) => format!("unknown setting `{key}`; did you mean `{meant}`?"),
        None => format!("unknown setting `{key}`; here can stand: `{}`", known.join("`, `")),
    }
}

impl Setting {
    /// The mistake that the setting isn't written like this: at its value, or at its name if there is none.
    pub(crate) fn wants(&self, what: &str) -> syn::Error {
        self.mistake(format!("`{key}` is written {what}", key = self.key))
    }

    fn mistake(&self, message: String) -> syn::Error {
        match &self.value {
            Value::One(value) | Value::List(value) if !value.is_empty() => syn::Error::new_spanned(value, message),
            _ => syn::Error::new_spanned(&self.key, message),
        }
    }

    /// `key`
    pub(crate) fn flag(&self) -> syn::Result<Ident> {
        match &self.value {
            Value::None => Ok(self.key.clone()),
            _ => Err(self.wants(&format!("without a value: `{}`", self.key))),
        }
    }

    /// What stands in the parentheses of `key(…)`.
    pub(crate) fn list(&self) -> Option<TokenStream> {
        match &self.value {
            Value::List(list) => Some(list.clone()),
            _ => None,
        }
    }

    /// `key = "text"`
    pub(crate) fn text(&self) -> syn::Result<LitStr> {
        let text = match &self.value {
            Value::One(value) => syn::parse2(value.clone()).ok(),
            _ => None,
        };
        text.ok_or_else(|| self.wants(&format!("with a text: `{} = \"…\"`", self.key)))
    }

    /// `key = "path"`
    pub(crate) fn path(&self) -> syn::Result<Path> {
        let text = self.text()?;
        let hint = format!("`{}` is not a path; write one such as \"my_crate::session_core\"", text.value());
        text.parse().map_err(|_| syn::Error::new_spanned(&text, hint))
    }

    /// The settings in `key(key = value, …)`, or those of each group in `key((key = value, …), (…))`, with the tokens that they are
    /// made of.
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

    /// `key(path)`
    pub(crate) fn one_path(&self) -> syn::Result<Path> {
        let path = self.list().and_then(|list| syn::parse2(list).ok());
        path.ok_or_else(|| self.wants(&format!("with one type: `{}(Type)`", self.key)))
    }

    /// `key = true` or `key = false`
    pub(crate) fn switch(&self) -> syn::Result<LitBool> {
        let switch = match &self.value {
            Value::One(value) => syn::parse2(value.clone()).ok(),
            _ => None,
        };
        switch.ok_or_else(|| self.wants(&format!("`{key} = true` or `{key} = false`", key = self.key)))
    }

    /// `key = 32`
    pub(crate) fn number(&self) -> syn::Result<LitInt> {
        let number = match &self.value {
            Value::One(value) => syn::parse2(value.clone()).ok(),
            _ => None,
        };
        number.ok_or_else(|| self.wants(&format!("with a number: `{} = 32`", self.key)))
    }

    /// `key = CONSTANT`
    pub(crate) fn constant(&self, such_as: &str) -> syn::Result<TokenStream> {
        match &self.value {
            Value::One(value) if syn::parse2::<Lit>(value.clone()).is_err() => Ok(value.clone()),
            _ => Err(self.mistake(format!("this isn't a constant; write `{} = {such_as}`, say, without quotes", self.key))),
        }
    }

    /// `key = "30m"` or a constant `Duration`
    pub(crate) fn time(&self) -> syn::Result<Time> {
        let Value::One(value) = &self.value else {
            return Err(self.wants(&format!("with a time: `{} = \"30m\"`", self.key)));
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

    /// `key = expression`, or `key` alone
    pub(crate) fn expression(&self) -> syn::Result<Option<TokenStream>> {
        match &self.value {
            Value::None => Ok(None),
            Value::One(value) => Ok(Some(value.clone())),
            Value::Missing | Value::List(_) => {
                Err(self.wants(&format!("`{key} = …`, or `{key}` for the type's `Default`", key = self.key)))
            }
        }
    }

    /// `key("text", "text")`
    pub(crate) fn texts(&self) -> syn::Result<Vec<LitStr>> {
        let texts = self.list().and_then(|list| Punctuated::<LitStr, Token![,]>::parse_terminated.parse2(list).ok());
        let texts = texts.filter(|texts| !texts.is_empty());
        texts
            .map(|texts| texts.into_iter().collect())
            .ok_or_else(|| self.wants(&format!("with a list of texts: `{}(\"…\", \"…\")`", self.key)))
    }
}
