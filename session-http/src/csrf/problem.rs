//! Why a form isn't read, apart from its token.

use std::fmt;

use crate::event;

/// Why a protected form isn't read, apart from what its token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FormProblem {
    /// The request has no session to ask for its tokens: the handler isn't mounted as a session
    /// handler.
    NoSession,
    /// The form is sent by GET, or by another method that changes nothing.
    Reads,
    /// The body isn't of the type `application/x-www-form-urlencoded`.
    ContentType,
    /// The body can't be read, or is too large.
    Body,
    /// The form's fields aren't those that the handler wants.
    Fields,
}

impl FormProblem {
    /// Emits the event. An integration calls it before it answers.
    pub fn report(self) {
        event::form_not_read(self, self.is_mistake_of_the_application());
    }

    /// Returns whether the application made the mistake, and not whoever sent the form.
    pub fn is_mistake_of_the_application(self) -> bool {
        matches!(self, Self::NoSession | Self::Reads)
    }
}

impl fmt::Display for FormProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoSession => "there is no session here: mount the handler as a session handler (`with_session` in axum)",
            Self::Reads => "a protected form isn't sent by GET: mount its handler with `post`, and write `method=\"post\"`",
            Self::ContentType => {
                "the body isn't `application/x-www-form-urlencoded`: drop `enctype` from the form, or check a script's or an upload's token in the header `x-csrf-token`"
            }
            Self::Body => "the body can't be read, or is too large",
            Self::Fields => "the form's fields aren't those that the handler wants",
        })
    }
}
