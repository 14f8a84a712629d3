//! A struct's fields: what was declared of each.

use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt as _;
use syn::{Attribute, Data, DeriveInput, Fields, Ident, LitInt, LitStr, Path, Type};

use super::Merge;
use crate::errors::Errors;
use crate::parse::{Setting, Settings};
use crate::settings::Place;

/// What a struct stores.
pub(crate) struct Struct<'a> {
    pub(crate) removed: Vec<LitStr>,
    pub(crate) fields: Vec<Field<'a>>,
}

/// One field of a struct.
pub(crate) struct Field<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) ty: &'a Type,
    pub(crate) default: FieldDefault,
    pub(crate) rename: Option<LitStr>,
    pub(crate) aliases: Vec<LitStr>,
    pub(crate) skip: Option<Ident>,
    pub(crate) identity: Option<Ident>,
    pub(crate) secret: Option<Ident>,
    /// A function from the type that the field had before.
    pub(crate) upgrade: Option<Path>,
    /// How many bytes or items it may have.
    pub(crate) max_len: Option<LitInt>,
    /// How two requests' changes are merged.
    pub(crate) merge: Option<Merge>,
    /// The name of the group that it is kept together with.
    pub(crate) group: Option<LitStr>,
    pub(crate) server_only: bool,
}

/// What a fresh session has in a field.
pub(crate) enum FieldDefault {
    /// The type's `Default`, without a setting that asks for it. Where a type has none, the error
    /// explains that.
    Implicit,
    /// `default`
    Default(Span),
    /// `default = expression`
    Expression(TokenStream),
}

impl<'a> Struct<'a> {
    /// Makes the model of a struct with these fields, whose settings stand at `place`.
    pub(super) fn of(fields: &'a Fields, place: Place, errors: &mut Errors) -> Self {
        Self { removed: Vec::new(), fields: fields.iter().filter_map(|field| Field::of(field, place, errors)).collect() }
    }

    /// Lists the fields that are stored.
    pub(crate) fn stored(&self) -> impl Iterator<Item = &Field<'a>> {
        self.fields.iter().filter(|field| field.skip.is_none())
    }

    /// Returns whether a field must not be in a cookie.
    pub(crate) fn is_server_only(&self) -> bool {
        self.fields.iter().any(|field| field.server_only)
    }
}

impl<'a> Field<'a> {
    fn of(field: &'a syn::Field, place: Place, errors: &mut Errors) -> Option<Self> {
        let mut model = Self {
            ident: field.ident.as_ref()?,
            ty: &field.ty,
            default: FieldDefault::Implicit,
            rename: None,
            aliases: Vec::new(),
            skip: None,
            identity: None,
            secret: None,
            upgrade: None,
            max_len: None,
            merge: None,
            group: None,
            server_only: false,
        };
        let such_as = if place == Place::Field { "`skip` or `rename = \"…\"`" } else { "`default` or `rename = \"…\"`" };
        for attribute in serde_attributes(&field.attrs) {
            errors.at(
                attribute,
                format!("serde's attributes aren't read here, so this would be stored all the same; write `#[session(…)]`, such as {such_as}"),
            );
        }
        Settings::read(&field.attrs, place).apply(errors, |setting| model.set(setting));
        Some(model)
    }

    fn set(&mut self, setting: &Setting) -> syn::Result<()> {
        match setting.key.to_string().as_str() {
            "default" => {
                self.default = match setting.expression()? {
                    None => FieldDefault::Default(setting.key.span()),
                    Some(expression) => FieldDefault::Expression(expression),
                }
            }
            "rename" => self.rename = Some(setting.text()?),
            "alias" => self.aliases.push(setting.text()?),
            "skip" => self.skip = Some(setting.flag()?),
            "identity" => self.identity = Some(setting.flag()?),
            "secret" => self.secret = Some(setting.flag()?),
            "max_len" => self.max_len = Some(setting.number()?),
            "merge" => self.merge = Some(Merge::of(setting)?),
            "group" => self.group = Some(setting.text()?),
            "upgrade" => self.upgrade = Some(setting.path()?),
            _ => self.server_only = setting.flag().map(|_| true)?,
        }
        Ok(())
    }

    /// Returns the name in the token.
    pub(crate) fn wire_name(&self) -> String {
        self.rename.as_ref().map_or_else(|| self.rust_name(), LitStr::value)
    }

    /// Returns the name in the struct.
    pub(crate) fn rust_name(&self) -> String {
        self.ident.unraw().to_string()
    }
}

/// Notes serde's attributes on a value, a variant or a field without a name as mistakes.
pub(super) fn refuse_serde(attributes: &[Attribute], errors: &mut Errors) {
    for attribute in serde_attributes(attributes) {
        errors.at(
            attribute,
            "serde's attributes aren't read here; drop it, or derive serde's `Serialize` and `Deserialize` instead of `SessionValue`",
        );
    }
}

fn serde_attributes(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("serde"))
}

/// Returns the fields of a struct that has names for them. Anything else can't be stored.
pub(super) fn named_fields<'a>(input: &'a DeriveInput, what: &str, errors: &mut Errors) -> Option<&'a Fields> {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Unnamed(fields) => {
                let hint = format!("{what}'s fields have names, which are what its cookie stores; write `{{ name: Type, … }}`");
                errors.at(fields, hint);
                None
            }
            fields => Some(fields),
        },
        Data::Enum(data) => {
            errors.at(
                &data.enum_token,
                format!("{what} is a struct with named fields; put the enum into a field of it, or derive `Session` for it"),
            );
            None
        }
        Data::Union(data) => {
            errors
                .at(&data.union_token, format!("{what} is a struct with named fields; what a union holds can't be read back"));
            None
        }
    }
}
