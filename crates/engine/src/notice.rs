//! Notices: what a person is told once, outside the window. Whichever process finds it out writes it down; the shell takes
//! what is there and shows it.

use headwater_store::{ConnectionState, Notice as Kept};
use jiff::SignedDuration;

use crate::engine::Engine;
use crate::fault::Fault;

/// What is older than this is no news.
const NEWS: SignedDuration = SignedDuration::from_hours(24);

/// Something to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What happened; the shell has the words.
    pub kind: NoticeKind,
    /// The connection's name.
    pub name: String,
    /// Why, one sentence in English.
    pub says: String,
    /// The connection's ID.
    pub connection: String,
}

/// What is worth a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// A grant ends soon.
    GrantEnds,
    /// A grant is dead.
    GrantDied,
    /// A scheduled sync failed after one that did not.
    SyncFailed,
}

impl NoticeKind {
    const ALL: [Self; 3] = [Self::GrantEnds, Self::GrantDied, Self::SyncFailed];

    fn word(self) -> &'static str {
        match self {
            Self::GrantEnds => "grant_ends",
            Self::GrantDied => "grant_died",
            Self::SyncFailed => "sync_failed",
        }
    }

    /// Whether it is still so.
    fn holds(self, state: ConnectionState) -> bool {
        match self {
            Self::GrantDied => state == ConnectionState::Reauthorize,
            Self::GrantEnds | Self::SyncFailed => state == ConnectionState::Active,
        }
    }
}

impl Engine {
    /// Writes down what a person is to be told. Who calls it makes sure that it is news.
    pub(crate) async fn tell(&self, id: &str, kind: NoticeKind, says: String) -> Result<(), Fault> {
        let notice = Kept {
            at: self.now(),
            connection: id.to_owned(),
            kind: kind.word().to_owned(),
            says,
        };
        self.store(move |store| store.add_notice(&notice)).await?;
        self.connections_changed();
        Ok(())
    }

    /// What is to be shown now; each notice is given once. One that is no longer so is left out, and all are where the
    /// person wants none.
    ///
    /// # Errors
    /// The store's faults.
    pub async fn take_notices(&self) -> Result<Vec<Notice>, Fault> {
        let taken = self.store(|store| store.take_notices()).await?;
        if self.general.settings().quiet {
            return Ok(Vec::new());
        }
        let mut notices = Vec::new();
        for kept in taken {
            let kind = NoticeKind::ALL
                .into_iter()
                .find(|kind| kind.word() == kept.kind);
            let is_news = self.now().duration_since(kept.at) < NEWS;
            let (Some(kind), true) = (kind, is_news) else {
                continue;
            };
            // One that is gone meanwhile has no news, and keeps nobody else's.
            let Ok(connection) = self.stored(&kept.connection).await else {
                continue;
            };
            if kind.holds(connection.state) {
                notices.push(Notice {
                    kind,
                    name: connection.name,
                    says: kept.says,
                    connection: kept.connection,
                });
            }
        }
        Ok(notices)
    }
}
