//! Requests that another site makes a visitor's browser send (cross-site request forgery).
//!
//! `SameSite` holds most of them off. Behind it stand what the browser says of where a request
//! comes from, and a token that only this site's pages know.

mod expected;
mod form;
mod site;

pub use expected::{CsrfRefusal, Expected};
pub use form::{token_in_form, without_token};
pub use site::Site;
