//! Counts memory allocations.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};

#[global_allocator]
static COUNTING: Counting = Counting;

static REQUESTS: AtomicUsize = AtomicUsize::new(0);

struct Counting;

// SAFETY: every call is passed to the system's allocator unchanged, and the count touches no
// memory but its own.
#[expect(unsafe_code, reason = "an allocator can't be written without")]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        unsafe { System.realloc(memory, layout, size) }
    }
}

/// Counts one allocation. Only one thread runs here, so a load and a store are enough. They cost
/// next to nothing in the code that is timed.
fn count() {
    REQUESTS.store(REQUESTS.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
}

/// Returns how many times `work` allocates memory. Each growth of an allocation counts.
pub fn allocations<T>(work: impl FnOnce() -> T) -> usize {
    let before = REQUESTS.load(Ordering::Relaxed);
    let result = black_box(work());
    let after = REQUESTS.load(Ordering::Relaxed);
    drop(result);
    after - before
}
