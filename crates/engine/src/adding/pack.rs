//! Packs: a connector's folder as one file, the same bytes for the same folder, signed beside it as
//! minisign does (`NAME.hwpack` and `NAME.hwpack.minisig`). Whoever has minisign can check one
//! without us.

use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;

use minisign::{PublicKey, SecretKey, SecretKeyBox, SignatureBox};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::files::{self, Files, MOST_BYTES, refused};
use crate::fault::{Code, Fault};
use crate::policy::Packs;

/// How the file of a pack's signature ends.
pub(super) const SIGNATURE: &str = "minisig";

/// Whether bytes begin as a pack does.
pub(super) fn is_pack(content: &[u8]) -> bool {
    content.starts_with(b"PK\x03\x04")
}

/// Packs files: in the order of their names, without times and owners.
///
/// # Errors
/// [`Code::StoreFailed`].
pub(super) fn close(files: &Files) -> Result<Vec<u8>, Fault> {
    let failed = |error: String| {
        Fault::new(Code::StoreFailed).with("reason", format!("it could not be packed: {error}"))
    };
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut pack = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in files {
        pack.start_file(path.as_str(), options)
            .map_err(|error| failed(error.to_string()))?;
        pack.write_all(content)
            .map_err(|error| failed(error.to_string()))?;
    }
    let done = pack.finish().map_err(|error| failed(error.to_string()))?;
    Ok(done.into_inner())
}

/// Opens a pack. Sizes are counted as they come out, whatever the pack says of them.
///
/// # Errors
/// [`Code::InputInvalid`] for a link, a name that leads out, and too much of anything.
pub(super) fn open(content: &[u8]) -> Result<Files, Fault> {
    let broken = |error: &dyn std::fmt::Display| refused(format!("the pack is damaged: {error}"));
    let mut pack = ZipArchive::new(Cursor::new(content)).map_err(|error| broken(&error))?;
    files::check_size(pack.len(), 0)?;
    let mut all = Files::new();
    let mut bytes = 0;
    for index in 0..pack.len() {
        let entry = pack.by_index(index).map_err(|error| broken(&error))?;
        let path = entry.name().map_err(|error| broken(&error))?.into_owned();
        if entry.is_symlink() {
            return Err(refused(format!("`{path}` is a link; only files are taken")));
        }
        if entry.is_dir() {
            continue;
        }
        files::check_name(&path)?;
        let mut file = Vec::new();
        let most = MOST_BYTES.saturating_sub(bytes) as u64 + 1;
        entry
            .take(most)
            .read_to_end(&mut file)
            .map_err(|error| broken(&error))?;
        bytes += file.len();
        files::check_size(all.len() + 1, bytes)?;
        if files::belongs(&path) && all.insert(path.clone(), file).is_some() {
            return Err(refused(format!("`{path}` is in it twice")));
        }
    }
    Ok(all)
}

impl Packs {
    /// Refuses what is no signed pack where the policy wants signatures.
    ///
    /// # Errors
    /// [`Code::NotNow`].
    pub(super) fn allows(&self, signed_by: Option<&str>) -> Result<(), Fault> {
        match self.require_signature && signed_by.is_none() {
            true => Err(Fault::not_now(
                "This computer's policy takes connectors only as packs that a known key has signed",
                "Ask for a signed pack, or ask your administrator.",
            )),
            false => Ok(()),
        }
    }

    /// The ID of the known key that signed a pack.
    ///
    /// # Errors
    /// [`Code::InputInvalid`] for a signature that does not fit, or by a key that is not known.
    fn verified(&self, content: &[u8], signature: &str) -> Result<String, Fault> {
        let unsound = || refused("its signature cannot be read");
        let signature = SignatureBox::from_string(signature).map_err(|_| unsound())?;
        let signed_by = hex(signature.keynum());
        let keys = self.keys.iter();
        let keys = keys.filter_map(|key| PublicKey::from_base64(key.trim()).ok());
        let known = keys
            .into_iter()
            .find(|key| key.keynum() == signature.keynum());
        let Some(key) = known else {
            return Err(Fault::input(
                "The signature",
                format!("key {signed_by} signed the pack, and policy.toml does not know it"),
            ));
        };
        minisign::verify(&key, &signature, Cursor::new(content), true, false, false).map_err(
            |_| refused("its signature does not fit: it was changed after it was signed"),
        )?;
        Ok(signed_by)
    }

    /// The ID of the key that signed a pack; none where it comes without a signature.
    ///
    /// # Errors
    /// [`Code::InputInvalid`] for a signature that does not fit, or by a key that is not known.
    pub(super) fn verify(
        &self,
        content: &[u8],
        signature: Option<&str>,
    ) -> Result<Option<String>, Fault> {
        signature
            .map(|text| self.verified(content, text))
            .transpose()
    }
}

/// A key's ID as minisign prints it.
fn hex(id: &[u8]) -> String {
    id.iter().rev().map(|byte| format!("{byte:02X}")).collect()
}

/// What packing did.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Packed {
    /// The pack.
    pub pack: String,
    /// Its signature; absent where no key was given.
    pub signature: Option<String>,
    /// Files in it.
    pub files: usize,
    /// Its bytes.
    pub bytes: usize,
}

/// Packs a connector's folder into the file `out`, and signs it with a secret key of minisign where
/// one is given. `password` opens a key that has one.
///
/// # Errors
/// [`Code::InputInvalid`] for a folder that is no connector or a key that does not open,
/// [`Code::StoreFailed`].
pub fn pack(
    folder: &Path,
    out: &Path,
    key: Option<&Path>,
    password: Option<String>,
) -> Result<Packed, Fault> {
    let files = files::of_folder(folder)?;
    if !files.contains_key("manifest.yaml") && !files.contains_key("connector.yaml") {
        return Err(refused(
            "there is neither a manifest.yaml nor a connector.yaml in the folder",
        ));
    }
    let content = close(&files)?;
    let failed = |error: std::io::Error| {
        Fault::new(Code::StoreFailed).with("reason", format!("{}: {error}", out.display()))
    };
    std::fs::write(out, &content).map_err(failed)?;
    let signature = match key {
        None => None,
        Some(key) => {
            let secret = secret_key(key, password)?;
            let signed = minisign::sign(None, &secret, Cursor::new(&content), None, None)
                .map_err(|_| Fault::input("The key", "it cannot sign"))?;
            let name = out
                .file_name()
                .map(|name| name.to_string_lossy().into_owned());
            let beside = out.with_file_name(format!("{}.{SIGNATURE}", name.unwrap_or_default()));
            std::fs::write(&beside, signed.into_string()).map_err(failed)?;
            Some(beside.display().to_string())
        }
    };
    Ok(Packed {
        pack: out.display().to_string(),
        signature,
        files: files.len(),
        bytes: content.len(),
    })
}

fn secret_key(file: &Path, password: Option<String>) -> Result<SecretKey, Fault> {
    let wrong = |reason: &str| Fault::input("The key", reason.to_owned());
    let text = std::fs::read_to_string(file).map_err(|error| wrong(&error.to_string()))?;
    let sealed = SecretKeyBox::from_string(&text)
        .map_err(|_| wrong("the file is no secret key of minisign"))?;
    let open = match password {
        Some(password) => sealed.into_secret_key(Some(password)),
        None => sealed.into_unencrypted_secret_key(),
    };
    open.map_err(|_| wrong("it does not open; set HEADWATER_KEY_PASSWORD to its password"))
}

#[cfg(test)]
mod tests;
