//! A shell that watches over a server, and ends with the process that began it.

use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// How long a server may take. It fails then, with what it has said.
const PATIENCE: Duration = Duration::from_mins(1);

/// What is said to the shell, and what it and the server print.
#[derive(Debug)]
pub(crate) struct Shell {
    server: &'static str,
    process: Child,
    /// It is there until the end.
    commands: Option<ChildStdin>,
    lines: Receiver<String>,
}

impl Shell {
    /// Starts a shell with a script. `runner` is a command that runs another one.
    pub(crate) fn start(server: &'static str, mut runner: Command, script: &str) -> Self {
        // Of its own process group: what ends the tests from the keyboard doesn't end the script.
        std::os::unix::process::CommandExt::process_group(&mut runner, 0);
        runner.args(["sh", "-c", script]).current_dir("/");
        let process = runner.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut process = process.expect("there is a shell");
        let (sender, lines) = channel();
        let (stdout, stderr) = (process.stdout.take().expect("piped"), process.stderr.take().expect("piped"));
        let commands = process.stdin.take();
        pass_on(stdout, sender.clone());
        pass_on(stderr, sender);
        Self { server, process, commands, lines }
    }

    pub(crate) fn say(&mut self, command: &str) {
        let mut commands = self.commands.as_ref().expect("piped");
        writeln!(commands, "{command}").expect("the shell waits for commands");
    }

    /// Waits for a line, and returns it.
    pub(crate) fn wait_for(&mut self, is_wanted: impl Fn(&str) -> bool) -> String {
        let mut printed = Vec::new();
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) if is_wanted(&line) => return line,
                Ok(line) => printed.push(line),
                Err(_) => {
                    let printed = printed.join("\n");
                    panic!("{} doesn't start; `scripts/test` installs it. It says:\n{printed}", self.server)
                }
            }
        }
    }
}

/// Stops the server, and waits until nothing of it is left.
impl Drop for Shell {
    fn drop(&mut self) {
        drop(self.commands.take());
        let _ = self.process.wait();
    }
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
