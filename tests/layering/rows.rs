//! Modules in rows, of which each imports from those below it.

use std::collections::BTreeMap;

use crate::page::Page;
use crate::sources::{Source, exports, imports, is_below};

/// The modules of a folder in their rows, the ones that know most first.
pub(crate) struct Rows {
    /// The folder, as `json`; empty for a crate's root.
    folder: String,
    rows: Vec<Vec<String>>,
}

impl Rows {
    pub(crate) fn of(page: &Page, heading: &str, folder: &str) -> Self {
        let rows = page.picture(heading);
        assert!(rows.len() > 2, "the picture of `{heading}`: {rows:?}");
        Self { folder: folder.to_owned(), rows }
    }

    fn row(&self, module: &str) -> Option<usize> {
        self.rows.iter().position(|row| row.iter().any(|name| name == module))
    }

    /// Gives the module of this folder that a path leads into, and none if it leads elsewhere. What
    /// the folder's own file exports is found where that has it from.
    fn module_of(&self, path: &[String], exports: &BTreeMap<String, String>) -> Option<String> {
        let depth = self.folder.split_terminator('/').count();
        let name = path.get(depth).filter(|_| is_below(path, &self.folder))?;
        Some(exports.get(name).unwrap_or(name).clone())
    }

    /// Gives each import that doesn't point downwards, and each module without a place.
    pub(crate) fn violations(&self, sources: &[Source]) -> Vec<String> {
        let exports = exports(sources, &self.folder);
        let is_of_folder = |source: &&Source| source.is_below(&self.folder) && source.module().join("/") != self.folder;
        let mut found = Vec::new();
        for source in sources.iter().filter(is_of_folder) {
            let module = self.module_of(&source.module(), &BTreeMap::new()).expect("a file of this folder");
            let Some(row) = self.row(&module) else {
                found.push(format!("{}: `{module}` has no place in the picture", source.path));
                continue;
            };
            for path in imports(source) {
                let Some(other) = self.module_of(&path, &exports).filter(|other| *other != module) else { continue };
                let why = match self.row(&other) {
                    Some(below) if below > row => continue,
                    Some(_) => format!("isn't below `{module}`"),
                    None => "has no place in the picture".to_owned(),
                };
                found.push(format!("{}: imports `{}`, which {why}", source.path, path.join("::")));
            }
        }
        found
    }
}
