//! A server of Redis.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{LazyLock, Mutex};

use crate::Proxy;
use crate::shell::Shell;

/// Starts a server in a temporary folder, with the further settings of its first input line, and
/// prints the folder. At the end of its input it stops the server and removes the folder.
const SUPERVISOR: &str = r#"
    set -u
    trap '' PIPE
    read -r settings
    folder=$(mktemp -d "${TMPDIR:-/tmp}/session-redis-XXXXXX") || exit 1
    echo "$folder"
    redis-server --port 0 --unixsocket "$folder/socket" --dir "$folder" --save '' $settings </dev/null &
    pid=$!
    while read -r _; do :; done
    kill -KILL "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
    rm -rf "$folder"
"#;

/// A server, which ends with this process.
#[derive(Debug)]
pub struct Redis {
    folder: String,
    /// Ends the server when it is dropped.
    _shell: Mutex<Shell>,
}

impl Redis {
    /// Returns the server of this process. The first call starts it.
    pub fn shared() -> &'static Self {
        static SHARED: LazyLock<Redis> = LazyLock::new(|| Redis::start(""));
        &SHARED
    }

    /// Starts a server with further settings, such as `--maxmemory 2mb`. It listens on a socket in
    /// its folder, and not on the network.
    ///
    /// # Panics
    ///
    /// If Redis isn't there: `scripts/test` installs it.
    pub fn start(settings: &str) -> Self {
        let mut shell = Shell::start("Redis", Command::new("env"), SUPERVISOR);
        shell.say(settings);
        let folder = shell.wait_for(|line| line.starts_with('/'));
        shell.wait_for(|line| line.contains("ready to accept connections at") || line.contains("is now ready"));
        Self { folder, _shell: Mutex::new(shell) }
    }

    /// Returns the server's address.
    pub fn url(&self) -> String {
        format!("redis+unix://{}/socket", self.folder)
    }

    /// Returns the socket on which the server listens.
    pub fn socket(&self) -> PathBuf {
        Path::new(&self.folder).join("socket")
    }

    /// Returns the address of a proxy before the server.
    pub fn url_by(proxy: &Proxy) -> String {
        format!("redis+unix://{}/socket", proxy.folder().display())
    }
}
