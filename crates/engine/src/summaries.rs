//! What rows come to: profiles of columns, totals of selections, charts; and how far an order of rows is.

use std::future::Future;
use std::time::Duration;

use headwater_store as store;

use crate::engine::Engine;
use crate::fault::Fault;
use crate::view::{
    BarView, ChartBar, ChartQuery, ChartSpan, ChartView, FrequentView, OrderingView, ProfileView,
    RowQuery, Topic, TotalsView,
};
use crate::workbooks::{hold_in_javascript, number, stored_query};

/// Between two words about an order that is being made.
const PAUSE: Duration = Duration::from_millis(200);

impl Engine {
    /// What a column of a tab holds, in the rows that the filters of `query` leave.
    ///
    /// # Errors
    /// As [`Engine::rows`].
    pub async fn profile(
        &self,
        tab: String,
        query: RowQuery,
        column: String,
    ) -> Result<ProfileView, Fault> {
        let id = number(&tab, "tab")?;
        let query = stored_query(query, self.today());
        let profile = self.store(move |store| store.profile(id, &query, &column));
        Ok(seen_profile(profile.await?))
    }

    /// What these columns come to in the rows that `query` asks for, of which there may be any number.
    ///
    /// # Errors
    /// As [`Engine::rows`].
    pub async fn totals(
        &self,
        tab: String,
        query: RowQuery,
        columns: Vec<String>,
    ) -> Result<TotalsView, Fault> {
        let id = number(&tab, "tab")?;
        let query = stored_query(query, self.today());
        let totals = self.store(move |store| store.totals(id, &query, &columns));
        let mut totals = self.telling(id, totals).await?;
        for cell in [&mut totals.sum, &mut totals.least, &mut totals.greatest] {
            hold_in_javascript(cell);
        }
        Ok(TotalsView {
            filled: totals.filled,
            numbers: totals.numbers,
            sum: totals.sum,
            mean: totals.mean,
            least: totals.least,
            greatest: totals.greatest,
        })
    }

    /// A chart of a tab, over the rows that the filters of `query` leave.
    ///
    /// # Errors
    /// As [`Engine::rows`].
    pub async fn chart(
        &self,
        tab: String,
        query: RowQuery,
        chart: ChartQuery,
    ) -> Result<ChartView, Fault> {
        let id = number(&tab, "tab")?;
        let query = stored_query(query, self.today());
        let chart = store::Chart {
            by: chart.by,
            span: match chart.span {
                ChartSpan::Day => store::Span::Day,
                ChartSpan::Week => store::Span::Week,
                ChartSpan::Month => store::Span::Month,
                ChartSpan::Year => store::Span::Year,
            },
            sum: chart.sum,
        };
        let charted = self.store(move |store| store.chart(id, &query, &chart));
        Ok(seen_chart(charted.await?))
    }

    /// How far the order of a tab's rows is that a window waits for; absent where none is being made.
    ///
    /// # Errors
    /// [`crate::fault::Code::UnknownItem`] where `tab` is none.
    pub async fn ordering(&self, tab: String) -> Result<Option<OrderingView>, Fault> {
        let store::Ordering { read, rows } = match self.store.ordering(number(&tab, "tab")?) {
            Some(ordering) => ordering,
            None => return Ok(None),
        };
        Ok(Some(OrderingView { read, rows }))
    }

    /// Waits for what needs an order of a tab's rows, and says meanwhile that the order has come further.
    pub(crate) async fn telling<T>(&self, tab: i64, work: impl Future<Output = T>) -> T {
        let mut work = std::pin::pin!(work);
        let mut said = false;
        let topic = || Topic::Ordering {
            tab: tab.to_string(),
        };
        loop {
            match tokio::time::timeout(PAUSE, &mut work).await {
                Ok(done) => {
                    if said {
                        self.events.changed(topic());
                    }
                    return done;
                }
                Err(_) if self.store.ordering(tab).is_some() => {
                    said = true;
                    self.events.changed(topic());
                }
                Err(_) => {}
            }
        }
    }
}

fn seen_profile(profile: store::Profile) -> ProfileView {
    let shown = |mut value: serde_json::Value| {
        hold_in_javascript(&mut value);
        value
    };
    let frequent = profile.frequent.into_iter().map(|one| FrequentView {
        value: shown(one.value),
        rows: one.rows,
    });
    let bars = profile.bars.into_iter().map(|bar| BarView {
        from: shown(bar.from),
        to: shown(bar.to),
        rows: bar.rows,
    });
    ProfileView {
        rows: profile.rows,
        every: profile.every,
        nulls: profile.nulls,
        empty: profile.empty,
        odd: profile.odd,
        distinct: profile.distinct,
        least: shown(profile.least),
        greatest: shown(profile.greatest),
        mean: profile.mean,
        frequent: frequent.collect(),
        bars: bars.collect(),
    }
}

fn seen_chart(charted: store::Charted) -> ChartView {
    let (others, amount) = charted.others.unwrap_or_default();
    let bars = charted.bars.into_iter().map(|(mut value, amount)| {
        hold_in_javascript(&mut value);
        ChartBar {
            value,
            amount: amount.as_f64().unwrap_or_default(),
        }
    });
    ChartView {
        span: charted.span.map(|span| match span {
            store::Span::Day => ChartSpan::Day,
            store::Span::Week => ChartSpan::Week,
            store::Span::Month => ChartSpan::Month,
            store::Span::Year => ChartSpan::Year,
        }),
        bars: bars.collect(),
        others,
        others_amount: amount.as_f64().unwrap_or_default(),
        undated: charted.undated.as_f64().unwrap_or_default(),
    }
}
