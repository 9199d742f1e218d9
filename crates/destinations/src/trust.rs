//! Whom a server's certificate is believed from: the machine's authorities, and those that a file names.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls_platform_verifier::Verifier;

use crate::error::{Error, Result};

/// How connections are encrypted.
///
/// # Errors
/// [`Error::Gone`] and the like of a file, [`Error::Foreign`] where it holds no certificate.
pub(crate) fn config(authorities: &[PathBuf]) -> Result<ClientConfig> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let read = authorities
        .iter()
        .map(|file| read(file))
        .collect::<Result<Vec<_>>>()?;
    let unusable = |error: rustls::Error| Error::Foreign {
        path: authorities.first().cloned().unwrap_or_default(),
        reason: error.to_string(),
    };
    let extra = read.into_iter().flatten();
    let verifier =
        Verifier::new_with_extra_roots(extra, Arc::clone(&provider)).map_err(unusable)?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(unusable)?
        .dangerous()
        // "Dangerous" is any verifier of one's own; this one is the platform's.
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(config)
}

fn read(file: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let text = std::fs::read(file).map_err(|error| Error::io(file, error))?;
    let foreign = |reason: String| Error::Foreign {
        path: file.to_owned(),
        reason,
    };
    let found = CertificateDer::pem_slice_iter(&text).collect::<std::result::Result<Vec<_>, _>>();
    match found {
        Ok(found) if found.is_empty() => Err(foreign("it holds no certificate".to_owned())),
        Ok(found) => Ok(found),
        Err(error) => Err(foreign(error.to_string())),
    }
}
