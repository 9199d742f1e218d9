//! What is chosen of a stream: its columns, how they are written and called, and which rows.

use headwater_store as store;
use headwater_store::Stream;
use headwater_vault::ItemName;
use hmac::{Hmac, KeyInit as _, Mac as _};
use rand::Rng as _;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;

use crate::engine::{Engine, locked};
use crate::fault::Fault;
use crate::personal::is_personal;
use crate::view::{ColumnChoice, StreamChoice, StreamColumn, StreamColumns, Topic, Treatment};
use crate::workbooks::{cell, seen_filter, stored_filter};

/// The key of all digests of this computer, so that columns of different streams and connections can be joined. Whoever
/// has it can try values out: it never leaves the keychain.
const KEY: (&str, &str) = ("hash/key", "Headwater: key of hashed columns");

impl Engine {
    /// The columns that a stream can have, with what is chosen of them.
    ///
    /// # Errors
    /// [`Code::StreamGone`](crate::fault::Code::StreamGone).
    pub async fn stream_columns(&self, id: String, stream: String) -> Result<StreamColumns, Fault> {
        self.seen_columns(id, stream, false).await
    }

    /// Keeps what is chosen of a stream. A running sync of the connection begins again with it.
    ///
    /// # Errors
    /// [`Code::StreamGone`](crate::fault::Code::StreamGone); [`Code::InputInvalid`](crate::fault::Code::InputInvalid)
    /// where the key would be left out.
    pub async fn choose_columns(
        &self,
        id: String,
        stream: String,
        choice: StreamChoice,
    ) -> Result<StreamColumns, Fault> {
        let choice = stored(choice);
        // Asked now, so that a keychain that cannot be used is told here and not by the next sync.
        let hash = match choice.hashes() {
            true => Some(self.hasher().await?),
            false => None,
        };
        let running = locked(&self.syncs).contains_key(&id);
        self.cancel_sync(id.clone()).await?;
        let (connection, name) = (id.clone(), stream.clone());
        let kept = self
            .store(move |store| {
                let hash = hash.as_ref().map(|hash| hash as &headwater_store::Hash);
                let outdated = store.choose(&connection, &name, &choice, hash)?;
                Ok((outdated, store.stream(&connection, &name)?.tab))
            })
            .await;
        if running {
            self.sync(id.clone()).await?;
        }
        let (outdated, tab) = kept?;
        if let Some(tab) = tab {
            self.events.changed(Topic::Workbooks);
            self.events.changed(Topic::Rows {
                tab: tab.to_string(),
            });
        }
        self.seen_columns(id, stream, outdated).await
    }

    /// Reads a stream again from its beginning, with what is chosen of it now. Its rows stay until it is read through.
    ///
    /// # Errors
    /// [`Code::StreamGone`](crate::fault::Code::StreamGone); as [`Engine::sync`].
    pub async fn read_again(&self, id: String, stream: String) -> Result<(), Fault> {
        self.cancel_sync(id.clone()).await?;
        let connection = id.clone();
        self.store(move |store| store.begin_stream_anew(&connection, &stream))
            .await?;
        self.sync(id).await
    }

    /// What gives the digest of a text.
    ///
    /// # Errors
    /// The keychain's faults.
    pub(crate) async fn hasher(
        &self,
    ) -> Result<impl Fn(&str) -> String + Send + Sync + 'static, Fault> {
        digests(&self.hash_key().await?)
    }

    /// The key of all digests; made where there is none.
    async fn hash_key(&self) -> Result<SecretString, Fault> {
        let item = ItemName::new(KEY.0).map_err(Fault::from)?;
        // Two processes that made one at the same time would hash differently.
        let _held = self.locks.hold("hash-key").await?;
        if let Some(key) = self.keychain.get(item.clone()).await? {
            return Ok(key);
        }
        let mut bytes = [0_u8; 32];
        rand::rng().fill_bytes(&mut bytes);
        let key = SecretString::from(hex(&bytes));
        self.keychain.put(item, KEY.1, key.clone()).await?;
        Ok(key)
    }

    async fn seen_columns(
        &self,
        id: String,
        stream: String,
        outdated: bool,
    ) -> Result<StreamColumns, Fault> {
        self.store(move |store| {
            let stream = store.stream(&id, &stream)?;
            let tab = stream.tab.map(|tab| store.tab(tab)).transpose()?;
            let in_tab = tab.map(|tab| tab.columns).unwrap_or_default();
            Ok(StreamColumns {
                columns: columns(&stream, &in_tab),
                rows: stream.choice.rows.iter().map(seen_filter).collect(),
                cursor: stream.cursor.filter(|_| !stream.mode.is_full()),
                outdated,
            })
        })
        .await
    }
}

/// What the schema names and, where it is silent, what came and what was chosen.
fn columns(stream: &Stream, in_tab: &[store::Column]) -> Vec<StreamColumn> {
    let mut fields = stream.fields();
    let came = in_tab
        .iter()
        .map(|column| (&column.name, Some(column.cell)));
    let chosen = stream.choice.columns.keys().map(|name| (name, None));
    for (name, cell) in came.chain(chosen) {
        put(&mut fields, name, cell, stream);
    }
    let seen = fields.into_iter().map(|field| {
        let treatment = stream.choice.treatment(&field.name);
        let held = in_tab.iter().find(|column| column.name == field.name);
        // What came may have shown the schema too narrow; a digest shows nothing.
        let held = held.filter(|_| treatment != store::Treatment::Hash);
        StreamColumn {
            title: stream.choice.title(&field.name).map(str::to_owned),
            cell: held.map(|column| column.cell).or(field.cell).map(cell),
            key: is_key(stream, &field.name),
            treatment: seen(treatment),
            treatments: treatments(stream, &field),
            personal: is_personal(&field.name),
            name: field.name,
        }
    });
    seen.collect()
}

/// Puts a column that the schema does not name behind the others of its object.
fn put(fields: &mut Vec<store::Field>, name: &str, cell: Option<store::CellType>, stream: &Stream) {
    if fields.iter().any(|field| field.name == name) {
        return;
    }
    let object = name.rsplit_once('.').map(|(object, _)| object);
    let last = object.and_then(|object| {
        let inside = format!("{object}.");
        let is_of = |field: &store::Field| field.name == object || field.name.starts_with(&inside);
        fields.iter().rposition(is_of)
    });
    let object = cell == Some(store::CellType::Json)
        || stream.choice.treatment(name) == store::Treatment::Expand;
    let name = name.to_owned();
    let field = store::Field { name, cell, object };
    fields.insert(last.map_or(fields.len(), |last| last + 1), field);
}

fn is_key(stream: &Stream, column: &str) -> bool {
    let mut roots = stream.key.iter().filter_map(|path| path.first());
    roots.any(|root| root == column)
}

/// How a column can be written: the key has to stay, hashed if it is a value of its own.
fn treatments(stream: &Stream, field: &store::Field) -> Vec<Treatment> {
    let inside = |path: &Vec<String>| path.first() == Some(&field.name) && path.len() > 1;
    match (is_key(stream, &field.name), field.object) {
        (true, _) if stream.key.iter().any(inside) => vec![Treatment::Keep],
        (true, _) => vec![Treatment::Keep, Treatment::Hash],
        (false, true) => {
            vec![
                Treatment::Keep,
                Treatment::Expand,
                Treatment::Hash,
                Treatment::Leave,
            ]
        }
        (false, false) => vec![Treatment::Keep, Treatment::Hash, Treatment::Leave],
    }
}

/// What differs from everything as it comes.
fn stored(choice: StreamChoice) -> store::Choice {
    let columns = choice.columns.into_iter().map(|column| {
        let ColumnChoice {
            name,
            treatment,
            title,
        } = column;
        let title = title.map(|title| title.trim().to_owned());
        let title = title.filter(|title| !title.is_empty() && *title != name);
        let treatment = treated(treatment);
        (name, store::ColumnChoice { treatment, title })
    });
    store::Choice {
        columns: columns
            .filter(|(_, choice)| *choice != store::ColumnChoice::default())
            .collect(),
        rows: choice.rows.into_iter().map(stored_filter).collect(),
    }
}

fn treated(treatment: Treatment) -> store::Treatment {
    match treatment {
        Treatment::Keep => store::Treatment::Keep,
        Treatment::Leave => store::Treatment::Leave,
        Treatment::Hash => store::Treatment::Hash,
        Treatment::Expand => store::Treatment::Expand,
    }
}

fn seen(treatment: store::Treatment) -> Treatment {
    match treatment {
        store::Treatment::Keep => Treatment::Keep,
        store::Treatment::Leave => Treatment::Leave,
        store::Treatment::Hash => Treatment::Hash,
        store::Treatment::Expand => Treatment::Expand,
    }
}

/// What gives keyed digests: HMAC with SHA-256, so that nobody without the key can try values out.
fn digests(
    key: &SecretString,
) -> Result<impl Fn(&str) -> String + Send + Sync + 'static + use<>, Fault> {
    let keyed = Hmac::<Sha256>::new_from_slice(key.expose_secret().as_bytes())
        .map_err(|error| Fault::input("The key of hashed columns", error.to_string()))?;
    Ok(move |text: &str| {
        let mut digest = keyed.clone();
        digest.update(text.as_bytes());
        hex(&digest.finalize().into_bytes())
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use secrecy::SecretString;

    use super::digests;

    /// RFC 4231, test case 2: whoever has the key can compute the same digests with any tool.
    #[test]
    fn a_digest_is_an_hmac_with_sha_256() {
        let digest = digests(&SecretString::from("Jefe")).unwrap();
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(digest("what do ya want for nothing?"), expected);
    }
}
