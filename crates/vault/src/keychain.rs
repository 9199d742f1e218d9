//! The platform's keychain.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use crate::parts::{self, Bytes, Items};
use crate::platform::{ITEM_LIMIT, NAME};
use crate::session::{Service, Session};
use crate::{Error, ItemName, Vault};

/// Secrets in the keychain of the operating system: Secret Service, Keychain or Credential Manager.
///
/// All work is done by one thread of its own. It keeps calls in order, it may block on D-Bus, which inside an
/// async runtime would panic or stall, and it may wait for a person at the keychain's prompt while the caller
/// has long been told [`Error::Locked`]. While it waits there, every further call is told the same at once
/// instead of queueing up behind the prompt; when the prompt is answered, calls work again.
pub struct Keychain {
    service: Arc<str>,
    patience: Duration,
    queue: Mutex<Queue>,
    progress: Arc<Progress>,
}

type Job = Box<dyn FnOnce(&mut Session) + Send>;

/// The way to the thread. Jobs are numbered from 1, in the order in which they are sent.
struct Queue {
    last: u64,
    jobs: Sender<Job>,
}

/// How far the thread is, in numbers of jobs.
#[derive(Default)]
struct Progress {
    finished: AtomicU64,
    /// The last job whose caller stopped waiting.
    overdue: AtomicU64,
}

impl Keychain {
    /// The service under which the application keeps its items. Tests take a name of their own.
    pub const SERVICE: &'static str = "Headwater";

    /// The keychain, with items kept apart from those of every other `service`. Nothing is asked of the
    /// platform yet: a missing or locked keychain shows at the first call, and a keychain that appears later
    /// is found then.
    ///
    /// # Errors
    /// [`Error::Broken`] when the system refuses a thread.
    pub fn open(service: &str) -> Result<Keychain, Error> {
        let (jobs, sent) = mpsc::channel::<Job>();
        std::thread::Builder::new()
            .name("keychain".to_owned())
            .spawn(move || {
                let mut session = Session::default();
                for job in sent {
                    job(&mut session);
                }
            })
            .map_err(|error| Error::Broken {
                reason: format!("no thread for it: {error}"),
            })?;
        Ok(Keychain {
            service: service.into(),
            patience: Duration::from_secs(20),
            queue: Mutex::new(Queue { last: 0, jobs }),
            progress: Arc::default(),
        })
    }

    /// How long a call waits for an answer, 20 seconds unless set: long enough to type a password.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Keychain {
        self.patience = patience;
        self
    }

    /// Lets the thread do `work` and waits for what comes of it.
    fn ask<T: Send + 'static>(
        &self,
        work: impl Fn(&Service<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let progress = &self.progress;
        if progress.overdue.load(Ordering::SeqCst) > progress.finished.load(Ordering::SeqCst) {
            return Err(waiting());
        }
        let (answer, answered) = mpsc::sync_channel(1);
        let number = self.send(move |number, progress, session, service| {
            // A caller who has left was told that nothing happened; so nothing begins any more.
            let outcome = if progress.overdue.load(Ordering::SeqCst) >= number {
                Err(waiting())
            } else {
                session.with(|store| {
                    work(&Service {
                        store,
                        name: service,
                    })
                })
            };
            // The caller may have left meanwhile.
            let _ = answer.send(outcome);
        })?;
        match answered.recv_timeout(self.patience) {
            Ok(outcome) => outcome,
            Err(RecvTimeoutError::Timeout) => {
                progress.overdue.fetch_max(number, Ordering::SeqCst);
                Err(waiting())
            }
            Err(RecvTimeoutError::Disconnected) => Err(thread_ended()),
        }
    }

    /// Puts a job at the end of the queue; gives its number.
    fn send(
        &self,
        work: impl FnOnce(u64, &Progress, &mut Session, &str) + Send + 'static,
    ) -> Result<u64, Error> {
        let (progress, service) = (Arc::clone(&self.progress), Arc::clone(&self.service));
        // Nothing can panic while the queue is held.
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let number = queue.last + 1;
        let job: Job = Box::new(move |session| {
            work(number, &progress, session, &service);
            progress.finished.store(number, Ordering::SeqCst);
        });
        queue.jobs.send(job).map_err(|_| thread_ended())?;
        queue.last = number;
        Ok(number)
    }
}

fn waiting() -> Error {
    Error::Locked {
        reason: "it waits for its password, and nobody has typed it".to_owned(),
    }
}

fn thread_ended() -> Error {
    Error::Broken {
        reason: "its thread ended".to_owned(),
    }
}

impl Vault for Keychain {
    fn get(&self, item: &ItemName) -> Result<Option<SecretString>, Error> {
        let key = item.to_string();
        let secret = self.ask(move |service| read(service, &key))?;
        let text = |bytes: Bytes| match std::str::from_utf8(&bytes) {
            Ok(text) => Ok(SecretString::from(text)),
            Err(_) => Err(Error::Broken {
                reason: format!("the item {item} is not text"),
            }),
        };
        secret.map(text).transpose()
    }

    fn put(&self, item: &ItemName, label: &str, secret: &SecretString) -> Result<(), Error> {
        let (key, label) = (item.to_string(), label.to_owned());
        let secret = secret.clone();
        self.ask(move |service| write(service, &key, &label, secret.expose_secret().as_bytes()))
    }

    fn delete(&self, item: &ItemName) -> Result<(), Error> {
        let key = item.to_string();
        self.ask(move |service| match ITEM_LIMIT {
            Some(_) => parts::remove(service, &key),
            None => service.remove(&key),
        })
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn ready(&self) -> Result<(), Error> {
        // Of this process alone: two programs that look at the same time do not disturb each other.
        let key = format!("ready/{}", std::process::id());
        self.ask(move |service| {
            service.write(&key, "Headwater: trying the keychain", b"ready")?;
            let kept = service.read(&key)?;
            service.remove(&key)?;
            match kept {
                Some(bytes) if bytes.as_slice() == b"ready" => Ok(()),
                _ => Err(Error::Broken {
                    reason: "it did not give back what it was given".to_owned(),
                }),
            }
        })
    }
}

/// Where items have no limit a secret is one item, as it is: nothing to join, and readable by its owner.
fn read(service: &Service<'_>, key: &str) -> Result<Option<Bytes>, Error> {
    match ITEM_LIMIT {
        Some(_) => parts::read(service, key),
        None => service.read(key),
    }
}

fn write(service: &Service<'_>, key: &str, label: &str, secret: &[u8]) -> Result<(), Error> {
    match ITEM_LIMIT {
        Some(limit) => parts::write(service, limit, key, label, secret),
        None => service.write(key, label, secret),
    }
}
