//! The bill of materials: what others wrote and a package of ours holds, read from cargo and from the window's lock file.
//! One reading gives the list of *About*, the CycloneDX file beside the package, and the licence texts that go with it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::error::{During, Error, Result};

/// The platform whose packages are listed. Others differ by what speaks to their own system.
const PLATFORM: &str = "x86_64-unknown-linux-gnu";

/// What is packed: the window and the command line.
const PACKED: [&str; 2] = ["headwater-app", "headwater-cli"];

/// Where a crate or an npm package may say its licence, by the beginning of the file's name in capitals.
const LICENCE_FILES: [&str; 5] = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"];

/// A work of somebody else.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Component {
    /// Its package URL, such as `pkg:cargo/serde@1.0.0`: unique.
    pub purl: String,
    /// Its name in its registry.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its licence as an SPDX expression; empty where it names none.
    pub licence: String,
    /// SHA-256 of its archive in hexadecimal digits, where the lock file has it.
    pub sha256: Option<String>,
    /// Package URLs of what it needs itself, sorted.
    pub needs: Vec<String>,
    folder: PathBuf,
}

/// Everything that a package of the workspace at `top` holds, sorted by package URL.
/// Errors: cargo or the lock files do not answer.
pub fn components(top: &Path) -> Result<Vec<Component>> {
    let mut all = crates(top)?;
    all.extend(npm_packages(top)?);
    all.sort();
    Ok(all)
}

/// The list of *About*: name, version, licence, sorted by name.
pub fn list(components: &[Component]) -> Value {
    let mut rows: Vec<[&str; 3]> = components
        .iter()
        .map(|one| [&*one.name, &*one.version, &*one.licence])
        .collect();
    rows.sort_unstable();
    json!(rows)
}

/// CycloneDX 1.6. It holds no time and no serial number, so that the same lock files give the same bytes.
pub fn cyclone_dx(components: &[Component], version: &str) -> Value {
    let ours = format!("pkg:generic/headwater@{version}");
    let needed: BTreeSet<&str> = components
        .iter()
        .flat_map(|one| one.needs.iter().map(String::as_str))
        .collect();
    let direct = components
        .iter()
        .map(|one| one.purl.as_str())
        .filter(|purl| !needed.contains(purl))
        .collect::<Vec<_>>();
    let library = |one: &Component| {
        let mut library = json!({
            "type": "library", "bom-ref": one.purl, "name": one.name, "version": one.version, "purl": one.purl,
        });
        if !one.licence.is_empty() {
            library["licenses"] = json!([{ "expression": one.licence }]);
        }
        if let Some(digest) = &one.sha256 {
            library["hashes"] = json!([{ "alg": "SHA-256", "content": digest }]);
        }
        library
    };
    let dependencies = std::iter::once(json!({ "ref": ours, "dependsOn": direct })).chain(
        components
            .iter()
            .map(|one| json!({ "ref": one.purl, "dependsOn": one.needs })),
    );
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": { "component": {
            "type": "application", "bom-ref": ours, "name": "Headwater", "version": version, "purl": ours,
            "licenses": [{ "expression": "MIT OR Apache-2.0" }],
        } },
        "components": components.iter().map(library).collect::<Vec<_>>(),
        "dependencies": dependencies.collect::<Vec<_>>(),
    })
}

/// The licence texts as they came with each work, the same text once.
/// Errors: a folder of sources cannot be read.
pub fn texts(components: &[Component]) -> Result<String> {
    let mut works: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for one in components {
        for text in licence_files(&one.folder)? {
            let named = format!("{} {} ({})", one.name, one.version, one.licence);
            works.entry(text).or_default().push(named);
        }
    }
    let rule = "=".repeat(80);
    let mut page =
        "Headwater holds works of others. Their licences, as they came with them:\n".to_owned();
    for (text, names) in works {
        page.push_str(&format!(
            "\n{rule}\n{}\n{rule}\n\n{}\n",
            names.join("\n"),
            text.trim()
        ));
    }
    Ok(page)
}

fn licence_files(folder: &Path) -> Result<BTreeSet<String>> {
    let doing = || format!("licences in {}", folder.display());
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).during(doing())? {
        let path = entry.during(doing())?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .to_uppercase();
        if path.is_file() && LICENCE_FILES.iter().any(|start| name.starts_with(start)) {
            let text = std::fs::read(&path).during(doing())?;
            found.insert(String::from_utf8_lossy(&text).trim().to_owned());
        }
    }
    Ok(found)
}

/// Crates that the packed programs need at run time, from `cargo metadata`.
fn crates(top: &Path) -> Result<Vec<Component>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args([
            "metadata",
            "--format-version=1",
            "--locked",
            "--filter-platform",
            PLATFORM,
        ])
        .current_dir(top)
        .output()
        .during("cargo metadata")?;
    if !output.status.success() {
        return Err(Error::Ended {
            what: "cargo metadata".to_owned(),
            why: format!("failed ({})", output.status),
            log: String::from_utf8_lossy(&output.stderr).into_owned(),
        });
    }
    let known = read(&output.stdout, "cargo metadata")?;
    let by_id = |list: &Value| -> BTreeMap<String, Value> {
        let list = list.as_array().into_iter().flatten();
        list.map(|one| (text(&one["id"]), one.clone())).collect()
    };
    let (packages, nodes) = (by_id(&known["packages"]), by_id(&known["resolve"]["nodes"]));
    let mut waiting: VecDeque<String> = packages
        .iter()
        .filter(|(_, package)| {
            package["name"]
                .as_str()
                .is_some_and(|name| PACKED.contains(&name))
        })
        .map(|(id, _)| id.clone())
        .collect();
    let digests = digests(top)?;
    let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
    while let Some(id) = waiting.pop_front() {
        if !seen.insert(id.clone()) {
            continue;
        }
        let (Some(package), Some(node)) = (packages.get(&id), nodes.get(&id)) else {
            continue;
        };
        let needs = run_time(node);
        waiting.extend(needs.iter().cloned());
        if !package["source"].is_null() {
            let needs = needs
                .iter()
                .filter_map(|id| packages.get(id))
                .map(purl_of_crate);
            found.push(component(package, needs.collect(), &digests));
        }
    }
    Ok(found)
}

/// IDs of what a node of cargo's graph needs at run time.
fn run_time(node: &Value) -> Vec<String> {
    let needed = |need: &&Value| {
        let kinds = need["dep_kinds"].as_array();
        kinds.is_some_and(|kinds| kinds.iter().any(|kind| kind["kind"].is_null()))
    };
    let needs = node["deps"].as_array().into_iter().flatten();
    needs
        .filter(needed)
        .map(|need| text(&need["pkg"]))
        .collect()
}

fn component(
    package: &Value,
    mut needs: Vec<String>,
    digests: &BTreeMap<String, String>,
) -> Component {
    needs.sort();
    needs.dedup();
    let purl = purl_of_crate(package);
    let manifest = PathBuf::from(text(&package["manifest_path"]));
    Component {
        name: text(&package["name"]),
        version: text(&package["version"]),
        // Older crates write a slash where SPDX says OR.
        licence: text(&package["license"])
            .replace(" / ", "/")
            .replace('/', " OR "),
        sha256: digests.get(&purl).cloned(),
        needs,
        folder: manifest.parent().map(Path::to_owned).unwrap_or_default(),
        purl,
    }
}

fn purl_of_crate(package: &Value) -> String {
    format!(
        "pkg:cargo/{}@{}",
        text(&package["name"]),
        text(&package["version"])
    )
}

/// The checksums of cargo's lock file by package URL.
fn digests(top: &Path) -> Result<BTreeMap<String, String>> {
    let lock = std::fs::read_to_string(top.join("Cargo.lock")).during("Cargo.lock")?;
    let value = |block: &str, key: &str| {
        let line = block
            .lines()
            .find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "));
        line.map(|value| value.trim_matches('"').to_owned())
    };
    let digest = |block: &str| {
        let (name, version) = (value(block, "name")?, value(block, "version")?);
        Some((
            format!("pkg:cargo/{name}@{version}"),
            value(block, "checksum")?,
        ))
    };
    Ok(lock.split("[[package]]").filter_map(digest).collect())
}

/// What the window's pages are made with, from its lock file; what only builds or tests them is not packed.
fn npm_packages(top: &Path) -> Result<Vec<Component>> {
    let ui = top.join("ui");
    let lock = std::fs::read(ui.join("package-lock.json")).during("package-lock.json")?;
    let lock = read(&lock, "package-lock.json")?;
    let packed = |(path, package): &(&String, &Value)| {
        !path.is_empty() && package["dev"].is_null() && package["optional"].is_null()
    };
    let all = || {
        lock["packages"]
            .as_object()
            .into_iter()
            .flatten()
            .filter(packed)
    };
    let name = |path: &str| {
        path.rsplit("node_modules/")
            .next()
            .unwrap_or(path)
            .to_owned()
    };
    let purl = |path: &str, package: &Value| {
        let name = name(path).replace('@', "%40");
        format!("pkg:npm/{name}@{}", text(&package["version"]))
    };
    let purls: BTreeMap<String, String> = all()
        .map(|(path, package)| (name(path), purl(path, package)))
        .collect();
    let component = |(path, package): (&String, &Value)| Component {
        purl: purl(path, package),
        name: name(path),
        version: text(&package["version"]),
        licence: text(&package["license"]),
        sha256: None,
        needs: {
            let needs = package["dependencies"].as_object().into_iter().flatten();
            needs
                .filter_map(|(name, _)| purls.get(name).cloned())
                .collect()
        },
        folder: ui.join(path),
    };
    Ok(all().map(component).collect())
}

fn read(bytes: &[u8], what: &str) -> Result<Value> {
    serde_json::from_slice(bytes).map_err(|error| Error::Ended {
        what: what.to_owned(),
        why: format!("is not to be read: {error}"),
        log: String::new(),
    })
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
