//! The icon of an imported connector: its first letter on a tile, since a logo is somebody's own.

/// Colours of tiles: dark enough for a white letter.
const COLOURS: [&str; 8] = [
    "#3b5bdb", "#0b7285", "#2b8a3e", "#a61e4d", "#862e9c", "#c2410c", "#5f3dc4", "#495057",
];

/// A tile of 48 × 48 with the first letter of a name.
pub fn letter(name: &str) -> String {
    let first = name.chars().find(|letter| letter.is_alphanumeric());
    let letter: String = first.map_or_else(|| "?".to_owned(), |c| c.to_uppercase().collect());
    let sum = name
        .bytes()
        .fold(0_usize, |sum, byte| sum * 31 % 10_007 + usize::from(byte));
    let colour = COLOURS[sum % COLOURS.len()];
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 48 48\">\
         <rect width=\"48\" height=\"48\" rx=\"12\" fill=\"{colour}\"/>\
         <text x=\"24\" y=\"33\" text-anchor=\"middle\" font-family=\"sans-serif\" font-size=\"26\" font-weight=\"600\" fill=\"#fff\">{letter}</text>\
         </svg>\n"
    )
}
