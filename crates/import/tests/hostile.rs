//! A file may come from anybody: nothing in it makes the program panic, fill the memory or write
//! outside of its folder.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;

use headwater_import::{Error, Import, Imported, MAX_BYTES, Written, read, write};

const FILES: [&str; 3] = [
    include_str!("files/providers.yaml"),
    include_str!("files/openapi.yaml"),
    include_str!("files/postman.json"),
];

fn reason(text: &str) -> String {
    read(text).unwrap_err().to_string()
}

/// Numbers that look random and are the same each time: a failure can be looked at.
struct Dice(u64);

impl Dice {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap() % below.max(1)
    }
}

/// Broken pieces of true files are refused or read, and never end the program.
#[test]
fn mutilated_files_do_not_panic() {
    let pieces = [
        "{{", "}}", "${", "}", "||", "[", "]", "&a ", "*a", "\t", "\n", ": ", "- ", "\"", "'",
        "\\", "..", "/", "\u{0}", "\u{e000}", "é", "<<: ", "null", "!!str ", "{%", "#", "${${",
        "https://", "\\ud800", "1e999", "$ref", "alias: ",
    ];
    let mut dice = Dice(7);
    for round in 0..1500 {
        let mut text = FILES[round % FILES.len()].to_owned();
        for _ in 0..=dice.next(6) {
            let mut at = dice.next(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            match dice.next(3) {
                0 => text.insert_str(at, pieces[dice.next(pieces.len())]),
                1 => text.truncate(at.max(1)),
                _ => {
                    let mut end = (at + dice.next(40)).min(text.len());
                    while !text.is_char_boundary(end) {
                        end += 1;
                    }
                    text.replace_range(at..end, pieces[dice.next(pieces.len())]);
                }
            }
        }
        let _ = read(&text);
    }
}

/// The line is what one needs to mend a file.
#[test]
fn broken_files_are_refused_with_their_line() {
    assert!(reason("a: 1\nb: [1, 2\nc: }").starts_with("line "));
    assert_eq!(
        reason("{\n\"a\": 1,\n\"b\": }"),
        "line 3: this is no value of JSON"
    );
    assert!(reason("{\"a\": \"\\ud800\"}").contains("line 1"));
    assert!(reason("").contains("empty"));
    assert!(reason("a: 1\n---\nauth_mode: 2").contains("second document"));
    assert!(matches!(read("just: text"), Err(Error::UnknownKind)));
    assert!(matches!(read("- 1\n- 2"), Err(Error::UnknownKind)));
    let long = " ".repeat(MAX_BYTES + 1);
    assert!(matches!(read(&long), Err(Error::TooLong { .. })));
}

/// A few lines that stand for thousands of millions of values, nesting without end, and aliases
/// that go round in a circle.
#[test]
fn bombs_are_bounded() {
    let mut bomb = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n".to_owned();
    for level in 1..20 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb += &format!("a{level}: &a{level} [{aliases}]\n");
    }
    assert!(reason(&bomb).contains("aliases"), "{}", reason(&bomb));
    assert!(reason(&"[".repeat(200_000)).contains("nested deeper"));
    assert!(reason(&format!("a: {}", "[".repeat(200_000))).starts_with("line 1"));
    let ladder: String = (1..100_000)
        .map(|n| format!("a{n}: &a{n} [*a{}]\n", n - 1))
        .collect();
    let ladder = format!("a0: &a0 [1]\n{ladder}");
    assert!(
        reason(&ladder).contains("nested deeper"),
        "depth through aliases"
    );
    let circle = "a: {alias: b, display_name: A}\nb: {alias: a, display_name: B}\n";
    let (_, import) = read(circle).unwrap();
    assert_eq!(import.connectors.len(), 0);
    assert!(
        import.notes[0].says.contains("circle"),
        "{:?}",
        import.notes
    );
    let many: String = (0..6000)
        .map(|n| format!("e{n}: {{auth_mode: OAUTH2, authorization_url: https://a.example, token_url: https://a.example}}\n"))
        .collect();
    let (_, import) = read(&many).unwrap();
    assert_eq!(import.connectors.len(), 5000);
    assert!(import.notes.last().unwrap().says.contains("more than 5000"));
}

fn named(name: &str) -> Import {
    let text = format!(
        "{}: {{auth_mode: OAUTH2, authorization_url: https://a.example/a, token_url: https://a.example/t}}",
        serde_json::Value::from(name)
    );
    read(&text).unwrap().1
}

/// The name of an entry becomes the name of a folder: whatever it is, it names one folder, inside,
/// that every system can have.
#[test]
fn names_do_not_lead_out_of_the_folder() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("connectors");
    for (name, id) in [
        ("../../etc/passwd", "etc-passwd"),
        ("..", "imported"),
        ("C:\\Windows", "c-windows"),
        ("/absolute", "absolute"),
        ("Zoho Übersicht", "zoho-bersicht"),
        ("con", "con-imported"),
        ("LPT1", "lpt1-imported"),
        ("a\u{0}b", "a-b"),
        ("--c--d--", "c-d"),
    ] {
        let import = named(name);
        let connector = &import.connectors[0];
        assert_eq!(connector.id, id, "{name:?}");
        assert_eq!(
            write(&folder, connector, false).unwrap(),
            Written::New,
            "{name:?}"
        );
        assert!(folder.join(id).join("connector.yaml").is_file());
    }
    assert_eq!(
        fs::read_dir(home.path()).unwrap().count(),
        1,
        "nothing beside the folder"
    );
    let long = named(&"a".repeat(500));
    assert_eq!(long.connectors[0].id.len(), 60);
    let outside = Imported {
        id: "../outside".to_owned(),
        ..long.connectors[0].clone()
    };
    assert!(matches!(
        write(&folder, &outside, true),
        Err(Error::Unwritable { .. })
    ));
}

/// What somebody changed by hand is not overwritten unless they say so, and a link is replaced, not
/// followed.
#[test]
fn folders_are_replaced_only_on_demand() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("connectors");
    let import = named("crm");
    let connector = &import.connectors[0];
    assert_eq!(write(&folder, connector, false).unwrap(), Written::New);
    let guide = folder.join("crm/guide.md");
    fs::write(&guide, "mine").unwrap();
    assert_eq!(write(&folder, connector, false).unwrap(), Written::Kept);
    assert_eq!(fs::read_to_string(&guide).unwrap(), "mine");
    assert_eq!(write(&folder, connector, true).unwrap(), Written::Replaced);
    assert_ne!(fs::read_to_string(&guide).unwrap(), "mine");
    #[cfg(unix)]
    {
        let elsewhere = home.path().join("elsewhere");
        fs::create_dir(&elsewhere).unwrap();
        fs::write(elsewhere.join("kept.txt"), "kept").unwrap();
        fs::remove_dir_all(folder.join("crm")).unwrap();
        std::os::unix::fs::symlink(&elsewhere, folder.join("crm")).unwrap();
        assert_eq!(write(&folder, connector, true).unwrap(), Written::Replaced);
        assert!(elsewhere.join("kept.txt").is_file());
        assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 1);
    }
}

/// What a file says in words becomes text in our files, and never more: no link, no expression, no
/// key of YAML.
#[test]
fn words_stay_words() {
    let text = r##"
evil:
    display_name: "x]](https://evil.example) {{ callback }}\n# y: &a *a"
    auth_mode: OAUTH2
    authorization_url: "https://a.example/{{ config }}/{% raw %}"
    token_url: https://a.example/t
    docs: "https://evil.example/)[a](javascript:alert(1)"
    categories: ["a: b #"]
    default_scopes: ["no", "- x", "a: b"]
"##;
    let (_, import) = read(text).unwrap();
    let evil = &import.connectors[0];
    assert!(!evil.guide.contains("](https://evil"), "{}", evil.guide);
    assert_eq!(
        evil.guide.matches("{{ callback }}").count(),
        1,
        "only our own"
    );
    let url = evil.connector["oauth2"]["step1_authorize_url"]
        .as_str()
        .unwrap();
    assert_eq!(
        url,
        "https://a.example/{{ '{{' }} config }}/{{ '{%' }} raw %}"
    );
    let again = headwater_import::yaml_text(&evil.connector);
    assert!(again.contains("scope: \"no\""), "{again}");
    assert!(again.contains("scope: \"- x\""), "{again}");
}

/// What cannot be put in place leaves what is there, and nothing beside it.
#[test]
fn a_folder_stays_where_the_new_one_does_not_come() {
    let folder = tempfile::tempdir().unwrap();
    let (new, place) = (folder.path().join(".new"), folder.path().join("one"));
    let names = || {
        let entries = fs::read_dir(folder.path()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    };
    fs::create_dir(&place).unwrap();
    fs::write(place.join("guide.md"), "old").unwrap();
    assert!(headwater_import::put(&new, &place).is_err());
    assert_eq!(fs::read(place.join("guide.md")).unwrap(), b"old");
    assert_eq!(names(), ["one"]);
    fs::create_dir(&new).unwrap();
    headwater_import::put(&new, &place).unwrap();
    assert!(!place.join("guide.md").exists());
    assert_eq!(names(), ["one"]);
}
