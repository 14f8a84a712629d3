//! What the user declared, typed: a session and its fields.

use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt as _;
use syn::{Data, DeriveInput, Fields, GenericParam, Ident, LitBool, LitStr, Path, Type};

use crate::duration::Time;
use crate::errors::Errors;
use crate::kebab::kebab;
use crate::parse::{Setting, settings};

/// Settings of a session type.
const OF_SESSION: [&str; 16] = [
    "name",
    "cookie",
    "domain",
    "path",
    "same_site",
    "partitioned",
    "http_only",
    "secure",
    "lifetime",
    "idle",
    "refresh",
    "persistent",
    "removed",
    "no_store",
    "server_only",
    "crate",
];

/// Settings of a field.
const OF_FIELD: [&str; 6] = ["default", "rename", "alias", "skip", "identity", "server_only"];

/// A struct that derives `Session`.
#[expect(clippy::struct_excessive_bools, reason = "a declaration says each of these or not")]
pub(crate) struct Session<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) name: Option<LitStr>,
    pub(crate) cookie: Cookie,
    pub(crate) lifetime: Option<Time>,
    pub(crate) idle: Option<Time>,
    pub(crate) refresh: Option<Time>,
    pub(crate) persistent: bool,
    pub(crate) removed: Vec<LitStr>,
    pub(crate) no_store: bool,
    pub(crate) server_only: bool,
    pub(crate) krate: Path,
    /// Whether it has a lifetime parameter, which was refused.
    pub(crate) has_lifetime: bool,
    pub(crate) fields: Vec<Field<'a>>,
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
}

impl Cookie {
    pub(crate) fn is_secure(&self) -> bool {
        self.secure.as_ref().is_none_or(LitBool::value)
    }

    pub(crate) fn is_http_only(&self) -> bool {
        self.http_only.as_ref().is_none_or(LitBool::value)
    }
}

/// One field of it.
pub(crate) struct Field<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) ty: &'a Type,
    pub(crate) start: Start,
    pub(crate) rename: Option<LitStr>,
    pub(crate) aliases: Vec<LitStr>,
    pub(crate) skip: Option<Ident>,
    pub(crate) identity: Option<Ident>,
    pub(crate) server_only: bool,
}

/// What a fresh session has in a field.
pub(crate) enum Start {
    /// Nothing was said: the type's `Default`, through a trait whose failure explains itself.
    Unsaid,
    /// `default`
    Default(Span),
    /// `default = expression`
    Expression(TokenStream),
}

impl<'a> Session<'a> {
    /// The model of `input`; none if it isn't a struct that can be a session at all.
    pub(crate) fn of(input: &'a DeriveInput, errors: &mut Errors) -> Option<Self> {
        refuse_parameters(input, errors);
        let fields = named_fields(input, errors)?;
        let mut session = Self {
            ident: &input.ident,
            name: None,
            cookie: Cookie::default(),
            lifetime: None,
            idle: None,
            refresh: None,
            persistent: false,
            removed: Vec::new(),
            no_store: false,
            server_only: false,
            krate: default_crate(),
            has_lifetime: input.generics.lifetimes().next().is_some(),
            fields: fields.iter().filter_map(|field| Field::of(field, errors)).collect(),
        };
        for setting in settings(&input.attrs, &OF_SESSION, (&OF_FIELD, "a field"), errors) {
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
            "partitioned" => cookie.partitioned = Some(setting.flag()?),
            "http_only" => cookie.http_only = Some(setting.switch()?),
            "secure" => cookie.secure = Some(setting.switch()?),
            "lifetime" => self.lifetime = Some(setting.time()?),
            "idle" => self.idle = Some(setting.time()?),
            "refresh" => self.refresh = Some(setting.time()?),
            "persistent" => self.persistent = setting.flag().map(|_| true)?,
            "removed" => self.removed = setting.texts()?,
            "no_store" => self.no_store = setting.flag().map(|_| true)?,
            "server_only" => self.server_only = setting.flag().map(|_| true)?,
            _ => self.krate = setting.path()?,
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

    /// The fields that are stored.
    pub(crate) fn stored(&self) -> impl Iterator<Item = &Field<'a>> {
        self.fields.iter().filter(|field| field.skip.is_none())
    }

    /// Whether something in it must not be in a cookie.
    pub(crate) fn is_server_only(&self) -> bool {
        self.server_only || self.fields.iter().any(|field| field.server_only)
    }
}

impl<'a> Field<'a> {
    fn of(field: &'a syn::Field, errors: &mut Errors) -> Option<Self> {
        let mut model = Self {
            ident: field.ident.as_ref()?,
            ty: &field.ty,
            start: Start::Unsaid,
            rename: None,
            aliases: Vec::new(),
            skip: None,
            identity: None,
            server_only: false,
        };
        for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
            errors.at(
                attribute,
                "serde's attributes aren't read here, so this would be stored all the same; write `#[session(…)]`, such as `skip` or `rename = \"…\"`",
            );
        }
        for setting in settings(&field.attrs, &OF_FIELD, (&OF_SESSION, "the struct"), errors) {
            let done = model.set(&setting);
            errors.keep(done);
        }
        Some(model)
    }

    fn set(&mut self, setting: &Setting) -> syn::Result<()> {
        match setting.key.to_string().as_str() {
            "default" => {
                self.start = match setting.expression()? {
                    None => Start::Default(setting.key.span()),
                    Some(expression) => Start::Expression(expression),
                }
            }
            "rename" => self.rename = Some(setting.text()?),
            "alias" => self.aliases.push(setting.text()?),
            "skip" => self.skip = Some(setting.flag()?),
            "identity" => self.identity = Some(setting.flag()?),
            _ => self.server_only = setting.flag().map(|_| true)?,
        }
        Ok(())
    }

    /// The name in the token.
    pub(crate) fn wire_name(&self) -> String {
        self.rename.as_ref().map_or_else(|| self.rust_name(), LitStr::value)
    }

    /// The name in the struct.
    pub(crate) fn rust_name(&self) -> String {
        self.ident.unraw().to_string()
    }
}

/// Where session-core is, for a declaration that has mistakes elsewhere.
pub(crate) fn crate_path(input: &DeriveInput) -> Path {
    // They were noted when the model was made.
    let settings = settings(&input.attrs, &OF_SESSION, (&[], ""), &mut Errors::default());
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

fn named_fields<'a>(input: &'a DeriveInput, errors: &mut Errors) -> Option<&'a Fields> {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Unnamed(fields) => {
                errors.at(fields, "a session's fields have names, which are what its cookie stores; write `{ name: Type, … }`");
                None
            }
            fields => Some(fields),
        },
        Data::Enum(data) => {
            errors.at(&data.enum_token, "a session is a struct with named fields; put the enum into a field of it");
            None
        }
        Data::Union(data) => {
            errors.at(&data.union_token, "a session is a struct with named fields; what a union holds can't be read back");
            None
        }
    }
}
