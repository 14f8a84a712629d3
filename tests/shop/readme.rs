//! What the example's README says is true.

use crate::site::sessions::Visit;

const README: &str = include_str!("../../examples/shop/README.md");

#[test]
fn the_diagram_in_the_readme_is_that_of_the_machine() {
    let after = README.split("```mermaid\n").nth(1).expect("a diagram");
    assert_eq!(after.split("```").next(), Some(Visit::DIAGRAM));
}
