//! Mistakes that don't compile, and what their author reads then.
//!
//! A file under `tests/ui/fail/` makes one mistake, which its name and its first line say. Beside it stands the compiler's
//! text, and at the same path under `tests/ui/pass/` a twin that does it right: all but a few lines are the same, so that the
//! mistake fails for its own reason and no other. What is in `pass/accepted/` has no counterpart.
//!
//! The texts are those of one version of the compiler. To record them anew: `TRYBUILD=overwrite cargo test --test ui`, then
//! read every one that changed as its author would: their own line, what is wrong, what to write instead.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The compiler whose texts are recorded.
const RECORDED: &str = "1.95.0";

/// Fixtures whose one mistake, or whose point, is more than one error.
const SEVERAL_ERRORS: &[(&str, &str)] = &[];

/// Fixtures whose text is longer than what is read without scrolling.
const LONG: &[(&str, &str)] = &[];

const LONGEST: usize = 45;

#[test]
fn mistakes_do_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/ui/fail/*/*.rs");
}

#[test]
fn twins_compile_and_run() {
    trybuild::TestCases::new().pass("tests/ui/pass/*/*.rs");
}
