//! A type that derives `SessionValue`: what was declared of it.

use syn::ext::IdentExt as _;
use syn::{Attribute, Data, DataEnum, DeriveInput, Fields, Ident, LitStr, Path, Type};

use super::crate_path::crate_path;
use super::fields::{Struct, refuse_serde};
use super::generics::{has_lifetime, refuse_value_parameters};
use crate::errors::Errors;
use crate::parse::Settings;
use crate::settings::Place;

/// A type that derives `SessionValue`.
pub(crate) struct Value<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) krate: Path,
    /// Whether it has a lifetime parameter, which was refused.
    pub(crate) has_lifetime: bool,
    pub(crate) content: ValueContent<'a>,
}

/// What a value consists of.
pub(crate) enum ValueContent<'a> {
    /// Fields with names.
    Named(Struct<'a>),
    /// The types of a tuple struct's fields.
    Placed(Vec<&'a Type>),
    Variants(Vec<ValueVariant<'a>>),
}

/// A variant of an enum.
pub(crate) struct ValueVariant<'a> {
    pub(crate) ident: &'a Ident,
    /// The type of the value that it holds, if it holds one.
    pub(crate) value: Option<&'a Type>,
    /// Its former names.
    pub(crate) was: Vec<LitStr>,
}

impl<'a> Value<'a> {
    /// Makes the model of `input`. Returns none if it can't be a session value at all.
    pub(crate) fn of(input: &'a DeriveInput, settings: Settings, errors: &mut Errors) -> Option<Self> {
        refuse_value_parameters(input, errors);
        refuse_serde(&input.attrs, errors);
        let mut value = Self {
            ident: &input.ident,
            krate: crate_path(&settings),
            has_lifetime: has_lifetime(input),
            content: ValueContent::of(input, errors)?,
        };
        settings.apply(errors, |setting| {
            match (setting.key.to_string().as_str(), &mut value.content) {
                ("removed", ValueContent::Named(content)) => content.removed = setting.texts()?,
                ("removed", ValueContent::Placed(_)) => {
                    return Err(syn::Error::new_spanned(
                        &setting.key,
                        "the fields of a tuple struct have no names; write `{ name: Type, … }` to remove or add some later",
                    ));
                }
                ("removed", ValueContent::Variants(_)) => {
                    return Err(syn::Error::new_spanned(
                        &setting.key,
                        "fields are removed from a struct; a variant that a session may still have has to stay",
                    ));
                }
                _ => value.krate = setting.path()?,
            }
            Ok(())
        });
        Some(value)
    }
}

impl<'a> ValueContent<'a> {
    fn of(input: &'a DeriveInput, errors: &mut Errors) -> Option<Self> {
        match &input.data {
            Data::Struct(data) => match &data.fields {
                Fields::Unnamed(fields) if !fields.unnamed.is_empty() => {
                    for field in &fields.unnamed {
                        refuse_settings(&field.attrs, errors);
                    }
                    Some(Self::Placed(fields.unnamed.iter().map(|field| &field.ty).collect()))
                }
                fields => Some(Self::Named(Struct::of(fields, Place::ValueField, errors))),
            },
            Data::Enum(data) => Self::of_enum(input, data, errors),
            Data::Union(data) => {
                errors.at(&data.union_token, "what a union holds can't be read back; write a struct or an enum");
                None
            }
        }
    }

    fn of_enum(input: &'a DeriveInput, data: &'a DataEnum, errors: &mut Errors) -> Option<Self> {
        if data.variants.is_empty() {
            errors.at(&input.ident, "an enum without variants has no value that could be stored; give it one");
        }
        let variants: Vec<_> = data.variants.iter().map(|variant| ValueVariant::of(variant, errors)).collect();
        variants.into_iter().collect::<Option<Vec<_>>>().filter(|variants| !variants.is_empty()).map(Self::Variants)
    }
}

impl<'a> ValueVariant<'a> {
    fn of(variant: &'a syn::Variant, errors: &mut Errors) -> Option<Self> {
        refuse_serde(&variant.attrs, errors);
        let name = &variant.ident;
        let value = match &variant.fields {
            Fields::Unit => None,
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                refuse_settings(&fields.unnamed[0].attrs, errors);
                Some(&fields.unnamed[0].ty)
            }
            fields => {
                let hint = format!(
                    "a variant is empty or holds one value; write `{name}({name})`, and `#[derive(SessionValue)] struct {name} {{ … }}` beside the enum"
                );
                errors.at(fields, hint);
                return None;
            }
        };
        let mut model = Self { ident: name, value, was: Vec::new() };
        Settings::read(&variant.attrs, Place::ValueVariant).apply(errors, |setting| {
            model.was.push(setting.text()?);
            Ok(())
        });
        Some(model)
    }

    /// Returns the variant's name in the session.
    pub(crate) fn name(&self) -> String {
        self.ident.unraw().to_string()
    }
}

/// Refuses the settings of a field that has no name.
fn refuse_settings(attributes: &[Attribute], errors: &mut Errors) {
    refuse_serde(attributes, errors);
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("session")) {
        errors.at(
            attribute,
            "a field without a name is stored by its place and has no settings; give it a name, in a struct `{ name: Type, … }`",
        );
    }
}
