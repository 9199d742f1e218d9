//! What the benches of the store share.

pub mod tab;

/// A result of a bench, whose errors are for whoever runs it.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The number after `name` on the command line.
pub fn number(name: &str, otherwise: u64) -> u64 {
    let mut words = std::env::args().skip_while(|word| word != name).skip(1);
    words
        .next()
        .and_then(|word| word.parse().ok())
        .unwrap_or(otherwise)
}

/// Milliseconds of the processor that this thread has used: what it waits for others is not in it.
pub fn processor() -> Result<f64> {
    // The system counts up to now only when the thread gives way.
    std::thread::yield_now();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds = told.split(' ').next().unwrap_or_default();
    Ok(nanoseconds.parse::<f64>()? / 1e6)
}
