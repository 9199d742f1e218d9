//! HubSpot-shaped records, the same ones every time.

use std::fmt::Write as _;

const FIRST: [&str; 8] = [
    "Amina", "Bjørn", "Chloé", "Dmitri", "Esi", "Farhad", "Grace", "Hiroshi",
];
const LAST: [&str; 8] = [
    "Okafor",
    "Lindqvist",
    "Moreau",
    "Petrov",
    "Mensah",
    "Karimi",
    "O'Neill",
    "Tanaka",
];
const TITLE: [&str; 4] = [
    "Head of Procurement",
    "Data Analyst",
    "Managing Director",
    "Office Manager",
];

/// Appends record `number` to `page`.
pub fn append(page: &mut String, number: u64) {
    let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (number >> 7);
    let pick = |words: &[&'static str], shift: u32| words[(mixed >> shift) as usize % words.len()];
    let (first, last, title) = (pick(&FIRST, 3), pick(&LAST, 11), pick(&TITLE, 19));
    let (id, company, amount) = (100_000_000 + number, mixed % 5_000, mixed % 250_000);
    let phone = if mixed.is_multiple_of(8) {
        "null".to_owned()
    } else {
        format!(
            "\"+44 20 {:04} {:04}\"",
            mixed % 10_000,
            (mixed >> 20) % 10_000
        )
    };
    let (day, minute, second) = (1 + number % 28, number / 28 % 60, number % 60);
    let at = format!(
        "2026-0{}-{day:02}T09:{minute:02}:{second:02}.{:03}Z",
        1 + number % 9,
        mixed % 1_000
    );
    // Writing to a String cannot fail.
    let _ = write!(
        page,
        "{{\"id\":\"{id}\",\"properties\":{{\"hs_object_id\":\"{id}\",\"email\":\"{}.{number}@company-{company}.example\",\
         \"firstname\":\"{first}\",\"lastname\":\"{last}\",\"phone\":{phone},\"company\":\"Company number {company}\",\
         \"jobtitle\":\"{title}\",\"lifecyclestage\":\"opportunity\",\"hs_lead_status\":null,\
         \"website\":\"https://www.company-{company}.example\",\"hubspot_owner_id\":\"{}\",\"num_associated_deals\":\"{}\",\
         \"total_revenue\":\"{amount}.50\",\"hs_analytics_source\":\"ORGANIC_SEARCH\",\
         \"notes\":\"Met at the spring fair, asked for a \\\"quote\\\" by Friday; follow up with the new price list.\",\
         \"createdate\":\"{at}\",\"lastmodifieddate\":\"{at}\"}},\"createdAt\":\"{at}\",\"updatedAt\":\"{at}\",\"archived\":false}}",
        first.to_lowercase(),
        40_000_000 + mixed % 200,
        mixed % 12
    );
}

/// Size of a typical record in bytes.
pub fn typical_size() -> usize {
    let mut text = String::new();
    append(&mut text, 12_345);
    text.len()
}
