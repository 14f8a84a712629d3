//! A server of PostgreSQL.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{LazyLock, Mutex, PoisonError};

use crate::Proxy;
use crate::shell::Shell;

/// Makes a database in a temporary folder, prints the folder, and starts a server, which is started
/// again when it is killed, as an operator's machine does. At the end of the input the script stops
/// the server and removes the folder.
///
/// A server that was killed leaves processes behind for a moment, in which no other one starts.
/// Nothing is written through to the disk: no test takes the machine's power away.
const SUPERVISOR: &str = r#"
    set -u
    trap '' PIPE
    bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
    PATH=${bin:+$bin:}$PATH
    folder=$(mktemp -d "${TMPDIR:-/tmp}/session-postgres-XXXXXX") || exit 1
    data=$folder/data
    initdb --pgdata "$data" --username postgres --auth trust --encoding UTF8 --locale C --no-sync >/dev/null || exit 1
    echo "$folder"
    run() { postgres -D "$data" -k "$folder" -c listen_addresses= -c fsync=off -c max_connections=200; }
    until run || [ -e "$folder/stop" ]; do sleep 0.05; done </dev/null &
    loop=$!
    # There is no file with the server's process yet if it has just been started.
    send() { kill "-$1" "$(head -n 1 "$data/postmaster.pid" 2>/dev/null)" 2>/dev/null; }
    while read -r signal; do send "$signal"; done
    touch "$folder/stop"
    while kill -0 "$loop" 2>/dev/null; do send INT; sleep 0.05; done
    rm -rf "$folder"
"#;

/// A server, which ends with this process.
#[derive(Debug)]
pub struct Postgres {
    folder: String,
    shell: Mutex<Shell>,
}

impl Postgres {
    /// Returns the server of this process. The first call starts it.
    pub fn shared() -> &'static Self {
        static SHARED: LazyLock<Postgres> = LazyLock::new(Postgres::start);
        &SHARED
    }

    /// Starts a server. It listens on a socket in its folder, and not on the network.
    ///
    /// # Panics
    ///
    /// If PostgreSQL isn't there: `scripts/test` installs it.
    pub fn start() -> Self {
        let mut shell = Shell::start("PostgreSQL", as_somebody(), SUPERVISOR);
        let folder = shell.wait_for(|line| line.starts_with('/'));
        shell.wait_for(is_ready);
        Self { folder, shell: Mutex::new(shell) }
    }

    /// Returns the server's address, for the user and the database `postgres`.
    pub fn url(&self) -> String {
        format!("postgres://postgres@localhost/postgres?host={}", self.folder)
    }

    /// Returns the socket on which the server listens.
    pub fn socket(&self) -> PathBuf {
        Path::new(&self.folder).join(".s.PGSQL.5432")
    }

    /// Returns the address of a proxy before the server.
    pub fn url_by(proxy: &Proxy) -> String {
        format!("postgres://postgres@localhost/postgres?host={}", proxy.folder().display())
    }

    /// Kills the server as a crash would, and starts it again.
    pub fn crash(&self) {
        let mut shell = self.shell.lock().unwrap_or_else(PoisonError::into_inner);
        shell.say("KILL");
        shell.wait_for(is_ready);
    }
}

fn is_ready(line: &str) -> bool {
    line.ends_with("database system is ready to accept connections")
}

/// Returns a command that runs another one. PostgreSQL runs as anybody but root.
fn as_somebody() -> Command {
    let id = Command::new("id").arg("-u").output().expect("every Unix has `id`");
    if id.stdout != b"0\n" {
        return Command::new("env");
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "--"]);
    command
}
