//! What the next page is to say, once: flash messages.

use serde::{Deserialize, Serialize};

use super::codes::LIFETIME;
use super::pages::in_words;
use super::sessions::Page;

/// A text of the site's own, or the part of one that changes. What a visitor typed is never in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Message {
    Added(String),
    TooMany(String),
    Refused,
    CodeSent,
    TooManyCodes,
    CodesLocked,
    WrongCode { left: u8 },
    TriesUsedUp,
    StartOver,
    Welcome(String),
    Locked,
    SignedOut,
}

/// Messages are in a cookie: more than this nobody reads.
const MOST: usize = 3;

impl Page {
    /// Shows `message` on the next page.
    pub(super) fn say(&mut self, message: Message) {
        if self.messages.len() >= MOST {
            self.messages.remove(0);
        }
        self.messages.push(message);
    }
}

impl Message {
    /// Whether it says that something didn't work.
    pub(super) fn is_bad(&self) -> bool {
        match self {
            Self::Added(_) | Self::CodeSent | Self::StartOver | Self::Welcome(_) | Self::Locked | Self::SignedOut => false,
            Self::TooMany(_)
            | Self::Refused
            | Self::TooManyCodes
            | Self::CodesLocked
            | Self::WrongCode { .. }
            | Self::TriesUsedUp => true,
        }
    }
}

impl std::fmt::Display for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Added(item) => write!(f, "{item} is in your basket."),
            Self::TooMany(item) => write!(f, "That’s as much {item} as we sell at once."),
            // The same for an unknown name and a wrong password: who has an account is nobody's business.
            Self::Refused => f.write_str("That name and password don’t match."),
            Self::CodeSent => f.write_str("We have sent you a code."),
            Self::TooManyCodes => {
                write!(f, "We have sent you several codes already. Wait {} and try again.", in_words(LIFETIME))
            }
            Self::CodesLocked => f.write_str("Too many wrong codes were entered for this account. Try again tomorrow."),
            Self::WrongCode { left: 1 } => f.write_str("That isn’t the code. You have one more try."),
            Self::WrongCode { left } => write!(f, "That isn’t the code. You have {left} more tries."),
            Self::TriesUsedUp => f.write_str("That code can’t be used any more. Sign in again to get another one."),
            Self::StartOver => f.write_str("You aren’t signed in. Your basket is as it was."),
            Self::Welcome(name) => write!(f, "Welcome, {name}!"),
            Self::Locked => f.write_str("Your account is locked. Your basket is still here."),
            Self::SignedOut => f.write_str("You are signed out, and this browser has forgotten you."),
        }
    }
}
