//! The results of a job: one run of pages for each place they are at.

use super::Job;
use crate::error::Error;
use crate::outlet::{Last, Outlet};
use crate::pages::Pages;
use crate::progress::Watch;
use crate::slice::Slice;

impl Pages<'_> {
    /// Runs the job of a slice and reads all its results, except for the last page.
    pub(crate) async fn job(
        &self,
        job: &Job,
        slice: &Slice,
        out: &mut Outlet,
        watch: &mut Option<Watch>,
    ) -> Result<Last, Error> {
        let mut last = Last::nothing(slice);
        let Some(done) = job.run(self.session, self.stream.name(), slice).await? else {
            return Ok(last);
        };
        for target in &done.targets {
            last.end(self.session, out, None).await?;
            last = self.run(&done.slice(slice, target), out, watch).await?;
        }
        job.clean_up(self.session, slice, &done).await;
        Ok(last)
    }
}
