//! Our side: sessions in a file of session-sqlite. `benches/million.sh` runs it.

use std::error::Error;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use session_core::store::{Entry, Expected, Name, Put, Store, StoreError};
use session_core::{Clock, Key, Session, Sessions};
use session_sqlite::SqliteStore;

use measure::{Arguments, VISITORS};

#[path = "../../measure.rs"]
mod measure;

#[derive(Session)]
struct Shop {
    #[session(identity)]
    user: Option<u64>,
    name: String,
    email: String,
    theme: Option<String>,
    #[session(merge = last)]
    roles: Vec<String>,
    #[session(merge = add)]
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

/// A clock that stands still, so that nothing is swept yet.
struct Still;

impl Clock for Still {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }
}

/// A store that keeps the last body.
#[derive(Clone, Default)]
struct Body(Arc<Mutex<Vec<u8>>>);

impl Store for Body {
    async fn load(&self, _: &Name) -> Result<Option<Entry>, StoreError> {
        Ok(None)
    }

    async fn put(&self, _: &Name, _: Expected, next: &Entry) -> Result<Put, StoreError> {
        self.0.lock().map_err(|_| StoreError::new("a thread has panicked"))?.clone_from(&next.body);
        Ok(Put::Done)
    }

    async fn touch(&self, _: &Name, _: u64, _: u64) -> Result<(), StoreError> {
        Ok(())
    }
}

/// A file with sessions, all of which have the same body.
struct Ours {
    store: SqliteStore,
    body: Vec<u8>,
    sessions: Sessions<Shop>,
    /// What some browsers send, whose sessions are in the file as well.
    cookies: Vec<String>,
}

impl Ours {
    async fn new(store: SqliteStore, visitors: u64) -> Result<Self, Box<dyn Error>> {
        let last = Body::default();
        begin(&Sessions::in_store(Key::generate(), last.clone())).await?;
        let body = last.0.lock().map_err(|_| "a panic")?.clone();
        let sessions = Sessions::in_store(Key::generate(), store.clone());
        let mut cookies = Vec::new();
        for _ in 0..visitors {
            cookies.push(begin(&sessions).await?);
        }
        Ok(Self { store, body, sessions, cookies })
    }

    async fn put(&self, name: &Name, expected: Expected, number: u64) -> bool {
        let now = now();
        let entry = Entry { version: 1, seen: now, expires: measure::expires(number, now), body: self.body.clone() };
        matches!(self.store.put(name, expected, &entry).await, Ok(Put::Done))
    }

    async fn count(&self, number: u64) -> Option<()> {
        let mut context = self.sessions.open(&self.cookies[usize::try_from(number).ok()?]).await.ok()?;
        context.live().visits += 1;
        context.close().await.ok().map(drop)
    }
}

impl measure::Side for Ours {
    const CALLS: &'static [&'static str] = &["load", "save", "touch", "request"];

    async fn call(&self, what: &str, number: u64) -> bool {
        let name = Name::from_bytes(measure::name(number));
        match what {
            "create" => self.put(&name, Expected::Absent, number).await,
            "load" => matches!(self.store.load(&name).await, Ok(Some(_))),
            "save" => self.put(&name, Expected::Version(1), number).await,
            "touch" => self.store.touch(&name, now(), measure::expires(number, now())).await.is_ok(),
            _ => self.count(number).await.is_some(),
        }
    }

    /// The thread sweeps by itself, and deletes what expired first.
    async fn sweep(&self, sessions: u64) {
        let last = (0..sessions).rev().find(|&number| measure::has_expired(number));
        let name = Name::from_bytes(measure::name(last.unwrap_or(0)));
        while !matches!(self.store.load(&name).await, Ok(None)) {}
    }
}

/// Begins a session, and returns the cookie that its visitor sends from now on.
async fn begin(sessions: &Sessions<Shop>) -> Result<String, Box<dyn Error>> {
    let ((), closed) = sessions.scope(None, async |mut live| *live = shop()).await?;
    let cookie = closed.set_cookie().ok_or("it was written")?;
    Ok(format!("{}={}", cookie.name(), cookie.value()))
}

fn now() -> u64 {
    SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().as_secs()
}

fn main() -> Result<(), Box<dyn Error>> {
    let Arguments { step, file, numbers } = Arguments::read(&std::env::args().skip(1).collect::<Vec<_>>())?;
    let options = SqliteStore::options();
    let store = if step == "sweep" { options } else { options.clock(Still) }.open(file)?;
    measure::runtime()?.block_on(async {
        let ours = Ours::new(store.clone(), if step == "calls" { VISITORS } else { 0 }).await?;
        measure::print("body, bytes", f64::from(u32::try_from(ours.body.len())?));
        measure::run(ours, &step, numbers).await;
        Ok::<_, Box<dyn Error>>(())
    })?;
    store.close();
    Ok(())
}
