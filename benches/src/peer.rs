//! The peer's side: `cookie`'s signed jar with JSON in it. One key made beforehand, one jar a
//! request.

use cookie::{Cookie, CookieJar, Key, SameSite};

use crate::session::Sample;

const NAME: &str = "__Host-session";

/// One application's key and the request of one visitor.
pub struct Peer<S> {
    key: Key,
    session: S,
    /// The signed value, as the jar has it.
    value: String,
    /// The request's `Cookie` header: as the jar has it, and percent-encoded, since JSON has
    /// characters that no cookie may have.
    plain: String,
    encoded: String,
}

impl<S: Sample> Peer<S> {
    /// A visitor whose session is `session`.
    pub fn new(session: S) -> Self {
        let key = Key::generate();
        let mut jar = CookieJar::new();
        jar.signed_mut(&key).add(Cookie::new(NAME, json(&session)));
        let cookie = jar.get(NAME).expect("it was added");
        let (value, encoded) = (cookie.value().to_owned(), cookie.encoded().stripped().to_string());
        let plain = format!("{NAME}={value}");
        Self { key, session, value, plain, encoded }
    }

    /// The least that opens: no jar, no header.
    pub fn verify(&self) -> S {
        let cookie = CookieJar::new().signed(&self.key).verify(Cookie::new(NAME, self.value.clone()));
        parse(&cookie.expect("it was signed"))
    }

    /// From a jar, which is how it is meant.
    pub fn get(&self) -> S {
        let mut jar = CookieJar::new();
        jar.add_original(Cookie::new(NAME, self.value.clone()));
        self.from(&jar)
    }

    /// From the header, as if JSON could stand there.
    pub fn header_plain(&self) -> S {
        let mut jar = CookieJar::new();
        for cookie in Cookie::split_parse(self.plain.as_str()) {
            jar.add_original(cookie.expect("it parses").into_owned());
        }
        self.from(&jar)
    }

    /// From the header that browsers send.
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

    /// The least that seals: JSON, signed, no attributes, no header.
    pub fn seal(&self) -> CookieJar {
        let mut jar = CookieJar::new();
        jar.signed_mut(&self.key).add(Cookie::new(NAME, json(&self.session)));
        jar
    }

    /// Sealed, with the attributes that ours has, as the text of the header.
    pub fn seal_to_header(&self) -> String {
        self.header_of(&self.session)
    }

    /// Opens, changes one field and seals: the same request as ours, from header to header.
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

    /// The cookie's value, in the jar and on the way.
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
