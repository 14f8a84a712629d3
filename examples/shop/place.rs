//! Where the sessions are: in a file of one machine, or on a server that several machines share.

use std::error::Error;
use std::path::PathBuf;
use std::{env, io};

use session_core::{Key, Sessions};
use session_postgres::PostgresStore;
use session_redis::RedisStore;
use session_sqlite::SqliteStore;
use sqlx::PgPool;
use sqlx::postgres::PgConnectOptions;

use crate::site::sessions::Visit;

/// Returns the sessions of this key, and says where they are: in PostgreSQL if there is a
/// `DATABASE_URL`, in Redis if there is a `REDIS_URL`, and otherwise in a file.
pub(crate) async fn sessions(key: Key) -> Result<(Sessions<Visit>, String), Box<dyn Error>> {
    if let Ok(url) = env::var("DATABASE_URL") {
        // The server ends what nobody waits for any more.
        let options = url.parse::<PgConnectOptions>()?.options([("statement_timeout", "2s")]);
        let store = PostgresStore::new(PgPool::connect_with(options).await?);
        store.migrate().await?;
        return Ok((Sessions::in_store(key, store), "PostgreSQL".to_owned()));
    }
    if let Ok(url) = env::var("REDIS_URL") {
        // It connects again by itself.
        let connection = redis::Client::open(url)?.get_connection_manager().await?;
        return Ok((Sessions::in_store(key, RedisStore::new(connection)), "Redis".to_owned()));
    }
    let file = file()?;
    let store = SqliteStore::open(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok((Sessions::in_store(key, store), file.display().to_string()))
}

/// Returns the file of the sessions: `SHOP_DATABASE`, or `shop.sqlite` beside the program, so that
/// `cargo clean` removes it.
fn file() -> io::Result<PathBuf> {
    match env::var_os("SHOP_DATABASE") {
        Some(file) => Ok(file.into()),
        None => Ok(env::current_exe()?.with_file_name("shop.sqlite")),
    }
}
