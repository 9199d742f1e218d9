//! The page that says how a project is brought to run.

use super::project::Project;
use crate::view::{HandoffTarget, ServerSignIn};

/// The README of a project.
pub(super) fn text(project: &Project, target: HandoffTarget) -> String {
    let mut page = Page::default();
    let connector = &project.connector;
    page.say(&format!("# {} on a server", project.name));
    page.say(&format!(
        "Headwater wrote this folder. It reads {} of {}: {}. No secret is in it: not the desktop's access, no key, no password.",
        count(project.stream_names().len()),
        connector.name,
        project.stream_names().join(", "),
    ));
    page.say("Work through the steps in this folder, on the server.");
    page.step("Install", &install(target));
    secrets(&mut page, project, target);
    sign_in(&mut page, project, target);
    run(&mut page, project, target);
    begin(&mut page, target);
    page.say("## What is different from the desktop");
    page.say("Columns and rows that are left out or hashed on the desktop are read here in full. Notes, tags, formulas and history stay in the desktop's workbook. Both may run at once, since each has an access of its own.");
    page.say("## Licence");
    page.say(&match project.bundled {
        true => format!(
            "`connector/{}` is part of Headwater, unchanged: MIT or Apache-2.0, at your choice.",
            connector.id
        ),
        false => format!(
            "`connector/{}` was added to Headwater by you and is unchanged. Its licence is its author's; see where it came from before you pass it on.",
            connector.id
        ),
    });
    page.text
}

#[derive(Default)]
struct Page {
    text: String,
    steps: u8,
}

impl Page {
    fn say(&mut self, paragraph: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text += paragraph;
        self.text.push('\n');
    }

    fn step(&mut self, title: &str, paragraph: &str) {
        self.steps += 1;
        let number = self.steps;
        self.say(&format!("## {number}. {title}"));
        self.say(paragraph);
    }

    fn code(&mut self, lines: &str) {
        self.say(&format!("```sh\n{lines}\n```"));
    }
}

fn count(streams: usize) -> String {
    match streams {
        1 => "one stream".to_owned(),
        many => format!("{many} streams"),
    }
}

fn install(target: HandoffTarget) -> String {
    let further = match target {
        HandoffTarget::PyAirbyte => "Python 3.10 or later with PyAirbyte (`pip install airbyte`)",
        HandoffTarget::Meltano => "Meltano and Python 3.9 or later",
        HandoffTarget::Airbyte => "Docker, to build an image for your Airbyte",
    };
    format!("`headwater` (the command, no window is needed) and {further}.")
}

fn secrets(page: &mut Page, project: &Project, target: HandoffTarget) {
    if project.variables.is_empty() {
        return;
    }
    let place = match target {
        HandoffTarget::Airbyte => {
            "`config.json` names them as `${…}`; in Airbyte they are entered in the form of the source. The steps below take them from the environment:"
        }
        _ => {
            "`config.json` takes them from the environment. Use your server's store of secrets; by hand it is:"
        }
    };
    page.step("Secrets", place);
    let lines: Vec<String> = project
        .variables
        .iter()
        .map(|name| format!("export {name}=…"))
        .collect();
    page.code(&lines.join("\n"));
    page.say("Where the provider lets you make several keys, give the server one of its own: then each can be taken back alone.");
}

fn sign_in(page: &mut Page, project: &Project, target: HandoffTarget) {
    let name = &project.connector.name;
    match project.sign_in {
        ServerSignIn::Key => {}
        ServerSignIn::ClientCredentials => {
            page.step("The server's access", "The server asks for tokens as the client, with ID and secret. Nobody has to consent.");
        }
        ServerSignIn::Consent => {
            page.step("The server's own access", &format!("The desktop's refresh token is not here, and must not be copied: with most providers only one of two programs would get the next token, and the other would stop. Let {name} give the server an access of its own:"));
            let way = match project.device_code {
                true => " --grant device-code",
                false => "",
            };
            page.code(&format!(
                "headwater authorize --connector connector/{} --config config.json --catalog catalog.json --environment --grant-file grant.json{way}",
                project.connector.id
            ));
            if !project.device_code {
                page.say("It opens a browser. On a server without one, add `--no-browser --paste`: open the link that is printed on any computer, consent, and paste the address that the browser ends at. It is all right that the page cannot be shown there.");
            }
            page.say("`grant.json` can be read by its owner only. Headwater renews it there while it runs, so it must be writable, and no second program may work with a copy.");
            if target == HandoffTarget::Airbyte {
                page.say("Airbyte keeps the access in the source's form instead, and stores what is renewed: enter `grant.refresh_token` of `grant.json` as *Refresh token*, then delete the file.");
            }
        }
    }
}

fn run(page: &mut Page, project: &Project, target: HandoffTarget) {
    let id = &project.connector.id;
    match target {
        HandoffTarget::PyAirbyte => {
            page.step("Run", "Rows go into a DuckDB file; another cache of PyAirbyte is one line in `read.py`. Let cron or your orchestrator run it.");
            page.code("python read.py");
        }
        HandoffTarget::Meltano => {
            page.step("Run", "`target-jsonl` stands for the loader of your choice. The state is set once, before the first run.");
            page.code(&format!("meltano install\nmeltano state set prod:tap-{id}-to-target-jsonl --force --input-file state.meltano.json\nmeltano run tap-{id} target-jsonl"));
        }
        HandoffTarget::Airbyte => {
            page.step("Build and add", "Push the image to where your Airbyte takes images from, and add it under *Settings, Sources, New connector*. Enter what `config.json` says, tick the streams of `catalog.json`, and paste `state.json` under *Settings, Connection state* of the connection.");
            page.code(&format!("docker build --tag source-{id} ."));
            if project.sign_in == ServerSignIn::Key {
                page.say(&format!("Without an image: in Airbyte's Connector Builder, import `connector/{id}/manifest.yaml` as YAML. Streams that need what only Headwater offers are refused there."));
            }
        }
    }
    page.say("To look first, without any of that:");
    let grant = match project.sign_in {
        ServerSignIn::Consent => " --grant-file grant.json",
        ServerSignIn::Key | ServerSignIn::ClientCredentials => "",
    };
    page.code(&format!(
        "headwater read --connector connector/{id} --config config.json --environment{grant} --catalog catalog.json --state state.json"
    ));
}

fn begin(page: &mut Page, target: HandoffTarget) {
    page.say("## Where it begins");
    let whole = match target {
        HandoffTarget::PyAirbyte => {
            "To read everything instead, put `[]` into `state.json` before the first run."
        }
        HandoffTarget::Meltano => "To read everything instead, leave `meltano state set` out.",
        HandoffTarget::Airbyte => "To read everything instead, leave the state out.",
    };
    page.say(&format!("Streams that are read incrementally go on where the desktop was when this was written: older rows are not read again. {whole}"));
}
