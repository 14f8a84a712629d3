//! A cluster of Redis.

use std::iter;
use std::net::TcpListener;
use std::process::Command;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};

use crate::shell::Shell;

/// How many servers a cluster has: masters first, and a replica of each after them.
const SERVERS: usize = 6;
const MASTERS: usize = 3;

/// Starts servers on the ports of its first input line, each with one more port for the others, and
/// joins them to a cluster. After that, each line has the port of a replica that is to be a master.
/// At the end of its input it stops all and removes their folder.
const SUPERVISOR: &str = r#"
    set -u
    trap '' PIPE
    read -r ports
    folder=$(mktemp -d "${TMPDIR:-/tmp}/session-cluster-XXXXXX") || exit 1
    pids= servers=
    for pair in $ports; do
        port=${pair%:*}
        mkdir "$folder/$port"
        redis-server --port "$port" --cluster-port "${pair#*:}" --bind 127.0.0.1 --dir "$folder/$port" --save '' \
            --cluster-enabled yes --cluster-node-timeout 5000 --repl-diskless-sync-delay 0 </dev/null >/dev/null &
        pids="$pids $!" servers="$servers 127.0.0.1:$port"
    done
    stop() { kill -KILL $pids 2>/dev/null; wait 2>/dev/null; rm -rf "$folder"; exit; }
    # Waits until a command succeeds. Stops if that takes too long, or nobody waits for it any more.
    wait_until() {
        tries=0
        until "$@"; do
            tries=$((tries + 1))
            [ $tries -lt 1000 ] && kill -0 "$PPID" 2>/dev/null || { echo "waited in vain: $*"; stop; }
            sleep 0.05
        done
    }
    ask() { port=$1; shift; redis-cli -p "$port" "$@" 2>/dev/null; }
    is_up() { [ "$(ask "$1" ping)" = PONG ]; }
    is_joined() { ask "$1" cluster info | grep -q cluster_state:ok; }
    is_linked() { ask "$1" info replication | grep -qE 'role:master|link_status:up'; }
    # A master under load may not wait for its replica the first time.
    is_master() { ask "$1" info replication | grep -q role:master || { ask "$1" cluster failover >/dev/null; false; }; }
    for server in $servers; do wait_until is_up "${server#*:}"; done
    redis-cli --cluster create $servers --cluster-replicas 1 --cluster-yes >/dev/null || stop
    for server in $servers; do wait_until is_joined "${server#*:}"; wait_until is_linked "${server#*:}"; done
    echo ready
    while read -r port; do
        wait_until is_master "$port"
        echo "$port is a master"
    done
    stop
"#;

/// Three masters of Redis, each with a replica. They end with this process.
#[derive(Debug)]
pub struct RedisCluster {
    ports: Vec<u16>,
    shell: Mutex<Shell>,
}

impl RedisCluster {
    /// Returns the cluster of this process. The first call starts it.
    pub fn shared() -> &'static Self {
        static SHARED: LazyLock<RedisCluster> = LazyLock::new(RedisCluster::start);
        &SHARED
    }

    /// Starts a cluster on free ports of this machine.
    ///
    /// # Panics
    ///
    /// If Redis isn't there: `scripts/test` installs it.
    pub fn start() -> Self {
        let mut shell = Shell::start("A cluster of Redis", Command::new("env"), SUPERVISOR);
        let free = free_ports();
        let (ports, buses) = free.split_at(SERVERS);
        let pairs: Vec<String> = ports.iter().zip(buses).map(|(port, bus)| format!("{port}:{bus}")).collect();
        shell.say(&pairs.join(" "));
        shell.wait_for(|line| line == "ready");
        Self { ports: ports.to_vec(), shell: Mutex::new(shell) }
    }

    /// Returns the addresses of the servers.
    pub fn urls(&self) -> Vec<String> {
        self.ports.iter().map(|port| format!("redis://127.0.0.1:{port}")).collect()
    }

    /// Makes the replica of each master a master, one after the other, as an operator does who
    /// takes the masters out of service.
    pub fn fail_over(&self) {
        let mut shell = self.shell.lock().unwrap_or_else(PoisonError::into_inner);
        for port in &self.ports[MASTERS..] {
            shell.say(&port.to_string());
            shell.wait_for(|line| line == format!("{port} is a master"));
        }
    }
}

/// Returns two ports for each server, which nothing else uses now. They are below those that the
/// system gives to clients, and begin where another process of the tests doesn't.
fn free_ports() -> Vec<u16> {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let begin = u16::try_from(std::process::id() % 200).expect("it is small") * 100;
    let ports = iter::repeat_with(|| 10_000 + begin + NEXT.fetch_add(1, Ordering::Relaxed) % 1000);
    let is_free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    ports.filter(is_free).take(2 * SERVERS).collect()
}
