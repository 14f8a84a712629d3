//! The settings of a declaration, read from its `#[session(…)]`. What they mean is the model's
//! business.

mod setting;
mod value;

use proc_macro2::Ident;
use syn::parse::Parser as _;
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

use crate::errors::Errors;
use crate::settings::{Place, given_twice, may_repeat};

pub(crate) use setting::Setting;

/// The settings of one place, and the mistakes that reading them found.
pub(crate) struct Settings {
    accepted: Vec<Setting>,
    misplaced: Vec<Ident>,
    mistakes: Errors,
}

impl Settings {
    /// Reads every `#[session(…)]` among `attributes`, which stand at `place`.
    pub(crate) fn read(attributes: &[Attribute], place: Place) -> Self {
        let mut settings = Self { accepted: Vec::new(), misplaced: Vec::new(), mistakes: Errors::default() };
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("session")) {
            let Meta::List(list) = &attribute.meta else {
                settings.mistakes.at(&attribute.meta, "settings stand in parentheses: `#[session(idle = \"30m\")]`");
                continue;
            };
            let parsed = Punctuated::<Setting, Token![,]>::parse_terminated.parse2(list.tokens.clone());
            for setting in settings.mistakes.keep(parsed).into_iter().flatten() {
                settings.add(setting, place);
            }
        }
        settings
    }

    fn add(&mut self, setting: Setting, place: Place) {
        let name = setting.key.to_string();
        if !place.has(&name) {
            self.mistakes.at(&setting.key, place.refusal(&name));
            self.misplaced.push(setting.key);
        } else if !may_repeat(&name) && self.get(&name).is_some() {
            self.mistakes.at(&setting.key, given_twice(&name));
        } else {
            self.accepted.push(setting);
        }
    }

    /// Returns the first setting of this name.
    pub(crate) fn get(&self, name: &str) -> Option<&Setting> {
        self.accepted.iter().find(|setting| setting.key == name)
    }

    /// Lists the names of the settings that can't stand at this place.
    pub(crate) fn misplaced(&self) -> &[Ident] {
        &self.misplaced
    }

    /// Gives each setting to `set` and notes every mistake. Returns whether there was none.
    pub(crate) fn apply(self, errors: &mut Errors, mut set: impl FnMut(&Setting) -> syn::Result<()>) -> bool {
        let mut mistakes = self.mistakes;
        for setting in &self.accepted {
            mistakes.keep(set(setting));
        }
        let is_read = mistakes.is_empty();
        errors.append(mistakes);
        is_read
    }
}
