//! A future that is run without an async runtime.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering, fence};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

/// Runs a future on this thread, which sleeps until another thread wakes the future.
///
/// The futures of sessions in cookies never wait.
///
/// # Panics
///
/// If the future waits and nobody can wake it: use your async runtime for such a future.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    // Most futures are ready at once.
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => wait(future),
    }
}

/// Polls a future until it is ready, whenever it is woken.
#[cold]
#[inline(never)]
fn wait<T>(mut future: Pin<&mut impl Future<Output = T>>) -> T {
    let alarm = Arc::new(Alarm { thread: thread::current(), rang: AtomicBool::new(false) });
    let waker = Waker::from(Arc::clone(&alarm));
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
        while !alarm.rang.swap(false, Ordering::Acquire) {
            assert!(!alarm.is_forgotten(), "this future waits for something; run it on your async runtime");
            thread::park();
        }
    }
}

/// What wakes a thread.
struct Alarm {
    thread: Thread,
    rang: AtomicBool,
}

impl Alarm {
    /// Returns whether nobody has it but [`block_on`], which has it twice, and it hasn't rung.
    fn is_forgotten(self: &Arc<Self>) -> bool {
        let is_alone = Arc::strong_count(self) <= 2;
        // Whoever dropped it may have rung before.
        fence(Ordering::Acquire);
        is_alone && !self.rang.load(Ordering::Acquire)
    }
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.rang.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, poll_fn};

    use super::*;

    #[test]
    fn another_thread_wakes_a_future() {
        let (mut sent, mut threads) = (0, Vec::new());
        let future = poll_fn(|context| {
            if sent == 3 {
                return Poll::Ready(sent);
            }
            sent += 1;
            let waker = context.waker().clone();
            threads.push(thread::spawn(move || waker.wake()));
            Poll::Pending
        });
        assert_eq!(block_on(future), 3);
        for thread in threads {
            thread.join().unwrap();
        }
    }

    #[test]
    fn a_future_may_wake_itself() {
        let mut polls = 0;
        let future = poll_fn(|context| {
            polls += 1;
            context.waker().wake_by_ref();
            if polls < 3 { Poll::Pending } else { Poll::Ready(polls) }
        });
        assert_eq!(block_on(future), 3);
    }

    #[test]
    #[should_panic(expected = "run it on your async runtime")]
    fn a_future_that_nobody_wakes_is_no_endless_test() {
        block_on(pending::<()>());
    }
}
