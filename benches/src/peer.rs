//! The peer's side of the comparison: `cookie`'s signed jar with JSON in it, with one key that is
//! made beforehand and one jar for each request.

use cookie::{Cookie, CookieJar, Key, SameSite};

use crate::session::Sample;

const NAME: &str = "__Host-session";

/// The key of one application, and the request of one visitor.
pub struct Peer<S> {
    key: Key,
    session: S,
    /// The signed value, as the jar has it.
    value: String,
    /// The request's `Cookie` header, as the jar has it and percent-encoded. JSON has characters
    /// that a cookie may not have.
    plain: String,
    encoded: String,
}

impl<S: Sample> Peer<S> {
    /// Makes a visitor whose session is `session`.
    pub fn new(session: S) -> Self {
        let key = Key::generate();
        let mut jar = CookieJar::new();
        jar.signed_mut(&key).add(Cookie::new(NAME, json(&session)));
        let cookie = jar.get(NAME).expect("it was added");
        let (value, encoded) = (cookie.value().to_owned(), cookie.encoded().stripped().to_string());
        let plain = format!("{NAME}={value}");
        Self { key, session, value, plain, encoded }
    }

    /// Sends other cookies in front of the session's.
    pub fn beside(self, others: &str) -> Self {
        let [plain, encoded] = [&self.plain, &self.encoded].map(|own| format!("{others}{own}"));
        Self { plain, encoded, ..self }
    }

    /// Opens the session in the cheapest way: no jar, no header.
    pub fn verify(&self) -> S {
        let cookie = CookieJar::new().signed(&self.key).verify(Cookie::new(NAME, self.value.clone()));
        parse(&cookie.expect("it was signed"))
    }

    /// Opens the session from a jar, as the crate is meant to be used.
    pub fn get(&self) -> S {
        let mut jar = CookieJar::new();
        jar.add_original(Cookie::new(NAME, self.value.clone()));
        self.from(&jar)
    }

    /// Opens the session from the header, as if JSON were allowed there.
    pub fn header_plain(&self) -> S {
        let mut jar = CookieJar::new();
        for cookie in Cookie::split_parse(self.plain.as_str()) {
            jar.add_original(cookie.expect("it parses").into_owned());
        }
        self.from(&jar)
    }

    /// Opens the session from the header that browsers send.
    pub fn header(&self) -> S {
        let mut jar = CookieJar::new();
        for cookie in Cookie::split_parse_encoded(self.encoded.as_str()) {
            jar.add_original(cookie.expect("it parses").into_owned());
        }
        self.from(&jar)
    }

    fn from(&self, jar: &CookieJar) -> S {
        parse(&jar.signed(&self.key).get(NAME).expect("it was signed"))
    }

    /// Seals the session in the cheapest way: JSON, signed, no attributes, no header.
    pub fn seal(&self) -> CookieJar {
        let mut jar = CookieJar::new();
        jar.signed_mut(&self.key).add(Cookie::new(NAME, json(&self.session)));
        jar
    }

    /// Seals the session with our cookie's attributes, and writes the header.
    pub fn seal_to_header(&self) -> String {
        self.header_of(&self.session)
    }

    /// Opens the session, changes one field and seals it: the same request as ours, from header to
    /// header.
    pub fn write(&self) -> String {
        let mut session = self.header();
        session.change();
        self.header_of(&session)
    }

    fn header_of(&self, session: &S) -> String {
        let mut jar = CookieJar::new();
        let cookie = Cookie::build((NAME, json(session))).path("/").secure(true).http_only(true).same_site(SameSite::Lax);
        jar.signed_mut(&self.key).add(cookie);
        jar.get(NAME).expect("it was added").encoded().to_string()
    }

    /// Returns the cookie's value, as the jar has it and as the header has it.
    pub fn values(&self) -> [&str; 2] {
        [&self.value, self.encoded.split_once('=').expect("a name and a value").1]
    }
}

fn json<S: Sample>(session: &S) -> String {
    serde_json::to_string(session).expect("it is a value of JSON")
}

fn parse<S: Sample>(cookie: &Cookie<'_>) -> S {
    serde_json::from_str(cookie.value()).expect("it was JSON")
}
