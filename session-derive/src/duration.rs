//! A time such as `"30m"`: a whole number and a unit.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::LitStr;

/// A time as the user wrote it.
pub(crate) enum Time {
    /// A text, and the seconds that it stands for.
    Literal { seconds: u64, text: LitStr },
    /// Any other expression: a constant `Duration`.
    Constant(TokenStream),
}

impl Time {
    /// Reads a text such as `"30m"`.
    pub(crate) fn parse(text: LitStr) -> syn::Result<Self> {
        let value = text.value();
        let wrong = || {
            let hint = "write a whole number and a unit, `s`, `m`, `h` or `d`: \"30m\"";
            syn::Error::new_spanned(&text, format!("`{value}` is not a time; {hint}"))
        };
        let digits = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
        let (number, unit) = value.split_at(digits);
        let number: u64 = number.parse().map_err(|_| wrong())?;
        let unit = match unit.trim_start() {
            "s" => 1,
            "m" => 60,
            "h" => 60 * 60,
            "d" => 24 * 60 * 60,
            _ => return Err(wrong()),
        };
        Ok(Self::Literal { seconds: number.saturating_mul(unit), text })
    }

    /// Writes a constant expression for the `Duration`.
    pub(crate) fn duration(&self) -> TokenStream {
        match self {
            Self::Literal { seconds, .. } => quote!(::core::time::Duration::from_secs(#seconds)),
            Self::Constant(expression) => expression.clone(),
        }
    }
}

/// Writes the time as the user wrote it.
impl ToTokens for Time {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Literal { text, .. } => text.to_tokens(tokens),
            Self::Constant(expression) => expression.to_tokens(tokens),
        }
    }
}
