//! The settings `merge` and `group`: what becomes of a field that two requests have changed.

use proc_macro2::Span;
use quote::ToTokens as _;
use syn::{Ident, LitStr, Path};

use crate::parse::Setting;
use crate::suggest;

/// Every policy that has a name. Messages list the names in this order.
const POLICIES: [&str; 8] = ["last", "add", "max", "min", "union", "append", "keep", "refuse"];

/// What `merge = …` declares.
pub(crate) struct Merge {
    /// The setting's own name.
    pub(crate) key: Ident,
    pub(crate) policy: Policy,
}

/// How a field is merged.
pub(crate) enum Policy {
    /// `merge = add`
    Named(Ident),
    /// `merge = "path"`
    Function(LitStr, Path),
}

impl Merge {
    pub(super) fn of(setting: &Setting) -> syn::Result<Self> {
        let key = setting.key.clone();
        if let Some(name) = setting.word() {
            return named(name).map(|policy| Self { key, policy });
        }
        if let Ok(text) = setting.text() {
            return function(text).map(|policy| Self { key, policy });
        }
        Err(match setting.unquoted_path() {
            Some(path) => {
                syn::Error::new_spanned(&path, format!("a function is written in quotes: `merge = \"{}\"`", shown(&path)))
            }
            None => setting.malformed("with a policy, such as `merge = add`, or with a function: `merge = \"path\"`"),
        })
    }
}

impl Policy {
    /// Returns the name as it is declared: the policy's, or the function's path.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Named(name) => name.to_string(),
            Self::Function(text, _) => text.value(),
        }
    }

    /// Returns where the policy is declared.
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Named(name) => name.span(),
            Self::Function(text, _) => text.span(),
        }
    }
}

fn named(name: Ident) -> syn::Result<Policy> {
    let given = name.to_string();
    if POLICIES.contains(&&*given) {
        return Ok(Policy::Named(name));
    }
    let instead = match suggest::nearest(&given, POLICIES) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => {
            format!(
                "the policies are `{}`, and a function of your own is written in quotes: `merge = \"{given}\"`",
                POLICIES.join("`, `")
            )
        }
    };
    Err(syn::Error::new_spanned(&name, format!("unknown policy `{given}`; {instead}")))
}

fn function(text: LitStr) -> syn::Result<Policy> {
    let value = text.value();
    if POLICIES.contains(&&*value) {
        let hint =
            format!("a policy is written without quotes: `merge = {value}`; a function of that name is `\"self::{value}\"`");
        return Err(syn::Error::new_spanned(&text, hint));
    }
    let hint = format!("`{value}` is not a path; write that of a function, such as \"Tour::merge\"");
    let path = text.parse().map_err(|_| syn::Error::new_spanned(&text, hint))?;
    Ok(Policy::Function(text, path))
}

/// Writes a path as people do: tokens know nothing of the spaces between them.
fn shown(path: &Path) -> String {
    path.to_token_stream().to_string().replace(' ', "")
}
