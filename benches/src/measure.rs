//! Measures in rounds: each round takes one sample of every measurement in turn, so that anything
//! that slows the machine down for a while slows down all of them.

use std::hint::black_box;
use std::time::Duration;

use cpu_time::ThreadTime;

use crate::alloc::allocations;

const ROUNDS: usize = 61;

/// How long one sample takes, roughly.
const SAMPLE: Duration = Duration::from_millis(4);

/// How many prepared values are measured in a row: few enough for the fastest cache.
const BATCH: usize = 32;

/// One measurement.
pub struct Measurement<'a> {
    pub what: &'static str,
    pub allocations: usize,
    /// Returns the processor time of a number of calls.
    time: Box<dyn FnMut(usize) -> Duration + 'a>,
    calls: usize,
    /// The nanoseconds of a call, one value for each round.
    samples: Vec<f64>,
}

impl<'a> Measurement<'a> {
    /// Measures `work`, whose result is dropped.
    pub fn of<T>(what: &'static str, work: impl Fn() -> T + 'a) -> Self {
        black_box(work());
        let allocations = allocations(&work);
        let time = move |calls| {
            let start = ThreadTime::now();
            for _ in 0..calls {
                black_box(work());
            }
            start.elapsed()
        };
        Self { what, allocations, time: Box::new(time), calls: 0, samples: Vec::new() }
    }

    /// Measures `work`, whose result is dropped, with a value from `prepare`. Preparing isn't
    /// timed.
    pub fn prepared<P: 'a, T>(what: &'static str, prepare: impl Fn() -> P + 'a, work: impl Fn(P) -> T + 'a) -> Self {
        black_box(work(prepare()));
        let ready = prepare();
        let allocations = allocations(|| work(ready));
        let mut batch = Vec::with_capacity(BATCH);
        let time = move |calls: usize| {
            let mut spent = Duration::ZERO;
            for _ in 0..calls.div_ceil(BATCH) {
                batch.extend((0..BATCH).map(|_| prepare()));
                let start = ThreadTime::now();
                for ready in batch.drain(..) {
                    black_box(work(ready));
                }
                spent += start.elapsed();
            }
            spent
        };
        Self { what, allocations, time: Box::new(time), calls: 0, samples: Vec::new() }
    }

    /// Measures calls that another process makes and times. Its allocations aren't counted.
    #[allow(dead_code, reason = "only Flask is elsewhere")]
    pub fn elsewhere(what: &'static str, time: impl FnMut(usize) -> Duration + 'a) -> Self {
        Self { what, allocations: 0, time: Box::new(time), calls: 0, samples: Vec::new() }
    }

    fn warm_up(&mut self) {
        let calls = 1024;
        (self.time)(calls);
        let spent = (self.time)(calls).max(Duration::from_micros(1));
        let fitting = SAMPLE.as_nanos() * calls as u128 / spent.as_nanos();
        self.calls = usize::try_from(fitting).unwrap_or(calls).next_multiple_of(BATCH);
    }

    fn sample(&mut self) {
        let spent = (self.time)(self.calls);
        self.samples.push(spent.as_nanos() as f64 / self.calls as f64);
    }

    /// Returns the nanoseconds of a call.
    pub fn median(&self) -> f64 {
        median(self.samples.iter().copied())
    }

    /// Returns how many times as long as `ours` it takes: the median of the rounds' ratios.
    pub fn ratio(&self, ours: &Self) -> f64 {
        median(self.samples.iter().zip(&ours.samples).map(|(this, ours)| this / ours))
    }

    /// Returns how many nanoseconds longer than `less` it takes, compared round by round.
    pub fn beyond(&self, less: &Self) -> f64 {
        median(self.samples.iter().zip(&less.samples).map(|(this, less)| this - less))
    }
}

/// Takes all samples of all measurements.
pub fn run<'a: 'm, 'm>(measurements: impl Iterator<Item = &'m mut Measurement<'a>>) {
    let mut measurements: Vec<_> = measurements.collect();
    measurements.iter_mut().for_each(|measurement| measurement.warm_up());
    for _ in 0..ROUNDS {
        measurements.iter_mut().for_each(|measurement| measurement.sample());
    }
}

fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut numbers: Vec<_> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}
