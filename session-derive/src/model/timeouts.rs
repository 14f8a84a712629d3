//! The timeouts of a session or of a state.

use proc_macro2::{Ident, TokenStream};

use crate::duration::Time;
use crate::parse::Setting;

/// The timeouts of a session or of a state, where they are explicit.
#[derive(Default)]
pub(crate) struct Timeouts {
    /// A constant with a lifetime and an idle time.
    pub(crate) preset: Option<Preset>,
    pub(crate) lifetime: Option<Time>,
    pub(crate) idle: Option<Time>,
    pub(crate) refresh: Option<Time>,
}

/// `timeouts = constant`
pub(crate) struct Preset {
    pub(crate) key: Ident,
    pub(crate) value: TokenStream,
}

impl Timeouts {
    /// Sets the time that a setting gives: `timeouts`, `lifetime`, `idle` or `refresh`.
    pub(super) fn set(&mut self, setting: &Setting) -> syn::Result<()> {
        if setting.key == "timeouts" {
            self.preset = Some(Preset { key: setting.key.clone(), value: setting.constant("Timeouts::NIST_AAL2")? });
            return Ok(());
        }
        let time = Some(setting.time()?);
        match setting.key.to_string().as_str() {
            "lifetime" => self.lifetime = time,
            "idle" => self.idle = time,
            _ => self.refresh = time,
        }
        Ok(())
    }
}
