//! One row of each collection, from its number: the same number gives the same row.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::dice::Dice;
use super::source::milliseconds;
use super::words::{
    COUNTRIES, Country, FIRST, GOODS, SECOND, STAGES, STATUSES, SUBJECTS, TAGS, TITLES, plain,
};

/// One thing in a collection.
#[derive(Clone)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) updated_at: Timestamp,
    pub(super) fields: Map<String, Value>,
}

impl Row {
    /// `fields` between the `id` and the two timestamps that every row has.
    fn new(id: String, life: Life, fields: Value) -> Row {
        let mut row = Row {
            id: id.clone(),
            updated_at: life.updated,
            fields: Map::from_iter([("id".to_owned(), Value::from(id))]),
        };
        if let Value::Object(fields) = fields {
            row.fields.extend(fields);
        }
        row.fields.insert("revision".to_owned(), json!(1));
        row.fields
            .insert("created_at".to_owned(), json!(text(life.created)));
        row.fields
            .insert("updated_at".to_owned(), json!(text(life.updated)));
        row
    }

    /// The row has been edited.
    pub(super) fn touch(&mut self, at: Timestamp) {
        let revision = self.fields.get("revision").and_then(Value::as_u64);
        self.fields["revision"] = json!(revision.unwrap_or(0) + 1);
        self.fields["updated_at"] = json!(text(at));
        self.updated_at = at;
    }

    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).and_then(Value::as_str)
    }

    fn created(&self) -> Option<Timestamp> {
        self.field("created_at")?.parse().ok()
    }
}

/// A timestamp as the API writes it: UTC with milliseconds, so that text sorts as time.
pub(super) fn text(at: Timestamp) -> String {
    format!("{at:.3}")
}

/// When a row was made and last changed.
#[derive(Clone, Copy)]
pub(super) struct Life {
    created: Timestamp,
    updated: Timestamp,
}

const TWO_YEARS: SignedDuration = SignedDuration::from_hours(2 * 365 * 24);

impl Life {
    /// Made and last changed at the same moment: a new row.
    pub(super) fn begins(at: Timestamp) -> Life {
        Life {
            created: at,
            updated: at,
        }
    }

    /// Made at some time in the two years before `end`, but not before `parent`; changed since in half of the
    /// cases.
    pub(super) fn past(dice: &mut Dice, parent: Option<&Row>, end: Timestamp) -> Life {
        let start = parent.and_then(Row::created).unwrap_or(end - TWO_YEARS);
        let created = moment(dice, start, end);
        let updated = if dice.chance(50) {
            moment(dice, created, end)
        } else {
            created
        };
        Life { created, updated }
    }
}

fn moment(dice: &mut Dice, from: Timestamp, to: Timestamp) -> Timestamp {
    let span = usize::try_from(to.duration_since(from).as_millis()).unwrap_or(0);
    let offset = i64::try_from(dice.below(span)).unwrap_or(0);
    milliseconds(from + SignedDuration::from_millis(offset))
}

/// `value` in most cases, else null.
fn often<T: Into<Value>>(dice: &mut Dice, percent: usize, value: T) -> Value {
    if dice.chance(percent) {
        value.into()
    } else {
        Value::Null
    }
}

/// An amount of money: hundredths as a number with two places.
fn money(hundredths: usize) -> Value {
    json!(hundredths as f64 / 100.0)
}

fn tags(dice: &mut Dice) -> Vec<&'static str> {
    let count = dice.below(4);
    let chosen = dice.sample(TAGS.len(), count);
    chosen.into_iter().map(|index| TAGS[index]).collect()
}

fn address(dice: &mut Dice, country: &Country) -> Value {
    let (city, postal_code, street) = *dice.pick(&country.places);
    let number = dice.between(1, 180);
    json!({
        "street": format!("{street} {number}"),
        "postal_code": postal_code,
        "city": city,
        "country": country.code,
    })
}

fn country(dice: &mut Dice, company: Option<&Row>) -> &'static Country {
    let home = company.and_then(|company| company.field("country"));
    let home = COUNTRIES.iter().find(|country| Some(country.code) == home);
    match home {
        Some(home) if dice.chance(80) => home,
        _ => dice.pick(&COUNTRIES),
    }
}

/// The `number`-th company, from 0.
pub(super) fn company(id: String, number: usize, life: Life) -> Row {
    let dice = &mut Dice::new("company", number);
    let country = dice.pick(&COUNTRIES);
    // Every pair of words comes once before any comes again.
    let turn = number / FIRST.len();
    let first = FIRST[number * 7 % FIRST.len()];
    let (second, industry) = SECOND[(turn + number) % SECOND.len()];
    let again = match turn / SECOND.len() {
        0 => String::new(),
        times => format!(" {}", times + 1),
    };
    let name = format!("{first} {second}{again}");
    let revenue = dice.between(120_000, 90_000_000) * 100;
    let fields = json!({
        "name": name,
        "domain": format!("{}.example", plain(&name)),
        "industry": industry,
        "country": country.code,
        "address": address(dice, country),
        "employees": dice.between(2, 4_800),
        "annual_revenue": if dice.chance(85) { money(revenue) } else { Value::Null },
        "currency": country.currency,
        "active": dice.chance(92),
        "tags": tags(dice),
    });
    Row::new(id, life, fields)
}

/// The `number`-th contact, who may work at `company`.
pub(super) fn contact(id: String, number: usize, life: Life, company: Option<&Row>) -> Row {
    let dice = &mut Dice::new("contact", number);
    let country = country(dice, company);
    let (given, family) = (*dice.pick(&country.given), *dice.pick(&country.family));
    let host = company.and_then(|company| company.field("domain"));
    let email = format!(
        "{}.{}{number}@{}",
        plain(given),
        plain(family),
        host.unwrap_or("mail.example")
    );
    let phone = format!(
        "{} {} {:06}",
        country.dial,
        dice.between(20, 99),
        dice.below(1_000_000)
    );
    let spent = dice.below(2_500_000);
    let last_contacted_at = text(life.updated);
    let title = *dice.pick(&TITLES);
    let fields = json!({
        "first_name": given,
        "last_name": family,
        "email": email,
        "phone": often(dice, 80, phone),
        "title": often(dice, 90, title),
        "company_id": company.map(|company| company.id.as_str()),
        "address": address(dice, country),
        "subscribed": dice.chance(60),
        "lifetime_value": money(spent),
        "currency": country.currency,
        "last_contacted_at": often(dice, 65, last_contacted_at),
        "tags": tags(dice),
    });
    Row::new(id, life, fields)
}

/// The `number`-th deal, with the company of `contact` or none.
pub(super) fn deal(id: String, number: usize, life: Life, contact: &Row) -> Row {
    let dice = &mut Dice::new("deal", number);
    let (stage, probability) = *dice.pick(&STAGES);
    let amount = dice.between(40_000, 9_000_000);
    let subject = *dice.pick(&SUBJECTS);
    let days = i64::try_from(dice.between(14, 120)).unwrap_or(0);
    let close = text(life.created + SignedDuration::from_hours(24 * days));
    let last = contact.field("last_name").unwrap_or_default();
    let fields = json!({
        "name": format!("{last}, {subject}"),
        "contact_id": contact.id,
        "company_id": contact.fields.get("company_id"),
        "stage": stage,
        "probability": f64::from(probability) / 100.0,
        "won": match stage {
            "won" => json!(true),
            "lost" => json!(false),
            _ => Value::Null,
        },
        "amount": often(dice, 90, money(amount)),
        "currency": contact.fields.get("currency"),
        "expected_close": close.get(..10),
        "tags": tags(dice),
    });
    Row::new(id, life, fields)
}

/// The `number`-th order of `contact`, which may come of `deal`.
pub(super) fn order(
    id: String,
    number: usize,
    life: Life,
    contact: &Row,
    deal: Option<&Row>,
) -> Row {
    let dice = &mut Dice::new("order", number);
    let mut total = 0;
    let count = dice.between(1, 4);
    let lines: Vec<Value> = dice
        .sample(GOODS.len(), count)
        .into_iter()
        .map(|index| {
            let (sku, name, price) = GOODS[index];
            let quantity = dice.between(1, 12);
            total += quantity * price as usize;
            json!({ "sku": sku, "name": name, "quantity": quantity, "price": money(price as usize) })
        })
        .collect();
    let status = *dice.pick(&STATUSES);
    let notes = [
        "Leave at the reception.",
        "Please call first.",
        "Gift, without the invoice.",
    ];
    let note = *dice.pick(&notes);
    let fields = json!({
        "number": format!("SO-{}", 10_000 + number),
        "contact_id": contact.id,
        "company_id": contact.fields.get("company_id"),
        "deal_id": deal.map(|deal| deal.id.as_str()),
        "status": status,
        "paid": status != "cancelled" && dice.chance(75),
        "lines": lines,
        "total": money(total),
        "currency": contact.fields.get("currency"),
        "shipping_address": contact.fields.get("address"),
        "note": often(dice, 15, note),
    });
    Row::new(id, life, fields)
}
