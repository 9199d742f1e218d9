//! Who holds which grant, in a file of the folder: `sandbox.json`.
//!
//! Tokens are kept as hashes. A consent makes a grant; a grant has access tokens and a line of refresh tokens
//! of which one is good. The file is replaced whole at every change, before the answer goes out, so a killed
//! provider never forgets what it has told. Codes and consent pages live a minute or so, in memory.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::client::{self, Client};
use crate::data::{self, Change};
use crate::{Error, Switches};

/// How long a code is good (RFC 6749 section 4.1.2 allows up to ten minutes).
const CODE_TTL: SignedDuration = SignedDuration::from_secs(60);

/// How long a used refresh token is remembered, so that its reuse is seen.
const USED_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    /// Tells this folder's provider from another program on its port.
    nonce: String,
    port: u16,
    /// The sample data is dated back from here.
    born: Timestamp,
    grants: BTreeMap<String, Grant>,
    /// By the token's hash.
    access: BTreeMap<String, Access>,
    /// By the token's hash.
    refresh: BTreeMap<String, Refresh>,
    /// What has happened to the sample data since.
    changes: Vec<(Timestamp, Change)>,
}

#[derive(Serialize, Deserialize)]
struct Grant {
    client: String,
    scopes: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Access {
    grant: String,
    scopes: Vec<String>,
    expires: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct Refresh {
    grant: String,
    used: Option<Timestamp>,
}

/// What a code stands for.
pub(crate) struct Code {
    pub(crate) client: &'static Client,
    pub(crate) redirect_uri: String,
    /// The S256 challenge.
    pub(crate) challenge: String,
    pub(crate) scopes: Vec<String>,
}

struct IssuedCode {
    code: Code,
    expires: Timestamp,
    /// The grant that came of it, once it was used.
    grant: Option<String>,
    used: bool,
}

/// The answer to a good token request.
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) refresh: String,
    pub(crate) expires_in: u64,
    pub(crate) scopes: Vec<String>,
}

/// Why there are no tokens.
pub(crate) enum Refusal {
    /// `invalid_grant`, with a description.
    Grant(&'static str),
    /// As `Grant`, and a used refresh token was seen.
    Reuse,
    /// `invalid_scope`.
    Scope,
    /// The file could not be written.
    Unsaved(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Refusal {
        Refusal::Unsaved(error)
    }
}

/// The register of one folder.
pub(crate) struct Register {
    path: PathBuf,
    content: Content,
    codes: BTreeMap<String, IssuedCode>,
}

fn path(folder: &Path) -> PathBuf {
    folder.join("sandbox.json")
}

/// Port and nonce as written in `folder`, without opening its register.
pub(crate) fn whereabouts(folder: &Path) -> Option<(u16, String)> {
    #[derive(Deserialize)]
    struct Whereabouts {
        port: u16,
        nonce: String,
    }
    let text = std::fs::read(path(folder)).ok()?;
    let found: Whereabouts = serde_json::from_slice(&text).ok()?;
    Some((found.port, found.nonce))
}

impl Register {
    /// Opens the register of `folder`, or begins one.
    pub(crate) fn open(folder: &Path) -> Result<Register, Error> {
        let path = path(folder);
        let failed = |reason: String| Error::Folder {
            path: path.clone(),
            reason,
        };
        let content = match std::fs::read(&path) {
            Ok(text) => serde_json::from_slice(&text).map_err(|error| failed(error.to_string()))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Content {
                nonce: client::random_token("sb_"),
                port: 0,
                born: data::milliseconds(Timestamp::now()),
                grants: BTreeMap::new(),
                access: BTreeMap::new(),
                refresh: BTreeMap::new(),
                changes: Vec::new(),
            },
            Err(error) => return Err(failed(error.to_string())),
        };
        Ok(Register {
            path,
            content,
            codes: BTreeMap::new(),
        })
    }

    pub(crate) fn nonce(&self) -> &str {
        &self.content.nonce
    }

    /// The port of the last time; 0 when there was none.
    pub(crate) fn port(&self) -> u16 {
        self.content.port
    }

    pub(crate) fn set_port(&mut self, port: u16) -> Result<(), Error> {
        self.content.port = port;
        self.save()
    }

    pub(crate) fn born(&self) -> Timestamp {
        self.content.born
    }

    pub(crate) fn changes(&self) -> &[(Timestamp, Change)] {
        &self.content.changes
    }

    pub(crate) fn add_changes(
        &mut self,
        at: Timestamp,
        changes: impl IntoIterator<Item = Change>,
    ) -> Result<(), Error> {
        let changes = changes.into_iter().map(|change| (at, change));
        self.content.changes.extend(changes);
        self.save()
    }

    /// A code for what the user allowed just now.
    pub(crate) fn issue_code(&mut self, code: Code) -> String {
        let now = Timestamp::now();
        self.codes.retain(|_, issued| now < issued.expires);
        let text = client::random_token("sb_code_");
        let issued = IssuedCode {
            code,
            expires: now + CODE_TTL,
            grant: None,
            used: false,
        };
        self.codes.insert(client::hash(&text), issued);
        text
    }

    /// Exchanges a code (RFC 6749 section 4.1.3, RFC 7636 section 4.6). Whatever comes of it, the code is used
    /// up; a second use ends the grant of the first.
    pub(crate) fn redeem(
        &mut self,
        code: &str,
        client: &Client,
        redirect_uri: &str,
        verifier: &str,
        switches: &Switches,
    ) -> Result<Tokens, Refusal> {
        let now = Timestamp::now();
        let issued = self
            .codes
            .get_mut(&client::hash(code))
            .filter(|issued| now < issued.expires)
            .ok_or(Refusal::Grant("the code is unknown or too old"))?;
        if std::mem::replace(&mut issued.used, true) {
            if let Some(grant) = issued.grant.take() {
                self.end(&grant)?;
            }
            return Err(Refusal::Grant("the code has been used before"));
        }
        if issued.code.client.id != client.id {
            return Err(Refusal::Grant("the code was issued to another client"));
        }
        if issued.code.redirect_uri != redirect_uri {
            return Err(Refusal::Grant(
                "redirect_uri is not that of the authorization",
            ));
        }
        if issued.code.challenge != client::hash(verifier) {
            return Err(Refusal::Grant("code_verifier does not match"));
        }
        let grant = client::random_token("");
        issued.grant = Some(grant.clone());
        let scopes = issued.code.scopes.clone();
        self.content.grants.insert(
            grant.clone(),
            Grant {
                client: client.id.to_owned(),
                scopes: scopes.clone(),
            },
        );
        self.issue(grant, scopes, switches)
    }

    /// Exchanges a refresh token for its successor (RFC 6749 section 6). A second use ends the grant (RFC 9700
    /// section 4.14.2), unless it comes within the switched grace.
    pub(crate) fn refresh(
        &mut self,
        token: &str,
        client: &Client,
        scopes: Option<Vec<String>>,
        switches: &Switches,
    ) -> Result<Tokens, Refusal> {
        let now = Timestamp::now();
        let unknown = Refusal::Grant("the refresh token is unknown or has been revoked");
        let Some(known) = self.content.refresh.get_mut(&client::hash(token)) else {
            return Err(unknown);
        };
        let id = known.grant.clone();
        let grant = match self.content.grants.get(&id) {
            Some(grant) if grant.client == client.id => grant,
            _ => return Err(unknown),
        };
        let scopes = scopes.unwrap_or_else(|| grant.scopes.clone());
        if !scopes.iter().all(|scope| grant.scopes.contains(scope)) {
            return Err(Refusal::Scope);
        }
        // A clock that was set back makes no second use a first one.
        let grace = switches.grace as f64;
        let late = |used| now.duration_since(used).as_secs_f64().max(0.0) >= grace;
        if known.used.is_some_and(late) {
            self.end(&id)?;
            return Err(Refusal::Reuse);
        }
        known.used.get_or_insert(now);
        self.issue(id, scopes, switches)
    }

    fn issue(
        &mut self,
        grant: String,
        scopes: Vec<String>,
        switches: &Switches,
    ) -> Result<Tokens, Refusal> {
        let now = Timestamp::now();
        let ttl = i64::try_from(switches.access_ttl).unwrap_or(i64::MAX);
        let expires = now
            .saturating_add(SignedDuration::from_secs(ttl))
            .unwrap_or(Timestamp::MAX);
        let tokens = Tokens {
            access: client::random_token("sb_access_"),
            refresh: client::random_token("sb_refresh_"),
            expires_in: switches.access_ttl,
            scopes: scopes.clone(),
        };
        self.content.access.insert(
            client::hash(&tokens.access),
            Access {
                grant: grant.clone(),
                scopes,
                expires,
            },
        );
        let refresh = Refresh { grant, used: None };
        self.content
            .refresh
            .insert(client::hash(&tokens.refresh), refresh);
        self.save()?;
        Ok(tokens)
    }

    /// Revokes a token of `client` (RFC 7009 section 2.1): with a refresh token the whole grant ends, an access
    /// token only itself. Tokens unknown or of another client are none of its business.
    pub(crate) fn revoke(&mut self, token: &str, client: &Client) -> Result<(), Error> {
        let hash = client::hash(token);
        let content = &mut self.content;
        let of_client = |grant: &String| {
            let grant = content.grants.get(grant);
            grant.is_some_and(|grant| grant.client == client.id)
        };
        if let Some(known) = content.refresh.get(&hash)
            && of_client(&known.grant)
        {
            let grant = known.grant.clone();
            return self.end(&grant);
        }
        if let Some(known) = content.access.get(&hash)
            && of_client(&known.grant)
        {
            content.access.remove(&hash);
            return self.save();
        }
        Ok(())
    }

    /// The scopes of a good access token.
    pub(crate) fn bearer(&self, token: &str) -> Option<&[String]> {
        let access = self.content.access.get(&client::hash(token))?;
        (Timestamp::now() < access.expires).then_some(access.scopes.as_slice())
    }

    /// Makes every access token invalid.
    pub(crate) fn expire_access(&mut self) -> Result<(), Error> {
        self.content.access.clear();
        self.save()
    }

    /// Ends every grant.
    pub(crate) fn revoke_grants(&mut self) -> Result<(), Error> {
        self.content.grants.clear();
        self.content.access.clear();
        self.content.refresh.clear();
        self.save()
    }

    /// Ends one grant with all its tokens.
    fn end(&mut self, grant: &str) -> Result<(), Error> {
        self.content.grants.remove(grant);
        self.content.access.retain(|_, token| token.grant != grant);
        self.content.refresh.retain(|_, token| token.grant != grant);
        self.save()
    }

    /// Replaces the file: a reader, and whoever comes after a crash, finds the old one or the new one.
    fn save(&mut self) -> Result<(), Error> {
        let now = Timestamp::now();
        self.content.access.retain(|_, token| now < token.expires);
        self.content.refresh.retain(|_, token| {
            token
                .used
                .is_none_or(|used| now.duration_since(used) < USED_KEPT)
        });
        let draft = self.path.with_extension("json.new");
        let write = || -> Result<(), Box<dyn std::error::Error>> {
            let text = serde_json::to_vec_pretty(&self.content)?;
            let mut options = std::fs::OpenOptions::new();
            options.create(true).write(true).truncate(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(&draft)?;
            std::io::Write::write_all(&mut file, &text)?;
            file.sync_all()?;
            std::fs::rename(&draft, &self.path)?;
            Ok(())
        };
        write().map_err(|error| Error::Folder {
            path: self.path.clone(),
            reason: error.to_string(),
        })
    }
}
