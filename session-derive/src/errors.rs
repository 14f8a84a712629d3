//! The mistakes of a declaration, all told at once.

use std::fmt::Display;

use proc_macro2::TokenStream;
use quote::ToTokens;

/// What is wrong with the user's declaration, each mistake with the place where it stands.
#[derive(Default)]
pub(crate) struct Errors(Vec<syn::Error>);

impl Errors {
    /// Notes a mistake at `place`: say what is wrong, then what to write.
    pub(crate) fn at(&mut self, place: &impl ToTokens, message: impl Display) {
        self.0.push(syn::Error::new_spanned(place, message));
    }

    /// Returns the value, or notes the mistake.
    pub(crate) fn keep<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.0.push(error)).ok()
    }

    /// Notes all mistakes of `others` behind its own.
    pub(crate) fn append(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// Returns whether there is no mistake.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Writes the mistakes as code that fails to compile, if there are any.
    pub(crate) fn into_compile_errors(self) -> Option<TokenStream> {
        let errors = self.0.into_iter().reduce(|mut all, error| {
            all.combine(error);
            all
        });
        errors.map(|errors| errors.to_compile_error())
    }
}
