//! What a desktop offers beside the screen: somebody who shows notifications, and somebody who hosts icons of trays, as
//! the menus of those icons are read and pressed. Both by their public interfaces on the session's bus.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, connection, interface};

use crate::error::{During, Error, Result};
use crate::process::until;
use crate::session::Session;

/// How long something may take to be shown.
const PATIENCE: Duration = Duration::from_secs(30);

/// The desktop. Without it a session has no tray, and nobody who shows a notification.
#[derive(Debug)]
pub struct Desktop {
    bus: Connection,
    shown: Arc<Mutex<Vec<Notification>>>,
    icons: Arc<Mutex<Vec<Icon>>>,
}

/// A notification that was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// The program's name.
    pub from: String,
    /// Its first line.
    pub title: String,
    /// What stands below.
    pub text: String,
}

/// An icon of a tray: who on the bus has it, and where.
#[derive(Clone, Debug)]
struct Icon {
    owner: String,
    path: String,
}

/// An entry of a menu: its number, its properties, the entries below it.
type Entry = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

impl Desktop {
    /// Starts it in a session, before the program that is to find it.
    /// Errors: the bus does not let it have its names.
    pub async fn start(session: &Session) -> Result<Desktop> {
        let (shown, icons) = (Arc::default(), Arc::default());
        let bus = Self::on_bus(session, Arc::clone(&shown), Arc::clone(&icons));
        let bus = bus.await.during("desktop on the bus")?;
        Ok(Desktop { bus, shown, icons })
    }

    async fn on_bus(
        session: &Session,
        shown: Arc<Mutex<Vec<Notification>>>,
        icons: Arc<Mutex<Vec<Icon>>>,
    ) -> zbus::Result<Connection> {
        connection::Builder::address(session.bus_address().as_str())?
            .serve_at("/org/freedesktop/Notifications", Notifications(shown))?
            .serve_at("/StatusNotifierWatcher", Watcher(icons))?
            .name("org.freedesktop.Notifications")?
            .name("org.kde.StatusNotifierWatcher")?
            .build()
            .await
    }

    /// All notifications so far.
    pub fn notifications(&self) -> Vec<Notification> {
        locked(&self.shown).clone()
    }

    /// Waits for a notification.
    pub async fn notification(&self) -> Result<Notification> {
        let first = async || locked(&self.shown).first().cloned();
        until("a notification", PATIENCE, first).await
    }

    /// Forgets the icons of a program that has ended: a new start brings its own.
    pub fn forget_icons(&self) {
        locked(&self.icons).clear();
    }

    /// Presses the entry of the tray's menu that has this label.
    pub async fn press(&self, label: &str) -> Result<()> {
        let (icon, menu, entry) = self.entry(label).await?;
        let arguments = (entry, "clicked", Value::from(0_i32), 0_u32);
        let interface = Some("com.canonical.dbusmenu");
        let owner = Some(icon.owner.as_str());
        let answer = self
            .bus
            .call_method(owner, menu.as_str(), interface, "Event", &arguments);
        answer.await.during(format!("press {label}")).map(drop)
    }

    /// The entry with this label: its icon, the menu and its number there.
    async fn entry(&self, label: &str) -> Result<(Icon, OwnedObjectPath, i32)> {
        let look = async || {
            let icons = locked(&self.icons).clone();
            for icon in icons {
                // Not yet, where the icon has no menu so far.
                let Ok((menu, entries)) = self.entries(&icon).await else {
                    continue;
                };
                let found = entries.iter().find(|(_, known)| known == label);
                if let Some((number, _)) = found {
                    return Some((icon, menu, *number));
                }
            }
            None
        };
        let what = format!("{label:?} in the menu of the tray");
        let mut found = until(&what, PATIENCE, look).await;
        if let Err(Error::NotSeen { instead, .. }) = &mut found {
            *instead = format!("its entries: {:?}", self.labels().await);
        }
        found
    }

    /// What the menus of all icons say.
    async fn labels(&self) -> Vec<String> {
        let icons = locked(&self.icons).clone();
        let mut labels = Vec::new();
        for icon in icons {
            let entries = self.entries(&icon).await.map(|(_, entries)| entries);
            labels.extend(entries.into_iter().flatten().map(|(_, label)| label));
        }
        labels
    }

    async fn entries(&self, icon: &Icon) -> zbus::Result<(OwnedObjectPath, Vec<(i32, String)>)> {
        let owner = Some(icon.owner.as_str());
        let properties = Some("org.freedesktop.DBus.Properties");
        let asked = ("org.kde.StatusNotifierItem", "Menu");
        let menu = self
            .bus
            .call_method(owner, icon.path.as_str(), properties, "Get", &asked);
        let menu: OwnedValue = menu.await?.body().deserialize()?;
        let menu = OwnedObjectPath::try_from(menu)?;
        let interface = Some("com.canonical.dbusmenu");
        let all = (0_i32, -1_i32, Vec::<&str>::new());
        let layout = self
            .bus
            .call_method(owner, menu.as_str(), interface, "GetLayout", &all);
        let (_, (_, _, below)): (u32, Entry) = layout.await?.body().deserialize()?;
        let mut entries = Vec::new();
        for entry in below {
            let (number, mut properties, _) = Entry::try_from(entry)?;
            let label = properties.remove("label").map(String::try_from);
            // A line between entries has none.
            if let Some(Ok(label)) = label {
                entries.push((number, label));
            }
        }
        Ok((menu, entries))
    }
}

/// `org.freedesktop.Notifications`, version 1.2 of its description.
struct Notifications(Arc<Mutex<Vec<Notification>>>);

#[interface(name = "org.freedesktop.Notifications")]
impl Notifications {
    // The interface has that many.
    #[allow(clippy::too_many_arguments)]
    fn notify(
        &self,
        app_name: String,
        _replaces: u32,
        _icon: String,
        summary: String,
        body: String,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _timeout: i32,
    ) -> u32 {
        let mut shown = locked(&self.0);
        shown.push(Notification {
            from: app_name,
            title: summary,
            text: body,
        });
        u32::try_from(shown.len()).unwrap_or(u32::MAX)
    }

    fn get_capabilities(&self) -> Vec<String> {
        vec!["body".to_owned()]
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        let words = ["bench", "Headwater", "1", "1.2"];
        words.map(str::to_owned).into()
    }

    fn close_notification(&self, _id: u32) {}
}

/// `org.kde.StatusNotifierWatcher`, which is host too.
struct Watcher(Arc<Mutex<Vec<Icon>>>);

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    /// Some name the object, some the bus name of a connection of their own.
    fn register_status_notifier_item(
        &self,
        service: String,
        #[zbus(header)] header: zbus::message::Header<'_>,
    ) {
        let sender = header.sender().map(ToString::to_string);
        locked(&self.0).push(match service.starts_with('/') {
            true => Icon {
                owner: sender.unwrap_or_default(),
                path: service,
            },
            false => Icon {
                owner: service,
                path: "/StatusNotifierItem".to_owned(),
            },
        });
    }

    fn register_status_notifier_host(&self, _service: String) {}

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        let icons = locked(&self.0);
        let names = icons
            .iter()
            .map(|icon| format!("{}{}", icon.owner, icon.path));
        names.collect()
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
