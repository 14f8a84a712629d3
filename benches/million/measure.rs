//! What both programs measure, and how. `benches/million.sh` runs them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;
use tokio::task::JoinSet;

/// The tasks of a server that many visitors use at once.
const TASKS: u64 = 64;

/// The visitors of whole requests.
pub const VISITORS: u64 = 1000;

/// How long calls are measured.
const LONG: Duration = Duration::from_millis(500);

/// A store with sessions in a file. Sessions have numbers, and every tenth one has expired.
pub trait Side: Send + Sync + 'static {
    /// What it can do with sessions that are there.
    const CALLS: &'static [&'static str];

    /// Does something with a session, and returns whether that has worked.
    fn call(&self, what: &str, number: u64) -> impl Future<Output = bool> + Send;

    /// Ends when what has expired of so many sessions is deleted.
    fn sweep(&self, sessions: u64) -> impl Future<Output = ()> + Send;
}

/// What a program is to do, in which file, and with which numbers.
pub struct Arguments {
    pub step: String,
    pub file: String,
    pub numbers: [u64; 3],
}

impl Arguments {
    pub fn read(arguments: &[String]) -> Result<Self, Box<dyn std::error::Error>> {
        let [step, file, a, b, c] = arguments else { return Err("STEP FILE NUMBER NUMBER NUMBER".into()) };
        Ok(Self { step: step.clone(), file: file.clone(), numbers: [a.parse()?, b.parse()?, c.parse()?] })
    }
}

pub fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()
}

/// Takes one step, and prints its figures.
pub async fn run<S: Side>(side: S, step: &str, numbers: [u64; 3]) {
    let side = Arc::new(side);
    match (step, numbers) {
        ("fill", [from, one, many]) => {
            let (middle, to) = (from + one, from + one + many);
            at_once(&side, "create", 1, |_| from..middle).await;
            at_once(&side, "create", TASKS, |task| (middle + task..to).step_by(64)).await;
        }
        ("sweep", [_, _, sessions]) => sweep(&side, sessions).await,
        (_, [seed, _, sessions]) => {
            for what in S::CALLS {
                let sessions = if *what == "request" { VISITORS } else { sessions };
                for tasks in [1, TASKS] {
                    let end = Instant::now() + LONG;
                    let numbers = |task| random(seed ^ (task << 32), sessions).take_while(move |_| Instant::now() < end);
                    at_once(&side, what, tasks, numbers).await;
                }
            }
        }
    }
}

/// Runs tasks, each of which calls for numbers of its own.
async fn at_once<S: Side, N: Iterator<Item = u64> + Send + 'static>(
    side: &Arc<S>,
    what: &'static str,
    tasks: u64,
    numbers: impl Fn(u64) -> N,
) {
    let (start, cpu) = (Instant::now(), ProcessTime::now());
    let mut running = JoinSet::new();
    for (side, numbers) in (0..tasks).map(|task| (Arc::clone(side), numbers(task))) {
        running.spawn(async move {
            let (mut done, mut failed, mut longest) = (0_u32, 0_u32, Duration::ZERO);
            for number in numbers {
                let since = Instant::now();
                *(if side.call(what, number).await { &mut done } else { &mut failed }) += 1;
                longest = longest.max(since.elapsed());
            }
            (done, failed, longest)
        });
    }
    let add = |(a, b, c): (u32, u32, Duration), (d, e, f)| (a + d, b + e, c.max(f));
    let (done, failed, longest) = running.join_all().await.into_iter().fold((0, 0, Duration::ZERO), add);
    let (took, cpu, calls) = (start.elapsed().as_secs_f64(), cpu.elapsed().as_secs_f64(), f64::from(done));
    if done + failed > 0 {
        print(&format!("{what}, {tasks}, us"), took * 1e6 / calls);
        print(&format!("{what}, {tasks}, per s"), calls / took);
        print(&format!("{what}, {tasks}, CPU us"), cpu * 1e6 / calls);
        print(&format!("{what}, {tasks}, longest ms"), longest.as_secs_f64() * 1e3);
        print(&format!("{what}, {tasks}, failed"), failed.into());
    }
}

/// Loads random sessions one after another, until the sweep has come to its end.
async fn sweep<S: Side>(side: &Arc<S>, sessions: u64) {
    let (start, cpu) = (Instant::now(), ProcessTime::now());
    let sweeper = Arc::clone(side);
    let sweeping = tokio::spawn(async move { sweeper.sweep(sessions).await });
    let (mut longest, mut failed) = (Duration::ZERO, 0_u32);
    for number in random(0, sessions).take_while(|_| !sweeping.is_finished()) {
        let since = Instant::now();
        failed += u32::from(!side.call("load", number).await);
        longest = longest.max(since.elapsed());
    }
    print("sweep, s", start.elapsed().as_secs_f64());
    print("sweep, CPU s", cpu.elapsed().as_secs_f64());
    print("sweep, longest load ms", longest.as_secs_f64() * 1e3);
    print("sweep, failed loads", failed.into());
}

/// Prints a figure, of which the script makes its tables.
pub fn print(what: &str, figure: f64) {
    println!("{what}\t{figure}");
}

pub fn has_expired(number: u64) -> bool {
    number % 10 == 9
}

/// Returns when a session expires, in seconds since 1970, if it is written at some time.
pub fn expires(number: u64, now: u64) -> u64 {
    if has_expired(number) { 1_577_836_800 + number } else { now + 14 * 24 * 60 * 60 }
}

/// Returns the name of a session.
pub fn name(number: u64) -> [u8; 16] {
    (u128::from(mixed(number)) << 64 | u128::from(mixed(!number))).to_be_bytes()
}

/// Returns random numbers of sessions that haven't expired.
fn random(seed: u64, sessions: u64) -> impl Iterator<Item = u64> {
    (0..).map(move |step| mixed(mixed(seed) ^ step) % sessions).filter(|&number| !has_expired(number))
}

/// Returns 64 bits over which those of a number are spread (splitmix64).
fn mixed(number: u64) -> u64 {
    let x = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}
