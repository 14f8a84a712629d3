//! A type that derives `Session`: what was declared of it as a whole.

use syn::ext::IdentExt as _;
use syn::{Data, DeriveInput, Ident, LitInt, LitStr, Path};

use super::cookie::{Cookie, FormerCookie};
use super::crate_path::crate_path;
use super::fields::{Struct, named_fields};
use super::generics::{has_lifetime, refuse_parameters};
use super::machine::Machine;
use super::timeouts::Timeouts;
use crate::duration::Time;
use crate::errors::Errors;
use crate::kebab::kebab;
use crate::parse::{Setting, Settings};
use crate::settings::Place;

/// A type that derives `Session`.
#[expect(clippy::struct_excessive_bools, reason = "a declaration says each of these or not")]
pub(crate) struct Session<'a> {
    pub(crate) input: &'a DeriveInput,
    pub(crate) ident: &'a Ident,
    pub(crate) name: Option<LitStr>,
    pub(crate) cookie: Cookie,
    pub(crate) timeouts: Timeouts,
    /// How often the ticket of a session in a store is renewed.
    pub(crate) renew_every: Option<Time>,
    pub(crate) persistent: bool,
    pub(crate) no_store: bool,
    pub(crate) server_only: bool,
    pub(crate) encrypted: Option<Ident>,
    pub(crate) padded: Option<LitInt>,
    pub(crate) debug: bool,
    pub(crate) bounded: Option<Ident>,
    pub(crate) version: Option<LitInt>,
    pub(crate) upgrade_from: Option<Path>,
    pub(crate) krate: Path,
    /// Settings that belong somewhere else, which were refused.
    pub(crate) misplaced: Vec<Ident>,
    /// Whether it has a lifetime parameter, which was refused.
    pub(crate) has_lifetime: bool,
    pub(crate) content: Content<'a>,
}

/// What a session holds: fields, or states.
pub(crate) enum Content<'a> {
    Struct(Struct<'a>),
    Machine(Machine<'a>),
}

impl<'a> Session<'a> {
    /// Makes the model of `input`. Returns none if it can't be a session at all.
    pub(crate) fn of(input: &'a DeriveInput, settings: Settings, errors: &mut Errors) -> Option<Self> {
        refuse_parameters(input, errors);
        let content = match &input.data {
            Data::Enum(data) => Content::Machine(Machine::of(data, errors)?),
            _ => Content::Struct(Struct::of(named_fields(input, "a session", errors)?, Place::Field, errors)),
        };
        let mut session = Self {
            input,
            ident: &input.ident,
            name: None,
            cookie: Cookie::default(),
            timeouts: Timeouts::default(),
            renew_every: None,
            persistent: false,
            no_store: false,
            server_only: false,
            encrypted: None,
            padded: None,
            debug: false,
            bounded: None,
            version: None,
            upgrade_from: None,
            krate: crate_path(&settings),
            misplaced: settings.misplaced().to_vec(),
            has_lifetime: has_lifetime(input),
            content,
        };
        settings.apply(errors, |setting| session.set(setting));
        Some(session)
    }

    fn set(&mut self, setting: &Setting) -> syn::Result<()> {
        let cookie = &mut self.cookie;
        match setting.key.to_string().as_str() {
            "name" => self.name = Some(setting.text()?),
            "cookie" => cookie.name = Some(setting.text()?),
            "domain" => cookie.domain = Some(setting.text()?),
            "path" => cookie.path = Some(setting.text()?),
            "same_site" => cookie.same_site = Some(setting.text()?),
            "was_cookie" => cookie.former.extend(FormerCookie::all(setting)?),
            "partitioned" => cookie.partitioned = Some(setting.flag()?),
            "http_only" => cookie.http_only = Some(setting.boolean()?),
            "secure" => cookie.secure = Some(setting.boolean()?),
            "renew_every" => self.renew_every = Some(setting.time()?),
            "persistent" => self.persistent = setting.flag().map(|_| true)?,
            "no_store" => self.no_store = setting.flag().map(|_| true)?,
            "server_only" => self.server_only = setting.flag().map(|_| true)?,
            "encrypted" => self.encrypted = Some(setting.flag()?),
            "padded" => self.padded = Some(setting.number()?),
            "debug" => self.debug = setting.flag().map(|_| true)?,
            "bounded" => self.bounded = Some(setting.flag()?),
            "version" => self.version = Some(setting.number()?),
            "upgrade_from" => self.upgrade_from = Some(setting.type_path()?),
            "crate" => self.krate = setting.path()?,
            "removed" => match &mut self.content {
                Content::Struct(content) => content.removed = setting.texts()?,
                Content::Machine(_) => {
                    return Err(syn::Error::new_spanned(
                        &setting.key,
                        "fields are removed from a state's struct; write `removed` there",
                    ));
                }
            },
            _ => self.timeouts.set(setting)?,
        }
        Ok(())
    }

    /// Returns the cookie's name: the explicit one, or the type's name behind the strongest prefix
    /// that the attributes allow.
    pub(crate) fn cookie_name(&self) -> String {
        let cookie = &self.cookie;
        let is_host_only = cookie.domain.is_none() && cookie.path.as_ref().is_none_or(|path| path.value() == "/");
        let prefix = match cookie.is_secure() {
            false => "",
            true if is_host_only => "__Host-",
            true => "__Secure-",
        };
        cookie.name.as_ref().map_or_else(|| format!("{prefix}{}", kebab(&self.ident.unraw().to_string())), LitStr::value)
    }
}
