//! The peer: sessions in a file of tower-sessions' store. `benches/million.sh` runs it.

use std::error::Error;
use std::str::FromStr as _;
use std::sync::Arc;

use measure::Arguments;
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use tower_sessions_core::session::{Id, Record};
use tower_sessions_core::{ExpiredDeletion as _, Expiry, Session, SessionStore as _};
use tower_sessions_sqlx_store::SqliteStore;
use tower_sessions_sqlx_store::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

#[path = "../../measure.rs"]
mod measure;

/// The key that the session is under.
const KEY: &str = "shop";

#[derive(Serialize, Deserialize)]
struct Shop {
    user: Option<u64>,
    name: String,
    email: String,
    theme: Option<String>,
    roles: Vec<String>,
    visits: u32,
    token: String,
}

fn shop() -> Shop {
    Shop {
        user: Some(8_412_305),
        name: "alice".to_owned(),
        email: "alice@example.com".to_owned(),
        theme: Some("dark".to_owned()),
        roles: vec!["admin".to_owned(), "editor".to_owned()],
        visits: 42,
        token: "b70cf04d09c99a421f76e15a8f05acef".to_owned(),
    }
}

/// A file with sessions, all of which have the same data.
struct Peer(Arc<SqliteStore>);

impl Peer {
    async fn count(&self, id: Id) -> Option<()> {
        let session = Session::new(Some(id), Arc::clone(&self.0), Some(Expiry::OnInactivity(Duration::days(14))));
        let mut shop: Shop = session.get(KEY).await.ok()??;
        shop.visits += 1;
        session.insert(KEY, shop).await.ok()?;
        session.save().await.ok()
    }
}

impl measure::Side for Peer {
    const CALLS: &'static [&'static str] = &["load", "save", "request"];

    async fn call(&self, what: &str, number: u64) -> bool {
        let id = Id(i128::from_be_bytes(measure::name(number)));
        match what {
            "create" => self.0.create(&mut record(id, number)).await.is_ok(),
            "load" => matches!(self.0.load(&id).await, Ok(Some(_))),
            "save" => self.0.save(&record(id, number)).await.is_ok(),
            _ => self.count(id).await.is_some(),
        }
    }

    async fn sweep(&self, _: u64) {
        if let Err(error) = self.0.delete_expired().await {
            eprintln!("{error}");
        }
    }
}

fn record(id: Id, number: u64) -> Record {
    let now = OffsetDateTime::now_utc();
    let expires = measure::expires(number, now.unix_timestamp().unsigned_abs());
    let expiry_date = OffsetDateTime::UNIX_EPOCH + Duration::seconds(expires.cast_signed());
    let data = [(KEY.to_owned(), serde_json::json!(shop()))].into();
    Record { id, data, expiry_date }
}

/// Makes the settings of a pool: those of the store's documentation, or SQLite's that ours has.
fn settings(name: &str, file: &str) -> Result<(SqlitePoolOptions, SqliteConnectOptions), Box<dyn Error>> {
    let pool = SqlitePoolOptions::new();
    let file = SqliteConnectOptions::from_str(file)?.create_if_missing(true);
    let wal = |file: SqliteConnectOptions| file.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Normal);
    Ok(match name {
        "one" => (pool.max_connections(1), wal(file)),
        "wal" => (pool, wal(file)),
        // A file's mode stays, so that it has to be changed back.
        _ => (pool, file.journal_mode(SqliteJournalMode::Delete)),
    })
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let (name, arguments) = arguments.split_first().ok_or("SETTINGS")?;
    let Arguments { step, file, numbers } = Arguments::read(arguments)?;
    let (pool, file) = settings(name, &file)?;
    measure::runtime()?.block_on(async {
        let pool = pool.connect_with(file).await?;
        let store = SqliteStore::new(pool.clone());
        store.migrate().await?;
        measure::run(Peer(Arc::new(store)), &step, numbers).await;
        pool.close().await;
        Ok(())
    })
}
