//! Measures what sessions cost, compared with `cookie`'s signed jar with JSON in it. Prints a
//! table; see the README.
//!
//! `--check` fails if a target is missed. `--counts` only looks at what is counted, and times
//! nothing.

mod alloc;
mod measure;
#[allow(dead_code, reason = "growth is measured by itself")]
mod ours;
#[allow(dead_code, reason = "growth is measured by itself")]
mod peer;
mod session;

use std::env;
use std::process::ExitCode;
use std::time::SystemTime;

use alloc::allocations;
use base64::Engine as _;
use base64::engine::Simd;
use base64::engine::general_purpose::NO_PAD;
use measure::Measurement;
use ours::{Ours, close};
use peer::Peer;
use session::{Account, Foreign, Sample, Visits, Watch, Watched, encodings};

/// How many times as long as the sum of what it can't do without opening may take.
const OPENING: f64 = 1.8;

/// Our measurement, and those that it is compared with.
struct Group<'a> {
    title: &'static str,
    rows: Vec<Measurement<'a>>,
    /// The places of rows, and how many times as long as ours each has to take.
    targets: &'static [(usize, f64)],
}

fn main() -> ExitCode {
    if cfg!(debug_assertions) {
        eprintln!("checks that only run under debug_assertions would be measured: use --release");
        return ExitCode::FAILURE;
    }
    let asked = env::args().nth(1).unwrap_or_default();
    let mut missed = counts();
    if asked != "--counts" {
        missed.extend(times());
    }
    if missed.is_empty() || asked.is_empty() {
        return ExitCode::SUCCESS;
    }
    missed.iter().for_each(|missed| eprintln!("missed: {missed}"));
    ExitCode::FAILURE
}

/// Prints what is the same in every run, and returns the targets that were missed.
fn counts() -> Vec<String> {
    let (account, watched) = (Ours::new(Account::sample()), Ours::new(Watched { field: Watch(7) }));
    let (opened, changed) = (account.open(), account.changed());
    let mut touched = account.open();
    let sample = Account::sample();
    let counts = [
        ("a planted `Vec`, as a control", allocations(|| vec![0_u8; 100]), 1),
        ("the fields' own memory: a clone of the session", allocations(|| sample.clone()), 5),
        ("opening", allocations(|| account.open()), 5),
        ("the first `&mut`, which keeps what a change is measured by", allocations(|| touched.live().change()), 1),
        ("the second `&mut`", allocations(|| touched.live().change()), 0),
        ("closing what was only read", allocations(|| close(opened)), 0),
        ("closing what was changed: encoding and sealing", allocations(|| close(changed)), 1),
        ("the value of seven fields, in characters", account.value().len(), 167),
        ("encodings by a request that reads", encodings(|| watched.read()), 0),
        (
            "encodings by a request that writes: before, after, and of what is read back of a foreign type",
            encodings(|| watched.write(|it| it.field.0 += 1)),
            3,
        ),
    ];
    println!("| allocations (and what else is counted) | seen | expected |\n| --- | --: | --: |");
    for (what, seen, expected) in counts {
        println!("| {what} | {seen} | {expected} |");
    }
    let missed = counts.iter().filter(|(_, seen, expected)| seen != expected);
    missed.map(|(what, seen, expected)| format!("{what}: {seen}, not {expected}")).collect()
}

/// Prints the times, and returns the targets that were missed.
fn times() -> Vec<String> {
    let (account, peer) = (Ours::new(Account::sample()), Peer::new(Account::sample()));
    let (visits, small_peer) = (Ours::new(Visits::sample()), Peer::new(Visits::sample()));
    assert!(peer.get() == *account.open().live() && small_peer.get() == *visits.open().live(), "both sides hold the same");
    let foreign = Ours::new(Foreign::from(Account::sample()));
    let (sample, mut buffer) = (Account::sample(), [0; 512]);
    // As ours decodes it, with the processor's vector instructions.
    let base64 = Simd::url_safe(NO_PAD);
    let length = base64.decode_slice(account.value(), &mut buffer).expect("a token is base64");
    let token = &buffer[..length];
    let mut groups = [
        Group {
            title: "opening and decoding, seven fields",
            rows: vec![
                Measurement::of("**`open`, from the `Cookie` header**", || account.open()),
                Measurement::of("`verify` of the value alone", || peer.verify()),
                Measurement::of("`get` from a jar", || peer.get()),
                Measurement::of("from the header, not decoded", || peer.header_plain()),
                Measurement::of("from the header", || peer.header()),
            ],
            targets: &[(1, 2.2), (4, 4.0)],
        },
        Group {
            title: "encoding and sealing, seven fields",
            rows: vec![
                Measurement::prepared("**`close` after a change, to the `Set-Cookie` header**", || account.changed(), close),
                Measurement::of("`add` to a jar", || peer.seal()),
                Measurement::of("to the header", || peer.seal_to_header()),
            ],
            targets: &[(1, 1.4), (2, 3.2)],
        },
        Group {
            title: "whole requests, seven fields",
            rows: vec![
                Measurement::of("open, change, close", || account.write(Sample::change)),
                Measurement::of("the same, from header to header", || peer.write()),
            ],
            targets: &[(1, 3.7)],
        },
        Group {
            title: "whole requests of ours, seven fields",
            rows: vec![
                Measurement::of("open, read, close", || account.read()),
                Measurement::of("open, change, close", || account.write(Sample::change)),
                Measurement::of("no cookie, fill, close", || account.begin()),
                Measurement::of("open, change, close, with a field of a foreign type, which is read back", || {
                    foreign.write(|it| it.visits += 1)
                }),
            ],
            targets: &[],
        },
        Group {
            title: "opening and decoding, `{ count: u32 }`",
            rows: vec![
                Measurement::of("`open`, from the `Cookie` header", || visits.open()),
                Measurement::of("`verify` of the value alone", || small_peer.verify()),
                Measurement::of("from the header", || small_peer.header()),
            ],
            targets: &[],
        },
        Group {
            title: "encoding and sealing, `{ count: u32 }`",
            rows: vec![
                Measurement::prepared("`close` after a change, to the `Set-Cookie` header", || visits.changed(), close),
                Measurement::of("`add` to a jar", || small_peer.seal()),
                Measurement::of("to the header", || small_peer.seal_to_header()),
            ],
            targets: &[],
        },
        Group {
            title: "what opening seven fields can't do without",
            rows: vec![
                Measurement::of("the hash of the token", || blake3::keyed_hash(&[7; 32], &token[..token.len() - 16])),
                Measurement::of("its base64, decoded", || base64.decode_slice(account.value(), &mut [0; 512])),
                Measurement::of("the fields' own memory: a clone of the session", || sample.clone()),
                Measurement::of("the time", SystemTime::now),
            ],
            targets: &[],
        },
    ];
    measure::run(groups.iter_mut().flat_map(|group| &mut group.rows));
    println!("\n| what | median ns | × ours | allocations |\n| --- | --: | --: | --: |");
    groups.iter().for_each(Group::print);
    let [_, _, _, requests, ..] = &groups;
    println!("\nA change adds {:.0} ns to a request that only reads.", requests.rows[1].beyond(&requests.rows[0]));
    let [jar, wire] = peer.values().map(str::len);
    println!("The value has {} bytes; the peer's {jar}, and {wire} on the way.", account.value().len());
    let [opening, .., floor] = &groups;
    let multiple = opening.rows[0].median() / floor.rows.iter().map(Measurement::median).sum::<f64>();
    println!("Opening takes {multiple:.2} times as long as the sum of what it can't do without.");
    let multiple = (multiple > OPENING).then(|| format!("opening: {multiple:.2} times the sum, not {OPENING}"));
    groups.iter().flat_map(Group::missed).chain(multiple).collect()
}

impl Group<'_> {
    fn print(&self) {
        println!("| *{}* | | | |", self.title);
        for row in &self.rows {
            println!("| {} | {:.0} | {:.2} | {} |", row.what, row.median(), row.ratio(&self.rows[0]), row.allocations);
        }
    }

    fn missed(&self) -> impl Iterator<Item = String> {
        let ratios = self.targets.iter().map(|(row, target)| (&self.rows[*row], target));
        let ratios = ratios.map(|(row, target)| (row.what, row.ratio(&self.rows[0]), target));
        let missed = ratios.filter(|(_, ratio, target)| ratio < target);
        missed.map(|(what, ratio, target)| format!("{}: {ratio:.2} times as fast as {what}, not {target}", self.title))
    }
}
