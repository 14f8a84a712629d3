//! A session's id: 128 random bits, which say nothing and which nobody chooses.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use session_core::testing::{ManualClock, block_on, key};
use session_core::{OsRng, Rng, RngError, Session, Sessions};

#[derive(Session)]
#[session(name = "member", cookie = "__Host-member")]
struct Member {
    #[session(identity)]
    user: Option<u64>,
}

/// Returns the id in a token: 16 bytes behind the kind, the flags, the key's id, and the times when
/// the session began and the token was written.
fn id_in(token: &str) -> [u8; 16] {
    let bytes = URL_SAFE_NO_PAD.decode(token).expect("base64url");
    assert_eq!(bytes[1] & 8, 8, "it has an id");
    bytes[15..31].try_into().expect("16 bytes")
}

/// Returns the token of a new session of this user.
fn sign_in(sessions: &Sessions<Member>, user: u64) -> String {
    let (_, closed) = block_on(sessions.scope(None, async |mut live| live.user = Some(user))).expect("stored");
    closed.set_cookie().expect("written").value().to_owned()
}

/// A generator that counts what it is asked for, and gives what it is told to.
#[derive(Clone, Default)]
struct Told {
    next: Arc<Mutex<u8>>,
    asked: Arc<Mutex<Vec<usize>>>,
}

impl Rng for Told {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RngError> {
        self.asked.lock().expect("no test panics here").push(bytes.len());
        bytes.fill(*self.next.lock().expect("no test panics here"));
        Ok(())
    }
}

/// The id is the generator's bytes, all of them and nothing else: whatever the data, the time and
/// the key.
#[test]
fn an_id_is_what_the_generator_gives_and_nothing_else() {
    let rng = Told::default();
    for (user, byte, second) in [(7, 1, 1_700_000_000), (7, 2, 1_700_000_000), (8, 2, 1_800_000_000), (u64::MAX, 255, 0)] {
        *rng.next.lock().expect("no test panics here") = byte;
        let sessions = Sessions::options().clock(ManualClock::at(second)).rng(rng.clone()).in_cookie(key(byte));
        assert_eq!(id_in(&sign_in(&sessions, user)), [byte; 16]);
    }
    assert_eq!(*rng.asked.lock().expect("no test panics here"), [16; 4], "128 bits for each, and none twice");
}

/// Of 20,000 ids of the operating system's randomness none comes twice, and each bit is set in
/// about half of them.
#[test]
fn ids_of_the_operating_system_are_random_in_every_bit() {
    const IDS: usize = 20_000;
    let sessions = Sessions::options().clock(ManualClock::default()).rng(OsRng).in_cookie(key(1));
    let ids: Vec<_> = (0..IDS).map(|_| id_in(&sign_in(&sessions, 7))).collect();
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), IDS);
    for bit in 0..128 {
        let set = ids.iter().filter(|id| id[bit / 8] >> (bit % 8) & 1 == 1).count();
        // Seven standard deviations: once in 10⁹ runs by chance.
        assert!(set.abs_diff(IDS / 2) < 495, "bit {bit} is set in {set} of {IDS}");
    }
}

/// An id of the visitor's choice is neither taken nor kept: it makes the token a forged one, and
/// what the visitor gets is drawn here.
#[test]
fn an_id_that_the_visitor_chose_is_never_taken() {
    let sessions = Sessions::options().clock(ManualClock::default()).in_cookie(key(1));
    let chosen = [0x41; 16];
    let mut bytes = URL_SAFE_NO_PAD.decode(sign_in(&sessions, 7)).expect("base64url");
    bytes[15..31].copy_from_slice(&chosen);
    for field in [
        format!("__Host-member={}", URL_SAFE_NO_PAD.encode(&bytes)),
        format!("__Host-member={}", URL_SAFE_NO_PAD.encode(chosen)),
        format!("__Host-member={}", "A".repeat(16)),
    ] {
        let (user, closed) = block_on(sessions.scope(&field, async |mut live| live.user.replace(8))).expect("stored");
        assert_eq!(user, None, "nobody is signed in");
        assert_ne!(id_in(closed.set_cookie().expect("written").value()), chosen);
    }
}
