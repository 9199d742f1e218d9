//! The records of an answer in pieces: of a body that is read document by document as many at a time as are given out at
//! once, of any other all at once.

use std::sync::Arc;

use crate::answer::Answer;
use crate::decoder::{Csv, Decoder, Documents, unpacked};
use crate::error::Error;
use crate::expression::Bound;
use crate::extractor::{Extractor, Found};
use crate::page::{self, Page};
use crate::session::Session;

/// Records of a piece at least, where there are more.
pub(crate) const PIECE: usize = 1000;

/// The records of an answer that were not taken yet.
pub(crate) enum Pieces<'a> {
    Whole(Option<Page>),
    Documents(Rest<'a>),
}

/// Documents that were not read yet.
pub(crate) struct Rest<'a> {
    answer: &'a Answer,
    extractor: &'a Extractor,
    documents: Documents<'a>,
    /// What expressions see as the response; the first document becomes it where it may.
    response: Option<Arc<Bound>>,
    has_response: bool,
    is_begun: bool,
}

impl<'a> Pieces<'a> {
    /// All at once.
    pub(crate) fn whole(page: Page) -> Pieces<'a> {
        Pieces::Whole(Some(page))
    }

    /// The documents of an answer.
    ///
    /// # Errors
    /// [`Error::BadAnswer`].
    pub(crate) fn of_documents(
        session: &Session,
        answer: &'a Answer,
        extractor: &'a Extractor,
        decoder: &'a Decoder,
    ) -> Result<Pieces<'a>, Error> {
        let documents = decoder.documents(&answer.content);
        Self::read(
            session,
            answer,
            extractor,
            documents,
            decoder.has_response(),
        )
    }

    /// The rows of a report, packed or not.
    ///
    /// # Errors
    /// [`Error::BadAnswer`].
    pub(crate) fn of_rows(
        session: &Session,
        answer: &'a Answer,
        extractor: &'a Extractor,
        csv: &'a Csv,
    ) -> Result<Pieces<'a>, Error> {
        let rows = unpacked(&answer.content).and_then(|body| csv.documents(body));
        let rows = rows.map(|rows| Box::new(rows) as Documents<'a>);
        Self::read(session, answer, extractor, rows, false)
    }

    fn read(
        session: &Session,
        answer: &'a Answer,
        extractor: &'a Extractor,
        documents: Result<Documents<'a>, String>,
        has_response: bool,
    ) -> Result<Pieces<'a>, Error> {
        Ok(Pieces::Documents(Rest {
            answer,
            extractor,
            documents: documents.map_err(|reason| page::broken(session, answer, reason))?,
            response: None,
            has_response,
            is_begun: false,
        }))
    }

    /// The next piece, with `least` records where there are as many. The first always comes, though it may be empty.
    ///
    /// # Errors
    /// [`Error::NotJson`], [`Error::BadAnswer`], those of the extractor.
    pub(crate) async fn next(
        &mut self,
        session: &Session,
        least: usize,
    ) -> Result<Option<Page>, Error> {
        match self {
            Pieces::Whole(page) => Ok(page.take()),
            Pieces::Documents(rest) => rest.next(session, least).await,
        }
    }
}

impl Rest<'_> {
    async fn next(&mut self, session: &Session, least: usize) -> Result<Option<Page>, Error> {
        let mut all = Found::default();
        let mut is_over = false;
        while all.records.len() + all.dropped < least {
            let Some(document) = self.documents.next() else {
                is_over = true;
                break;
            };
            let document = document.map_err(|reason| page::broken(session, self.answer, reason))?;
            if self.response.is_none() && self.has_response {
                self.response = Some(Arc::new(document.clone().into()));
            }
            let mut found = self.extractor.take(session, document).await?;
            all.records.append(&mut found.records);
            all.dropped += found.dropped;
        }
        let is_first = !std::mem::replace(&mut self.is_begun, true);
        if is_over && !is_first && all.records.is_empty() && all.dropped == 0 {
            return Ok(None);
        }
        let response = self.response.clone().unwrap_or_else(page::nothing);
        Page::of(session, self.answer, response, all).map(Some)
    }
}
