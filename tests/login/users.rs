//! Names and passwords.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use tokio::time::timeout;

use crate::site::users::{AT_A_TIME, User, in_turn};

#[test]
fn everybody_has_the_password_that_the_page_shows() {
    for user in User::all() {
        let found = User::authenticate(user.name, user.password).expect("they go together");
        assert_eq!(found.id, user.id);
    }
}

#[test]
fn nobody_has_another_one() {
    assert!(User::authenticate("ada", "amazing grace").is_none(), "it is Grace's");
    assert!(User::authenticate("ada", "").is_none());
    assert!(User::authenticate("nobody", "nobody has this password").is_none(), "whatever the password, the name is missing");
}

/// How many jobs are running, and how many ran at most.
#[derive(Default)]
struct Load {
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Load {
    fn work(&self) {
        let running = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(running, Ordering::SeqCst);
        thread::sleep(Duration::from_millis(100));
        self.now.fetch_sub(1, Ordering::SeqCst);
    }
}

/// When a client hangs up, its request is dropped, but the work that it has caused isn't.
#[tokio::test]
async fn clients_that_hang_up_get_no_more_passwords_checked_at_a_time() {
    let load = Arc::<Load>::default();
    for _ in 0..10 * AT_A_TIME {
        let counted = Arc::clone(&load);
        let _ = timeout(Duration::from_millis(5), in_turn(move || counted.work())).await;
    }
    let most = load.most.load(Ordering::SeqCst);
    assert!((1..=AT_A_TIME).contains(&most), "{most} ran at a time");
}
