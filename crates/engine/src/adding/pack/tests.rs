//! Packs: the same bytes each time, whole again, and nothing that leads out of them.

#![allow(clippy::unwrap_used)]

use minisign::KeyPair;

use super::*;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("schemas")).unwrap();
    std::fs::write(
        folder.path().join("manifest.yaml"),
        "type: DeclarativeSource\n",
    )
    .unwrap();
    std::fs::write(folder.path().join("schemas/items.json"), "{}").unwrap();
    folder
}

fn policy(keys: &[String]) -> Packs {
    Packs {
        require_signature: true,
        keys: keys.to_vec(),
    }
}

/// Two packs of one folder are the same to the byte, and hold what the folder holds.
#[test]
fn packs_are_deterministic_and_whole() {
    let folder = folder();
    let files = files::of_folder(folder.path()).unwrap();
    let content = close(&files).unwrap();
    assert_eq!(content, close(&files).unwrap());
    assert!(is_pack(&content));
    assert_eq!(open(&content).unwrap(), files);
}

/// A pack that leads out of its folder, links, or grows without end is refused.
#[test]
fn hostile_packs_are_refused() {
    let write = |name: &str, content: &[u8]| {
        let mut pack = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        pack.start_file(name, options).unwrap();
        pack.write_all(content).unwrap();
        pack.finish().unwrap().into_inner()
    };
    assert!(open(&write("../manifest.yaml", b"x")).is_err());
    assert!(open(&write("/etc/manifest.yaml", b"x")).is_err());
    let bomb = write("manifest.yaml", &vec![b'a'; MOST_BYTES + 1]);
    assert!(bomb.len() < 1024 * 1024, "small on the way in");
    assert!(open(&bomb).is_err());
    let mut link = ZipWriter::new(Cursor::new(Vec::new()));
    link.add_symlink("manifest.yaml", "/etc/passwd", SimpleFileOptions::default())
        .unwrap();
    assert!(open(&link.finish().unwrap().into_inner()).is_err());
    assert!(open(b"PK\x03\x04 and nothing more").is_err());
}

/// A pack is taken with the signature of a known key, and with no other: neither a changed pack, nor
/// an unknown key, nor, where the policy demands one, none.
#[test]
fn signatures_are_checked() {
    let (folder, out) = (folder(), tempfile::tempdir().unwrap());
    let pair = KeyPair::generate_unencrypted_keypair().unwrap();
    let other = KeyPair::generate_unencrypted_keypair().unwrap();
    let key = out.path().join("key");
    std::fs::write(&key, pair.sk.to_box(None).unwrap().to_string()).unwrap();
    let file = out.path().join("x.hwpack");
    let packed = pack(folder.path(), &file, Some(&key), None).unwrap();
    let content = std::fs::read(&file).unwrap();
    let signature = std::fs::read_to_string(packed.signature.unwrap()).unwrap();
    let known = policy(&[pair.pk.to_base64()]);
    let signed_by = known.verify(&content, Some(&signature)).unwrap();
    assert!(signed_by.is_some() && known.allows(signed_by.as_deref()).is_ok());
    let mut changed = content.clone();
    *changed.last_mut().unwrap() ^= 1;
    assert!(known.verify(&changed, Some(&signature)).is_err());
    let unknown = policy(&[other.pk.to_base64()]);
    assert!(unknown.verify(&content, Some(&signature)).is_err());
    assert!(known.allows(None).is_err(), "unsigned");
}
