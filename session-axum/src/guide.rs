//! The guide: sessions in axum.
//!
//! [`session_core::guide`] has what holds in every framework. The pages stand in the repository as
//! well, in the folder `docs/`.

/// Defines where a link from page to page leads here, as in the guide of session-core.
#[cfg(any(doc, doctest))]
macro_rules! links {
    () => {
        "[states.md]: session_core::guide::states\n\
         [the-req-lifetime.md]: session_core::guide::req_lifetime\n\
         [threats.md]: session_core::guide::threats\n\n"
    };
}

/// Handlers, states, middleware and forms, with complete programs.
#[cfg_attr(any(doc, doctest), doc = "", doc = links!(), doc = include_str!("../guide/axum.md"))]
pub mod axum {}
