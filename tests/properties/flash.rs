//! Messages that are shown once. Any number of them stays within the limits of the cookie, and
//! they are read back unchanged.

use proptest::prelude::*;
use session_core::testing::{block_on, key};
use session_core::{Flash, FlashMessage, Session, Sessions};

/// The limits that `Flash` promises.
const MESSAGES: usize = 8;
const BYTES: usize = 1024;

#[derive(Session)]
struct Page {
    flash: Flash,
}

/// Short texts, so that many fit; long ones, so that they are cut; characters of each length.
fn text(longest: usize) -> impl Strategy<Value = String> {
    let characters = prop_oneof![Just('a'), Just('ü'), Just('日'), Just('🍵'), any::<char>()];
    let length = prop_oneof![0..20_usize, 0..longest];
    (characters, length).prop_map(|(character, length)| character.to_string().repeat(length))
}

fn messages() -> impl Strategy<Value = Vec<(String, String)>> {
    proptest::collection::vec((text(200), text(700)), 0..20)
}

fn pairs(messages: &[FlashMessage]) -> Vec<(String, String)> {
    messages.iter().map(|message| (message.category().to_owned(), message.text().to_owned())).collect()
}

fn bytes(messages: &[(String, String)]) -> usize {
    messages.iter().map(|(category, text)| category.len() + text.len()).sum()
}

/// Returns the message as it is kept when there is no other.
fn alone(category: &str, text: &str) -> (String, String) {
    let mut flash = Flash::default();
    flash.push_as(category, text);
    pairs(flash.messages()).pop().expect("the newest is kept, whatever it is")
}

proptest! {
    #[test]
    fn as_many_of_the_newest_are_kept_as_there_is_room_for(messages in messages()) {
        let mut flash = Flash::default();
        for (category, text) in &messages {
            let mut expected = pairs(flash.messages());
            flash.push_as(category, text);
            expected.push(alone(category, text));
            while expected.len() > MESSAGES || bytes(&expected) > BYTES {
                expected.remove(0);
            }
            prop_assert_eq!(pairs(flash.messages()), expected);
        }
    }

    #[test]
    fn a_message_is_cut_only_if_it_is_too_long(category in text(200), text in text(700)) {
        let kept = alone(&category, &text);
        for (kept, given, room) in [(&kept.0, &category, BYTES / 8), (&kept.1, &text, BYTES - kept.0.len())] {
            if given.len() <= room {
                prop_assert_eq!(kept, given);
            } else {
                let start = kept.strip_suffix('…').expect("it says that it is cut");
                prop_assert!(given.starts_with(start) && kept.len() <= room);
                prop_assert!(kept.len() + 4 > room, "{} of {} bytes are used", kept.len(), room);
            }
        }
    }

    #[test]
    fn they_come_back_as_they_were_and_go_when_they_are_taken(messages in messages()) {
        let sessions = Sessions::<Page>::in_cookie(key(1));
        let mut flash = Flash::default();
        for (category, text) in &messages {
            flash.push_as(category, text);
        }
        let written = block_on(async {
            let mut context = sessions.open(None::<&str>).await.expect("it opens");
            context.live().flash = flash.clone();
            context.close().await
        });
        let written = written.expect("it fits");
        let Some(cookie) = written.set_cookie() else {
            prop_assert!(messages.is_empty(), "what changes is sent");
            return Ok(());
        };
        let cookie = cookie.to_string();
        let cookie = cookie.split(';').next().expect("a pair");
        let read = block_on(async {
            let mut context = sessions.open(Some(cookie)).await?;
            let taken = context.live().flash.take();
            Ok::<_, session_core::SessionError>((taken, context.close().await?))
        });
        let (taken, closed) = read.expect("it is valid");
        prop_assert_eq!(&*taken, flash.messages());
        prop_assert!(closed.set_cookie().is_some(), "they are gone");
    }

    #[test]
    fn what_is_taken_by_category_leaves_the_others_in_order(
        messages in proptest::collection::vec(("[abc]", "[a-z]{0,9}"), 0..8),
        wanted in proptest::collection::vec("[abc]", 0..3),
    ) {
        let mut flash = Flash::default();
        for (category, text) in &messages {
            flash.push_as(category, text);
        }
        let (taken, left): (Vec<_>, Vec<_>) = messages.into_iter().partition(|(category, _)| wanted.contains(category));
        let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
        prop_assert_eq!(pairs(&flash.take_of(&wanted)), taken);
        prop_assert_eq!(pairs(flash.messages()), left);
    }
}
