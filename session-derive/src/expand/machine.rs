//! An enum of states: which states there are, how each is viewed, and where it leads.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::tokens::{hygienic, respan};
use super::view::view;
use super::{bound, debug, schema};
use crate::diagram;
use crate::model::{Machine, Session, Variant};

/// Writes the implementations of a session that is a state machine.
pub(super) fn implementations(session: &Session<'_>, machine: &Machine<'_>) -> TokenStream {
    let (ident, krate) = (session.ident, &session.krate);
    let (checks, _) = schema::timeouts_of_session(session);
    let numbered = || machine.variants.iter().enumerate();
    let states = numbered().map(|(index, variant)| state(session, index, variant));
    let schema = schema::implementation(session, &quote!(#(#states),*));
    let visible = visible(session, machine);
    let view = view(&TokenStream::new(), &ident.to_token_stream(), &TokenStream::new(), false, krate);
    let record = record(session, machine);
    let views = numbered().map(|(index, _)| state_view(session, machine, index));
    let transitions = machine.variants.iter().map(|variant| transitions(session, machine, variant));
    let diagram = diagram(session, machine);
    let debug = session.debug.then(|| debug::of_machine(ident, machine));
    let bound = bound::of_machine(session, machine);
    quote! {
        const _: () = {
            // Private, so that a public session may have private states.
            enum __States {}
            #checks
            #bound
            #debug
            #schema
            #visible
            #view
            #record
            #(#views)*
            #(#transitions)*
        };
        #diagram
    }
}

/// Writes what is declared of a state, as an expression.
fn state(session: &Session<'_>, index: usize, variant: &Variant<'_>) -> TokenStream {
    let krate = &session.krate;
    let index = Literal::usize_unsuffixed(index);
    let name = variant.name();
    let (_, timeouts) = schema::timeouts_of_state(&variant.timeouts, session);
    let to = variant.to.iter().map(|transition| {
        let (name, resets_lifetime) = (transition.name(), transition.resets_lifetime);
        quote!(#krate::__private::Transition::new(#name, #resets_lifetime))
    });
    let was = &variant.was;
    let was = (!was.is_empty()).then(|| quote!(aliases: &[#(#was),*],));
    let otherwise = variant.otherwise.as_ref().map(|path| quote!(otherwise: ::core::option::Option::Some(#path),));
    let start = variant.start.as_ref().map(|_| quote!(start: true,));
    let no_store = variant.no_store.then(|| quote!(no_store: true,));
    let no_grace = variant.no_grace.then(|| quote!(no_grace: true,));
    quote! {
        #krate::__private::State {
            transitions: &[#(#to),*],
            #was #otherwise #start #no_store #no_grace
            ..#krate::__private::state_of_variant::<__States, #index>(#name, #timeouts)
        }
    }
}

/// Implements `Visible` for a machine that may be kept in a cookie: each of its states is visible.
///
/// The states stand in bounds and not in an associated type, since a public session may have
/// private states. The lifetime makes the compiler ask when the session is put into a cookie, and
/// not here.
fn visible(session: &Session<'_>, machine: &Machine<'_>) -> Option<TokenStream> {
    if session.server_only || machine.variants.iter().any(|variant| variant.server_only) {
        return None;
    }
    let (ident, krate) = (session.ident, &session.krate);
    let states = machine.variants.iter().map(|variant| variant.ty);
    Some(quote! {
        #[automatically_derived]
        impl #krate::__private::Visible for #ident where #(for<'__later> #states: #krate::__private::Visible),* {}
    })
}

fn record(session: &Session<'_>, machine: &Machine<'_>) -> TokenStream {
    let (ident, krate) = (session.ident, &session.krate);
    let [reader, writer, state] = hygienic(["reader", "writer", "state"]);
    let (read_version, check_version) = schema::versions(session);
    let variants: Vec<&Ident> = machine.variants.iter().map(|variant| variant.ident).collect();
    let indices: Vec<Literal> = (0..variants.len()).map(Literal::usize_unsuffixed).collect();
    let reads = variants.iter().zip(&indices).enumerate().map(|(number, (variant, index))| {
        let pattern = if number + 1 == variants.len() { quote!(_) } else { quote!(#index) };
        quote! {
            #pattern => #krate::__private::read_variant::<__States, #index, _>(#reader).map(#ident::#variant)
        }
    });
    quote! {
        #check_version
        #[automatically_derived]
        impl #krate::__private::Record for #ident {
            const ONLY_BY_DERIVE: #krate::__private::Derived = #krate::__private::Derived;
            fn state(&self) -> &'static #krate::__private::State {
                let #state: usize = match self {
                    #(#ident::#variants(_) => #indices,)*
                };
                &<Self as #krate::Session>::SCHEMA.states()[#state]
            }
            fn read<__R: #krate::__private::FieldReader>(#reader: &mut __R) -> ::core::result::Result<Self, __R::Error> {
                match #krate::__private::FieldReader::state(#reader, <Self as #krate::Session>::SCHEMA.states())? {
                    #(#reads,)*
                }
            }
            #read_version
            fn write<__W: #krate::__private::FieldWriter>(&self, #writer: &mut __W) -> ::core::result::Result<(), __W::Error> {
                #krate::__private::FieldWriter::state(#writer, #krate::__private::Record::state(self))?;
                match self {
                    #(#ident::#variants(#state) => #krate::__private::write_variant::<__States, #indices, _>(#state, #writer),)*
                }
            }
        }
    }
}

/// Implements what lets a handle of this session show a state's struct.
fn state_view(session: &Session<'_>, machine: &Machine<'_>, index: usize) -> TokenStream {
    let variant = &machine.variants[index];
    let (ident, krate, name, ty) = (session.ident, &session.krate, variant.ident, variant.ty);
    let others = (machine.variants.len() > 1).then(|| quote!(_ => ::core::option::Option::None,));
    let index = Literal::usize_unsuffixed(index);
    let [machine, state, context] = hygienic(["machine", "state", "context"]);
    let (checks, _) = schema::timeouts_of_state(&variant.timeouts, session);
    let start =
        variant.start.as_ref().map(|_| quote_spanned!(ty.span()=> const _: () = #krate::__private::check_start::<#ty>();));
    // Only the derive of the state knows whether it has secrets, so the compiler checks this.
    let secrets = (session.encrypted.is_none() && !variant.server_only)
        .then(|| respan(quote!(const _: () = #krate::__private::check_visible::<__States, #index>();), ty.span()));
    // Where the struct is something else to a handle as well, the error stands at the variant.
    let view = quote! {
        #[automatically_derived]
        impl #krate::__private::OneSessionOrOneState for #ty {
            const ONLY_BY_DERIVE: #krate::__private::Derived = #krate::__private::Derived;
            type Session = #ident;
            type Changes = #krate::__private::InPlace;
            fn check(#context: &#krate::RequestContext<#ident>) -> ::core::result::Result<(), #krate::WrongState> {
                #krate::__private::check_state(#context, <Self as #krate::StateOf<#ident>>::STATE)
            }
            fn get(#machine: &#ident) -> ::core::option::Option<&Self> {
                match #machine {
                    #ident::#name(#state) => ::core::option::Option::Some(#state),
                    #others
                }
            }
            fn get_mut(#machine: &mut #ident) -> ::core::option::Option<&mut Self> {
                match #machine {
                    #ident::#name(#state) => ::core::option::Option::Some(#state),
                    #others
                }
            }
            fn take(#machine: #ident) -> ::core::option::Option<Self> {
                match #machine {
                    #ident::#name(#state) => ::core::option::Option::Some(#state),
                    #others
                }
            }
        }
    };
    let view = respan(view, ty.span());
    quote! {
        #checks
        #start
        #secrets
        #[automatically_derived]
        impl #krate::__private::Variant<#index> for __States {
            type State = #ty;
        }
        #view
        #[automatically_derived]
        impl #krate::StateOf<#ident> for #ty {
            const ONLY_BY_DERIVE: #krate::__private::Derived = #krate::__private::Derived;
            const STATE: &'static #krate::__private::State = &<#ident as #krate::Session>::SCHEMA.states()[#index];
            fn wrap(self) -> #ident {
                #ident::#name(self)
            }
        }
    }
}

fn transitions(session: &Session<'_>, machine: &Machine<'_>, from: &Variant<'_>) -> TokenStream {
    let (krate, from_ty) = (&session.krate, from.ty);
    from.to
        .iter()
        .filter_map(|transition| Some((machine.variant(&transition.target)?.ty, transition.resets_lifetime)))
        .map(|(ty, resets_lifetime)| {
            quote! {
                #[automatically_derived]
                impl #krate::EnteredFrom<#from_ty> for #ty {
                    const ONLY_BY_DERIVE: #krate::__private::Derived = #krate::__private::Derived;
                    const RESETS_LIFETIME: bool = #resets_lifetime;
                }
            }
        })
        .collect()
}

/// Writes the constant that shows people the machine, on the type's own page.
fn diagram(session: &Session<'_>, machine: &Machine<'_>) -> TokenStream {
    let (ident, visibility) = (session.ident, &session.input.vis);
    let mermaid = diagram::mermaid(&session.timeouts, machine);
    let docs = format!(
        "The states of this session and where they lead, as a [Mermaid](https://mermaid.js.org) diagram.\n\n{}\n\
         Kept in a cookie, a session can be taken back to any earlier state until that state's time has passed.\n\n\
         ```mermaid\n{mermaid}```",
        diagram::table(machine)
    );
    quote! {
        #[automatically_derived]
        #[allow(dead_code, reason = "not every program uses this constant")]
        impl #ident {
            #[doc = #docs]
            #visibility const DIAGRAM: &'static str = #mermaid;
        }
    }
}
