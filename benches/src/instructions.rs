//! Counts the instructions of each operation, which hardly differ from run to run. It runs itself
//! in callgrind, once for each operation, and prints a table; see the README.

#[allow(dead_code, reason = "only sessions are measured here")]
mod ours;
#[allow(dead_code, reason = "encodings are counted elsewhere")]
mod session;

use std::env;
use std::hint::black_box;
use std::process::{Command, ExitCode};

use ours::{Ours, close};
use session::{Account, Sample, Visits};

const CALLS: u64 = 200;

/// What is counted: its name, and a function that runs it.
const OPERATIONS: [(&str, fn()); 9] = [
    ("a clone of the fields, dropped", || {
        let account = Account::sample();
        run(|| (), |()| account.clone());
    }),
    ("seven fields: open", || open(Account::sample())),
    ("seven fields: open, read, close", || read(Account::sample())),
    ("seven fields: close after a change", || close_changed(Account::sample())),
    ("seven fields: open, change, close", || write(Account::sample())),
    ("`{ count: u32 }`: open", || open(Visits::sample())),
    ("`{ count: u32 }`: open, read, close", || read(Visits::sample())),
    ("`{ count: u32 }`: close after a change", || close_changed(Visits::sample())),
    ("`{ count: u32 }`: open, change, close", || write(Visits::sample())),
];

fn open<S: Sample>(value: S) {
    let ours = Ours::new(value);
    run(|| (), |()| ours.open());
}

fn read<S: Sample>(value: S) {
    let ours = Ours::new(value);
    run(|| (), |()| ours.read());
}

fn close_changed<S: Sample>(value: S) {
    let ours = Ours::new(value);
    run(|| ours.changed(), close);
}

fn write<S: Sample>(value: S) {
    let ours = Ours::new(value);
    run(|| (), |()| ours.write(Sample::change));
}

/// Runs `work` until everything is warm, and then so that it is counted.
fn run<P, T>(prepare: impl Fn() -> P, work: impl Fn(P) -> T) {
    for _ in 0..CALLS {
        black_box(work(prepare()));
    }
    counted((0..CALLS).map(|_| prepare()).collect(), work);
}

/// The only function whose instructions callgrind counts.
#[inline(never)]
fn counted<P, T>(prepared: Vec<P>, work: impl Fn(P) -> T) {
    for value in prepared {
        black_box(work(value));
    }
}

/// Returns the instructions of one call of the operation at `place`, as callgrind counts them.
fn instructions(place: usize) -> Result<u64, String> {
    let this = env::current_exe().map_err(|why| why.to_string())?;
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=*counted*"]);
    let output = valgrind.arg(this).arg(place.to_string()).output().map_err(|why| format!("valgrind: {why}"))?;
    let text = String::from_utf8_lossy(&output.stderr);
    let collected = text.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse::<u64>().ok());
    Ok(collected.filter(|_| output.status.success()).ok_or_else(|| text.into_owned())? / CALLS)
}

fn main() -> ExitCode {
    if let Some(place) = env::args().nth(1).and_then(|place| place.parse::<usize>().ok()) {
        OPERATIONS[place].1();
        return ExitCode::SUCCESS;
    }
    println!("| what | instructions |\n| --- | --: |");
    for (place, (what, _)) in OPERATIONS.iter().enumerate() {
        match instructions(place) {
            Ok(count) => println!("| {what} | {count} |"),
            Err(why) => {
                eprintln!("{why}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}
