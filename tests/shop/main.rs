//! The example `shop` as its visitors see it, without a browser: requests through its router, two
//! of them at once where tabs are meant.

#[path = "../../examples/shop/site/mod.rs"]
mod site;

mod cookies;
mod file;
mod orders;
mod pages;
#[cfg(unix)]
mod program;
mod readme;
mod servers;
mod store;
mod tabs;
mod visitor;
