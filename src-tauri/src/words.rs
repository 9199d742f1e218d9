//! What the shell says itself, outside the window: in the tray and in notifications. In the window's language, which the
//! page tells.

use headwater_engine::{Light, Notice, NoticeKind};
use tauri::State;
use tokio::sync::watch;

/// The words in the window's language; none before the page has told it.
pub(crate) struct Spoken(watch::Sender<Option<&'static Words>>);

impl Default for Spoken {
    fn default() -> Self {
        Self(watch::channel(None).0)
    }
}

impl Spoken {
    /// Follows the words from now on.
    pub(crate) fn follow(&self) -> watch::Receiver<Option<&'static Words>> {
        self.0.subscribe()
    }
}

/// The page tells its language, by the tag of BCP 47, whenever it is opened. Another choice there opens it anew.
#[tauri::command]
pub(crate) fn speak(spoken: State<'_, Spoken>, tag: &str) {
    spoken.0.send_replace(Some(of_tag(tag)));
}

/// The words in one language. `{name}` stands for the connection.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Words {
    /// Menu: brings the window up.
    pub open: &'static str,
    reconnect: &'static str,
    pause: &'static str,
    go_on: &'static str,
    /// Menu: ends the program.
    pub quit: &'static str,
    needs_you: &'static str,
    syncing: &'static str,
    paused: &'static str,
    grant_ends: [&'static str; 2],
    grant_died: [&'static str; 2],
    sync_failed: [&'static str; 2],
}

/// The words in the language of a BCP 47 tag, such as `fr-CA`; in English where there are none in that.
fn of_tag(tag: &str) -> &'static Words {
    match tag.split('-').next().unwrap_or_default() {
        "de" => &GERMAN,
        "fr" => &FRENCH,
        _ => &ENGLISH,
    }
}

impl Words {
    /// Menu: begins a consent.
    pub(crate) fn reconnect(&self, name: &str) -> String {
        self.reconnect.replace("{name}", name)
    }

    /// Menu: pauses the schedules, or lets them go on.
    pub(crate) fn schedules(&self, paused: bool) -> &'static str {
        if paused { self.go_on } else { self.pause }
    }

    /// What the icon says when one points at it.
    pub(crate) fn tooltip(&self, light: Light, schedules_paused: bool) -> &'static str {
        match (light, schedules_paused) {
            (Light::NeedsYou, _) => self.needs_you,
            (Light::Syncing, _) => self.syncing,
            (Light::Well, true) => self.paused,
            (Light::Well, false) => "Headwater",
        }
    }

    /// Title and text of a notification. The cause is known in English; another language says what to do, and the window
    /// the cause.
    pub(crate) fn notice(&self, notice: &Notice) -> [String; 2] {
        let [title, text] = match notice.kind {
            NoticeKind::GrantEnds => self.grant_ends,
            NoticeKind::GrantDied => self.grant_died,
            NoticeKind::SyncFailed => self.sync_failed,
        };
        let text = if text.is_empty() { &notice.says } else { text };
        [title.replace("{name}", &notice.name), text.to_owned()]
    }
}

const ENGLISH: Words = Words {
    open: "Open Headwater",
    reconnect: "Reconnect {name}",
    pause: "Pause all schedules",
    go_on: "Let schedules go on",
    quit: "Quit",
    needs_you: "Headwater: a connection needs you",
    syncing: "Headwater: syncing",
    paused: "Headwater: schedules are paused",
    grant_ends: ["{name}: the access ends soon", ""],
    grant_died: ["{name} needs you to reconnect", ""],
    sync_failed: ["{name}: a scheduled sync failed", ""],
};

const GERMAN: Words = Words {
    open: "Headwater öffnen",
    reconnect: "{name} neu verbinden",
    pause: "Alle Zeitpläne anhalten",
    go_on: "Zeitpläne weiterlaufen lassen",
    quit: "Beenden",
    needs_you: "Headwater: eine Verbindung braucht Sie",
    syncing: "Headwater: synchronisiert",
    paused: "Headwater: Zeitpläne sind angehalten",
    grant_ends: [
        "{name}: der Zugriff endet bald",
        "Verbinden Sie vorher neu. Zeilen und Einstellungen bleiben.",
    ],
    grant_died: [
        "{name}: der Zugriff ist beendet",
        "Öffnen Sie Headwater und verbinden Sie neu. Zeilen und Einstellungen bleiben.",
    ],
    sync_failed: [
        "{name}: eine geplante Synchronisierung ist fehlgeschlagen",
        "Die Ursache steht bei der Verbindung.",
    ],
};

const FRENCH: Words = Words {
    open: "Ouvrir Headwater",
    reconnect: "Reconnecter {name}",
    pause: "Suspendre toutes les planifications",
    go_on: "Reprendre les planifications",
    quit: "Quitter",
    needs_you: "Headwater : une connexion a besoin de vous",
    syncing: "Headwater : synchronisation en cours",
    paused: "Headwater : planifications en pause",
    grant_ends: [
        "{name} : l’accès se termine bientôt",
        "Reconnectez avant la fin. Les lignes et les réglages restent.",
    ],
    grant_died: [
        "{name} : l’accès est terminé",
        "Ouvrez Headwater et reconnectez. Les lignes et les réglages restent.",
    ],
    sync_failed: [
        "{name} : une synchronisation planifiée a échoué",
        "La cause figure auprès de la connexion.",
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    /// The page's tag chooses the words, whatever its region; a language that the window does not speak is English.
    #[test]
    fn a_tag_names_its_language() {
        assert_eq!(of_tag("de-AT"), &GERMAN);
        assert_eq!(of_tag("fr"), &FRENCH);
        for tag in ["en-GB", "ja", "", "dense"] {
            assert_eq!(of_tag(tag), &ENGLISH, "{tag}");
        }
    }

    /// A notification names its connection in every language, and always says something below.
    #[test]
    fn a_notice_names_its_connection() {
        for words in [&ENGLISH, &GERMAN, &FRENCH] {
            assert!(words.reconnect("Acme").contains("Acme"));
            for kind in [
                NoticeKind::GrantEnds,
                NoticeKind::GrantDied,
                NoticeKind::SyncFailed,
            ] {
                let (name, says) = ("Acme".to_owned(), "It ended.".to_owned());
                let connection = "c1".to_owned();
                let [title, text] = words.notice(&Notice {
                    kind,
                    name,
                    says,
                    connection,
                });
                assert!(title.contains("Acme") && !title.contains('{'), "{title}");
                assert!(!text.is_empty(), "{title}");
            }
        }
    }
}
