//! The table of codes: its size is limited, and its entries expire.

use std::time::{Duration, SystemTime};

use crate::site::codes::{AttemptId, Codes, NoCode, Verdict};
use crate::site::users::{User, UserId};

const LIFETIME: Duration = Duration::from_mins(5);
const DAY: Duration = Duration::from_hours(24);
const SECOND: Duration = Duration::from_secs(1);

fn users() -> [UserId; 2] {
    [User::all()[0].id, User::all()[1].id]
}

fn noon() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_hours(500_000)
}

/// Returns another code than `code`.
fn wrong(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

fn start(codes: &Codes, user: UserId, now: SystemTime) -> (AttemptId, String) {
    codes.start(user, now).expect("this user has few codes")
}

#[test]
fn a_code_is_six_digits_and_good_once() {
    let (codes, [ada, _]) = (Codes::default(), users());
    let (attempt, code) = start(&codes, ada, noon());
    assert!(code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
    assert_eq!(codes.check(&attempt, &code, noon()), Verdict::Right);
    assert_eq!(codes.check(&attempt, &code, noon()), Verdict::Gone);
}

#[test]
fn a_code_is_for_its_own_attempt() {
    let (codes, [ada, grace]) = (Codes::default(), users());
    let (first, code) = start(&codes, ada, noon());
    let mut other = start(&codes, grace, noon()).1;
    while other == code {
        other = start(&codes, grace, noon()).1;
    }
    assert_eq!(codes.check(&first, &other, noon()), Verdict::Wrong { left: 4 });
}

#[test]
fn there_are_five_tries() {
    let (codes, [ada, _]) = (Codes::default(), users());
    let (attempt, code) = start(&codes, ada, noon());
    for left in (1..=4).rev() {
        assert_eq!(codes.check(&attempt, wrong(&code), noon()), Verdict::Wrong { left });
    }
    assert_eq!(codes.check(&attempt, wrong(&code), noon()), Verdict::Over, "the fifth");
    assert_eq!(codes.check(&attempt, &code, noon()), Verdict::Over, "the sixth, though it is right");
}

#[test]
fn what_is_no_code_is_a_try() {
    let (codes, [ada, _]) = (Codes::default(), users());
    let (attempt, code) = start(&codes, ada, noon());
    for typed in ["", "12345", &format!("{code}0"), "ⅷ"] {
        assert!(matches!(codes.check(&attempt, typed, noon()), Verdict::Wrong { .. }), "{typed:?}");
    }
    assert_eq!(codes.check(&attempt, &code, noon()), Verdict::Right);
}

#[test]
fn a_code_ends_after_five_minutes() {
    let (codes, [ada, _]) = (Codes::default(), users());
    let (attempt, code) = start(&codes, ada, noon());
    assert_eq!(codes.check(&attempt, &code, noon() + LIFETIME), Verdict::Gone);
    let (attempt, code) = start(&codes, ada, noon());
    assert_eq!(codes.check(&attempt, &code, noon() + LIFETIME - Duration::from_secs(1)), Verdict::Right);
}

#[test]
fn a_user_has_five_codes_at_a_time_whether_used_up_or_not() {
    let (codes, [ada, grace]) = (Codes::default(), users());
    for _ in 0..5 {
        let (attempt, code) = start(&codes, ada, noon());
        for _ in 0..5 {
            codes.check(&attempt, wrong(&code), noon());
        }
    }
    assert_eq!(codes.start(ada, noon()).err(), Some(NoCode::Several), "25 tries, and no more");
    assert!(codes.start(grace, noon()).is_ok(), "somebody else has codes of their own");
    assert!(codes.start(ada, noon() + LIFETIME).is_ok(), "until the first ones end");
}

#[test]
fn a_code_that_was_right_makes_room_for_another() {
    let (codes, [ada, _]) = (Codes::default(), users());
    for _ in 0..20 {
        let (attempt, code) = start(&codes, ada, noon());
        assert_eq!(codes.check(&attempt, &code, noon()), Verdict::Right);
    }
}

/// Guesses wrong codes as fast as the table allows, and returns how many there were until it
/// locked the user, and when.
fn guess(codes: &Codes, user: UserId, mut now: SystemTime) -> (u32, SystemTime) {
    let mut tries = 0;
    loop {
        let (attempt, code) = match codes.start(user, now) {
            Ok(started) => started,
            Err(NoCode::Several) => {
                now += LIFETIME;
                continue;
            }
            Err(NoCode::Locked) => return (tries, now),
        };
        tries += 1;
        while codes.check(&attempt, wrong(&code), now) != Verdict::Over {
            tries += 1;
        }
    }
}

#[test]
fn fifty_wrong_codes_in_a_row_lock_a_user_for_a_day() {
    let (codes, [ada, grace]) = (Codes::default(), users());
    let (tries, locked) = guess(&codes, ada, noon());
    assert_eq!(tries, 50);
    assert_eq!(locked, noon() + LIFETIME, "25 tries in five minutes");
    assert!(codes.start(grace, locked).is_ok(), "somebody else isn't locked");
    assert_eq!(codes.start(ada, locked + DAY - SECOND).err(), Some(NoCode::Locked));
    assert!(codes.start(ada, locked + DAY).is_ok());
}

#[test]
fn after_a_lock_there_are_five_tries_a_day() {
    let (codes, [ada, _]) = (Codes::default(), users());
    let (_, mut now) = guess(&codes, ada, noon());
    for day in 1..=3 {
        let (tries, locked) = guess(&codes, ada, now + DAY);
        assert_eq!(tries, 5, "on day {day}");
        now = locked;
    }
}

#[test]
fn a_locked_user_has_no_use_of_a_code_that_was_sent_before() {
    let (codes, [ada, _]) = (Codes::default(), users());
    let (_, locked) = guess(&codes, ada, noon());
    let (attempt, code) = start(&codes, ada, locked + DAY);
    guess(&codes, ada, locked + DAY);
    assert_eq!(codes.check(&attempt, &code, locked + DAY), Verdict::Over, "it is the right one");
}

#[test]
fn the_right_code_starts_the_count_again() {
    let (codes, [ada, _]) = (Codes::default(), users());
    let mut now = noon();
    for _ in 0..30 {
        for _ in 0..4 {
            let (attempt, code) = start(&codes, ada, now);
            for _ in 0..5 {
                codes.check(&attempt, wrong(&code), now);
            }
        }
        let (attempt, code) = start(&codes, ada, now);
        assert_eq!(codes.check(&attempt, &code, now), Verdict::Right);
        now += LIFETIME;
    }
}

#[test]
fn a_full_table_forgets_the_oldest_attempt() {
    let (codes, [ada, grace]) = (Codes::with_room(3), users());
    let started: Vec<_> = [ada, grace, ada, grace].into_iter().map(|user| start(&codes, user, noon())).collect();
    let verdicts: Vec<Verdict> = started.iter().map(|(attempt, code)| codes.check(attempt, code, noon())).collect();
    assert_eq!(verdicts, [Verdict::Gone, Verdict::Right, Verdict::Right, Verdict::Right]);
}
