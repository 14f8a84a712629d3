// A session's constants and types may be called like something that the derive could use.
use std::time::Duration;

use session_core::Session;

const LIFETIME: Duration = Duration::from_secs(3600);
const IDLE: Duration = Duration::from_secs(600);
const REFRESH: Duration = Duration::from_secs(60);

#[derive(Default)]
struct R;

#[derive(Default)]
struct W;

/// A cell of a game's board, which has nothing to do with `std::cell`.
#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Cell {
    is_mine: bool,
}

#[derive(Session)]
#[session(lifetime = LIFETIME, idle = IDLE, refresh = REFRESH)]
struct Game {
    cells: Vec<Cell>,
    #[session(skip)]
    r: R,
    #[session(skip)]
    w: W,
}

fn main() {
    assert_eq!(Game::SCHEMA.timeouts().lifetime(), LIFETIME);
    let Game { cells, r: R, w: W } = session_core::format::Record::fresh();
    assert!(cells.iter().all(|cell| !cell.is_mine));
}
