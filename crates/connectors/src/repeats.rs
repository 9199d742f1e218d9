//! Answers that would be asked for more than once in a sync: the pages of a stream that is read for
//! itself and as the parent of others.
//!
//! Each is asked for once, by whoever comes first; the others wait for it. What is kept is limited,
//! so that memory stays flat: beyond the limit, answers are asked for again.

use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::OnceCell;

use crate::answer::Answer;
use crate::error::Error;
use crate::stream::Stream;

/// Bytes of bodies that are kept at most.
const MOST: u64 = 16 * 1024 * 1024;

/// The answers of a source that may be wanted again.
#[derive(Debug)]
pub(crate) struct Repeats {
    /// The streams whose pages several readings ask for.
    streams: Arc<HashSet<String>>,
    kept: Mutex<Kept>,
    most: u64,
}

#[derive(Debug, Default)]
struct Kept {
    answers: HashMap<String, Arc<OnceCell<Option<Answer>>>>,
    bytes: u64,
}

/// The names of streams that are a parent and are read at least twice: as a parent of two streams,
/// or as a parent and for their own sake.
pub(crate) fn streams<'a>(all: impl Iterator<Item = &'a Stream>) -> HashSet<String> {
    let mut readings = HashMap::new();
    for stream in all {
        count(stream, false, &mut readings);
    }
    let twice = readings
        .into_iter()
        .filter(|(_, (times, is_parent))| *is_parent && *times > 1);
    twice.map(|(name, _)| name.to_owned()).collect()
}

fn count<'a>(stream: &'a Stream, is_parent: bool, readings: &mut HashMap<&'a str, (usize, bool)>) {
    let reading = readings.entry(stream.name()).or_default();
    *reading = (reading.0 + 1, reading.1 || is_parent);
    for parent in parents(stream) {
        count(parent, true, readings);
    }
}

/// The streams that a stream's partitions are made from, in either of its forms where it has two.
pub(crate) fn parents(stream: &Stream) -> impl Iterator<Item = &Stream> {
    let delegate = stream.delegate.iter();
    let incremental = delegate.map(|delegate| &*delegate.incremental);
    let forms = std::iter::once(stream).chain(incremental);
    let routers = forms.flat_map(|form| form.retriever.router.iter());
    routers.flat_map(|router| router.parents())
}

impl Repeats {
    /// Nothing is kept yet.
    pub(crate) fn of(streams: Arc<HashSet<String>>) -> Repeats {
        Repeats {
            streams,
            kept: Mutex::default(),
            most: MOST,
        }
    }

    /// Whether pages of this stream may be wanted again.
    pub(crate) fn has(&self, stream: &str) -> bool {
        self.streams.contains(stream)
    }

    /// The answer to the request that `key` tells from all others: the kept one, or the one that
    /// `ask` brings. Only a plain success is kept.
    pub(crate) async fn get(
        &self,
        key: String,
        ask: impl Future<Output = Result<Option<Answer>, Error>>,
    ) -> Result<Option<Answer>, Error> {
        let cell = self.lock().answers.entry(key.clone()).or_default().clone();
        let is_new = AtomicBool::new(false);
        let first = || {
            is_new.store(true, Ordering::Relaxed);
            ask
        };
        let answer = cell.get_or_try_init(first).await?;
        if is_new.load(Ordering::Relaxed) {
            let mut kept = self.lock();
            match answer.as_ref().filter(|answer| answer.status == 200) {
                Some(answer) if kept.bytes + answer.content.length() <= self.most => {
                    kept.bytes += answer.content.length();
                }
                _ => {
                    kept.answers.remove(&key);
                }
            }
        }
        Ok(answer.as_ref().map(Answer::again))
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use serde_json::json;

    use super::*;

    /// Memory is what keeping costs: beyond the limit an answer is asked for again, and what was kept
    /// before stays.
    #[tokio::test]
    async fn beyond_the_limit_nothing_is_kept() {
        let url = url::Url::parse("https://api.example.com/").unwrap();
        let repeats = Repeats {
            most: 10,
            ..Repeats::of(Arc::default())
        };
        let answer = |value: &str| Answer::given(url.clone(), &json!(value));
        let mut got = Vec::new();
        for (key, value) in [
            ("a", "first"),
            ("b", "second"),
            ("a", "third"),
            ("b", "fourth"),
        ] {
            let ask = async { Ok(Some(answer(value))) };
            let answer = repeats.get(key.to_owned(), ask).await.unwrap().unwrap();
            got.push(answer.json().unwrap().clone());
        }
        assert_eq!(got, ["first", "second", "first", "fourth"]);
    }

    /// What was ignored, and what failed, is asked for again.
    #[tokio::test]
    async fn only_a_success_is_kept() {
        let url = url::Url::parse("https://api.example.com/").unwrap();
        let repeats = Repeats::of(Arc::default());
        let nothing = repeats.get("a".into(), async { Ok(None) }).await.unwrap();
        assert!(nothing.is_none());
        let failed = repeats.get("a".into(), async { Err(Error::Cancelled) });
        assert!(failed.await.is_err());
        let answer = Answer::given(url, &json!(1));
        let answer = repeats.get("a".into(), async { Ok(Some(answer)) });
        assert_eq!(answer.await.unwrap().unwrap().json(), Some(&json!(1)));
    }
}
