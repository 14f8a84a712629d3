//! An enum's variants: what was declared of each state.

use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{DataEnum, Fields, Ident, LitStr, Token, Type};

use super::{OF_FIELD, OF_SESSION, OF_STATE, Place, Times};
use crate::errors::Errors;
use crate::parse::{Setting, settings};

/// Settings of a variant.
pub(super) const OF_VARIANT: [&str; 10] =
    ["start", "to", "lifetimes", "lifetime", "idle", "refresh", "otherwise", "no_store", "server_only", "was"];

/// A session that is in one of several states.
pub(crate) struct Machine<'a> {
    pub(crate) variants: Vec<Variant<'a>>,
}

/// One state of it.
pub(crate) struct Variant<'a> {
    pub(crate) ident: &'a Ident,
    /// The state's struct.
    pub(crate) ty: &'a Type,
    pub(crate) start: Option<Ident>,
    pub(crate) to: Vec<Target>,
    pub(crate) times: Times,
    pub(crate) otherwise: Option<LitStr>,
    pub(crate) no_store: bool,
    pub(crate) server_only: bool,
    pub(crate) was: Vec<LitStr>,
    /// Whether every setting could be read: what is missing may have been meant otherwise.
    pub(crate) is_read: bool,
}

/// Where a state leads to.
pub(crate) struct Target {
    pub(crate) ident: Ident,
    pub(crate) renews: bool,
}

impl<'a> Machine<'a> {
    /// The machine of an enum; none if a variant can't be a state at all.
    pub(super) fn of(data: &'a DataEnum, errors: &mut Errors) -> Option<Self> {
        // Where no variant holds a struct, that is one mistake.
        let is_value = data.variants.iter().all(|variant| payload(variant).is_none());
        let told = if is_value { 1 } else { data.variants.len() };
        let variants: Vec<_> = data.variants.iter().take(told).map(|variant| Variant::of(variant, errors)).collect();
        Some(Self { variants: variants.into_iter().collect::<Option<_>>()? })
    }

    /// The variant of this name.
    pub(crate) fn named(&self, name: &Ident) -> Option<&Variant<'a>> {
        self.variants.iter().find(|variant| variant.ident == name)
    }
}

impl<'a> Variant<'a> {
    /// The state's name.
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
            times: Times::default(),
            otherwise: None,
            no_store: false,
            server_only: false,
            was: Vec::new(),
            is_read: true,
        };
        let elsewhere: [Place; 3] = [(&OF_SESSION, "the enum"), (&OF_STATE, "the state's struct"), (&OF_FIELD, "a field")];
        for setting in settings(&variant.attrs, &OF_VARIANT, &elsewhere, errors) {
            let done = model.set(&setting);
            model.is_read &= errors.keep(done).is_some();
        }
        let mut unread = Errors::default();
        settings(&variant.attrs, &OF_VARIANT, &[], &mut unread);
        model.is_read &= unread.into_compile_errors().is_none();
        Some(model)
    }

    fn set(&mut self, setting: &Setting) -> syn::Result<()> {
        match setting.key.to_string().as_str() {
            "start" => self.start = Some(setting.flag()?),
            "to" => self.to = targets(setting)?,
            "otherwise" => self.otherwise = Some(setting.text()?),
            "no_store" => self.no_store = setting.flag().map(|_| true)?,
            "server_only" => self.server_only = setting.flag().map(|_| true)?,
            "was" => self.was.push(setting.text()?),
            _ => self.times.set(setting)?,
        }
        Ok(())
    }
}

/// The one type that a variant holds.
fn payload(variant: &syn::Variant) -> Option<&Type> {
    match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => Some(&fields.unnamed[0].ty),
        _ => None,
    }
}

impl Target {
    /// The state's name.
    pub(crate) fn name(&self) -> String {
        self.ident.unraw().to_string()
    }
}

/// `to(State, Other renews)`
fn targets(setting: &Setting) -> syn::Result<Vec<Target>> {
    let wrong = || setting.wants("with the states that this one leads to: `to(State, Other renews)`");
    let parser = Punctuated::<Target, Token![,]>::parse_terminated;
    let targets = parser.parse2(setting.list().ok_or_else(wrong)?)?;
    if targets.is_empty() {
        return Err(
            setting.wants("with the states that this one leads to: `to(State, Other renews)`; drop it if there is none")
        );
    }
    Ok(targets.into_iter().collect())
}

impl Parse for Target {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if !input.peek(Ident) {
            return Err(input.error("a transition is the name of a variant, such as `to(LoggedIn)` or `to(LoggedIn renews)`"));
        }
        let ident = input.parse()?;
        if input.is_empty() || input.peek(Token![,]) {
            return Ok(Self { ident, renews: false });
        }
        if input.peek(Token![::]) {
            return Err(syn::Error::new_spanned(&ident, "a transition is the name of a variant alone, such as `to(LoggedIn)`"));
        }
        let word = input.fork();
        if word.parse::<Ident>().is_ok_and(|word| word == "renews") {
            input.parse::<Ident>()?;
            return Ok(Self { ident, renews: true });
        }
        let hint = format!(
            "this means nothing behind a state; write `to({ident} renews)`, which begins the session's lifetime anew, or a `,` between states"
        );
        Err(input.error(hint))
    }
}
