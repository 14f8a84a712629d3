//! The targets of `tests/hostile/`, for a coverage-guided fuzzer. Each panics if something doesn't
//! hold that has to hold for any input.

#[path = "../../tests/hostile/forms.rs"]
mod forms;
#[path = "../../tests/hostile/flask.rs"]
mod in_flask;
#[path = "../../tests/hostile/keys.rs"]
mod keys;
#[path = "../../tests/hostile/kinds.rs"]
mod kinds;
#[path = "../../tests/hostile/seal.rs"]
mod seal;
#[path = "../../tests/hostile/targets.rs"]
#[expect(dead_code, reason = "the tests look at more of what a target returns")]
mod targets;

/// Tests a `Cookie` field.
pub fn cookie(bytes: &[u8]) {
    targets::cookie_header(bytes);
}

/// Tests a token's text, and what is before its tag.
pub fn open(bytes: &[u8]) {
    targets::open(bytes);
}

/// Tests a body that is sealed with the right key.
pub fn body(bytes: &[u8]) {
    targets::body(bytes);
}

/// Tests a cookie of Flask's, and its payload.
pub fn flask(bytes: &[u8]) {
    in_flask::flask(bytes);
}

/// Tests a form and its token.
pub fn form(bytes: &[u8]) {
    forms::form(bytes);
}

/// Tests the text of a key.
pub fn key(bytes: &[u8]) {
    keys::key(bytes);
}
