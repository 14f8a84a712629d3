//! The token among the fields of a form.

use session_core::CsrfToken;

/// Returns the token in a form's body (`application/x-www-form-urlencoded`), if there is one.
pub(super) fn token_in_form(body: &[u8]) -> Option<String> {
    let mut fields = form_urlencoded::parse(body);
    fields.find(|(name, _)| name == CsrfToken::FIELD).map(|(_, token)| token.into_owned())
}

/// Returns the value of every field of a form.
pub(super) fn values_in_form(body: &[u8]) -> impl Iterator<Item = String> {
    form_urlencoded::parse(body).map(|(_, value)| value.into_owned())
}

/// Returns the form without the token, as its handler wants it.
pub fn without_token(body: &[u8]) -> String {
    let fields = form_urlencoded::parse(body).filter(|(name, _)| name != CsrfToken::FIELD);
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}
