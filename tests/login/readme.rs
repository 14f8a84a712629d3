//! What the example's README says is true.

use crate::site::sessions::{Device, Login};

const README: &str = include_str!("../../examples/login/README.md");

#[test]
fn the_diagrams_in_the_readme_are_those_of_the_machines() {
    let after = README.split("```mermaid\n").skip(1);
    let diagrams: Vec<&str> = after.map(|rest| rest.split("```").next().unwrap_or_default()).collect();
    assert_eq!(diagrams, [Login::DIAGRAM, Device::DIAGRAM]);
}
