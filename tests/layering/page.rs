//! The pages that the rules are read from.

use std::path::Path;

use crate::sources::is_of_name;
use crate::{ROOT, read};

/// A page, by its headings.
pub(crate) struct Page(String);

impl Page {
    pub(crate) fn architecture() -> Self {
        Self::of("architecture.md")
    }

    /// Reads a page of `docs/`.
    pub(crate) fn of(name: &str) -> Self {
        Self(read(&Path::new(ROOT).join("docs").join(name)))
    }

    /// Gives what stands between a heading and the next one.
    pub(crate) fn section(&self, heading: &str) -> impl Iterator<Item = &str> {
        let is_heading = |line: &&str| line.starts_with('#');
        let mut lines =
            self.0.lines().skip_while(move |line| line.trim_start_matches('#').trim() != heading || !is_heading(line));
        assert!(lines.next().is_some(), "the page has no section `{heading}`");
        lines.take_while(move |line| !is_heading(line))
    }

    /// Gives the rows of a section's picture, from the top: a row has the names of a line, and `>`
    /// begins another row.
    pub(crate) fn picture(&self, heading: &str) -> Vec<Vec<String>> {
        let block = self.section(heading).skip_while(|line| *line != "```text").skip(1);
        let rows = block.take_while(|line| *line != "```").flat_map(|line| line.split('>'));
        let names =
            |row: &str| row.split(|c: char| !is_of_name(c)).filter(|name| !name.is_empty()).map(str::to_owned).collect();
        rows.map(names).filter(|row: &Vec<_>| !row.is_empty()).collect()
    }

    /// Gives the rows of a section's table: the code in each cell.
    pub(crate) fn table(&self, heading: &str) -> Vec<Vec<Vec<String>>> {
        let rows = self.section(heading).filter(|line| line.starts_with('|')).skip(2);
        rows.map(|row| row.trim_matches('|').split('|').map(code_spans).collect()).collect()
    }

    /// Gives the name that each entry of a section's list begins with.
    pub(crate) fn list(&self, heading: &str) -> Vec<String> {
        let entries = self.section(heading).filter(|line| line.starts_with("* `"));
        entries.filter_map(|entry| code_spans(entry).into_iter().next()).collect()
    }
}

pub(crate) fn code_spans(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}
