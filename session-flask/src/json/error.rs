//! What is wrong with a payload or a value.

use std::fmt;

/// What is wrong with a payload, or with a value that was to be written into one.
///
/// The error contains neither the value nor serde's own message about it, since sessions don't
/// belong into the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct JsonError(&'static str);

pub(crate) type JsonResult<T> = Result<T, JsonError>;

impl JsonError {
    pub(crate) const NOT_UTF8: Self = Self("the payload is not UTF-8");
    pub(crate) const ENDED: Self = Self("the payload ends too early");
    pub(crate) const NOT_JSON: Self = Self("the payload is not JSON");
    pub(crate) const TRAILING: Self = Self("something follows the payload");
    pub(crate) const CONTROL: Self = Self("a text has a control character that is not escaped");
    pub(crate) const BAD_ESCAPE: Self = Self("a text has an escape that JSON doesn't have");
    pub(crate) const TOO_LONG: Self = Self("an integer has more than 4300 digits");
    pub(crate) const TOO_DEEP: Self = Self("it is nested more than 64 levels deep");
    pub(crate) const TOO_MANY: Self = Self("it has more values than a cookie of its length may have");
    pub(crate) const NOT_A_DICT: Self = Self("the session is not a dict");
    pub(crate) const BAD_DICT: Self = Self("the tag ` di` must contain one escaped tag");
    pub(crate) const BAD_TUPLE: Self = Self("the tag ` t` must contain a list");
    pub(crate) const BAD_BYTES: Self = Self("the tag ` b` must contain base64");
    pub(crate) const BAD_MARKUP: Self = Self("the tag ` m` must contain a text");
    pub(crate) const BAD_UUID: Self = Self("the tag ` u` must contain a UUID");
    pub(crate) const BAD_DATE: Self = Self("the tag ` d` must contain a text");
    pub(crate) const NO_FIELD: Self = Self("the field is missing");
    pub(crate) const UNKNOWN_STATE: Self = Self("the session is in a state that this version doesn't know");
    pub(crate) const UNKNOWN_VERSION: Self = Self("the session has a version that this application doesn't know");

    pub(crate) const DUPLICATE_KEY: Self = Self("a map in it has the same key twice");
    pub(crate) const MIXED_KEYS: Self = Self("a map in it has both texts and numbers as keys, which Python can't sort");
    pub(crate) const NOT_A_KEY: Self = Self("a map in it has a key that is neither a text, an integer nor a bool");
    pub(crate) const KEY_WITHOUT_VALUE: Self = Self("a map's key without a value");
    pub(crate) const NULL_IN_SOME: Self = Self("`Some` of a value that is written like `None` would read back as `None`");
    pub(crate) const DATE_OUT_OF_RANGE: Self = Self("Flask can't read this date: its year isn't from 100 to 9999");
    pub(crate) const NOT_TAGGED: Self = Self("a tagged value has the wrong type for its tag");

    pub(crate) const UNREAD: Self = Self("its `Deserialize` didn't read the whole value");
    pub(crate) const LONE_SURROGATE: Self = Self("a text has half of a surrogate pair, which no Rust text has");
    pub(crate) const NOT_128_BITS: Self = Self("an integer has more than 128 bits");
    pub(crate) const NOT_A_VARIANT: Self = Self("expected a variant's name, or a dict from the name to a value");

    pub(crate) fn why(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for JsonError {}

impl serde::ser::Error for JsonError {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self("its `Serialize` returned an error")
    }
}

impl serde::de::Error for JsonError {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self("its `Deserialize` returned an error")
    }
}
