//! What the benches share.

pub mod measure;
pub mod records;
pub mod server;
pub mod source;
pub mod usage;
mod words;

pub use words::Words;

/// A result of a bench, whose errors are for whoever runs it.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The middle one of some figures; of none, no number.
pub fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The program that an environment variable names.
pub fn named(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|path| !path.is_empty())
}
