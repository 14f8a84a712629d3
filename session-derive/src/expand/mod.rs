//! The code that the derives write: a few calls into session-core, and each field's and state's
//! type once.

mod bound;
mod debug;
mod fields;
mod machine;
mod merge;
mod nested;
mod schema;
mod tokens;
mod value;
mod view;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, quote};
use syn::Path;

use crate::model::{Content, Session, State, Struct, Value};
use tokens::{hygienic, respan};

pub(crate) use view::view;

/// Writes the implementations of a session.
pub(crate) fn session(session: &Session<'_>) -> TokenStream {
    match &session.content {
        Content::Struct(content) => of_struct(session, content),
        Content::Machine(machine) => machine::implementations(session, machine),
    }
}

/// Writes the implementations of a session that is a struct.
fn of_struct(session: &Session<'_>, content: &Struct<'_>) -> TokenStream {
    let (ident, krate) = (session.ident, &session.krate);
    let (checks, timeouts) = schema::timeouts_of_session(session);
    let state = quote! {
        #krate::__private::State::new(
            "",
            <#ident as #krate::__private::Fields>::FIELDS,
            <#ident as #krate::__private::Fields>::REMOVED,
            #timeouts,
        )
    };
    let schema = schema::implementation(session, &state);
    let visible = (!session.server_only && !content.is_server_only()).then(|| visible(ident, krate));
    let fields = fields::implementations(ident, content, fields::Kind::Session, session.bounded.is_some(), krate);
    let view = view(&TokenStream::new(), &ident.to_token_stream(), &TokenStream::new(), true, krate);
    let [reader, writer] = hygienic(["reader", "writer"]);
    let check_not_copy = check_not_copy(ident, krate);
    let debug = debug::of_struct(ident, content, session.debug);
    let (read_version, check_version) = schema::versions(session);
    let bound = bound::of_struct(session);
    let bounded_fields = session.bounded.as_ref().map(|_| bound::of_fields(ident, content, krate));
    quote! {
        const _: () = {
            #checks
            #check_not_copy
            #check_version
            #bounded_fields
            #bound
            #debug
            #schema
            #visible
            #view
            #fields
            #[automatically_derived]
            impl #krate::__private::Record for #ident {
                const ONLY_BY_DERIVE: #krate::__private::Derived = #krate::__private::Derived;
                fn state(&self) -> &'static #krate::__private::State {
                    &<Self as #krate::Session>::SCHEMA.states()[0]
                }
                fn read<__R: #krate::__private::FieldReader>(#reader: &mut __R) -> ::core::result::Result<Self, __R::Error> {
                    #krate::__private::Fields::read_fields(#reader)
                }
                #read_version
                fn write<__W: #krate::__private::FieldWriter>(
                    &self,
                    #writer: &mut __W,
                ) -> ::core::result::Result<(), __W::Error> {
                    #krate::__private::Fields::write_fields(self, #writer)
                }
            }
        };
    }
}

/// Writes the implementations of a session value.
pub(crate) fn value(value: &Value<'_>) -> TokenStream {
    value::implementations(value)
}

/// Writes the implementations of a state's struct.
pub(crate) fn state(state: &State<'_>) -> TokenStream {
    let (ident, krate) = (state.ident, &state.krate);
    let fields = fields::implementations(ident, &state.content, fields::Kind::State, state.bounded, krate);
    let check_not_copy = check_not_copy(ident, krate);
    let debug = debug::of_struct(ident, &state.content, state.debug);
    let bounded_fields = state.bounded.then(|| bound::of_fields(ident, &state.content, krate));
    let visible = (!state.content.is_server_only()).then(|| visible(ident, krate));
    quote! {
        const _: () = {
            #check_not_copy
            #debug
            #bounded_fields
            #fields
            #visible
            #[automatically_derived]
            impl #krate::SessionState for #ident {
                const ONLY_BY_DERIVE: #krate::__private::Derived = #krate::__private::Derived;
            }
        };
    }
}

/// Writes the check that a type isn't `Copy`. Only the compiler knows the other derives.
fn check_not_copy(ident: &Ident, krate: &Path) -> TokenStream {
    let check = quote! {
        const _: () = {
            use #krate::__private::NoCopies as _;
            #krate::__private::check_not_copy(#krate::__private::Copies::<#ident>::ARE_MADE)
        };
    };
    respan(check, ident.span())
}

/// Implements `Visible` for a struct.
fn visible(ident: &Ident, krate: &Path) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl #krate::__private::Visible for #ident {}
    }
}
