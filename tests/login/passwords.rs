//! How often passwords are checked: so many tries for a name, and so many checks at a time.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use proptest::prelude::*;
use tokio::task::{JoinHandle, yield_now};

use crate::site::passwords::{NotNow, Passwords, Turns};
use crate::site::tries::Tries;

const TRIES: u64 = 10;
const EACH: u64 = 300;

fn at(second: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + second)
}

/// A password that somebody tries.
#[derive(Clone, Debug)]
struct Guess {
    after: u64,
    name: &'static str,
    is_known_device: bool,
    is_right: bool,
}

fn guess() -> impl Strategy<Value = Guess> {
    // Tries are used faster than they come back.
    let after = prop_oneof![40 => 0..3u64, 4 => 0..400u64, 1 => 0..1500u64];
    let name = prop::sample::select(vec!["ada", "grace", "nobody"]);
    (after, name, prop::bool::weighted(0.2), prop::bool::weighted(0.2))
        .prop_map(|(after, name, is_known_device, is_right)| Guess { after, name, is_known_device, is_right })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Another count: the seconds that each name has saved, of which a wrong password costs 300.
    #[test]
    fn a_name_has_ten_tries_and_another_one_every_five_minutes(guesses in prop::collection::vec(guess(), 1..120)) {
        let (tries, mut now, mut saved) = (Tries::default(), 0, HashMap::new());
        for guess in guesses {
            now += guess.after;
            for seconds in saved.values_mut() {
                *seconds = (TRIES * EACH).min(*seconds + guess.after);
            }
            let seconds = saved.entry((guess.name, guess.is_known_device)).or_insert(TRIES * EACH);
            let guesser = tries.guesser(guess.name, guess.is_known_device);
            let taken = tries.take(guesser, at(now));
            match EACH.checked_sub(*seconds) {
                None | Some(0) => prop_assert_eq!(taken, Ok(())),
                Some(wait) => prop_assert_eq!(taken, Err(Duration::from_secs(wait))),
            }
            if taken.is_ok() && guess.is_right {
                tries.give_back(guesser);
            } else if taken.is_ok() {
                *seconds -= EACH;
            }
        }
    }
}

/// Takes all tries of this name.
fn use_up(tries: &Tries, name: &str, second: u64) {
    while tries.take(tries.guesser(name, false), at(second)).is_ok() {}
}

#[test]
fn a_full_table_forgets_whoever_has_the_most_tries() {
    let tries = Tries::with_room(100);
    use_up(&tries, "ada", 0);
    for number in 0..1000 {
        assert_eq!(tries.take(tries.guesser(&number.to_string(), false), at(0)), Ok(()));
    }
    assert_eq!(tries.take(tries.guesser("ada", false), at(0)), Err(Duration::from_mins(5)), "nor by 1000 names");
}

#[test]
fn a_clock_that_is_set_back_locks_nobody_out_for_longer() {
    let tries = Tries::default();
    use_up(&tries, "ada", 1_000_000);
    assert_eq!(tries.take(tries.guesser("ada", false), at(0)), Err(Duration::from_mins(5)));
}

/// Work that ends when the test says so, and how much of it runs.
#[derive(Clone)]
struct Jobs {
    turns: Arc<Turns>,
    running: Arc<AtomicUsize>,
    ends: Arc<Mutex<Vec<Sender<()>>>>,
}

impl Jobs {
    fn new(at_a_time: usize, places: usize) -> Self {
        Self { turns: Arc::new(Turns::new(at_a_time, places)), running: Arc::default(), ends: Arc::default() }
    }

    /// Begins a job, or waits with it.
    async fn begin(&self) -> JoinHandle<Result<(), NotNow>> {
        let (jobs, (end, ended)) = (self.clone(), channel());
        self.ends.lock().expect("no test panics here").push(end);
        let job = tokio::spawn(async move {
            let running = Arc::clone(&jobs.running);
            let work = move || {
                running.fetch_add(1, Ordering::SeqCst);
                // The test has ended it, or has ended itself.
                let _ = ended.recv();
                running.fetch_sub(1, Ordering::SeqCst);
            };
            jobs.turns.take(work).await
        });
        yield_now().await;
        job
    }

    /// Ends the job that began first.
    fn end_one(&self) {
        drop(self.ends.lock().expect("no test panics here").remove(0));
    }

    /// Waits until this many run.
    async fn running(&self, number: usize) {
        while self.running.load(Ordering::SeqCst) != number {
            yield_now().await;
        }
    }
}

#[tokio::test]
async fn so_many_passwords_are_checked_at_a_time_and_so_many_more_wait() {
    let jobs = Jobs::new(2, 5);
    let mut begun = Vec::new();
    for _ in 0..5 {
        begun.push(jobs.begin().await);
    }
    jobs.running(2).await;
    for _ in 0..3 {
        assert_eq!(jobs.begin().await.await.expect("no panic"), Err(NotNow::Busy), "at once");
    }
    for still in (0..5usize).rev() {
        jobs.end_one();
        assert_eq!(begun.remove(0).await.expect("no panic"), Ok(()));
        jobs.running(still.min(2)).await;
    }
}

/// When a client hangs up, its request is dropped, but the work that it has caused isn't.
#[tokio::test]
async fn clients_that_hang_up_get_no_more_passwords_checked_at_a_time() {
    let jobs = Jobs::new(2, 5);
    for _ in 0..2 {
        jobs.begin().await.abort();
    }
    jobs.running(2).await;
    let third = jobs.begin().await;
    yield_now().await;
    assert!(!third.is_finished(), "it waits");
    jobs.running(2).await;
    // One who hangs up while waiting leaves the line.
    for _ in 0..20 {
        let waiting = jobs.begin().await;
        waiting.abort();
        assert!(waiting.await.expect_err("it was waiting").is_cancelled());
    }
    jobs.end_one();
    jobs.end_one();
    jobs.running(1).await;
    third.abort();
}

#[tokio::test]
async fn a_password_that_nobody_had_time_to_check_is_no_try() {
    let passwords = Passwords::with(Tries::default(), Turns::new(1, 0));
    let check = || passwords.check("ada".to_owned(), "wrong".to_owned(), false, at(0));
    for _ in 0..2 * TRIES {
        assert_eq!(check().await.err(), Some(NotNow::Busy));
    }
}

#[tokio::test]
async fn passwords_that_are_checked_at_the_same_time_are_counted() {
    let passwords = Arc::new(Passwords::default());
    let checks: Vec<_> = (0..2 * TRIES)
        .map(|_| {
            let passwords = Arc::clone(&passwords);
            tokio::spawn(async move { passwords.check("ada".to_owned(), "wrong".to_owned(), false, at(0)).await.is_ok() })
        })
        .collect();
    let mut checked = 0;
    for check in checks {
        checked += u64::from(check.await.expect("no panic"));
    }
    assert_eq!(checked, TRIES);
}

#[test]
fn whoever_has_to_come_back_is_told_when() {
    let answer = |reason: NotNow| {
        let response = reason.into_response();
        (response.status(), response.headers()["retry-after"].to_str().expect("digits").to_owned())
    };
    assert_eq!(answer(NotNow::Busy), (StatusCode::SERVICE_UNAVAILABLE, "2".to_owned()));
    let wait = Duration::from_millis(1200);
    assert_eq!(answer(NotNow::TooManyTries { wait }), (StatusCode::TOO_MANY_REQUESTS, "2".to_owned()));
}
