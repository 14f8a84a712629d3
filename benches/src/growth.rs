//! Measures how the cost of a session grows: with its fields, its bytes, the other cookies of the
//! request, and the keys of the application. Prints a table; see the README.

#[allow(dead_code, reason = "allocations are counted elsewhere")]
mod alloc;
#[allow(dead_code, reason = "the other program needs more of it")]
mod measure;
#[allow(dead_code, reason = "whole requests are measured here")]
mod ours;
#[allow(dead_code, reason = "whole requests are measured here")]
mod peer;
#[allow(dead_code, reason = "encodings are counted elsewhere")]
mod session;

use measure::Measurement;
use ours::Ours;
use peer::Peer;
use serde::{Deserialize, Serialize};
use session::{Account, Sample, Visits};
use session_core::Session;

/// As many bytes of text as fit into a cookie beside the rest of a token.
const TEXT: usize = 2900;

/// A session that is mostly one text.
#[derive(Clone, PartialEq, Session, Serialize, Deserialize)]
struct Page {
    text: String,
    visits: u32,
}

impl Sample for Page {
    fn sample() -> Self {
        Self { text: "page".repeat(TEXT / 4), visits: 42 }
    }

    fn change(&mut self) {
        self.visits += 1;
    }
}

macro_rules! fields {
    ($session:ident: $first:ident $($field:ident)*) => {
        #[derive(Clone, PartialEq, Session, Serialize, Deserialize)]
        struct $session {
            $first: u32,
            $($field: u32,)*
        }

        impl Sample for $session {
            fn sample() -> Self {
                Self { $first: 70_000, $($field: 70_000,)* }
            }

            fn change(&mut self) {
                self.$first += 1;
            }
        }
    };
}

fields! { Thirty:
    a0 a1 a2 a3 a4 a5 a6 a7 a8 a9
    b0 b1 b2 b3 b4 b5 b6 b7 b8 b9
    c0 c1 c2 c3 c4 c5 c6 c7 c8 c9
}

fields! { Hundred:
    a0 a1 a2 a3 a4 a5 a6 a7 a8 a9
    b0 b1 b2 b3 b4 b5 b6 b7 b8 b9
    c0 c1 c2 c3 c4 c5 c6 c7 c8 c9
    d0 d1 d2 d3 d4 d5 d6 d7 d8 d9
    e0 e1 e2 e3 e4 e5 e6 e7 e8 e9
    f0 f1 f2 f3 f4 f5 f6 f7 f8 f9
    g0 g1 g2 g3 g4 g5 g6 g7 g8 g9
    h0 h1 h2 h3 h4 h5 h6 h7 h8 h9
    i0 i1 i2 i3 i4 i5 i6 i7 i8 i9
    j0 j1 j2 j3 j4 j5 j6 j7 j8 j9
}

/// One size of a session, of a request or of an application.
struct Case<'a> {
    what: &'static str,
    /// How long the value of our cookie is, in characters.
    value: usize,
    /// Ours and the peer's: opening from the header, and a whole request that writes.
    rows: [Measurement<'a>; 4],
}

impl<'a> Case<'a> {
    fn new<S: Sample>(what: &'static str, (ours, peer): &'a (Ours<S>, Peer<S>)) -> Self {
        let rows = [
            Measurement::of("open", || ours.open()),
            Measurement::of("open", || peer.header()),
            Measurement::of("open, change, close", || ours.write(Sample::change)),
            Measurement::of("open, change, close", || peer.write()),
        ];
        Self { what, value: ours.value().len(), rows }
    }

    fn print(&self) {
        let [open, peer_open, write, peer_write] = &self.rows;
        let (opened, written) = (peer_open.ratio(open), peer_write.ratio(write));
        let (what, value) = (self.what, self.value);
        println!("| {what} | {value} | {:.0} | {opened:.2} | {:.0} | {written:.2} |", open.median(), write.median());
    }
}

fn both<S: Sample>() -> (Ours<S>, Peer<S>) {
    (Ours::new(S::sample()), Peer::new(S::sample()))
}

fn beside<S: Sample>(others: usize) -> (Ours<S>, Peer<S>) {
    let others: String = (0..others).map(|other| format!("other{other}=of_another_application; ")).collect();
    let (ours, peer) = both();
    (ours.beside(&others), peer.beside(&others))
}

fn after<S: Sample>(newer: usize) -> (Ours<S>, Peer<S>) {
    let (ours, peer) = both();
    (ours.rotated(newer), peer)
}

fn main() {
    let (small, seven, thirty, hundred, page) =
        (both::<Visits>(), both::<Account>(), both::<Thirty>(), both::<Hundred>(), both::<Page>());
    let (ten, forty) = (beside::<Account>(10), beside::<Account>(40));
    let (rotated, often) = (after::<Account>(1), after::<Account>(7));
    let mut cases = [
        Case::new("1 field", &small),
        Case::new("7 fields", &seven),
        Case::new("30 fields", &thirty),
        Case::new("100 fields", &hundred),
        Case::new("a text of 2900 bytes", &page),
        Case::new("7 fields beside 10 other cookies", &ten),
        Case::new("7 fields beside 40 other cookies", &forty),
        Case::new("7 fields, sealed with the last of 2 keys", &rotated),
        Case::new("7 fields, sealed with the last of 8 keys", &often),
    ];
    measure::run(cases.iter_mut().flat_map(|case| &mut case.rows));
    println!("| session | characters | open, ns | the peer, × | open, change, close, ns | the peer, × |");
    println!("| --- | --: | --: | --: | --: | --: |");
    cases.iter().for_each(Case::print);
}
