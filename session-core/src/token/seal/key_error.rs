//! Why a text isn't a key.

use std::fmt;

use crate::limits::KEY_BYTES;

/// Why a text isn't a [`Key`](crate::Key). The message contains no part of the text.
///
/// `Debug` prints the message as well, for a `main` that returns the error.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyError {
    /// The environment variable isn't set, is empty, or isn't text.
    Missing {
        /// The variable's name.
        variable: String,
    },
    /// The text isn't base64.
    NotBase64,
    /// The text is hexadecimal, from `openssl rand -hex 32` perhaps.
    Hexadecimal,
    /// A quote stands in front of the text or behind it.
    Quoted,
    /// There is a space, a line break or a comma within the text.
    NotOneWord,
    /// The key has fewer than 32 bytes.
    TooShort {
        /// The number of bytes that the key has.
        bytes: usize,
    },
    /// The key has fewer than 8 different bytes: it was typed, not drawn at random.
    NotRandom,
    /// The key is one of `testing::key`, which documentation and tests print: anyone can sign with
    /// it.
    Published,
    /// The list contains no key.
    Empty,
    /// Every key of the list is marked `expected:`, so none seals.
    NoCurrent,
    /// No key follows directly behind `expected:` in the list.
    MarkAlone,
    /// An entry of the list is not a valid key.
    InList {
        /// The entry's number; the first is 1.
        place: usize,
        /// What is wrong with the entry.
        error: Box<KeyError>,
    },
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InList { place, error } => return write!(f, "session key number {place}: {error}"),
            Self::Empty => f.write_str("the list has no session key"),
            Self::NoCurrent => {
                return f.write_str("every session key in the list is marked `expected:`; the one that seals has no mark");
            }
            Self::MarkAlone => {
                return f.write_str("no key follows `expected:`; write the key right behind it, without a space");
            }
            Self::Quoted => return f.write_str("the session key stands in quotes; write it without them"),
            Self::NotOneWord => {
                return f.write_str(
                    "there is a space, a line break or a comma within the session key; write it in one piece, or read several keys by `Keys::from_env`",
                );
            }
            Self::Missing { variable } => write!(f, "the environment variable `{variable}` holds no session key"),
            Self::NotBase64 => f.write_str("the session key isn't base64"),
            Self::Hexadecimal => f.write_str("the session key is written in hexadecimal, and not in base64"),
            Self::TooShort { bytes } => write!(f, "the session key has {bytes} bytes, and needs {KEY_BYTES}"),
            Self::NotRandom => f.write_str("the session key isn't random"),
            Self::Published => f.write_str("the session key is one that is printed in documentation or tests"),
        }?;
        f.write_str("; make one with `openssl rand -base64 32`")
    }
}

impl fmt::Debug for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for KeyError {}
