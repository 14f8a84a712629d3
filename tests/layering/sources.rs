//! The sources, and what they import.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::{ROOT, read};

/// A source file without its comments and its tests.
#[derive(Clone)]
pub(crate) struct Source {
    /// Below `src`, as `token/seal/key.rs`.
    pub(crate) path: String,
    pub(crate) code: String,
}

impl Source {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let text = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let code = text.split_inclusive('\n').filter(|line| !line.trim_start().starts_with("//")).collect();
        Self { path: path.to_owned(), code }
    }

    /// Returns the path of its module. That of a folder's `mod.rs` is the folder's.
    pub(crate) fn module(&self) -> Vec<String> {
        let mut module: Vec<_> = self.path.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
        module.pop_if(|name| *name == "mod" || *name == "lib");
        module
    }

    pub(crate) fn is_below(&self, folder: &str) -> bool {
        is_below(&self.module(), folder)
    }

    pub(crate) fn has(&self, needle: &str) -> bool {
        self.code.contains(needle)
    }
}

/// Returns whether a path leads to `folder` or into it, as every path does if it has no name.
pub(crate) fn is_below(path: &[String], folder: &str) -> bool {
    let mut names = path.iter();
    folder.split_terminator('/').all(|name| names.next().is_some_and(|there| there == name))
}

/// Returns the sources of a crate, its tests left out.
pub(crate) fn sources(of: &str) -> Vec<Source> {
    let src = Path::new(ROOT).join(of).join("src");
    let lib = read(&src.join("lib.rs"));
    let mut sources = Vec::new();
    for file in files_below(&src).into_iter().filter(|file| file.extension().is_some_and(|ext| ext == "rs")) {
        let path = file.strip_prefix(&src).expect("a file below it").display().to_string();
        let source = Source::new(&path, &read(&file));
        let module = source.module();
        let is_of_tests = module.iter().any(|name| name == "tests" || lib.contains(&format!("#[cfg(test)]\nmod {name};")));
        if !is_of_tests {
            sources.push(source);
        }
    }
    assert!(sources.len() > 4, "the sources of {of}");
    sources
}

pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

/// Returns every path in `code` that begins with `prefix`, such as `crate::`, without the prefix.
/// A group is a path for each of its members.
pub(crate) fn paths_after(code: &str, prefix: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for (at, _) in code.match_indices(prefix) {
        if !code[..at].ends_with(|c: char| is_of_name(c) || c == ':') {
            collect_paths(&code[at + prefix.len()..], &[], &mut paths);
        }
    }
    paths
}

/// Collects the paths of a use tree, and gives what follows it.
fn collect_paths<'t>(tree: &'t str, above: &[String], paths: &mut Vec<Vec<String>>) -> &'t str {
    let tree = tree.trim_start();
    if let Some(mut rest) = tree.strip_prefix('{') {
        loop {
            rest = rest.trim_start_matches(|c: char| c == ',' || c.is_whitespace());
            if let Some(behind) = rest.strip_prefix('}') {
                return behind;
            }
            let behind = collect_paths(rest, above, paths);
            // ` as name`, or nothing.
            rest = behind.find([',', '}']).map_or("", |end| &behind[end..]);
            if rest.is_empty() {
                return rest;
            }
        }
    }
    let (name, rest) = tree.split_at(tree.find(|c| !is_of_name(c)).unwrap_or(tree.len()));
    let path = [above, &[name.to_owned()]].concat();
    let Some(behind) = rest.strip_prefix("::") else {
        paths.push(path);
        return rest;
    };
    collect_paths(behind, &path, paths)
}

/// Returns what a folder's own file has from the folder's modules, by its name. The root is the
/// folder without a name, and has every exported macro.
pub(crate) fn exports(sources: &[Source], folder: &str) -> BTreeMap<String, String> {
    let own = if folder.is_empty() { Vec::new() } else { vec![folder] };
    let is_module = |name: &str| sources.iter().any(|source| source.is_below(&[&own[..], &[name]].concat().join("/")));
    let mut exports = BTreeMap::new();
    for source in sources {
        if source.module() == own {
            for path in paths_after(&source.code, "use ") {
                if let [module, .., name] = &path[..]
                    && is_module(module)
                {
                    exports.insert(name.clone(), module.clone());
                }
            }
        }
        for name in paths_after(&source.code, "#[macro_export]\n#[doc(hidden)]\nmacro_rules! ").concat() {
            exports.insert(name, source.module()[0].clone());
        }
    }
    exports
}

/// Returns what a file imports from its own crate, as paths from the crate's root.
pub(crate) fn imports(source: &Source) -> Vec<Vec<String>> {
    let module = source.module();
    let mut imports = paths_after(&source.code, "crate::");
    for mut path in paths_after(&source.code, "super::") {
        let mut above = module.clone();
        above.pop();
        while path.first().is_some_and(|name| name == "super") {
            path.remove(0);
            above.pop();
        }
        imports.push([above, path].concat());
    }
    imports
}

/// Returns the files beside each other that import each other in a circle. What a folder's own
/// file passes on counts as imported from the file that has it.
pub(crate) fn circles(sources: &[Source]) -> Vec<String> {
    let modules: BTreeMap<_, _> = sources.iter().map(|source| (source.module(), source)).collect();
    let has = |folder: &[String], name: &str| {
        modules.keys().any(|module| module.strip_prefix(folder).is_some_and(|below| below.first().is_some_and(|it| it == name)))
    };
    let passed_on = |folder: &[String], name: &str| {
        let paths = modules.get(folder).map(|source| paths_after(&source.code, "use ")).unwrap_or_default();
        paths
            .into_iter()
            .find(|path| path.len() > 1 && path.last().is_some_and(|last| last == name))
            .map(|path| path[0].clone())
    };
    let file_of = |path: Vec<String>| {
        let mut module = Vec::new();
        for name in path {
            while !has(&module, &name) {
                let Some(inner) = passed_on(&module, &name).filter(|inner| has(&module, inner)) else { return module };
                module.push(inner);
            }
            module.push(name);
        }
        module
    };
    let mut arrows: Vec<_> = sources
        .iter()
        .flat_map(|source| imports(source).into_iter().map(|path| (source.module(), file_of(path))))
        .filter(|(from, to)| from != to && !from.starts_with(to))
        .collect();
    loop {
        let is_passed = |(from, to): &(Vec<String>, Vec<String>)| {
            arrows.iter().any(|(_, end)| end == from) && arrows.iter().any(|(start, _)| start == to)
        };
        let kept: Vec<_> = arrows.iter().filter(|arrow| is_passed(arrow)).cloned().collect();
        if kept.len() == arrows.len() {
            return arrows.into_iter().map(|(from, to)| format!("{} imports {}", from.join("/"), to.join("/"))).collect();
        }
        arrows = kept;
    }
}

pub(crate) fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}
