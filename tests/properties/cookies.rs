//! Cookies as other programs read and write them.

use std::time::Duration;

use proptest::prelude::*;
use session_core::testing::{ManualClock, block_on, key};
use session_core::{Arrival, EachField, Refusal, ResponseHeaders, SameSite, Session, Sessions};

use crate::forge::{Forge, sessions};

#[derive(Session)]
#[session(name = "plain", idle = "20m", persistent)]
struct Plain {
    count: u32,
}

#[derive(Session)]
#[session(
    name = "all",
    domain = "shop.example",
    path = "/account",
    same_site = "None",
    partitioned,
    http_only = false,
    lifetime = "400d"
)]
struct All {
    count: u32,
}

#[derive(Session)]
#[session(name = "insecure", cookie = "insecure", secure = false, same_site = "Strict")]
struct Insecure {
    count: u32,
}

/// Returns a cookie of `S` that was set, read by an independent parser.
fn parsed<S: session_core::InCookie + session_core::WriteView>(write: impl FnOnce(&mut S)) -> cookie::Cookie<'static> {
    let (sessions, _) = sessions::<S>();
    let (_, closed) = block_on(sessions.scope(None, async |mut live| write(&mut live))).expect("stored");
    cookie::Cookie::parse(closed.set_cookie().expect("written").to_string()).expect("a cookie")
}

#[test]
fn attributes_are_what_the_type_says() {
    let plain = parsed::<Plain>(|session| session.count = 1);
    assert_eq!((plain.name(), plain.path(), plain.domain()), ("__Host-plain", Some("/"), None));
    assert_eq!((plain.secure(), plain.http_only(), plain.partitioned()), (Some(true), Some(true), None));
    assert_eq!(plain.same_site(), Some(cookie::SameSite::Lax));
    assert_eq!(plain.max_age(), Some(cookie::time::Duration::minutes(20)), "the nearer of the two limits");

    let all = parsed::<All>(|session| session.count = 1);
    assert_eq!((all.name(), all.path(), all.domain()), ("__Secure-all", Some("/account"), Some("shop.example")));
    assert_eq!((all.secure(), all.http_only(), all.partitioned()), (Some(true), None, Some(true)));
    assert_eq!((all.same_site(), all.max_age()), (Some(cookie::SameSite::None), None));

    let insecure = parsed::<Insecure>(|session| session.count = 1);
    assert_eq!((insecure.name(), insecure.secure()), ("insecure", None));
    assert_eq!(insecure.same_site(), Some(cookie::SameSite::Strict));
    assert_eq!(Insecure::SCHEMA.cookie().same_site, SameSite::Strict);
}

/// Browsers ignore a deletion with other attributes than the cookie's.
#[test]
fn a_deletion_is_the_same_header_with_nothing_in_it() {
    let (sessions, _) = sessions::<All>();
    let (_, set) = block_on(sessions.scope(None, async |mut live| live.count = 1)).expect("stored");
    let set = set.set_cookie().expect("written").clone();
    let field = format!("{}={}", set.name(), set.value());
    let (_, ended) = block_on(sessions.scope(&field, async |live| live.end())).expect("ended");
    let attributes = |header: &str| header.split("; ").skip(1).map(str::to_owned).collect::<Vec<_>>();
    let deletion = ended.set_cookie().expect("deleted");
    let mut expected = attributes(set.as_str());
    expected.extend(["Expires=Thu, 01 Jan 1970 00:00:00 GMT".to_owned(), "Max-Age=0".to_owned()]);
    assert_eq!(attributes(deletion.as_str()), expected);
    assert_eq!((deletion.name(), deletion.value()), ("__Secure-all", ""));
}

#[derive(Session)]
#[session(name = "cased", cookie = "__HOST-cased")]
struct Cased {
    count: u32,
}

#[derive(Session)]
#[session(name = "http", cookie = "__Host-Http-http")]
struct HttpOnly {
    count: u32,
}

/// Browsers know their prefixes in upper and lower case, so each of them is removed.
#[test]
fn no_prefix_is_left_over_plain_http() {
    fn name<S: session_core::InCookie + session_core::WriteView>() -> String {
        let sessions = Sessions::<S>::options().danger_allow_http().in_cookie(key(1));
        let (_, closed) = block_on(sessions.scope(None, async |mut live| live.renew_id())).expect("stored");
        closed.set_cookie().expect("renewed").name().to_owned()
    }
    assert_eq!([name::<Plain>(), name::<Cased>(), name::<HttpOnly>(), name::<All>()], ["plain", "cased", "http", "all"]);
}

#[test]
fn plain_http_has_neither_prefix_nor_secure_and_is_another_cookie() {
    let (sessions, _) = sessions::<Plain>();
    let (_, over_https) = block_on(sessions.scope(None, async |mut live| live.count = 1)).expect("stored");
    let token = over_https.set_cookie().expect("written").value().to_owned();
    let over_http = Sessions::<Plain>::options().danger_allow_http().in_cookie(key(1));
    let (_, closed) = block_on(over_http.scope(None, async |mut live| live.count = 1)).expect("stored");
    let header = closed.set_cookie().expect("written").to_string();
    assert!(header.starts_with("plain=") && !header.contains("Secure"), "{header}");
    let (arrival, _) = block_on(over_http.scope(&format!("plain={token}"), async |live| live.arrival())).expect("read");
    assert_eq!(arrival, Arrival::Refused(Refusal::BadSignature), "a token is bound to its cookie's name");
}

/// Whole `Cookie` fields for the grammar: a foreign cookie that isn't text, several fields, ten
/// foreign cookies, quotes.
#[test]
fn our_cookie_is_found_among_others() {
    let (sessions, _) = sessions::<Plain>();
    let mut forge = Forge::new("plain", "__Host-plain", b"\xa1\x65count\x07");
    (forge.flags, forge.rest_of_header) = (4, vec![0; 4]);
    let token = forge.token();
    let arrival = |fields: &[&[u8]]| block_on(sessions.scope(fields, async |live| live.arrival())).expect("read").0;
    let ours = format!("__Host-plain={token}");
    let foreign = format!("a={}; ", "x".repeat(3000));
    assert_eq!(arrival(&[ours.as_bytes()]), Arrival::Resumed);
    assert_eq!(arrival(&[b"theme=caf\xe9; ", ours.as_bytes()]), Arrival::Resumed, "another field isn't text");
    assert_eq!(arrival(&[[b"theme=caf\xe9; ", ours.as_bytes()].concat().as_slice()]), Arrival::Resumed, "the same field isn't");
    assert_eq!(arrival(&[format!("{}{ours}", foreign.repeat(3)).as_bytes()]), Arrival::Resumed, "9 KB of other cookies");
    assert_eq!(arrival(&[format!("__Host-plain=\"{token}\"").as_bytes()]), Arrival::Resumed, "quoted");
    assert_eq!(arrival(&[format!("a=\"1; {ours}; b=2\"").as_bytes()]), Arrival::Resumed, "a cookie sandwich");
    assert_eq!(arrival(&[format!("\u{2000}__Host-plain={token}").as_bytes()]), Arrival::Fresh, "Unicode space");
    assert_eq!(arrival(&[format!("\u{a0}__Host-plain={token}").as_bytes()]), Arrival::Fresh, "no-break space");
    assert_eq!(arrival(&[format!("__host-plain={token}").as_bytes()]), Arrival::Fresh, "another case");
}

#[test]
fn cookies_are_taken_in_every_form_that_people_have_them_in() {
    #[expect(clippy::needless_borrows_for_generic_args, reason = "each form is what is tested")]
    async fn forms(sessions: &Sessions<Plain>) -> Result<(), session_core::SessionError> {
        let (text, bytes, array) = (String::from("a=b"), vec![b"a=b".to_vec()], ["a=b"]);
        sessions.open(None).await?;
        sessions.open(Some("a=b")).await?;
        sessions.open(Some(text.as_str())).await?;
        sessions.open("a=b").await?;
        sessions.open(&text).await?;
        sessions.open([b"a=b".as_slice(), b"c=d"]).await?;
        sessions.open(["a=b", "c=d"]).await?;
        sessions.open(&array).await?;
        sessions.open(&bytes).await?;
        sessions.open(bytes.as_slice()).await?;
        sessions.open(EachField(bytes.iter())).await?;
        sessions.open(bytes).await?;
        Ok(())
    }
    block_on(forms(&sessions().0)).expect("opening never fails");
}

/// Of several sessions under one name, the latest wins, and a change deletes the cookie that a
/// browser keeps beside it.
#[test]
fn the_latest_of_several_sessions_wins() {
    let token = |began: u64, written: u32, count: u8| {
        let mut forge = Forge::new("plain", "__Host-plain", [b"\xa1\x65count", &[count][..]].concat());
        (forge.began, forge.written) = (began, written);
        format!("__Host-plain={}", forge.token())
    };
    let (sessions, clock) = sessions::<Plain>();
    clock.advance(Duration::from_secs(30));
    let now = 1_700_000_000;
    let winner = |fields: &[String]| block_on(sessions.scope(fields, async |live| live.count)).expect("read").0;
    let (older, newer, newest) = (token(now, 20, 1), token(now + 9, 0, 2), token(now + 9, 3, 3));
    assert_eq!(winner(&[older.clone(), newer.clone()]), 2, "the latest beginning");
    assert_eq!(winner(&[newer.clone(), older.clone()]), 2, "in any order");
    assert_eq!(winner(&[newer.clone(), newest]), 3, "then the one written last");
    assert_eq!(winner(&[token(now, 0, 4), token(now, 0, 5)]), 4, "then the first");

    let fields = [older, newer];
    let (_, closed) = block_on(sessions.scope(&fields, async |mut live| live.count += 1)).expect("stored");
    let cookies: Vec<String> = set_cookies(&closed);
    assert_eq!(cookies.len(), 2);
    assert!(cookies[0].contains("Max-Age=0") && cookies[0].contains("Partitioned"), "{}", cookies[0]);
    assert!(!cookies[1].contains("Partitioned"), "{}", cookies[1]);
    let (_, closed) = block_on(sessions.scope(&fields, async |live| live.end())).expect("ended");
    assert!(set_cookies(&closed).iter().all(|cookie| cookie.contains("Max-Age=0")));
    assert_eq!(set_cookies(&closed).len(), 2);
}

fn set_cookies(closed: &ResponseHeaders) -> Vec<String> {
    closed.headers().iter().filter(|header| header.name == "set-cookie").map(|header| header.value.to_owned()).collect()
}

proptest! {
    /// Any other content of a request's `Cookie` fields is read or refused, and never causes a
    /// panic.
    #[test]
    fn no_cookie_field_panics(fields in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..4), at in 0..4_usize) {
        let (sessions, _) = sessions::<Plain>();
        let mut fields = fields;
        if let Some(field) = fields.get_mut(at) {
            field.splice(0..0, b"__Host-plain=".iter().copied());
        }
        let (arrival, _) = block_on(sessions.scope(fields, async |live| live.arrival())).expect("opening never fails");
        prop_assert!(matches!(arrival, Arrival::Fresh | Arrival::Refused(_)));
    }
}

/// The response says nothing about the reason.
#[test]
fn every_refusal_is_answered_alike() {
    let clock = ManualClock::default();
    let sessions = Sessions::<Plain>::options().clock(clock).in_cookie(key(1));
    let forge = |change: fn(&mut Forge)| {
        let mut forge = Forge::new("plain", "__Host-plain", b"\xa1\x65count\x07");
        (forge.flags, forge.rest_of_header) = (4, vec![0; 4]);
        change(&mut forge);
        forge.token()
    };
    let refused = [
        ("!".to_owned(), Refusal::Malformed),
        ("A".repeat(5000), Refusal::TooLong),
        (forge(|forge| (forge.key, forge.named_key) = (9, 9)), Refusal::UnknownKey),
        (forge(|forge| forge.session = "other"), Refusal::BadSignature),
        (forge(|forge| forge.began += 100), Refusal::FromTheFuture),
        (forge(|forge| forge.began -= 60 * 24 * 60 * 60), Refusal::Expired),
        (forge(|forge| forge.began -= 60 * 60), Refusal::Idle),
        (forge(|forge| forge.body = vec![0]), Refusal::Unreadable),
    ];
    let answers = |write: bool| {
        refused.iter().map(move |(token, reason)| (token.clone(), *reason, write)).map(|(token, reason, write)| {
            let field = format!("__Host-plain={token}");
            let (arrival, closed) = block_on(sessions.scope(&field, async |mut live| {
                live.count += u32::from(write);
                live.arrival()
            }))
            .expect("stored");
            assert_eq!(arrival, Arrival::Refused(reason));
            closed.headers().iter().map(|header| (header.name.clone(), header.value.to_owned())).collect::<Vec<_>>()
        })
    };
    for write in [false, true] {
        let all: Vec<_> = answers(write).collect();
        assert!(all.windows(2).all(|pair| pair[0] == pair[1]), "writing: {write}: {all:#?}");
    }
}
