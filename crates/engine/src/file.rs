//! Small files of ours: each is written whole or not at all.

use std::io::Write as _;
use std::path::Path;

/// Puts a file in its place, for its owner alone; once this returns it is durable.
///
/// # Errors
/// The file system's; then what was there before stays.
pub(crate) fn put(place: &Path, content: &[u8]) -> std::io::Result<()> {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let beside = place.with_file_name(format!(".{name}.writing"));
    // One that a killed process left may have other permissions.
    match std::fs::remove_file(&beside) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = std::fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    file.write_all(content)?;
    file.sync_all()?;
    std::fs::rename(&beside, place)
}
