//! The guide: what no single item can say.
//!
//! The pages stand in the repository as well, in the folder `docs/`. What needs a framework has a
//! guide of its own, in the crate of that framework.

/// Defines where a link from page to page leads here.
///
/// On a page of the repository such a link leads to a file: each page defines its links at its end.
/// Here it leads to a module. Of two definitions the first one counts, so these stand in front of a
/// page.
#[cfg(any(doc, doctest))]
macro_rules! links {
    () => {
        "[architecture.md]: crate::guide::architecture\n\
         [compile-errors.md]: crate::guide::compile_errors\n\
         [defaults.md]: crate::guide::defaults\n\
         [deploying.md]: crate::guide::deploying\n\
         [glossary.md]: crate::guide::glossary\n\
         [keys.md]: crate::guide::keys\n\
         [keys.md#from-signed-to-encrypted]: crate::guide::keys#from-signed-to-encrypted\n\
         [lifecycle.md]: crate::guide::lifecycle\n\
         [the-req-lifetime.md]: crate::guide::req_lifetime\n\
         [session.md]: macro@crate::Session\n\
         [states.md]: crate::guide::states\n\
         [stores.md]: crate::guide::stores\n\
         [stores.md#from-a-cookie-into-a-store]: crate::guide::stores#from-a-cookie-into-a-store\n\
         [threats.md]: crate::guide::threats\n\
         [troubleshooting.md]: crate::guide::troubleshooting\n\
         [wire-format.md]: crate::guide::wire_format\n\n"
    };
}

/// How to get a session, and what the compiler says where it would leave its request.
#[cfg_attr(any(doc, doctest), doc = "", doc = links!(), doc = include_str!("../guide/the-req-lifetime.md"))]
pub mod req_lifetime {}

/// What a response carries, by what the request brought and what the handler did.
#[cfg_attr(any(doc, doctest), doc = "", doc = links!(), doc = include_str!("../guide/lifecycle.md"))]
pub mod lifecycle {}

/// Sessions that are state machines: their declaration, handlers, transitions, tests and deploys.
#[cfg_attr(any(doc, doctest), doc = "", doc = links!(), doc = include_str!("../guide/states.md"))]
pub mod states {}

/// Sessions on a server: when a cookie is enough, two requests at once, and a store of your own.
#[cfg_attr(any(doc, doctest), doc = "", doc = links!(), doc = include_str!("../guide/stores.md"))]
pub mod stores {}

/// What a session library has to withstand, what stops it here, and what nothing here stops.
#[cfg_attr(any(doc, doctest), doc = "", doc = links!(), doc = include_str!("../guide/threats.md"))]
pub mod threats {}

/// Keys: their roles, a new one, a leaked one, and how many tokens one may seal.
#[cfg_attr(any(doc, doctest), doc = "", doc = links!(), doc = include_str!("../guide/keys.md"))]
pub mod keys {}

/// What to do before a deploy, so that live sessions stay, and what the events say.
#[cfg_attr(any(doc, doctest), doc = "", doc = links!(), doc = include_str!("../guide/deploying.md"))]
pub mod deploying {}

/// A token byte by byte, for somebody who makes or opens one in another language.
#[cfg_attr(any(doc, doctest), doc = "", doc = links!(), doc = include_str!("../guide/wire-format.md"))]
pub mod wire_format {}

/// What a session has that declares nothing, beside what the standards ask for.
#[cfg_attr(any(doc, doctest), doc = "", doc = links!(), doc = include_str!("../guide/defaults.md"))]
pub mod defaults {}

/// Each mistake that doesn't compile, with its message and what to write.
#[cfg_attr(any(doc, doctest), doc = "", doc = links!(), doc = include_str!("../guide/compile-errors.md"))]
pub mod compile_errors {}

/// What to look at when something doesn't work.
#[cfg_attr(any(doc, doctest), doc = "", doc = links!(), doc = include_str!("../guide/troubleshooting.md"))]
pub mod troubleshooting {}

/// Where things are in the source, and which part may know which.
#[cfg_attr(any(doc, doctest), doc = "", doc = links!(), doc = include_str!("../guide/architecture.md"))]
pub mod architecture {}

/// The words of the code, its messages and these pages.
#[cfg_attr(any(doc, doctest), doc = "", doc = links!(), doc = include_str!("../guide/glossary.md"))]
pub mod glossary {}
