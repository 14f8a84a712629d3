//! What takes too long, and what fails.

use std::time::Duration;

use redis::AsyncCommands as _;
use session_core::store::{Entry, Expected, Put, Store as _};
use session_core::testing::ManualClock;
use session_redis::RedisStore;
use session_servers::Redis;

use crate::{PATIENCE, connect, entry, name, run, store};

#[test]
fn a_server_that_is_full_says_so_and_keeps_what_it_has() {
    let server = Redis::start("--maxmemory 2mb --maxmemory-policy noeviction");
    let store = store(connect(&server));
    let large = |version| Entry { body: vec![1; 100_000], ..entry(version) };
    run(store.put(&name(0), Expected::Absent, &entry(1))).unwrap();
    let error = (1..100).find_map(|number| run(store.put(&name(number), Expected::Absent, &large(1))).err());
    let error = error.expect("2 MB are full");
    assert_eq!(error.to_string(), "the session store gave no answer: it is full");
    assert_eq!(run(store.load(&name(0))).unwrap(), Some(entry(1)));
}

#[test]
fn an_answer_that_takes_too_long_is_an_error() {
    let server = Redis::start("");
    let mut connection = connect(&server);
    let store = RedisStore::options().time_limit(Duration::from_millis(50)).with_connection(connect(&server));
    let paused: () = run(redis::cmd("CLIENT").arg("PAUSE").arg(600_000).arg("WRITE").query_async(&mut connection)).unwrap();
    let error = run(store.put(&name(1), Expected::Absent, &entry(1))).unwrap_err();
    assert_eq!(error.to_string(), "the session store gave no answer: it took longer than its time limit");
    assert_eq!(paused, ());
}

#[test]
fn an_end_that_too_few_replicas_have_is_an_error_and_took_place() {
    let server = Redis::start("");
    let options = RedisStore::options().time_limit(Duration::from_secs(2)).waiting_for(1);
    let store = options.with_connection(connect(&server));
    let ended = Entry { version: Entry::ENDED, ..entry(2) };
    assert_eq!(run(store.put(&name(1), Expected::Absent, &entry(1))).unwrap(), Put::Done, "only an end waits");
    let error = run(store.put(&name(1), Expected::Version(1), &ended)).unwrap_err();
    assert!(!error.to_string().is_empty());
    let patient = crate::store(connect(&server));
    assert_eq!(run(patient.load(&name(1))).unwrap(), Some(ended));
}

#[test]
fn a_server_that_has_forgotten_the_scripts_is_sent_them() {
    let server = Redis::start("");
    let mut connection = connect(&server);
    let store = store(connect(&server));
    for version in 1..4 {
        let expected = if version == 1 { Expected::Absent } else { Expected::Version(version - 1) };
        assert_eq!(run(store.put(&name(1), expected, &entry(version))).unwrap(), Put::Done);
        let () = run(redis::cmd("SCRIPT").arg("FLUSH").query_async(&mut connection)).unwrap();
    }
}

#[test]
fn a_key_expires_by_itself_an_hour_after_its_session() {
    let server = Redis::start("");
    let mut connection = connect(&server);
    let clock = ManualClock::at(1_700_000_000);
    let options = RedisStore::options().prefix("shop:").time_limit(PATIENCE).clock(clock.clone());
    let store = options.with_connection(connect(&server));
    let expiring = |version, expires| Entry { expires, ..entry(version) };
    let key = [b"shop:", &name(1).as_bytes()[..]].concat();
    let mut left = || -> i64 { run(connection.ttl(&key)).unwrap() };
    run(store.put(&name(1), Expected::Absent, &expiring(1, 1_700_000_100))).unwrap();
    assert!((3600..=3700).contains(&left()));
    clock.advance(Duration::from_secs(60));
    run(store.touch(&name(1), 1_700_000_060, 1_700_000_160)).unwrap();
    assert!((3600..=3700).contains(&left()));
    run(store.put(&name(1), Expected::Version(1), &expiring(2, 1_700_000_060))).unwrap();
    assert!((3600..=3700).contains(&left()), "it isn't turned back");
    let ended = Entry { version: Entry::ENDED, body: Vec::new(), ..expiring(3, 1_700_000_061) };
    run(store.put(&name(1), Expected::Anything, &ended)).unwrap();
    assert!((3501..=3601).contains(&left()));
}

#[test]
fn what_is_no_session_is_an_error_and_stays() {
    let server = Redis::start("");
    let mut connection = connect(&server);
    let store = store(connect(&server));
    let key = [b"session:", &name(1).as_bytes()[..]].concat();
    let () = run(connection.set(&key, "short")).unwrap();
    assert!(run(store.load(&name(1))).is_err());
    let () = run(connection.del(&key)).unwrap();
    let () = run(connection.rpush(&key, "a list")).unwrap();
    assert!(run(store.load(&name(1))).is_err());
    assert!(run(store.put(&name(1), Expected::Anything, &entry(1))).is_err());
    assert_eq!(run(connection.llen::<_, i64>(&key)).unwrap(), 1);
}
