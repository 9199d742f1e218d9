//! The time between the frames of a page while something scrolls. Printed, never asserted: machines differ.

use crate::error::Result;
use crate::page::Page;

/// How long it scrolls at most, in milliseconds: a slow machine gives fewer frames.
const LONGEST: u32 = 20_000;

/// Milliseconds from each frame to the next, smallest first.
#[derive(Clone, Debug, Default)]
pub struct Frames(Vec<f64>);

impl Frames {
    /// Scrolls an element as a held wheel does, for so many frames or [`LONGEST`], by so many pixels each.
    /// Errors: the element is not there.
    pub async fn of_scrolling(page: &Page, css: &str, frames: u32, pixels: u32) -> Result<Frames> {
        page.wait_for(css).await?;
        let script = format!(
            "const done = arguments[arguments.length - 1]
            const element = document.querySelector({css:?})
            const gaps = []
            const began = performance.now()
            let last = null
            const next = (now) => {{
                if (last !== null) gaps.push(now - last)
                last = now
                element.scrollTop += {pixels}
                if (gaps.length < {frames} && now - began < {LONGEST}) requestAnimationFrame(next)
                else done(gaps)
            }}
            requestAnimationFrame(next)"
        );
        let answer = page.run_long(&script).await?;
        let gaps = answer.as_array().into_iter().flatten();
        let mut gaps: Vec<f64> = gaps.filter_map(serde_json::Value::as_f64).collect();
        gaps.sort_by(f64::total_cmp);
        Ok(Frames(gaps))
    }

    /// The gap that this share of all gaps does not exceed, in milliseconds.
    pub fn quantile(&self, share: f64) -> f64 {
        let last = self.0.len().saturating_sub(1);
        // A share of a length is no larger than the length.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let place = (share * last as f64).ceil() as usize;
        self.0.get(place.min(last)).copied().unwrap_or_default()
    }

    /// How many gaps are longer than so many milliseconds.
    pub fn longer_than(&self, milliseconds: f64) -> usize {
        self.0.iter().filter(|&&gap| gap > milliseconds).count()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }
}
