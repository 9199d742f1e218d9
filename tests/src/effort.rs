//! What a way through the window costs a person: presses, typed fields, and seconds outside the provider's pages.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The cost of a way, so far or whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Clicks, and presses of Enter.
    pub presses: usize,
    /// Fields that were typed into.
    pub typed: usize,
    /// Time in the window: not at the provider, and not what the bench spends on pictures.
    pub took: Duration,
}

impl std::fmt::Display for Effort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (presses, typed) = (self.presses, self.typed);
        let seconds = self.took.as_secs_f32();
        write!(f, "{presses} presses, {typed} fields typed, {seconds:.1} s")
    }
}

/// Counts along while a page is driven.
#[derive(Debug)]
pub(crate) struct Tally(Mutex<Counted>);

#[derive(Clone, Copy, Debug)]
struct Counted {
    began: Instant,
    aside: Duration,
    presses: usize,
    typed: usize,
}

impl Tally {
    pub(crate) fn new() -> Tally {
        Tally(Mutex::new(Counted::now()))
    }

    /// Counts from nothing again.
    pub(crate) fn begin(&self) {
        self.with(|counted| *counted = Counted::now());
    }

    pub(crate) fn pressed(&self) {
        self.with(|counted| counted.presses += 1);
    }

    pub(crate) fn typed(&self) {
        self.with(|counted| counted.typed += 1);
    }

    /// Time that went elsewhere.
    pub(crate) fn aside(&self, time: Duration) {
        self.with(|counted| counted.aside += time);
    }

    pub(crate) fn so_far(&self) -> Effort {
        self.with(|counted| Effort {
            presses: counted.presses,
            typed: counted.typed,
            took: counted.began.elapsed().saturating_sub(counted.aside),
        })
    }

    fn with<T>(&self, work: impl FnOnce(&mut Counted) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Counted {
    fn now() -> Counted {
        Counted {
            began: Instant::now(),
            aside: Duration::ZERO,
            presses: 0,
            typed: 0,
        }
    }
}
