#![allow(clippy::unwrap_used)]
//! A set is read whole or not at all, wherever its writer was stopped.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use super::*;

/// As small as a store can be and still hold a head.
const LIMIT: usize = 16;

/// A store that holds `LIMIT` bytes per item, and that fails when its `budget` of changes is used up: from then
/// on it changes nothing, as if the process had been killed there.
#[derive(Default)]
struct Shelf {
    items: RefCell<BTreeMap<String, Vec<u8>>>,
    budget: Cell<Option<usize>>,
    /// Done with the first change after `budget`, but its answer is lost.
    loses_answer: Cell<bool>,
}

impl Shelf {
    fn spend(&self, change: impl FnOnce()) -> Result<(), Error> {
        let stopped = Err(Error::Broken {
            reason: "stopped".to_owned(),
        });
        match self.budget.get() {
            None => change(),
            Some(0) => {
                if self.loses_answer.replace(false) {
                    change();
                }
                return stopped;
            }
            Some(left) => {
                self.budget.set(Some(left - 1));
                change();
            }
        }
        Ok(())
    }

    fn stop_after(&self, changes: usize, loses_answer: bool) {
        self.budget.set(Some(changes));
        self.loses_answer.set(loses_answer);
    }

    fn heal(&self) {
        self.budget.set(None);
        self.loses_answer.set(false);
    }

    fn put(&self, secret: &str) -> Result<(), Error> {
        write(self, LIMIT, "item", "Label", secret.as_bytes())
    }

    fn get(&self) -> Option<String> {
        let bytes = read(self, "item").unwrap()?;
        Some(String::from_utf8(bytes.to_vec()).unwrap())
    }
}

impl Items for Shelf {
    fn read(&self, key: &str) -> Result<Option<Bytes>, Error> {
        Ok(self.items.borrow().get(key).cloned().map(Zeroizing::new))
    }

    fn write(&self, key: &str, _label: &str, bytes: &[u8]) -> Result<(), Error> {
        assert!(bytes.len() <= LIMIT, "{key} has {} bytes", bytes.len());
        self.spend(|| {
            self.items
                .borrow_mut()
                .insert(key.to_owned(), bytes.to_vec());
        })
    }

    fn remove(&self, key: &str) -> Result<(), Error> {
        self.spend(|| {
            self.items.borrow_mut().remove(key);
        })
    }
}

fn secret(letter: char, length: usize) -> String {
    (0..length)
        .map(|index| if index % 7 == 0 { '.' } else { letter })
        .collect()
}

#[test]
fn every_length_comes_back_as_it_went() {
    for length in 0..200 {
        let shelf = Shelf::default();
        shelf.put(&secret('a', length)).unwrap();
        assert_eq!(shelf.get(), Some(secret('a', length)), "{length} bytes");
    }
}

#[test]
fn a_value_in_place_of_another_leaves_nothing_of_it() {
    let shelf = Shelf::default();
    for length in [100, 5, 200, 40, 0, 100] {
        shelf.put(&secret('a', length)).unwrap();
        let parts = if length + 3 <= LIMIT {
            0
        } else {
            length.div_ceil(LIMIT)
        };
        assert_eq!(
            shelf.items.borrow().len(),
            1 + parts,
            "the head and the parts of {length} bytes"
        );
    }
    remove(&shelf, "item").unwrap();
    assert!(shelf.items.borrow().is_empty());
}

/// Requirement 45: whichever change is the last, old or new value is whole afterwards, and the next writer
/// leaves nothing behind.
#[test]
fn stopped_anywhere_the_old_or_the_new_value_is_whole() {
    let lengths = [0, 5, 13, 14, 40, 100];
    for (old_length, new_length) in lengths
        .iter()
        .flat_map(|old| lengths.map(|new| (*old, new)))
    {
        for loses_answer in [false, true] {
            for steps in 0.. {
                let shelf = Shelf::default();
                let (old, new) = (secret('o', old_length), secret('n', new_length));
                shelf.put(&old).unwrap();
                shelf.stop_after(steps, loses_answer);
                let outcome = shelf.put(&new);
                let untouched = shelf.budget.get() != Some(0);
                shelf.heal();

                let found = shelf.get();
                let case = format!("{old_length} → {new_length} bytes, stopped after {steps}");
                match outcome {
                    Ok(()) => assert_eq!(
                        found.as_ref(),
                        Some(&new),
                        "{case}: it said that it was kept"
                    ),
                    Err(_) if loses_answer => assert!(
                        found.as_ref() == Some(&old) || found.as_ref() == Some(&new),
                        "{case}: {found:?} is neither"
                    ),
                    Err(_) => {
                        assert_eq!(found.as_ref(), Some(&old), "{case}: it said that it failed")
                    }
                }

                let last = secret('l', 30);
                shelf.put(&last).unwrap();
                assert_eq!(shelf.get(), Some(last), "{case}, then written again");
                assert_eq!(shelf.items.borrow().len(), 3, "{case}: leftovers are swept");
                if untouched {
                    break;
                }
            }
        }
    }
}

#[test]
fn writers_stopped_one_after_the_other_leave_nothing() {
    for first in 0..12 {
        for second in 0..12 {
            let shelf = Shelf::default();
            shelf.put(&secret('a', 60)).unwrap();
            for (steps, length) in [(first, 90), (second, 45)] {
                shelf.stop_after(steps, false);
                let _ = shelf.put(&secret('b', length));
                shelf.heal();
                assert!(
                    shelf.get().is_some(),
                    "stopped after {first}, then after {second}"
                );
            }
            shelf.put(&secret('c', 20)).unwrap();
            assert_eq!(
                shelf.items.borrow().len(),
                3,
                "stopped after {first}, then after {second}"
            );
        }
    }
}

#[test]
fn a_deletion_stopped_anywhere_is_whole_and_can_be_taken_up() {
    for length in [5, 100] {
        for steps in 0..12 {
            let shelf = Shelf::default();
            shelf.put(&secret('a', length)).unwrap();
            shelf.stop_after(steps, false);
            let outcome = remove(&shelf, "item");
            shelf.heal();
            let found = shelf.get();
            assert!(
                found.is_none() || (outcome.is_err() && found == Some(secret('a', length))),
                "{length} bytes, stopped after {steps}: {found:?}"
            );
            let again = Shelf::default();
            *again.items.borrow_mut() = shelf.items.borrow().clone();
            remove(&shelf, "item").unwrap();
            assert!(
                shelf.items.borrow().is_empty(),
                "deleted again after {steps}"
            );
            again.put(&secret('b', 50)).unwrap();
            assert_eq!(
                again.get(),
                Some(secret('b', 50)),
                "written again after {steps}"
            );
            assert_eq!(again.items.borrow().len(), 5);
        }
    }
}

#[test]
fn a_first_value_stopped_half_way_can_be_deleted() {
    for steps in 0..4 {
        let shelf = Shelf::default();
        shelf.stop_after(steps, false);
        assert!(shelf.put(&secret('a', 60)).is_err());
        shelf.heal();
        assert_eq!(shelf.get(), None);
        remove(&shelf, "item").unwrap();
        assert!(
            shelf.items.borrow().is_empty(),
            "no part of a secret stays after {steps}"
        );
    }
}

#[test]
fn a_lost_part_is_said_and_nothing_is_made_up() {
    let shelf = Shelf::default();
    shelf.put(&secret('a', 100)).unwrap();
    shelf.items.borrow_mut().remove("item#1.3");
    let error = read(&shelf, "item").unwrap_err();
    assert!(
        matches!(&error, Error::Broken { reason } if reason.contains("lost a part")),
        "{error}"
    );
}

#[test]
fn a_foreign_item_is_not_taken_for_ours() {
    let shelf = Shelf::default();
    shelf
        .items
        .borrow_mut()
        .insert("item".to_owned(), b"hunter2".to_vec());
    let error = read(&shelf, "item").unwrap_err();
    assert!(matches!(error, Error::Broken { .. }));
    assert!(
        !error.to_string().contains("hunter2"),
        "the text of an error has no secret"
    );
}

#[test]
fn a_secret_that_is_too_long_is_refused_before_anything_is_written() {
    let shelf = Shelf::default();
    shelf.put("kept").unwrap();
    let error = shelf.put(&secret('a', LONGEST + 1)).unwrap_err();
    assert_eq!(
        error,
        Error::TooLong {
            bytes: LONGEST + 1,
            limit: LONGEST
        }
    );
    assert_eq!(shelf.get().as_deref(), Some("kept"));
}
