//! A connection on which answers get lost.

use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::{env, fs, process, thread};

/// A socket in a temporary folder that leads to a server's. It can swallow answers: the server has
/// done what it was asked, and the connection breaks before the client hears of that.
#[derive(Debug)]
pub struct Proxy {
    folder: PathBuf,
    shared: Arc<Shared>,
    swallowed: Mutex<Receiver<()>>,
}

#[derive(Debug)]
struct Shared {
    /// Of how many answers one is swallowed, or 0 if none is.
    every: AtomicUsize,
    answers: AtomicUsize,
    swallowed: Sender<()>,
}

impl Proxy {
    /// Listens in a folder of its own, on a socket of the same name as the server's.
    ///
    /// # Panics
    ///
    /// If no socket can be made.
    pub fn before(server: &Path) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("session-proxy-{}-{number}", process::id()));
        fs::create_dir_all(&folder).expect("there is a temporary folder");
        let name = server.file_name().expect("a socket has a name");
        let listener = UnixListener::bind(folder.join(name)).expect("the folder is new");
        let (sender, swallowed) = channel();
        let shared = Arc::new(Shared { every: AtomicUsize::new(0), answers: AtomicUsize::new(0), swallowed: sender });
        let (server, of_thread) = (server.to_owned(), Arc::clone(&shared));
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                // A client that comes while the server is away is turned away as well.
                if let Ok(server) = UnixStream::connect(&server) {
                    of_thread.pass_on(client, server);
                }
            }
        });
        Self { folder, shared, swallowed: Mutex::new(swallowed) }
    }

    /// Returns the folder of the socket.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Swallows one of so many answers, until there were as many as this.
    ///
    /// # Panics
    ///
    /// If the proxy is gone.
    pub fn swallow(&self, every: usize, times: usize) {
        self.shared.every.store(every, Ordering::Relaxed);
        let swallowed = self.swallowed.lock().unwrap_or_else(PoisonError::into_inner);
        for _ in 0..times {
            swallowed.recv().expect("the proxy swallows");
        }
        self.shared.every.store(0, Ordering::Relaxed);
    }
}

impl Shared {
    fn pass_on(self: &Arc<Self>, client: UnixStream, server: UnixStream) {
        let (mut questions, mut to_server) = (copy(&client), copy(&server));
        thread::spawn(move || {
            let _ = std::io::copy(&mut questions, &mut to_server);
            let _ = to_server.shutdown(Shutdown::Both);
        });
        let shared = Arc::clone(self);
        thread::spawn(move || shared.answer(server, client));
    }

    /// Passes on answers, until one is swallowed.
    fn answer(&self, mut server: UnixStream, mut client: UnixStream) {
        let mut bytes = [0; 16 * 1024];
        while let Ok(length @ 1..) = server.read(&mut bytes) {
            let number = 1 + self.answers.fetch_add(1, Ordering::Relaxed);
            let every = self.every.load(Ordering::Relaxed);
            if every > 0 && number.is_multiple_of(every) {
                let _ = self.swallowed.send(());
                break;
            }
            if client.write_all(&bytes[..length]).is_err() {
                break;
            }
        }
        let _ = (client.shutdown(Shutdown::Both), server.shutdown(Shutdown::Both));
    }
}

fn copy(stream: &UnixStream) -> UnixStream {
    stream.try_clone().expect("there are handles")
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}
