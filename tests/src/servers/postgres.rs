//! Debian's PostgreSQL: a cluster of its own on a free port, with TLS by an authority of its own.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use headwater_engine::view::{DestinationSettings, PostgresSettings};
use tempfile::TempDir;

use crate::error::{During, Error, Result};
use crate::process::{Process, free_port, leashed};

/// The superuser of the cluster and its password.
pub const USER: &str = "bench";
/// See [`USER`].
pub const PASSWORD: &str = "bench-password";

/// The server refuses to run as root: then it runs as the user that its package made.
const UNPRIVILEGED: &str = "postgres";

/// A running server. Ended when dropped, its data gone.
#[derive(Debug)]
pub struct Postgres {
    server: Option<Process>,
    port: u16,
    programs: PathBuf,
    folder: TempDir,
}

impl Postgres {
    /// Makes a cluster and starts it, about two seconds.
    /// Errors: it is not installed, or did not come up.
    pub async fn start() -> Result<Postgres> {
        let programs = programs()?;
        let folder =
            TempDir::with_prefix("hw-postgres-").during("folder of the database server")?;
        let (data, password) = (folder.path().join("data"), folder.path().join("password"));
        std::fs::write(&password, PASSWORD).during("the server's password")?;
        certificate(folder.path())?;
        let root = is_root();
        if root {
            done(
                "hand the folder over",
                Command::new("chown")
                    .args(["-R", UNPRIVILEGED])
                    .arg(folder.path()),
            )?;
        }
        let mut make = as_owner(root, &programs.join("initdb"));
        make.args([
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync",
        ])
        .arg(format!("--username={USER}"))
        .arg(format!("--pwfile={}", password.display()))
        .arg(&data)
        .current_dir(folder.path());
        done("make a database cluster", &mut make)?;

        let mut cluster = Postgres {
            server: None,
            port: free_port()?,
            programs,
            folder,
        };
        cluster.start_again().await?;
        Ok(cluster)
    }

    /// Starts the server on its data and its port, after [`Postgres::stop`].
    /// Errors: it did not come up.
    pub async fn start_again(&mut self) -> Result<()> {
        let folder = self.folder.path();
        let words = as_owner(is_root(), &self.programs.join("postgres"));
        let of_tls = |what: &str, file: &str| format!("{what}={}", folder.join(file).display());
        let mut command = leashed(words.get_program());
        command
            .args(words.get_args())
            .arg("-D")
            .arg(folder.join("data"))
            .args(["-p", &self.port.to_string(), "-h", "127.0.0.1"])
            .arg("-k")
            .arg(folder)
            // The bench kills clients and servers, never the machine.
            .args(["-c", "fsync=off", "-c", "ssl=on"])
            .args(["-c", &of_tls("ssl_cert_file", "server.pem")])
            .args(["-c", &of_tls("ssl_key_file", "server.key")])
            .env("LC_ALL", "C")
            .current_dir(folder);
        let mut server = Process::start("PostgreSQL", &mut command, folder.join("log"))?;
        server
            .says(|line| line.contains("ready to accept connections").then_some(()))
            .await?;
        self.server = Some(server);
        Ok(())
    }

    /// Ends the server as a crash does: no transaction is finished, no client told, and the next start recovers.
    /// Errors: it did not run.
    pub fn stop(&mut self) -> Result<()> {
        let mut stop = as_owner(is_root(), &self.programs.join("pg_ctl"));
        stop.args(["stop", "--mode=immediate", "--pgdata"])
            .arg(self.folder.path().join("data"))
            .current_dir(self.folder.path());
        done("stop the database server", &mut stop)?;
        self.server = None;
        Ok(())
    }

    /// Its port on 127.0.0.1, with TLS and without.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The authority that signed its certificate, a PEM file.
    pub fn ca_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// A schema of the server as a destination of a workbook, its certificate checked.
    pub fn destination(&self, schema: &str) -> DestinationSettings {
        DestinationSettings::Postgres(PostgresSettings {
            host: "127.0.0.1".to_owned(),
            port: self.port(),
            database: "postgres".to_owned(),
            user: USER.to_owned(),
            schema: schema.to_owned(),
            tls: true,
            ca_file: Some(self.ca_file().display().to_string()),
        })
    }

    /// What the server's own client prints for a command: a line per row, fields apart by `|`.
    /// Errors: what the server refused.
    pub fn ask(&self, database: &str, command: &str) -> Result<String> {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args([
            "--no-psqlrc",
            "--tuples-only",
            "--no-align",
            "--quiet",
            "--set=ON_ERROR_STOP=1",
        ])
        .args(["--host=127.0.0.1", &format!("--port={}", self.port)])
        .args([
            &format!("--username={USER}"),
            &format!("--dbname={database}"),
        ])
        .args(["--command", command])
        .env("PGPASSWORD", PASSWORD)
        .env("PGTZ", "UTC");
        done(command, &mut psql)
    }
}

/// The folder of the newest version's programs; off Debian, those of the path.
fn programs() -> Result<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql");
    let mut versions: Vec<(u32, PathBuf)> = versions
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, programs)| programs.join("initdb").is_file())
        .collect();
    versions.sort();
    if let Some((_, programs)) = versions.pop() {
        return Ok(programs);
    }
    let found = std::env::var_os("PATH").and_then(|path| {
        std::env::split_paths(&path).find(|folder| folder.join("initdb").is_file())
    });
    found.ok_or(Error::Missing {
        what: "initdb".to_owned(),
        fix: "install the package postgresql",
    })
}

/// An authority, and a certificate of 127.0.0.1 and localhost by it.
fn certificate(folder: &Path) -> Result<()> {
    let made = || -> std::result::Result<[(&'static str, String); 3], rcgen::Error> {
        let authority_key = rcgen::KeyPair::generate()?;
        let mut authority = rcgen::CertificateParams::new(Vec::new())?;
        authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let authority_certificate = authority.self_signed(&authority_key)?;
        let issuer = rcgen::Issuer::new(authority, authority_key);
        let key = rcgen::KeyPair::generate()?;
        let names = ["127.0.0.1", "localhost"].map(str::to_owned);
        let certificate = rcgen::CertificateParams::new(names)?.signed_by(&key, &issuer)?;
        Ok([
            ("ca.pem", authority_certificate.pem()),
            ("server.pem", certificate.pem()),
            ("server.key", key.serialize_pem()),
        ])
    };
    let files = made().map_err(|error| Error::Ended {
        what: "making a certificate".to_owned(),
        why: error.to_string(),
        log: String::new(),
    })?;
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::write(&path, text).during("the server's certificate")?;
        // A key that others can read is refused by the server.
        let mode = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(&path, mode).during("the server's certificate")?;
    }
    Ok(())
}

fn is_root() -> bool {
    let answer = Command::new("id").arg("-u").output();
    answer.is_ok_and(|answer| answer.stdout.trim_ascii() == b"0")
}

fn as_owner(root: bool, program: &Path) -> Command {
    if !root {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command
        .args([
            &format!("--reuid={UNPRIVILEGED}"),
            &format!("--regid={UNPRIVILEGED}"),
            "--clear-groups",
        ])
        .arg(program);
    command
}

/// The output of a command that has to succeed.
fn done(what: &str, command: &mut Command) -> Result<String> {
    let output = command.output().during(what)?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end().to_owned();
    match output.status.success() {
        true => Ok(text(&output.stdout)),
        false => Err(Error::Ended {
            what: what.to_owned(),
            why: format!("failed ({})", output.status),
            log: text(&output.stderr),
        }),
    }
}
