#!/usr/bin/env bash
# What it costs to build: prints the tables of the README's section of that name. Seconds are those
# of all processors together, user and system, so that other work on the machine counts little.
# Every round builds each package in turn. A figure is the median of the rounds, and its ± is half
# of the distance between the least and the most. Everything is built in a temporary folder, with
# the versions of the workspace's lock file.
set -euo pipefail
cd "$(dirname "$0")/.."
sessions=$PWD
apps=$(mktemp -d)
trap 'rm -rf "$apps"' EXIT

# package NAME FILE DEPENDENCIES: makes a package, whose file comes from the standard input.
package() {
    mkdir -p "$apps/$1/src"
    cat >"$apps/$1/src/$2"
    printf '[package]\nname = "%s"\nedition = "2024"\n[dependencies]\n%s\n' "$1" "$3" >"$apps/$1/Cargo.toml"
    cp "$sessions/Cargo.lock" "$apps/$1/"
    cargo fetch --quiet --manifest-path "$apps/$1/Cargo.toml"
}

# application NAME ROUTER DEPENDENCIES: makes a program with the items of the standard input.
application() {
    package "$1" main.rs 'axum = { version = "0.8", default-features = false, features = ["http1", "tokio"] }
        tokio = { version = "1", features = ["macros", "net", "rt-multi-thread"] }'$'\n'"$3" <<<"$(cat)
        #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
            let app: axum::Router = axum::Router::new().route(\"/\", $2);
            Ok(axum::serve(tokio::net::TcpListener::bind(\"127.0.0.1:3000\").await?, app).await?)
        }"
}

# ours NAME CORE AXUM: makes the application on our crates, with these settings of each.
ours() {
    local router='axum::routing::get(session_axum::with_session(count))).with_state(Sessions::<Visits>::in_cookie(Key::from_env("SESSION_KEY")?)'
    application "$1" "$router" "session-core = { path = \"$sessions/session-core\"$2 }
        session-axum = { path = \"$sessions/session-axum\"$3 }" <<'END'
        use session_core::{Key, Live, Session, Sessions};
        #[derive(Session)] struct Visits { count: u32 }
        async fn count(mut visits: Live<'_, Visits>) -> String { visits.count += 1; format!("Visit number: {}", visits.count) }
END
}

# structs NAME ATTRIBUTE DEPENDENCIES: makes a crate of 100 structs with this attribute.
structs() {
    local fields='pub a: u64, pub b: String, pub c: u32, pub d: Option<String>, pub e: Vec<String>, pub f: i64, pub g: [u8; 16]'
    for n in {1..100}; do echo "$2 pub struct S$n { $fields }"; done | package "$1" lib.rs "$3"
}

# rounds TIMES BEFORE COMMAND PACKAGE…: runs both in every package, and notes the command's seconds.
rounds() {
    local TIMEFORMAT='%U %S'
    for ((round = 0; round < $1; round++)); do
        for name in "${@:4}"; do
            cd "$apps/$name"
            $2
            { time $3 --quiet --locked 2>&3; } 3>&2 2>&1 | awk '{ print $1 + $2 }' >>seconds
        done
    done
}

median() { sort -n seconds | awk '{ s[NR] = $1 } END { printf "%.2f ± %.2f", s[int((NR + 1) / 2)], (s[NR] - s[1]) / 2 }'; }

application axum-alone 'axum::routing::get(count)' '' <<<'async fn count() -> String { format!("Visit number: {}", 1) }'
ours ours '' ''
ours ours-without-encrypted ', default-features = false, features = ["derive"]' ', default-features = false, features = ["tracing"]'
layer='tower_sessions::SessionManagerLayer::new(tower_sessions::MemoryStore::default())'
application tower-sessions "axum::routing::get(count)).layer($layer" 'tower-sessions = "0.15"' <<'END'
    async fn count(session: tower_sessions::Session) -> String {
        let count = session.get("count").await.ok().flatten().unwrap_or(0) + 1;
        session.insert("count", count).await.expect("memory is at hand");
        format!("Visit number: {count}")
    }
END
structs derive-session '#[derive(session_core::Session)]' "session-core = { path = \"$sessions/session-core\" }"
structs derive-serde '#[derive(serde::Serialize, serde::Deserialize)]' 'serde = { version = "1", features = ["derive"] }'
structs derive-std '#[derive(Clone, Debug)]' ''
structs derive-nothing '' ''

names=(axum-alone ours ours-without-encrypted tower-sessions)
rounds "${BUILDS:-3}" 'rm -rf target' 'cargo build' "${names[@]}"
printf '| package | crates | clean debug build, s | debug binary, MB | release binary, MB |\n| --- | --: | --: | --: | --: |\n'
for name in "${names[@]}"; do
    cd "$apps/$name"
    cargo build --quiet --locked --release
    crates=$(cargo tree --edges no-dev --prefix none | sed 's/ (\*)$//' | sort -u | wc -l)
    echo "| $name | $crates | $(median) |$(stat -c %s target/{debug,release}/"$name" | awk '{ printf " %.2f |", $1 / 1e6 }')"
done

names=(derive-session derive-serde derive-std derive-nothing)
rounds 1 '' 'cargo check' "${names[@]}"
rm "$apps"/derive-*/seconds
rounds "${CHECKS:-5}" 'touch src/lib.rs' 'cargo check' "${names[@]}"
printf '\n| package | `cargo check` after a touch, s |\n| --- | --: |\n'
for name in "${names[@]}"; do cd "$apps/$name" && echo "| $name | $(median) |"; done
