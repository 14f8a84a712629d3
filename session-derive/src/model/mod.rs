//! What the user declared, typed: a session, its fields or its states.

mod fields;
mod machine;

use proc_macro2::TokenStream;
use syn::ext::IdentExt as _;
use syn::{Data, DeriveInput, GenericParam, Ident, LitBool, LitInt, LitStr, Path};

use crate::duration::Time;
use crate::errors::Errors;
use crate::kebab::kebab;
use crate::parse::{Setting, settings};

pub(crate) use fields::{Field, Start, Struct};
pub(crate) use machine::{Machine, Variant};

use fields::OF_FIELD;
use machine::OF_VARIANT;

/// Settings of a session type.
const OF_SESSION: [&str; 24] = [
    "name",
    "cookie",
    "domain",
    "path",
    "same_site",
    "partitioned",
    "http_only",
    "secure",
    "lifetimes",
    "lifetime",
    "idle",
    "refresh",
    "persistent",
    "removed",
    "no_store",
    "server_only",
    "encrypted",
    "padded",
    "debug",
    "bounded",
    "version",
    "upgrade_from",
    "was_cookie",
    "crate",
];

/// Settings of a state's struct.
const OF_STATE: [&str; 4] = ["removed", "debug", "bounded", "crate"];

/// Settings that stand somewhere else, and where.
pub(crate) type Place<'p> = (&'p [&'p str], &'p str);

/// A type that derives `Session`.
#[expect(clippy::struct_excessive_bools, reason = "a declaration says each of these or not")]
pub(crate) struct Session<'a> {
    pub(crate) input: &'a DeriveInput,
    pub(crate) ident: &'a Ident,
    pub(crate) name: Option<LitStr>,
    pub(crate) cookie: Cookie,
    pub(crate) times: Times,
    pub(crate) persistent: bool,
    pub(crate) no_store: bool,
    pub(crate) server_only: bool,
    pub(crate) encrypted: bool,
    pub(crate) padded: Option<LitInt>,
    pub(crate) debug: bool,
    pub(crate) bounded: Option<Ident>,
    pub(crate) version: Option<LitInt>,
    pub(crate) upgrade_from: Option<Path>,
    pub(crate) krate: Path,
    /// Whether it has a lifetime parameter, which was refused.
    pub(crate) has_lifetime: bool,
    pub(crate) content: Content<'a>,
}

/// What it holds.
pub(crate) enum Content<'a> {
    Struct(Struct<'a>),
    Machine(Machine<'a>),
}

/// A struct that derives `SessionState`.
pub(crate) struct State<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) debug: bool,
    pub(crate) bounded: bool,
    pub(crate) krate: Path,
    pub(crate) has_lifetime: bool,
    pub(crate) content: Struct<'a>,
}

/// The cookie's settings as they were given.
#[derive(Default)]
pub(crate) struct Cookie {
    pub(crate) name: Option<LitStr>,
    pub(crate) domain: Option<LitStr>,
    pub(crate) path: Option<LitStr>,
    pub(crate) same_site: Option<LitStr>,
    pub(crate) partitioned: Option<Ident>,
    pub(crate) http_only: Option<LitBool>,
    pub(crate) secure: Option<LitBool>,
    /// Cookies that it was before.
    pub(crate) former: Vec<FormerCookie>,
}

/// `was_cookie(name = "…", domain = "…", path = "…", partitioned)`
pub(crate) struct FormerCookie {
    pub(crate) name: LitStr,
    pub(crate) domain: Option<LitStr>,
    pub(crate) path: Option<LitStr>,
    pub(crate) partitioned: bool,
}

impl FormerCookie {
    /// One, or several in parentheses of their own: `was_cookie((name = "…"), (name = "…", path = "…"))`.
    fn all(setting: &Setting) -> syn::Result<Vec<Self>> {
        setting.groups()?.into_iter().map(|(tokens, parts)| Self::of(setting, &tokens, parts)).collect()
    }

    fn of(setting: &Setting, tokens: &TokenStream, parts: Vec<Setting>) -> syn::Result<Self> {
        let (mut name, mut domain, mut path, mut partitioned) = (None, None, None, None);
        for part in parts {
            let is_new = match part.key.to_string().as_str() {
                "name" => name.replace(part.text()?).is_none(),
                "domain" => domain.replace(part.text()?).is_none(),
                "path" => path.replace(part.text()?).is_none(),
                "partitioned" => partitioned.replace(part.flag()?).is_none(),
                _ => {
                    let hint =
                        "a former cookie has a `name`, and a `domain`, a `path` or `partitioned` if it was set with them";
                    return Err(syn::Error::new_spanned(&part.key, hint));
                }
            };
            if !is_new {
                return Err(syn::Error::new_spanned(&part.key, format!("`{}` is given twice; keep one", part.key)));
            }
        }
        let Some(name) = name else {
            return Err(if tokens.is_empty() {
                setting.wants("with the cookie's name: `was_cookie(name = \"…\")`")
            } else {
                let hint = format!("a former cookie is found by its name; write `was_cookie(name = \"…\", {tokens})`");
                syn::Error::new_spanned(tokens, hint)
            });
        };
        Ok(Self { name, domain, path, partitioned: partitioned.is_some() })
    }
}

impl Cookie {
    pub(crate) fn is_secure(&self) -> bool {
        self.secure.as_ref().is_none_or(LitBool::value)
    }

    pub(crate) fn is_http_only(&self) -> bool {
        self.http_only.as_ref().is_none_or(LitBool::value)
    }
}

/// The times of a session or of a state, as they were given.
#[derive(Default)]
pub(crate) struct Times {
    /// A constant with both of the next two.
    pub(crate) preset: Option<Preset>,
    pub(crate) lifetime: Option<Time>,
    pub(crate) idle: Option<Time>,
    pub(crate) refresh: Option<Time>,
}

/// `lifetimes = constant`
pub(crate) struct Preset {
    pub(crate) key: Ident,
    pub(crate) value: TokenStream,
}

impl Times {
    /// Takes `lifetimes`, `lifetime`, `idle` or `refresh`.
    fn set(&mut self, setting: &Setting) -> syn::Result<()> {
        if setting.key == "lifetimes" {
            self.preset = Some(Preset { key: setting.key.clone(), value: setting.constant("Lifetimes::NIST_AAL2")? });
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

impl<'a> Session<'a> {
    /// The model of `input`; none if it can't be a session at all.
    pub(crate) fn of(input: &'a DeriveInput, errors: &mut Errors) -> Option<Self> {
        refuse_parameters(input, errors);
        let content = match &input.data {
            Data::Enum(data) => Content::Machine(Machine::of(data, errors)?),
            _ => Content::Struct(Struct::of(fields::named(input, "a session", errors)?, errors)),
        };
        let mut session = Self {
            input,
            ident: &input.ident,
            name: None,
            cookie: Cookie::default(),
            times: Times::default(),
            persistent: false,
            no_store: false,
            server_only: false,
            encrypted: false,
            padded: None,
            debug: false,
            bounded: None,
            version: None,
            upgrade_from: None,
            krate: default_crate(),
            has_lifetime: input.generics.lifetimes().next().is_some(),
            content,
        };
        for setting in settings(&input.attrs, &OF_SESSION, &[(&OF_FIELD, "a field"), (&OF_VARIANT, "a variant")], errors) {
            let done = session.set(&setting);
            errors.keep(done);
        }
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
            "http_only" => cookie.http_only = Some(setting.switch()?),
            "secure" => cookie.secure = Some(setting.switch()?),
            "persistent" => self.persistent = setting.flag().map(|_| true)?,
            "no_store" => self.no_store = setting.flag().map(|_| true)?,
            "server_only" => self.server_only = setting.flag().map(|_| true)?,
            "encrypted" => self.encrypted = setting.flag().map(|_| true)?,
            "padded" => self.padded = Some(setting.number()?),
            "debug" => self.debug = setting.flag().map(|_| true)?,
            "bounded" => self.bounded = Some(setting.flag()?),
            "version" => self.version = Some(setting.number()?),
            "upgrade_from" => self.upgrade_from = Some(setting.one_path()?),
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
            _ => self.times.set(setting)?,
        }
        Ok(())
    }

    /// The cookie's name: what was said, or the type's behind the strongest prefix that the attributes allow.
    pub(crate) fn cookie_name(&self) -> String {
        let cookie = &self.cookie;
        let narrow = cookie.domain.is_none() && cookie.path.as_ref().is_none_or(|path| path.value() == "/");
        let prefix = match cookie.is_secure() {
            false => "",
            true if narrow => "__Host-",
            true => "__Secure-",
        };
        cookie.name.as_ref().map_or_else(|| format!("{prefix}{}", kebab(&self.ident.unraw().to_string())), LitStr::value)
    }
}

impl<'a> State<'a> {
    /// The model of `input`; none if it isn't a struct that can be a state at all.
    pub(crate) fn of(input: &'a DeriveInput, errors: &mut Errors) -> Option<Self> {
        refuse_parameters(input, errors);
        let mut state = Self {
            ident: &input.ident,
            debug: false,
            bounded: false,
            krate: default_crate(),
            has_lifetime: input.generics.lifetimes().next().is_some(),
            content: Struct::of(fields::named(input, "a state", errors)?, errors),
        };
        let elsewhere: [Place; 3] = [(&OF_VARIANT, "the variant"), (&OF_FIELD, "a field"), (&OF_SESSION, "the enum")];
        for setting in settings(&input.attrs, &OF_STATE, &elsewhere, errors) {
            let done = match setting.key.to_string().as_str() {
                "removed" => setting.texts().map(|removed| state.content.removed = removed),
                "debug" => setting.flag().map(|_| state.debug = true),
                "bounded" => setting.flag().map(|_| state.bounded = true),
                _ => setting.path().map(|path| state.krate = path),
            };
            errors.keep(done);
        }
        Some(state)
    }
}

/// Where session-core is, for a declaration that has mistakes elsewhere.
pub(crate) fn crate_path(input: &DeriveInput) -> Path {
    // They were noted when the model was made.
    let settings = settings(&input.attrs, &OF_SESSION, &[], &mut Errors::default());
    let given = settings.iter().find(|setting| setting.key == "crate");
    given.and_then(|setting| setting.path().ok()).unwrap_or_else(default_crate)
}

fn default_crate() -> Path {
    syn::parse_quote!(::session_core)
}

fn refuse_parameters(input: &DeriveInput, errors: &mut Errors) {
    for parameter in &input.generics.params {
        match parameter {
            GenericParam::Lifetime(lifetime) => errors.at(
                &lifetime.lifetime,
                "a session owns its data, since it outlives every request; store a `String` instead of a `&str`",
            ),
            GenericParam::Type(ty) => errors.at(
                &ty.ident,
                "a session type has no type parameters, since its cookie is bound to one type; write a struct for each",
            ),
            GenericParam::Const(value) => errors.at(
                &value.ident,
                "a session type has no const parameters, since its cookie is bound to one type; write a struct for each",
            ),
        }
    }
}
