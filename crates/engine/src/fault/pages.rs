//! The table of faults for readers elsewhere: the window's translations and the guide's page. Both are committed and checked
//! here, so that no code is without them.

use std::fmt::Write as _;
use std::path::Path;

use super::Code;

/// The table as the window's languages are checked against.
fn typescript() -> String {
    let mut text = "// Generated from crates/engine by `UPDATE=1 cargo test -p headwater-engine fault::pages`. Do not edit.\n\n\
                    /** Every fault as the engine words it, by code. */\nexport const faults = {\n"
        .to_owned();
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    for code in Code::ALL {
        let row = code.row();
        let button = row.button.map_or("", |(label, _)| label);
        let fields = [
            ("title", row.title),
            ("cause", row.cause),
            ("fix", row.fix),
            ("button", button),
        ];
        let fields: Vec<String> = fields
            .iter()
            .map(|(name, text)| format!("{name}: {}", quoted(text)))
            .collect();
        let _ = writeln!(text, "  {}: {{ {} }},", code.as_str(), fields.join(", "));
    }
    text + "} as const\n\n/** A fault's code. */\nexport type FaultCode = keyof typeof faults\n\
            /** The label of a fault's button. */\nexport type FaultButton = (typeof faults)[FaultCode]['button']\n"
}

/// The guide's page, a section for each code. A value that is known only when it happens stands in angle quotes.
fn guide() -> String {
    let mut page = "# Troubleshooting\n\nWhen something goes wrong, Headwater says what happened, why, and what to do. *Copy details* gives \
                    a text that begins with the fault’s code; the command line prints the same code. Each code has its section here. \
                    What stands in ‹angle quotes› is said by the fault itself.\n"
        .to_owned();
    let plain = |text: &str| text.replace('{', "‹").replace('}', "›").replace('\'', "’");
    let mut codes: Vec<Code> = Code::ALL.to_vec();
    codes.sort_by_key(|code| code.as_str());
    for code in codes {
        let row = code.row();
        let _ = write!(page, "\n## {}\n\n**{}**", code.as_str(), plain(row.title));
        for (name, text) in [("Why", row.cause), ("What to do", row.fix)] {
            let all_its_own = text.starts_with('{') && !text.contains(' ');
            let text = if all_its_own {
                "the fault says it."
            } else {
                text
            };
            let _ = write!(page, "\n\n{name}: {}", plain(text));
        }
        match row.button {
            Some((label, _)) => {
                let _ = writeln!(page, "\n\nButton: *{label}*");
            }
            None => page.push('\n'),
        }
    }
    page
}

/// What is committed is what the table says: a new code comes with its section of the guide, and the window's own tests
/// then ask for its words in every language.
#[test]
fn committed_pages_are_those_of_the_table() -> std::io::Result<()> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for (path, fresh) in [
        ("ui/src/generated/faults.ts", typescript()),
        ("docs/guide/troubleshooting.md", guide()),
    ] {
        let path = top.join(path);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &fresh)?;
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            kept == fresh,
            "run `UPDATE=1 cargo test -p headwater-engine fault::pages`"
        );
    }
    Ok(())
}
