//! Where a connector comes from: text, a file, a folder, an address.

use std::path::Path;
use std::sync::Arc;

use super::files::{self, Files, refused};
use super::pack;
use crate::engine::{Engine, blocking};
use crate::fault::{Code, Fault};
use crate::policy::Packs;
use crate::view::ConnectorSource;

/// The files of a connector, and how they came.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    pub files: Files,
    /// `manifest`, `folder` or `pack`.
    pub kind: &'static str,
    /// What the folder or the file is called, for a connector that names itself nowhere.
    pub name: String,
    /// The key that signed it.
    pub signed_by: Option<String>,
}

impl Engine {
    /// Reads what is to be added.
    ///
    /// # Errors
    /// [`Code::InputInvalid`] for what cannot be read, the network's faults.
    pub(super) async fn origin(&self, source: ConnectorSource) -> Result<Origin, Fault> {
        match source {
            ConnectorSource::Text(text) => Ok(Origin::manifest(text.into_bytes(), String::new())),
            ConnectorSource::Path(path) => {
                let policy = Arc::clone(&self.policy);
                blocking(move || of_path(Path::new(&path), &policy.packs)).await
            }
            ConnectorSource::Url(url) => self.of_url(&url).await,
        }
    }

    async fn of_url(&self, text: &str) -> Result<Origin, Fault> {
        let url: url::Url = text.parse().map_err(|_| refused("its address is none"))?;
        let here = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        if url.scheme() != "https" && !(here && url.scheme() == "http") {
            return Err(refused("only https addresses are read"));
        }
        let content = self.fetch(&url).await?;
        let last = url.path_segments().and_then(|mut parts| parts.next_back());
        let name = last.unwrap_or_default().to_owned();
        if pack::is_pack(&content) {
            let mut beside = url.clone();
            beside.set_path(&format!("{}.{}", url.path(), pack::SIGNATURE));
            let signature = self.fetch(&beside).await.ok();
            let signature = signature.and_then(|bytes| String::from_utf8(bytes).ok());
            return of_pack(&content, signature.as_deref(), &self.policy.packs, name);
        }
        Ok(Origin::manifest(content, name))
    }

    async fn fetch(&self, url: &url::Url) -> Result<Vec<u8>, Fault> {
        let failed = |error: reqwest::Error| {
            Fault::new(Code::Unreachable)
                .with("host", url.host_str().unwrap_or_default())
                .with("reason", "It did not answer")
                .detail(error.without_url())
        };
        let mut answer = self
            .http()
            .await?
            .get(url.clone())
            .send()
            .await
            .map_err(failed)?;
        if !answer.status().is_success() {
            let host = url.host_str().unwrap_or_default();
            return Err(refused(format!("{host} answered {}", answer.status())));
        }
        let mut content = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(failed)? {
            files::check_size(1, content.len() + piece.len())?;
            content.extend_from_slice(&piece);
        }
        Ok(content)
    }
}

impl Origin {
    fn manifest(text: Vec<u8>, name: String) -> Self {
        Self {
            files: Files::from([("manifest.yaml".to_owned(), text)]),
            kind: "manifest",
            name: stem(&name),
            signed_by: None,
        }
    }
}

fn of_path(path: &Path, policy: &Packs) -> Result<Origin, Fault> {
    let failed = |error: std::io::Error| refused(format!("{}: {error}", path.display()));
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let name = name.unwrap_or_default();
    let found = std::fs::metadata(path).map_err(failed)?;
    if found.is_dir() {
        let files = files::of_folder(path)?;
        let kind = match files.contains_key("connector.yaml") {
            true => "folder",
            false => "manifest",
        };
        let files = at_root(files)?;
        return Ok(Origin {
            files,
            kind,
            name: stem(&name),
            signed_by: None,
        });
    }
    files::check_size(1, usize::try_from(found.len()).unwrap_or(usize::MAX))?;
    let content = std::fs::read(path).map_err(failed)?;
    if pack::is_pack(&content) {
        let beside = path.with_file_name(format!("{name}.{}", pack::SIGNATURE));
        let signature = std::fs::read_to_string(beside).ok();
        return of_pack(&content, signature.as_deref(), policy, name);
    }
    let folder = path
        .parent()
        .map(|folder| folder.to_string_lossy().into_owned());
    let named = match stem(&name).as_str() {
        // `source-gmail/manifest.yaml` is called after its folder.
        "manifest" => {
            let folder = folder.unwrap_or_default();
            stem(folder.rsplit(['/', '\\']).next().unwrap_or_default())
        }
        other => other.to_owned(),
    };
    Ok(Origin {
        name: named,
        ..Origin::manifest(content, String::new())
    })
}

fn of_pack(
    content: &[u8],
    signature: Option<&str>,
    policy: &Packs,
    name: String,
) -> Result<Origin, Fault> {
    let signed_by = policy.verify(content, signature)?;
    Ok(Origin {
        files: pack::open(content)?,
        kind: "pack",
        name: stem(&name),
        signed_by,
    })
}

/// A manifest one folder deeper, as Python packages have it, stands at the root.
fn at_root(files: Files) -> Result<Files, Fault> {
    if files.contains_key("manifest.yaml") || files.contains_key("connector.yaml") {
        return Ok(files);
    }
    let mut manifests = files.keys().filter(|path| path.ends_with("/manifest.yaml"));
    match (manifests.next(), manifests.next()) {
        (Some(path), None) => {
            let folder = path.trim_end_matches("manifest.yaml").to_owned();
            let inside = files.into_iter().filter_map(|(path, content)| {
                let path = path.strip_prefix(&folder)?.to_owned();
                Some((path, content))
            });
            Ok(inside.collect())
        }
        (None, _) => Err(refused(
            "there is neither a manifest.yaml nor a connector.yaml in it",
        )),
        (Some(_), Some(_)) => Err(refused(
            "it holds several connectors; add one folder at a time",
        )),
    }
}

/// A file's name without what says its kind.
fn stem(name: &str) -> String {
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    stem.to_owned()
}
