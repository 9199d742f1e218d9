//! One secret over several items, for stores that limit the length of an item.
//!
//! Beside its *head* (the item under its own name) a long secret has numbered parts, `name#GENERATION.NUMBER`:
//!
//! | head            | means                                                        |
//! |-----------------|--------------------------------------------------------------|
//! | `w7;…`          | whole: the secret follows                                    |
//! | `p7;4`          | in parts: `name#7.1` … `name#7.4` together are the secret    |
//! | `d7;`           | deleted: parts of generation 7 may still wait to be removed  |
//!
//! A new value is written as parts of the next generation, which nobody reads yet; then the head is replaced,
//! one write, and the value has changed; then the old parts go. Stopped anywhere, the head names a set that is
//! complete. What a stopped writer leaves behind lies one generation beside the head's, and the next writer
//! sweeps there first. Parts are written upwards and removed downwards, so leftovers begin at 1 without gaps.

use secrecy::zeroize::Zeroizing;

use crate::Error;

/// Bytes of a secret, wiped when dropped.
pub(crate) type Bytes = Zeroizing<Vec<u8>>;

/// Longest secret in bytes that is kept, in parts or not. A grant is a few thousand; this stops a mistake.
const LONGEST: usize = 64 * 1024;

/// How often a reader starts again when a writer replaces the set under it.
const READS: usize = 8;

/// The items of a store, each by itself: bytes under a key.
pub(crate) trait Items {
    fn read(&self, key: &str) -> Result<Option<Bytes>, Error>;
    fn write(&self, key: &str, label: &str, bytes: &[u8]) -> Result<(), Error>;
    /// Removing what is not there is no error.
    fn remove(&self, key: &str) -> Result<(), Error>;
}

/// What the head says.
enum Head {
    Whole { generation: u64, secret: Bytes },
    Parts { generation: u64, count: usize },
    Deleted { generation: u64 },
}

impl Head {
    fn generation(&self) -> u64 {
        match self {
            Head::Whole { generation, .. }
            | Head::Parts { generation, .. }
            | Head::Deleted { generation } => *generation,
        }
    }

    fn parse(bytes: &[u8]) -> Option<Head> {
        let (kind, rest) = bytes.split_first()?;
        let end = rest.iter().position(|byte| *byte == b';')?;
        let (generation, rest) = (number(&rest[..end])?, &rest[end + 1..]);
        match kind {
            b'w' => Some(Head::Whole {
                generation,
                secret: Zeroizing::new(rest.to_vec()),
            }),
            b'p' => Some(Head::Parts {
                generation,
                count: number(rest)?.try_into().ok()?,
            }),
            b'd' => Some(Head::Deleted { generation }),
            _ => None,
        }
    }
}

fn number(digits: &[u8]) -> Option<u64> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

fn part(key: &str, generation: u64, number: usize) -> String {
    format!("{key}#{generation}.{number}")
}

fn head(items: &impl Items, key: &str) -> Result<Option<Head>, Error> {
    let Some(bytes) = items.read(key)? else {
        return Ok(None);
    };
    Head::parse(&bytes).map(Some).ok_or_else(|| Error::Broken {
        reason: format!("the item {key} was not written by this program"),
    })
}

/// The secret under `key`, joined.
pub(crate) fn read(items: &impl Items, key: &str) -> Result<Option<Bytes>, Error> {
    for _ in 0..READS {
        match head(items, key)? {
            None | Some(Head::Deleted { .. }) => return Ok(None),
            Some(Head::Whole { secret, .. }) => return Ok(Some(secret)),
            Some(Head::Parts { generation, count }) => {
                if let Some(secret) = join(items, key, generation, count)? {
                    return Ok(Some(secret));
                }
                // A part is gone: another process replaced the set meanwhile, and the head names the new one.
            }
        }
    }
    Err(Error::Broken {
        reason: format!("the item {key} has lost a part"),
    })
}

fn join(
    items: &impl Items,
    key: &str,
    generation: u64,
    count: usize,
) -> Result<Option<Bytes>, Error> {
    let mut secret = Zeroizing::new(Vec::with_capacity(LONGEST));
    for number in 1..=count {
        match items.read(&part(key, generation, number))? {
            Some(bytes) => secret.extend_from_slice(&bytes),
            None => return Ok(None),
        }
    }
    Ok(Some(secret))
}

/// Keeps `secret` under `key`, in items of at most `limit` bytes.
pub(crate) fn write(
    items: &impl Items,
    limit: usize,
    key: &str,
    label: &str,
    secret: &[u8],
) -> Result<(), Error> {
    if secret.len() > LONGEST {
        return Err(Error::TooLong {
            bytes: secret.len(),
            limit: LONGEST,
        });
    }
    let current = head(items, key)?.map_or(0, |head| head.generation());
    sweep_beside(items, key, current)?;
    let next = current + 1;

    let mut whole = Zeroizing::new(format!("w{next};").into_bytes());
    whole.extend_from_slice(secret);
    if whole.len() <= limit {
        items.write(key, label, &whole)?;
    } else {
        let parts: Vec<&[u8]> = secret.chunks(limit).collect();
        let count = parts.len();
        for (index, bytes) in parts.into_iter().enumerate() {
            let label = format!("{label} (part {} of {count})", index + 1);
            items.write(&part(key, next, index + 1), &label, bytes)?;
        }
        items.write(key, label, format!("p{next};{count}").as_bytes())?;
    }

    // The new value stands. Old parts that cannot be removed now are swept by the next writer.
    if let Err(error) = sweep(items, key, current) {
        tracing::warn!(item = key, %error, "parts of the previous value remain for now");
    }
    Ok(())
}

/// Forgets the secret under `key` and all its parts.
pub(crate) fn remove(items: &impl Items, key: &str) -> Result<(), Error> {
    let Some(head) = head(items, key)? else {
        // A first writer may have been stopped before it wrote the head.
        return sweep_beside(items, key, 0);
    };
    let generation = head.generation();
    sweep_beside(items, key, generation)?;
    if let Head::Parts { .. } = head {
        // From here on the secret is gone for readers, and the sweep below can be taken up again.
        items.write(
            key,
            "Headwater: deleted",
            format!("d{generation};").as_bytes(),
        )?;
    }
    sweep(items, key, generation)?;
    items.remove(key)
}

/// Removes what stopped writers left: of the generation before (not yet swept) and after (not yet in use).
fn sweep_beside(items: &impl Items, key: &str, generation: u64) -> Result<(), Error> {
    if generation > 0 {
        sweep(items, key, generation - 1)?;
    }
    sweep(items, key, generation + 1)
}

fn sweep(items: &impl Items, key: &str, generation: u64) -> Result<(), Error> {
    let mut end = 1;
    while items.read(&part(key, generation, end))?.is_some() {
        end += 1;
    }
    for number in (1..end).rev() {
        items.remove(&part(key, generation, number))?;
    }
    Ok(())
}

#[cfg(test)]
#[path = "parts_tests.rs"]
mod tests;
