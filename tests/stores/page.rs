//! The page on stores.

/// The page shows the store whose laws are tested here.
#[test]
fn the_page_shows_a_store_that_passes_the_laws() {
    let page = include_str!("../../docs/stores.md");
    assert!(page.contains(include_str!("own_store.rs")));
}
