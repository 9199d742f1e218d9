//! The policies of a budget.

use std::collections::VecDeque;
use std::time::Duration;

use super::counter::Counter;
use super::matcher::{Matcher, MatcherTemplate, too_small};
use crate::error::Error;
use crate::expression::{Scope, Template};
use crate::fields::{Component, Fields};
use crate::job::whole;
use crate::moment;

/// A policy of the manifest.
#[derive(Debug)]
pub(crate) struct Policy {
    matchers: Vec<MatcherTemplate>,
    rule: Rule,
}

#[derive(Debug)]
enum Rule {
    /// `UnlimitedCallRatePolicy`
    Unlimited,
    /// `FixedWindowCallRatePolicy`: so many calls in a period, then the next period.
    Fixed { limit: Template, period: Duration },
    /// `MovingWindowCallRatePolicy`: so many calls in any stretch of that length.
    Moving(Vec<Rate>),
}

/// `Rate`: a limit and its stretch.
#[derive(Debug)]
struct Rate {
    limit: Template,
    interval: Duration,
}

impl Component for Rate {
    const DEFAULT: Option<&'static str> = Some("Rate");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        Some(Rate {
            limit: fields.required_template("limit")?,
            interval: duration(fields, "interval")?,
        })
    }
}

fn duration(fields: &Fields<'_>, key: &'static str) -> Option<Duration> {
    let text = fields.required_text(key)?;
    let span = moment::duration(&text).and_then(|span| {
        // A period is a length, not a date: a year is 365 days and a month 30.
        let days = f64::from(span.get_years()) * 365.0
            + f64::from(span.get_months()) * 30.0
            + f64::from(span.get_weeks()) * 7.0
            + f64::from(span.get_days());
        let hours = days * 24.0 + f64::from(span.get_hours());
        let seconds = hours * 3600.0
            + span.get_minutes() as f64 * 60.0
            + span.get_seconds() as f64
            + span.get_milliseconds() as f64 / 1e3
            + span.get_microseconds() as f64 / 1e6;
        Duration::try_from_secs_f64(seconds).ok()
    });
    match span.filter(|span| !span.is_zero()) {
        Some(span) => Some(span),
        None => fields.refuse(format!("`{text}` is no ISO 8601 duration")),
    }
}

impl Component for Policy {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        let rule = match fields.kind() {
            "UnlimitedCallRatePolicy" => Rule::Unlimited,
            "FixedWindowCallRatePolicy" => Rule::Fixed {
                limit: fields.required_template("call_limit")?,
                period: duration(fields, "period")?,
            },
            "MovingWindowCallRatePolicy" => {
                let rates: Vec<Rate> = fields.list("rates")?;
                if rates.is_empty() {
                    return fields.refuse("`rates` is empty");
                }
                Rule::Moving(rates)
            }
            _ => return fields.refuse_kind("call rate policy"),
        };
        Some(Policy {
            matchers: fields.list("matchers")?,
            rule,
        })
    }
}

impl Policy {
    /// The policy with its limits for one configuration, nothing spent.
    pub(super) fn open(&self, scope: &Scope<'_>) -> Result<(Vec<Matcher>, Counter), Error> {
        let matchers = self
            .matchers
            .iter()
            .map(|matcher| matcher.open(scope))
            .collect::<Result<_, _>>()?;
        let limit = |template: &Template, component: &str| match whole(template, scope)? {
            Some(number) if number > 0 => Ok(number),
            _ => Err(too_small(template, component, "the limit")),
        };
        let counter = match &self.rule {
            Rule::Unlimited => Counter::Unlimited,
            Rule::Fixed {
                limit: most,
                period,
            } => Counter::Fixed {
                limit: limit(most, "FixedWindowCallRatePolicy")?,
                period: *period,
                used: 0,
                reset: None,
            },
            Rule::Moving(rates) => Counter::Moving {
                rates: rates
                    .iter()
                    .map(|rate| Ok((limit(&rate.limit, "Rate")?, rate.interval)))
                    .collect::<Result<_, Error>>()?,
                under_way: 0,
                calls: VecDeque::new(),
            },
        };
        Ok((matchers, counter))
    }
}
