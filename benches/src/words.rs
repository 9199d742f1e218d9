//! What a bench is called with.

/// The words of the command line, without the one that cargo adds.
#[derive(Clone, Debug)]
pub struct Words(Vec<String>);

impl Words {
    /// Those of this process.
    pub fn of_process() -> Words {
        let words = std::env::args().skip(1);
        Words(words.filter(|word| word != "--bench").collect())
    }

    /// The first word: what this process is to do, where it is not the bench itself.
    pub fn first(&self) -> Option<&str> {
        self.0.first().map(String::as_str)
    }

    /// Those after the first.
    pub fn rest(&self) -> &[String] {
        self.0.get(1..).unwrap_or_default()
    }

    /// The number after `name`.
    pub fn number(&self, name: &str, otherwise: u64) -> u64 {
        let place = self.0.iter().position(|word| word == name);
        place
            .and_then(|place| self.0.get(place + 1)?.parse().ok())
            .unwrap_or(otherwise)
    }
}
