//! Reads the second table of `docs/lifecycle.md` from the page itself: what the end of a request
//! puts into a store, and what it sends.

/// What is put. The times of the entry are raised with each of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Puts {
    Nothing,
    /// Once, that the cookie has arrived.
    Arrival,
    /// When the visitor was last seen.
    Seen,
    /// A record under a new name.
    Begins,
    /// The record, with what was written.
    Writes,
    /// The record, with what was written and another ticket.
    Renews,
    /// The record with another ticket, since the time for a periodic renewal has come. It is put in the
    /// place of what any row of a read or of a write puts, and its ticket is sent.
    Rotates,
    Ends,
}

/// What is sent. Any row sends the cookie again if the handler asked for another persistence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Sends {
    Nothing,
    Ticket,
    /// The ticket of a record that isn't there yet.
    Unborn,
    Deletion,
}

/// The outcome of a request that only asked for a form's token, and had no session.
pub(crate) const DRAWN: &str = "begin, where only a form's token was drawn";

/// The rows, as the page has them: the outcome, and what is put and sent.
const ROWS: [(&str, [&str; 2], Puts, Sends); 7] = [
    ("nothing", ["once, that the cookie has arrived", "nothing"], Puts::Arrival, Sends::Nothing),
    ("refresh", ["when the visitor was last seen", "nothing"], Puts::Seen, Sends::Nothing),
    ("begin", ["a record under a new name; after an `end`, that is put first", "name and ticket"], Puts::Begins, Sends::Ticket),
    (DRAWN, ["nothing", "a name and a ticket for a record that may begin"], Puts::Nothing, Sends::Unborn),
    ("continue", ["the record, merged with what others have put", "nothing"], Puts::Writes, Sends::Nothing),
    ("renew", ["the record with another ticket", "name and ticket"], Puts::Renews, Sends::Ticket),
    ("delete", ["that the session was ended", "the deletion"], Puts::Ends, Sends::Deletion),
];

/// Returns what an outcome puts and sends.
pub(crate) fn of(outcome: &str) -> (Puts, Sends) {
    let (.., puts, sends) = ROWS.into_iter().find(|(row, ..)| *row == outcome).expect("an outcome of the page");
    (puts, sends)
}

#[test]
fn the_page_has_the_table() {
    let page = include_str!("../../../docs/lifecycle.md");
    let after = page.split("## In a store").nth(1).expect("the section \"In a store\"");
    let section = after.split("\n## ").next().expect("the section's text");
    let rows = section.lines().filter(|line| line.starts_with('|')).skip(2);
    let expected = ROWS.map(|(outcome, [put, sent], ..)| format!("| {outcome} | {put} | {sent} |"));
    assert_eq!(rows.collect::<Vec<_>>(), expected);
}
