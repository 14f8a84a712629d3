//! A padded token only shows the length of its body in steps, and says itself whether it is
//! padded.

use std::time::Duration;

use session_core::testing::block_on;
use session_core::{InCookie, WriteView};

use crate::encrypted::{HEADER, TAG, bytes};
use crate::forge::{sessions, token};

mod notes {
    /// Defines the same session with the given padding.
    macro_rules! note {
        ($name:ident, $($padded:tt)*) => {
            #[derive(session_core::Session)]
            #[session(name = "note", cookie = "__Host-note", encrypted $($padded)*)]
            pub(crate) struct $name {
                pub(crate) note: String,
            }

            impl super::Note for $name {
                fn note(&mut self) -> &mut String {
                    &mut self.note
                }
            }
        };
    }

    note!(Plain,);
    note!(By2, , padded = 2);
    note!(By32, , padded = 32);
    note!(By255, , padded = 255);
}

trait Note: InCookie + WriteView {
    fn note(&mut self) -> &mut String;
}

fn note<S: Note>(length: usize) -> String {
    token(&sessions::<S>().0, None, |session| *session.note() = "x".repeat(length))
}

/// Returns the length of the note of `S`.
fn reads<S: Note>(token: &str) -> usize {
    let (sessions, _) = sessions::<S>();
    let field = format!("__Host-note={token}");
    let (length, closed) = block_on(sessions.scope(&field, async |mut session| session.note().len())).expect("a read");
    assert_eq!(closed.set_cookie(), None, "a mere read");
    length
}

fn body_length(token: &str) -> usize {
    bytes(token).len() - HEADER - TAG
}

fn is_padded_to<S: Note>(step: usize) {
    for length in 1..2 * step + 40 {
        let (plain, padded) = (note::<notes::Plain>(length), note::<S>(length));
        let added = body_length(&padded) - body_length(&plain);
        assert!((1..=step).contains(&added), "{added} bytes were added to a note of {length}");
        assert_eq!(body_length(&padded) % step, 0, "the length of a note of {length} shows");
        assert_eq!(bytes(&padded)[1], 16, "the token says that it is padded");
        assert_eq!(reads::<S>(&padded), length);
    }
}

#[test]
fn a_padded_token_tells_its_length_in_steps() {
    is_padded_to::<notes::By2>(2);
    is_padded_to::<notes::By32>(32);
    is_padded_to::<notes::By255>(255);
}

/// The token says whether its body is padded, not the type that reads it.
#[test]
fn padding_that_is_switched_on_or_off_keeps_old_tokens() {
    use notes::{By2, By32, By255, Plain};
    for length in (1..300).step_by(3) {
        for token in [note::<Plain>(length), note::<By2>(length), note::<By32>(length), note::<By255>(length)] {
            let all = [reads::<Plain>(&token), reads::<By2>(&token), reads::<By32>(&token), reads::<By255>(&token)];
            assert_eq!(all, [length; 4]);
        }
    }
    // The next token is padded as the type says now.
    let ((padded, later), (plain, latest)) = (sessions::<By32>(), sessions::<Plain>());
    later.advance(Duration::from_secs(1));
    let rewritten = token(&padded, Some(&note::<Plain>(5)), |session| session.note.push('x'));
    assert_eq!(body_length(&rewritten) % 32, 0);
    latest.advance(Duration::from_secs(2));
    let rewritten = token(&plain, Some(&rewritten), |session| session.note.push('x'));
    assert_eq!(body_length(&rewritten), body_length(&note::<Plain>(7)));
}
