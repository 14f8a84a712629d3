//! The laws of all stores.

use session_postgres::PostgresStore;

use crate::{connect_options, pool, run, store, store_in};

mod as_it_is {
    session_core::testing::store_laws!(|| super::store("laws"), run = |work| super::run(work));
}

/// Where a role asks for the strictest isolation level, PostgreSQL refuses some of what happens at
/// once.
fn serializable() -> PostgresStore {
    store_in(pool(8, connect_options().options([("default_transaction_isolation", "serializable")])), "laws_serializable")
}

mod of_a_serializable_role {
    session_core::testing::store_laws!(super::serializable, run = |work| super::run(work));
}
