//! Reads the table of `docs/lifecycle.md` from the page itself.

use std::collections::BTreeMap;

/// The table's rows, which say what came in.
pub(crate) const ROWS: [&str; 4] =
    ["nothing", "a cookie that is refused", "a valid session, no refresh due", "a valid session, refresh due"];

/// The table's columns, which say what the handler did.
pub(crate) const COLUMNS: [&str; 5] = ["only read", "wrote", "renewed", "ended", "discarded"];

/// The column of a machine's transition that keeps the lifetime. In the table it is `renewed`.
pub(crate) const TRANSITION: &str = "transition";

/// The column of a machine's transition that resets the lifetime. In the table it is `renewed`.
pub(crate) const RESETTING_TRANSITION: &str = "transition that resets the lifetime";

/// The column of a request that asked for a form's token and did nothing else. In the table it is
/// `wrote`.
pub(crate) const FORM: &str = "asked for a form's token";

/// A row and a column.
pub(crate) type Cell = (&'static str, &'static str);

/// What the response does, for each cell.
pub(crate) struct Table(BTreeMap<Cell, String>);

impl Table {
    pub(crate) fn read() -> Self {
        let page = include_str!("../../docs/lifecycle.md");
        let section = page.split("## What goes out").nth(1).expect("the section \"What goes out\"");
        let cells = |line: &str| -> Vec<String> {
            line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('*').to_owned()).collect()
        };
        let mut lines = section.lines().filter(|line| line.starts_with('|')).map(cells);
        let head = lines.next().expect("the table's head");
        assert_eq!(head[1..], COLUMNS, "the columns of docs/lifecycle.md");
        let mut table = BTreeMap::new();
        for (row, line) in ROWS.into_iter().zip(lines.skip(1)) {
            assert_eq!(line[0], row, "the rows of docs/lifecycle.md");
            for (column, expected) in COLUMNS.into_iter().zip(&line[1..]) {
                table.insert((row, column), expected.clone());
            }
        }
        assert_eq!(table.len(), ROWS.len() * COLUMNS.len());
        Self(table)
    }

    pub(crate) fn expected(&self, cell: Cell) -> &str {
        let (row, column) = cell;
        let column = match column {
            TRANSITION | RESETTING_TRANSITION => "renewed",
            FORM => "wrote",
            column => column,
        };
        &self.0[&(row, column)]
    }
}
