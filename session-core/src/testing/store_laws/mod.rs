//! The laws that every store keeps, as tests for whoever writes one.

mod at_once;
mod kept;
mod slot;
#[cfg(test)]
mod tests;
mod times;
mod versions;

use std::pin::Pin;

pub use at_once::*;
pub use kept::*;
pub use times::*;
pub use versions::*;

/// What a law does, for an async runtime to run.
pub type Work<'w> = Pin<Box<dyn Future<Output = ()> + Send + 'w>>;

/// Makes a law the work of a test.
pub fn check(run: impl Fn(Work<'_>), law: impl Future<Output = ()> + Send) {
    run(Box::pin(law));
}

/// Writes the tests that every [store](crate::store::Store) has to pass: a `#[test]` for each law
/// of the trait, such as that of many puts that expect one version exactly one takes place.
///
/// The argument is a closure that returns a store. It is called once in each test. The store
/// needn't be empty: a law draws the names that it uses. What a test has to clean up, such as a
/// temporary file, a wrapper can drop that implements [`Store`](crate::store::Store) as well.
///
/// ```
/// mod laws {
///     use session_core::store::MemoryStore;
///
///     session_core::testing::store_laws!(|| MemoryStore::new(10_000));
/// }
/// ```
///
/// [`block_on`](crate::testing::block_on) runs the futures, in up to 64 threads at once. For a
/// store that needs an async runtime, `run` says how a future is run:
///
/// ```
/// # use session_core::store::MemoryStore;
/// # use session_core::testing::{block_on, store_laws};
/// store_laws!(|| MemoryStore::new(10_000), run = |future| block_on(future));
/// ```
#[macro_export]
#[doc(hidden)]
macro_rules! __store_laws {
    ($make:expr $(,)?) => {
        $crate::__store_laws!($make, run = |future| $crate::testing::block_on(future));
    };
    ($make:expr, run = $run:expr $(,)?) => {
        $crate::__each_store_law! { $crate::__store_laws, ($make, $run) }
    };
    (($make:expr, $run:expr) in_turn: $($law:ident)*; at_once: $($of_threads:ident)*) => {
        $(
            #[test]
            fn $law() {
                let store = ($make)();
                $crate::testing::store_laws::check($run, $crate::testing::store_laws::$law(&store));
            }
        )*
        $(
            #[test]
            fn $of_threads() {
                let store = ($make)();
                $crate::testing::store_laws::$of_threads(&store, $run);
            }
        )*
    };
}

/// Passes the names of all laws on to a macro. Those of one kind have `Work` to be run, and those
/// of the other run work in threads.
#[macro_export]
#[doc(hidden)]
macro_rules! __each_store_law {
    ($($callback:tt)::+, $args:tt) => {
        $($callback)::+! {
            $args
            in_turn:
                nothing_is_there_at_first
                a_store_that_works_answers_its_check
                a_body_comes_back_byte_for_byte
                names_are_compared_byte_by_byte
                an_expired_entry_is_there_for_an_hour
                absent_overwrites_nothing
                another_version_puts_nothing
                no_version_fits_an_ended_entry
                anything_overwrites_whatever_is_there
                all_bits_of_a_version_count
                a_put_that_is_sent_again_finds_itself
                a_put_never_turns_seen_back
                a_put_never_turns_expires_back
                an_end_sets_expires_as_it_is
                a_touch_only_raises_times
                a_touch_is_no_write
                a_touch_brings_nothing_into_being
                a_touch_leaves_what_was_ended
                times_are_compared_as_numbers
                a_dropped_future_leaves_nothing_half_done;
            at_once:
                exactly_one_of_many_puts_takes_place
                no_step_of_a_counter_is_lost
        }
    };
}
