//! `Clamping`: windows that begin and end with a day, a week or a month.

use jiff::civil::Weekday;
use jiff::{Span, ToSpan};

use crate::error::Error;
use crate::expression::{Scope, Template};
use crate::fields::{Component, Fields};
use crate::moment::Moment;

/// What a window's ends are moved to.
#[derive(Debug)]
pub(crate) struct Clamping {
    target: Template,
    weekday: Option<Weekday>,
}

/// A [`Clamping`] whose target is known.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target {
    Day,
    Week(Weekday),
    Month,
}

impl Component for Clamping {
    const DEFAULT: Option<&'static str> = Some("Clamping");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        let target = fields.required_template("target")?;
        let details = fields.json("target_details").unwrap_or_default();
        let weekday = match details.get("weekday").and_then(|day| day.as_str()) {
            None => None,
            Some(name) => match weekday(name) {
                Some(day) => Some(day),
                None => return fields.refuse(format!("`{name}` is no weekday")),
            },
        };
        if target.source() == "WEEK" && weekday.is_none() {
            return fields.refuse("`target_details` must name a `weekday` for WEEK");
        }
        Some(Clamping { target, weekday })
    }
}

fn weekday(name: &str) -> Option<Weekday> {
    Some(match name {
        "MONDAY" => Weekday::Monday,
        "TUESDAY" => Weekday::Tuesday,
        "WEDNESDAY" => Weekday::Wednesday,
        "THURSDAY" => Weekday::Thursday,
        "FRIDAY" => Weekday::Friday,
        "SATURDAY" => Weekday::Saturday,
        "SUNDAY" => Weekday::Sunday,
        _ => return None,
    })
}

impl Clamping {
    pub(crate) fn target(&self, scope: &Scope<'_>) -> Result<Target, Error> {
        let text = self.target.text(scope)?;
        match (text.as_str(), self.weekday) {
            ("DAY", _) => Ok(Target::Day),
            ("WEEK", Some(day)) => Ok(Target::Week(day)),
            ("MONTH", _) => Ok(Target::Month),
            _ => Err(Error::Expression {
                template: self.target.source().to_owned(),
                place: self.target.place().clone(),
                reason: format!("gives `{text}`; known are DAY, WEEK (with a weekday) and MONTH"),
            }),
        }
    }
}

impl Target {
    /// The first beginning of such a span at or after `moment`.
    pub(crate) fn up(self, moment: Moment) -> Moment {
        let floor = self.down(moment);
        // A month is as it were begun by its whole first day, a week by its whole weekday.
        let begun = match self {
            Target::Day => floor == moment,
            Target::Week(_) | Target::Month => floor.midnight() == moment.midnight(),
        };
        let next = match self {
            _ if begun => Some(floor),
            Target::Day => floor.plus(1.day()),
            Target::Week(_) => floor.plus(1.week()),
            Target::Month => floor.plus(1.month()),
        };
        next.unwrap_or(moment)
    }

    /// The last beginning of such a span at or before `moment`.
    pub(crate) fn down(self, moment: Moment) -> Moment {
        let day = moment.midnight();
        let day = match self {
            Target::Day => Ok(day),
            Target::Week(weekday) => {
                let back = day.date().weekday().since(weekday);
                day.checked_sub(Span::new().days(back))
            }
            Target::Month => Ok(day.date().first_of_month().to_datetime(day.time())),
        };
        day.ok().and_then(|day| moment.on(day)).unwrap_or(moment)
    }

    /// The unit that ends lie before such a beginning where the cursor has none.
    pub(crate) fn unit(self) -> Span {
        match self {
            Target::Day => 1.second(),
            Target::Week(_) | Target::Month => 1.day(),
        }
    }
}
