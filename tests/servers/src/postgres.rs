//! A server of PostgreSQL.

use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Makes a database in a temporary folder and prints the folder. Then it does what it is told, line
/// by line. At the end of its input it stops the server and removes the folder.
///
/// Nothing is written through to the disk: no test takes the machine's power away.
const SUPERVISOR: &str = r#"
    set -u
    trap '' INT
    bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
    PATH=${bin:+$bin:}$PATH
    folder=$(mktemp -d "${TMPDIR:-/tmp}/session-postgres-XXXXXX") || exit 1
    pid=
    initdb --pgdata "$folder/data" --username postgres --auth trust --encoding UTF8 --locale C --no-sync >/dev/null || exit 1
    echo "$folder"
    while read -r command; do
        case $command in
        start)
            postgres -D "$folder/data" -k "$folder" -c listen_addresses= -c fsync=off -c max_connections=200 </dev/null &
            pid=$!
            ;;
        kill) kill -KILL "$pid"; wait "$pid" 2>/dev/null ;;
        esac
    done
    [ -n "$pid" ] && kill -INT "$pid" 2>/dev/null && wait "$pid"
    rm -rf "$folder"
"#;

/// How long a start may take. It fails then, with what the server has said.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server, which ends with this process.
pub struct Postgres {
    folder: String,
    talk: Mutex<Talk>,
}

/// What is said to the shell, and what it and the server print.
struct Talk {
    commands: ChildStdin,
    lines: Receiver<String>,
}

impl Postgres {
    /// Returns the server of this process. The first call starts it.
    pub fn shared() -> &'static Self {
        static SHARED: LazyLock<Postgres> = LazyLock::new(Postgres::start);
        &SHARED
    }

    /// Starts a server.
    ///
    /// # Panics
    ///
    /// If PostgreSQL isn't there: `scripts/test` installs it.
    pub fn start() -> Self {
        let mut shell = as_somebody();
        shell.args(["sh", "-c", SUPERVISOR]).current_dir("/");
        let shell = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut shell = shell.expect("there is a shell");
        let (sender, lines) = channel();
        let (stdout, stderr) = (shell.stdout.take().expect("piped"), shell.stderr.take().expect("piped"));
        let commands = shell.stdin.take().expect("piped");
        pass_on(stdout, sender.clone());
        pass_on(stderr, sender);
        let mut talk = Talk { commands, lines };
        let folder = talk.wait_for(|line| line.starts_with('/'));
        talk.start();
        Self { folder, talk: Mutex::new(talk) }
    }

    /// Returns the server's address, for the user and the database `postgres`.
    pub fn url(&self) -> String {
        format!("postgres://postgres@localhost/postgres?host={}", self.folder)
    }

    /// Kills the server as a crash would, and starts it again.
    pub fn crash(&self) {
        let mut talk = self.talk.lock().unwrap_or_else(PoisonError::into_inner);
        talk.say("kill");
        talk.start();
    }
}

impl Talk {
    fn start(&mut self) {
        self.say("start");
        self.wait_for(|line| line.ends_with("database system is ready to accept connections"));
    }

    fn say(&mut self, command: &str) {
        writeln!(self.commands, "{command}").expect("the shell waits for commands");
    }

    /// Waits for a line, and returns it.
    fn wait_for(&mut self, is_wanted: impl Fn(&str) -> bool) -> String {
        let mut printed = Vec::new();
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) if is_wanted(&line) => return line,
                Ok(line) => printed.push(line),
                Err(_) => panic!("PostgreSQL doesn't start; `scripts/test` installs it. It says:\n{}", printed.join("\n")),
            }
        }
    }
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

/// Passes on each line that is printed, until the end.
fn pass_on(printed: impl Read + Send + 'static, lines: Sender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(printed).lines().map_while(Result::ok) {
            // Nobody may listen any more, and the pipe has to be read all the same.
            let _ = lines.send(line);
        }
    });
}
