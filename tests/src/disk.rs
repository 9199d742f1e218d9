//! A small disk of its own for the app's data, which a test can fill up.

use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use crate::app::App;
use crate::error::{During, Result};
use crate::process::{Process, leashed};

/// Mounts, says so, and takes the mount away again however the test ends.
const MOUNT: &str = r#"mount -t tmpfs -o size="$1",mode=700 headwater-bench "$2" || exit 1
trap 'umount -l "$2"; exit 0' TERM INT
echo mounted
while :; do sleep 1 & wait; done"#;

/// Every block is written; `fallocate` would need the file system's help.
const BLOCK: [u8; 4096] = [0; 4096];

/// The disk. Gone when dropped, with all that is on it.
#[derive(Debug)]
pub struct Disk {
    _mount: Process,
    ballast: PathBuf,
}

impl Disk {
    /// Puts a disk of so many megabytes in the place of the data folder of an app that does not run yet. Nothing where
    /// this user may not mount: only root may.
    /// Errors: the program cannot be started.
    pub async fn mount(app: &App<'_>, megabytes: u32) -> Result<Option<Disk>> {
        let folder = app.home();
        let mut command = leashed("sh");
        command
            .args(["-c", MOUNT, "disk", &format!("{megabytes}m")])
            .arg(folder);
        let log = app.session().log("disk.log");
        let mut mount = Process::start("disk of the app", &mut command, log)?;
        let mounted = mount.says(|line| (line == "mounted\n").then_some(())).await;
        Ok(mounted.ok().map(|()| Disk {
            _mount: mount,
            ballast: folder.join("ballast"),
        }))
    }

    /// Fills it up, but for so many kilobytes.
    pub fn fill(&self, spare: u64) -> Result<()> {
        let mut file = std::fs::File::create(&self.ballast).during("fill the disk")?;
        loop {
            match file.write_all(&BLOCK) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::StorageFull => break,
                Err(error) => return Err(error).during("fill the disk"),
            }
        }
        let filled = file.metadata().during("fill the disk")?.len();
        file.set_len(filled.saturating_sub(spare * 1024))
            .during("fill the disk")
    }

    /// Lets nobody write to it, root included, or lets them again.
    pub fn read_only(&self, on: bool) -> Result<()> {
        let folder = self.ballast.parent().unwrap_or(&self.ballast);
        let how = ["remount,rw", "remount,ro"][usize::from(on)];
        let status = std::process::Command::new("mount")
            .args(["-o", how])
            .arg(folder)
            .status();
        match status.during("remount the disk")?.success() {
            true => Ok(()),
            false => Err(crate::Error::Ended {
                what: "remount of the disk".to_owned(),
                why: "failed".to_owned(),
                log: String::new(),
            }),
        }
    }

    /// Frees what [`Disk::fill`] took.
    pub fn free(&self) -> Result<()> {
        std::fs::remove_file(&self.ballast).during("free the disk")
    }
}
