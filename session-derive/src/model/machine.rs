//! An enum's variants: what was declared of each state, and where it leads.

use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{DataEnum, Fields, Ident, LitStr, Token, Type};

use super::timeouts::Timeouts;
use crate::errors::Errors;
use crate::parse::{Setting, Settings};
use crate::settings::Place;

/// A session that is in one of several states.
pub(crate) struct Machine<'a> {
    pub(crate) variants: Vec<Variant<'a>>,
}

/// One state of a machine.
#[expect(clippy::struct_excessive_bools, reason = "a declaration says each of these or not")]
pub(crate) struct Variant<'a> {
    pub(crate) ident: &'a Ident,
    /// The state's struct.
    pub(crate) ty: &'a Type,
    pub(crate) start: Option<Ident>,
    pub(crate) to: Vec<Transition>,
    pub(crate) timeouts: Timeouts,
    pub(crate) otherwise: Option<LitStr>,
    pub(crate) no_store: bool,
    /// Whether nothing shows what the session was before it entered the state.
    pub(crate) no_grace: bool,
    pub(crate) server_only: bool,
    pub(crate) was: Vec<LitStr>,
    /// Whether every setting could be read. Otherwise what is missing may be in one that couldn't.
    pub(crate) is_read: bool,
}

/// A transition to another state.
pub(crate) struct Transition {
    pub(crate) target: Ident,
    pub(crate) resets_lifetime: bool,
}

impl<'a> Machine<'a> {
    /// Makes the machine of an enum. Returns none if a variant can't be a state at all.
    pub(super) fn of(data: &'a DataEnum, errors: &mut Errors) -> Option<Self> {
        // An enum none of whose variants holds a struct is one mistake, not one a variant.
        let is_value = data.variants.iter().all(|variant| payload(variant).is_none());
        let shown = if is_value { 1 } else { data.variants.len() };
        let variants: Vec<_> = data.variants.iter().take(shown).map(|variant| Variant::of(variant, errors)).collect();
        Some(Self { variants: variants.into_iter().collect::<Option<_>>()? })
    }

    /// Returns the variant of this name.
    pub(crate) fn variant(&self, name: &Ident) -> Option<&Variant<'a>> {
        self.variants.iter().find(|variant| variant.ident == name)
    }
}

impl<'a> Variant<'a> {
    /// Returns the state's name.
    pub(crate) fn name(&self) -> String {
        self.ident.unraw().to_string()
    }

    fn of(variant: &'a syn::Variant, errors: &mut Errors) -> Option<Self> {
        let Some(ty) = payload(variant) else {
            let name = &variant.ident;
            let hint = format!(
                "a state holds one struct, which handlers can ask for; write `{name}({name})`, and `#[derive(SessionState)] struct {name} {{ … }}` beside the enum; an enum that is only a value goes into a field of a session"
            );
            errors.at(name, hint);
            return None;
        };
        let mut model = Self {
            ident: &variant.ident,
            ty,
            start: None,
            to: Vec::new(),
            timeouts: Timeouts::default(),
            otherwise: None,
            no_store: false,
            no_grace: false,
            server_only: false,
            was: Vec::new(),
            is_read: false,
        };
        let settings = Settings::read(&variant.attrs, Place::Variant);
        model.is_read = settings.apply(errors, |setting| model.set(setting));
        Some(model)
    }

    fn set(&mut self, setting: &Setting) -> syn::Result<()> {
        match setting.key.to_string().as_str() {
            "start" => self.start = Some(setting.flag()?),
            "to" => self.to = transitions(setting)?,
            "otherwise" => self.otherwise = Some(setting.text()?),
            "no_store" => self.no_store = setting.flag().map(|_| true)?,
            "no_grace" => self.no_grace = setting.flag().map(|_| true)?,
            "server_only" => self.server_only = setting.flag().map(|_| true)?,
            "was" => self.was.push(setting.text()?),
            _ => self.timeouts.set(setting)?,
        }
        Ok(())
    }
}

/// Returns the one type that a variant holds.
fn payload(variant: &syn::Variant) -> Option<&Type> {
    match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => Some(without_group(&fields.unnamed[0].ty)),
        _ => None,
    }
}

/// Returns what is in a type's parentheses, or in the invisible ones around a type that a macro was
/// given.
fn without_group(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => without_group(&group.elem),
        Type::Paren(paren) => without_group(&paren.elem),
        ty => ty,
    }
}

impl Transition {
    /// Returns the name of the state that it leads to.
    pub(crate) fn name(&self) -> String {
        self.target.unraw().to_string()
    }
}

/// Reads `to(State, Other resets_lifetime)`.
fn transitions(setting: &Setting) -> syn::Result<Vec<Transition>> {
    let malformed = || setting.malformed("with the states that this one leads to: `to(State, Other resets_lifetime)`");
    let parser = Punctuated::<Transition, Token![,]>::parse_terminated;
    let transitions = parser.parse2(setting.list().ok_or_else(malformed)?)?;
    if transitions.is_empty() {
        return Err(setting.malformed(
            "with the states that this one leads to: `to(State, Other resets_lifetime)`; drop it if there is none",
        ));
    }
    Ok(transitions.into_iter().collect())
}

impl Parse for Transition {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if !input.peek(Ident) {
            return Err(
                input.error("a transition is the name of a variant, such as `to(LoggedIn)` or `to(LoggedIn resets_lifetime)`")
            );
        }
        let target = input.parse()?;
        if input.is_empty() || input.peek(Token![,]) {
            return Ok(Self { target, resets_lifetime: false });
        }
        if input.peek(Token![::]) {
            return Err(syn::Error::new_spanned(
                &target,
                "a transition is the name of a variant alone, such as `to(LoggedIn)`",
            ));
        }
        let word = input.fork();
        if word.parse::<Ident>().is_ok_and(|word| word == "resets_lifetime") {
            input.parse::<Ident>()?;
            return Ok(Self { target, resets_lifetime: true });
        }
        let hint = format!(
            "this means nothing behind a state; write `to({target} resets_lifetime)`, by which the session's lifetime begins anew, or a `,` between states"
        );
        Err(input.error(hint))
    }
}
