//! The targets without a fuzzer, for machines that cannot have one: the seeds, and what random changes make of them.

use std::path::Path;
use std::time::{Duration, Instant};

/// A small generator, the same every time (SplitMix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) as usize % below.max(1)
    }
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("seeds")
        .join(target);
    let files = std::fs::read_dir(folder).unwrap();
    files
        .map(|file| std::fs::read(file.unwrap().path()).unwrap())
        .collect()
}

fn changed(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seeds[dice.next(seeds.len())].clone();
    for _ in 0..=dice.next(8) {
        let at = dice.next(bytes.len());
        match dice.next(5) {
            0 if !bytes.is_empty() => bytes[at] = dice.next(256) as u8,
            1 if !bytes.is_empty() => drop(bytes.remove(at)),
            2 => bytes.insert(at, dice.next(256) as u8),
            3 => bytes.truncate(at),
            _ => {
                let other = &seeds[dice.next(seeds.len())];
                let from = dice.next(other.len());
                let end = (from + dice.next(64)).min(other.len());
                bytes.splice(at..at, other[from..end].iter().copied());
            }
        }
    }
    bytes
}

/// `FUZZ_SECONDS` for each target, 3 unless told.
#[test]
fn nothing_from_outside_ends_the_program() {
    let seconds = std::env::var("FUZZ_SECONDS")
        .ok()
        .and_then(|text| text.parse().ok());
    let time = Duration::from_secs(seconds.unwrap_or(3));
    for (name, target) in headwater_fuzz::TARGETS {
        let (seeds, mut dice) = (seeds(name), Dice(1));
        seeds.iter().for_each(|seed| target(seed));
        let (began, mut runs) = (Instant::now(), 0);
        while began.elapsed() < time {
            target(&changed(&seeds, &mut dice));
            runs += 1;
        }
        println!("{name}: {runs} runs");
    }
}
