//! What is taken out of an answer: its records, selected, and given out while a long one is read.

use tokio::sync::SemaphorePermit;

use crate::answer::Answer;
use crate::error::Error;
use crate::expression::Scope;
use crate::outlet::{Fetched, Last, Outlet};
use crate::page::{self, Page};
use crate::pages::Pages;
use crate::pieces::PIECE;
use crate::progress::Watch;
use crate::record::Record;
use crate::selector::Selection;
use crate::slice::Slice;

/// The records of one answer, or of several that are one page.
pub(crate) struct Taken {
    pub(crate) page: Page,
    /// Records the answer held, before any filter.
    pub(crate) extracted: usize,
    /// Records of those that are given out.
    pub(crate) emitted: usize,
    /// The last of these; the others were given out before.
    pub(crate) records: Vec<Record>,
}

/// What a page under way holds: where its records go, what its cursor sees of them, and its turn, which is given back
/// before anybody waits for somebody to take records.
pub(crate) struct Way<'w> {
    pub(crate) out: &'w mut Outlet,
    pub(crate) watch: &'w mut Option<Watch>,
    pub(crate) turn: Option<SemaphorePermit<'w>>,
}

impl Pages<'_> {
    /// The records of an answer. Those of one that is read in pieces are given out as they are read, except for the last.
    pub(crate) async fn select(
        &self,
        scope: &Scope<'_>,
        answer: &Answer,
        slice: &Slice,
        way: &mut Way<'_>,
    ) -> Result<Taken, Error> {
        let (session, retriever) = (self.session, &self.stream.retriever);
        let pieces = retriever.selector.pieces(session, answer, self.depth);
        let mut pieces = pieces.await?;
        // Who looks back at the page as a whole has it as a whole.
        let is_one = retriever.requester.properties().is_some() || retriever.retakes.looks_back();
        let least = if is_one { usize::MAX } else { PIECE };
        let nothing = Page::new(page::nothing(), Vec::new());
        let first = pieces.next(session, least).await?.unwrap_or(nothing);
        let mut taken = self.piece(scope, answer, first, way.watch)?;
        while let Some(next) = pieces.next(session, least).await? {
            let next = self.piece(scope, answer, next, way.watch)?;
            taken.extracted += next.extracted;
            taken.emitted += next.emitted;
            taken.page = next.page;
            if next.records.is_empty() {
                continue;
            }
            let records = std::mem::replace(&mut taken.records, next.records);
            way.turn = None;
            let fetched = self.fetched(slice, records, way.watch).await?;
            if !fetched.records.is_empty() {
                way.out.give(session, fetched).await?;
            }
        }
        Ok(taken)
    }

    /// The records of a piece of an answer.
    pub(crate) fn piece(
        &self,
        scope: &Scope<'_>,
        answer: &Answer,
        mut page: Page,
        watch: &Option<Watch>,
    ) -> Result<Taken, Error> {
        let selector = &self.stream.retriever.selector;
        let extracted = page.records.len() + page.dropped;
        let before = self.session.shared.trial.before(&page.records);
        let is_new = |record: &Record| is_new(watch, record);
        let cursor = self.stream.cursor.as_deref();
        let filters = !self.is_feed() && cursor.is_some_and(|cursor| cursor.is_client_side);
        let selection = Selection {
            transformations: &self.stream.transformations,
            schema: &self.schema,
            admits: if filters { Some(&is_new) } else { None },
        };
        let records = selector.select(scope, std::mem::take(&mut page.records), &selection)?;
        let trial = &self.session.shared.trial;
        trial.records(self.session, scope, &answer.url, before, &records);
        Ok(Taken {
            page,
            extracted,
            emitted: records.len(),
            records,
        })
    }

    /// Records as they are given out.
    pub(crate) async fn fetched(
        &self,
        slice: &Slice,
        mut records: Vec<Record>,
        watch: &mut Option<Watch>,
    ) -> Result<Fetched, Error> {
        if self.is_feed() {
            records.retain(|record| is_new(watch, record));
        }
        if let Some(watch) = watch {
            watch.observe(&records);
        }
        let files = match &self.stream.uploader {
            Some(uploader) => {
                uploader
                    .files(self.session, self.stream.name(), &records)
                    .await?
            }
            None => Vec::new(),
        };
        Ok(Fetched {
            records,
            files,
            ..Last::nothing(slice).0
        })
    }

    pub(crate) fn is_feed(&self) -> bool {
        let cursor = self.stream.cursor.as_deref();
        cursor.is_some_and(|cursor| cursor.is_feed)
    }
}

/// Whether the cursor lets a record through.
pub(crate) fn is_new(watch: &Option<Watch>, record: &Record) -> bool {
    watch.as_ref().is_none_or(|watch| watch.admits(record))
}
