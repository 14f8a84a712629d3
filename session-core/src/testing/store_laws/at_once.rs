//! Of what happens at the same time nothing is lost, and nothing is half done.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::thread;

use super::Work;
use super::slot::{Slot, entry};
use crate::store::{Entry, Expected, Put, Store};

/// How many threads put over one version.
const THREADS: u64 = 64;
const ROUNDS: u64 = 16;

/// How many threads count, and how far each of them.
const COUNTERS: u64 = 16;
const STEPS: u64 = 50;

/// How often a future is polled before it is dropped, at most.
const POLLS: u64 = 64;

/// Of many puts that expect one version, or nothing, exactly one takes place.
pub fn exactly_one_of_many_puts_takes_place(store: &impl Store, run: impl Fn(Work<'_>) + Sync) {
    let slot = Slot::draw(store);
    for round in 0..ROUNDS {
        let done = AtomicUsize::new(0);
        let there = load(&slot, &run).map_or(Expected::Absent, |there| Expected::Version(there.version));
        at_once(THREADS, &run, |thread| {
            let (slot, done, version) = (&slot, &done, 1 + round * THREADS + thread);
            Box::pin(async move {
                if slot.put(there, &entry(version)).await == Put::Done {
                    done.fetch_add(1, Ordering::Relaxed);
                }
            })
        });
        assert_eq!(done.into_inner(), 1, "how many of {THREADS} puts over {there:?} took place");
    }
}

/// No step of a counter is lost that each of many threads raises.
pub fn no_step_of_a_counter_is_lost(store: &impl Store, run: impl Fn(Work<'_>) + Sync) {
    let slot = Slot::draw(store);
    at_once(COUNTERS, &run, |thread| {
        let slot = &slot;
        Box::pin(async move {
            let mut there = slot.load().await;
            for step in 0..STEPS {
                let version = 1 + step * COUNTERS + thread;
                while let Put::Found(found) = slot.put(expected(there.as_ref()), &after(there.as_ref(), version)).await {
                    there = found;
                }
                there = Some(after(there.as_ref(), version));
            }
        })
    });
    assert_eq!(count(load(&slot, &run).as_ref()), COUNTERS * STEPS, "the sum of {COUNTERS} × {STEPS} steps");
}

/// A future that is dropped leaves the entry as before or as after it, and the store works on.
pub async fn a_dropped_future_leaves_nothing_half_done(store: &impl Store) {
    let slot = Slot::with(store, &entry(1)).await;
    let raised = Slot::with(store, &entry(1)).await;
    let Entry { seen, expires, .. } = entry(1);
    for polls in 0..POLLS {
        let before = slot.load().await;
        let next = Entry { body: vec![7; 20], ..entry(100 + polls) };
        let put = polled(store.put(&slot.name, expected(before.as_ref()), &next), polls).await;
        let written = next.over(before.as_ref());
        let there = slot.load().await;
        assert!(there == before || there.as_ref() == Some(&written), "{there:?} is neither {before:?} nor {written:?}");
        // It may take place until now, and once.
        if let Put::Found(found) = slot.put(expected(there.as_ref()), &entry(1000 + polls)).await {
            assert_eq!(found.as_ref(), Some(&written), "what is found");
            slot.done(expected(found.as_ref()), &entry(1000 + polls)).await;
        }

        let touch = polled(store.touch(&raised.name, seen + polls, expires + polls), polls).await;
        let load = polled(store.load(&raised.name), polls).await;
        // Any of the touches so far may have taken place last.
        let there = raised.load().await.expect("an entry that was put");
        let by = there.seen.saturating_sub(seen).min(polls);
        assert_eq!(there, Entry { seen: seen + by, expires: expires + by, ..entry(1) }, "one of the touches");
        if put && touch && load {
            return;
        }
    }
}

/// Polls a future some times, drops it, and returns whether it came to its end.
async fn polled<T>(future: impl Future<Output = T>, times: u64) -> bool {
    let mut future = Box::pin(future);
    let mut left = times;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(false);
        }
        left -= 1;
        match Pin::new(&mut future).poll(context) {
            Poll::Ready(_) => Poll::Ready(true),
            Poll::Pending if left == 0 => Poll::Ready(false),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// Runs the same work in many threads, which begin together.
fn at_once<'w>(threads: u64, run: &(impl Fn(Work<'_>) + Sync), work: impl Fn(u64) -> Work<'w> + Sync) {
    let start = Barrier::new(usize::try_from(threads).expect("few threads"));
    thread::scope(|scope| {
        for thread in 0..threads {
            let (start, work) = (&start, &work);
            scope.spawn(move || {
                start.wait();
                run(work(thread));
            });
        }
    });
}

fn load<S: Store>(slot: &Slot<'_, S>, run: &impl Fn(Work<'_>)) -> Option<Entry> {
    let mut there = None;
    run(Box::pin(async { there = slot.load().await }));
    there
}

/// Returns what a put expects that follows what is there.
fn expected(there: Option<&Entry>) -> Expected {
    there.map_or(Expected::Absent, |there| Expected::Version(there.version))
}

fn count(there: Option<&Entry>) -> u64 {
    there.map_or(0, |there| u64::from_be_bytes(there.body[..].try_into().expect("a counter of 8 bytes")))
}

/// Returns the counter's next entry.
fn after(there: Option<&Entry>, version: u64) -> Entry {
    Entry { body: (count(there) + 1).to_be_bytes().to_vec(), ..entry(version) }
}
