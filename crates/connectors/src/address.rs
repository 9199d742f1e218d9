//! Addresses as they are sent.

use std::fmt::Write as _;

use url::Url;

/// An address with the letters in percents that the reference runtime's HTTP library does not send
/// as they are, and the parser of addresses does.
pub(crate) fn quoted(mut url: Url) -> Url {
    const LEFT: [char; 7] = ['[', ']', '|', '^', '`', '{', '}'];
    let quote = |text: &str| {
        let mut quoted = String::with_capacity(text.len() + 8);
        for letter in text.chars() {
            match LEFT.contains(&letter) {
                true => {
                    let _ = write!(quoted, "%{:02X}", u32::from(letter));
                }
                false => quoted.push(letter),
            }
        }
        quoted
    };
    if url.path().contains(LEFT) {
        let path = quote(url.path());
        url.set_path(&path);
    }
    if let Some(query) = url.query().filter(|query| query.contains(LEFT)) {
        let query = quote(query);
        url.set_query(Some(&query));
    }
    url
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    /// As the reference's HTTP library writes them.
    #[test]
    fn addresses_are_written_as_the_reference_writes_them() {
        let url = Url::parse("https://h/a[1]/b|c/%5B?filter[x]={y}&k=%5B").unwrap();
        assert_eq!(
            quoted(url).as_str(),
            "https://h/a%5B1%5D/b%7Cc/%5B?filter%5Bx%5D=%7By%7D&k=%5B",
            "what is in percents already stays"
        );
    }
}
