//! Protection against requests that another site makes a visitor's browser send (cross-site
//! request forgery).
//!
//! `SameSite` stops most of them. Behind it there are two more checks: what the browser says about
//! where a request comes from, and a token that only this site's pages know.

mod expected;
mod form;
mod problem;
mod site;

pub use expected::ExpectedToken;
pub use form::without_token;
pub use problem::FormProblem;
pub use site::{Site, check_site};

pub use crate::head::is_safe;
