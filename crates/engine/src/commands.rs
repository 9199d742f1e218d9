//! The one table of commands. It yields the dispatcher that the shell and tests call by name, and the TypeScript types
//! of the window.
//!
//! Adding a command: 1. write it as an async method of [`Engine`] next to its kin; 2. add its line here;
//! 3. run `UPDATE=1 cargo test -p headwater-engine bindings` and call it from the window.

mod typescript;

pub use typescript::typescript;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use crate::view::*;
use crate::{Engine, Fault, fault::Code};

macro_rules! commands {
    ($($(#[doc = $doc:literal])+ $name:ident($($arg:ident: $type:ty),*) -> $result:ty;)+) => {
        /// Names of all commands.
        pub const NAMES: &[&str] = &[$(stringify!($name),)+];

        /// Runs the command `name` with `args`, an object with the command's arguments as keys, and gives what it answers as
        /// JSON text.
        ///
        /// # Errors
        /// The command's fault; [`Code::BadCall`] for an unknown name or arguments that do not parse.
        pub async fn call(engine: &Engine, name: &str, args: Value) -> Result<Box<RawValue>, Fault> {
            match name {
                $(stringify!($name) => {
                    #[derive(Deserialize)]
                    #[serde(deny_unknown_fields)]
                    struct Args { $($arg: $type,)* }
                    let Args { $($arg,)* } = arguments(name, args)?;
                    let result: $result = engine.$name($($arg),*).await?;
                    to_raw_value(&result).map_err(|error| bad_call(name, error))
                })+
                other => Err(bad_call(other, "there is no such command")),
            }
        }

        /// The body of the TypeScript type `Commands`.
        fn typescript_commands(config: &ts_rs::Config) -> String {
            let mut text = String::new();
            $(
                $(text.push_str(concat!("  /**", $doc, " */\n"));)+
                let args: &[String] = &[$(format!("{}: {}", stringify!($arg), <$type as ts_rs::TS>::name(config)),)*];
                let args = if args.is_empty() { "Record<string, never>".to_owned() } else { format!("{{ {} }}", args.join("; ")) };
                text.push_str(&format!("  {}: {{ args: {args}; result: {} }};\n", stringify!($name), <$result as ts_rs::TS>::name(config)));
            )+
            text
        }
    };
}

commands! {
    /// Where the app stands on this machine.
    app_info() -> AppInfo;
    /// The name of the keychain that tokens will be kept in, if it can be used now; it may ask to be unlocked.
    keychain() -> String;
    /// The tiles of the catalogue, by name.
    catalogue() -> Vec<ConnectorView>;
    /// All that the wizard's first step shows of a connector.
    connector(connector: String) -> ConnectorDetail;
    /// Reads a manifest, a connector's folder or a pack, and says what adding it would do. Nothing is kept.
    inspect_connector(source: ConnectorSource) -> ConnectorPlan;
    /// Adds what was inspected; it can be used at once.
    add_connector(plan: String) -> ConnectorView;
    /// Takes an added connector away; refused while a connection uses it.
    remove_connector(connector: String) -> ();
    /// What a connector asks for, as a form.
    connector_form(connector: String) -> Form;
    /// Reads the first pages of a stream and tells each step. Nothing is kept.
    test_stream(target: TrialTarget, stream: String, access: TrialAccess, limits: TrialLimits) -> StreamTrial;
    /// What is wrong with the text of a manifest.
    check_manifest(text: String) -> Vec<ManifestProblem>;
    /// A manifest to begin with, out of an OpenAPI document where one is given.
    new_manifest(name: String, openapi: Option<String>) -> String;
    /// Opens a page of a connector's setup guide in the system browser.
    open_page(connector: String, url: String) -> ();
    /// All connections, those that need attention first.
    connections() -> Vec<ConnectionView>;
    /// One connection.
    connection(id: String) -> ConnectionView;
    /// A draft of a connector's connection; one that nothing was entered into vanishes.
    create_draft(connector: String) -> ConnectionView;
    /// A draft of the sandbox connection, already waiting for the browser.
    try_sample() -> ConnectionView;
    /// Keeps inputs; absent ones stay, secret ones go to the keychain.
    save_inputs(id: String, inputs: std::collections::BTreeMap<String, String>) -> ConnectionView;
    /// Keeps the choice of client, an own secret in the keychain.
    save_client(id: String, client: ClientInput) -> ConnectionView;
    /// Keeps a client from a provider's file, for example Google's `client_secret.json`.
    import_client(id: String, text: SecretInput) -> ConnectionView;
    /// Tries client credentials at the provider without a consent.
    check_client(id: String) -> ClientCheck;
    /// Switches between the development and the production client of the connector.
    use_client_kind(id: String, kind: ClientKind) -> ConnectionView;
    /// Keeps which optional scopes are not asked for.
    decline_scopes(id: String, scopes: Vec<String>) -> ConnectionView;
    /// Keeps how the grant is to be had, where the connector offers several ways.
    use_grant(id: String, grant: GrantKind) -> ConnectionView;
    /// Starts an authorization: the wizard's, or a *Reconnect*.
    authorize(id: String) -> AttemptView;
    /// The same, where the provider is to let the person choose another account than the one that is signed in.
    authorize_another(id: String) -> AttemptView;
    /// Opens the browser again at the running authorization's link.
    open_again(id: String) -> AttemptView;
    /// Takes the address that the browser ended at, as pasted by the person.
    paste_address(id: String, address: SecretInput) -> AttemptView;
    /// Chooses one of several workspaces after the consent.
    choose(id: String, value: String) -> AttemptView;
    /// Says what becomes of the consent of another account.
    decide_account(id: String, decision: AccountDecision) -> ConnectionView;
    /// Ends the running authorization; its port is free at once.
    cancel_attempt(id: String) -> ();
    /// Tests a connection: reach, token, scopes, a first row.
    test(id: String) -> Vec<CheckView>;
    /// Discovers the streams.
    streams(id: String) -> Vec<StreamView>;
    /// How many rows a stream has at the source, where its first page tells it.
    estimate_rows(id: String, stream: String) -> Option<RowEstimate>;
    /// Keeps which streams are ticked and how they are synced.
    select_streams(id: String, streams: Vec<StreamSelection>) -> ConnectionView;
    /// The columns that a stream can have, with what is chosen of them.
    stream_columns(id: String, stream: String) -> StreamColumns;
    /// Keeps which columns and rows of a stream are written, how, and what columns are called.
    choose_columns(id: String, stream: String, choice: StreamChoice) -> StreamColumns;
    /// Reads a stream again from its beginning.
    read_again(id: String, stream: String) -> ();
    /// Links the ticked streams to an entity and starts the first sync.
    link(id: String, target: EntityTarget) -> EntityView;
    /// Starts a sync.
    sync(id: String) -> ();
    /// Stops the running sync; rows read so far stay.
    cancel_sync(id: String) -> ();
    /// Stops the running sync and says so; the next one goes on from there.
    pause_sync(id: String) -> ();
    /// Settles what the source has changed about a stream: accepted, or kept as it was.
    settle_schema(id: String, stream: String, accept: bool) -> ConnectionView;
    /// Removes the rows that are marked as gone at the source; gives how many there were.
    drop_deleted(tab: String) -> u64;
    /// Brings back the rows of a tab that were removed last; gives how many. They are kept for a day.
    restore_rows(tab: String) -> u64;
    /// Pauses a connection: its tokens are kept alive, its streams are not synced.
    pause(id: String) -> ConnectionView;
    /// Ends a pause.
    resume(id: String) -> ConnectionView;
    /// Gives a connection another name.
    rename(id: String, name: String) -> ConnectionView;
    /// What of a connection goes to a server, and what does not.
    handoff_plan(id: String) -> HandoffPlan;
    /// Writes a project that a server runs the connection with. No secret is in it.
    hand_off(id: String, target: HandoffTarget, folder: String) -> HandoffView;
    /// Deletes a connection and revokes its grant at the provider.
    delete(id: String, tables: TableFate) -> DeleteView;
    /// Gives a connection a schedule, or takes it away.
    save_schedule(id: String, schedule: Option<Schedule>) -> ConnectionView;
    /// The next three times at which a schedule would sync a connection.
    next_times(id: String, schedule: Schedule) -> Vec<String>;
    /// When grants end and why, the nearest first.
    calendar() -> Vec<CalendarEntry>;
    /// What happened, the newest first; of one connection or of all.
    activity(connection: Option<String>) -> Vec<ActivityView>;
    /// Programs that asked for tokens, those that wait first.
    callers() -> Vec<CallerView>;
    /// Allows or refuses a program's question; may be changed later.
    decide_caller(caller: String, decision: CallerDecision) -> ();
    /// How requests leave this machine.
    network() -> NetworkSettings;
    /// Keeps how requests leave this machine; takes effect at once.
    save_network(settings: NetworkSettings) -> NetworkSettings;
    /// Puts settings of the network that cannot be read aside; the defaults count from now on.
    reset_network() -> NetworkSettings;
    /// The person's choices about the app itself.
    general() -> GeneralSettings;
    /// The latest version, where the policy names who is asked for it.
    update() -> Option<UpdateView>;
    /// Opens the page of the latest version in the system browser.
    open_update() -> ();
    /// Which settings the policy of this computer locks.
    managed() -> Managed;
    /// Keeps the person's choices about the app itself; they count at once.
    save_general(settings: GeneralSettings) -> GeneralSettings;
    /// The ID of the connection that a link from outside asked for, once.
    link_to_follow() -> Option<LinkView>;
    /// Requests per host.
    ledger() -> Vec<HostView>;
    /// Looks at keychain, browser, ports, proxy and certificates, and at the redirect of a connector.
    doctor(connector: Option<String>) -> Vec<Finding>;
    /// What became of a damaged database, until somebody has read it.
    recovery() -> Option<RecoveryView>;
    /// Somebody has read what became of a damaged database.
    recovery_seen() -> ();
    /// All entities with their tabs.
    entities() -> Vec<EntityView>;
    /// A window over a tab's rows.
    rows(tab: String, query: RowQuery) -> RowWindow;
    /// How far the order of a tab's rows is that a window waits for.
    ordering(tab: String) -> Option<OrderingView>;
    /// What a column of a tab holds, in the rows that the filters leave.
    profile(tab: String, query: RowQuery, column: String) -> ProfileView;
    /// What columns come to in the rows that are asked for, of which there may be any number.
    totals(tab: String, query: RowQuery, columns: Vec<String>) -> TotalsView;
    /// A chart of a tab, over the rows that the filters leave.
    chart(tab: String, query: RowQuery, chart: ChartQuery) -> ChartView;
    /// Where an entity's workbook is delivered besides.
    destinations(entity: String) -> Vec<DestinationView>;
    /// Tries whether a destination as entered can be written, and says where each tab's rows would go.
    test_destination(destination: DestinationInput) -> DestinationTest;
    /// Keeps a destination and delivers to it.
    save_destination(destination: DestinationInput) -> DestinationView;
    /// Forgets a destination; what was delivered stays.
    remove_destination(id: String) -> ();
    /// Delivers now what a destination lacks, and waits for the end.
    deliver(id: String) -> DestinationView;
    /// Finds the next row of a window that holds a text; null where none does.
    find_row(tab: String, query: RowQuery, find: FindQuery) -> Option<FoundRow>;
    /// Adds a column of notes, tags or a formula to a tab.
    add_user_column(tab: String, name: String, kind: UserKind, formula: Option<String>) -> ();
    /// Gives a user column another name and, where one is given, another formula.
    change_user_column(tab: String, column: String, name: String, formula: Option<String>) -> ();
    /// Removes a user column with its cells.
    remove_user_column(tab: String, column: String) -> ();
    /// Brings back a user column that was removed, with its cells. It is kept for a day.
    restore_user_column(tab: String, column: String) -> ();
    /// Sets a note or the tags of the row of a key, and gives what was there before.
    set_user_cell(tab: String, column: String, key: String, value: Option<String>) -> Option<String>;
    /// What a formula would give, or its first mistake.
    check_formula(tab: String, formula: String, column: Option<String>) -> FormulaCheck;
    /// The syncs that a tab can be compared with, the latest first.
    points(tab: String) -> Vec<PointView>;
    /// What changed in a tab since a sync, with a page of one group.
    changes(tab: String, since: String, group: ChangeGroup, offset: u32) -> ChangesView;
    /// For how many days a workbook keeps history; 0: not at all.
    history_days(entity: String) -> u32;
    /// Sets for how many days a workbook keeps history.
    set_history_days(entity: String, days: u32) -> ();
}

fn arguments<'a, T: Deserialize<'a>>(name: &str, args: Value) -> Result<T, Fault> {
    // The error text of serde names the field, never its value's text where a secret could stand: secrets are strings
    // in a transparent type, and a string never fails to be one.
    let args = if args.is_null() {
        Value::Object(Default::default())
    } else {
        args
    };
    T::deserialize(serde::de::value::MapDeserializer::new(
        object(name, args)?.into_iter(),
    ))
    .map_err(|error: serde_json::Error| bad_call(name, error))
}

fn object(name: &str, args: Value) -> Result<serde_json::Map<String, Value>, Fault> {
    match args {
        Value::Object(map) => Ok(map),
        _ => Err(bad_call(name, "the arguments are not an object")),
    }
}

fn bad_call(name: &str, reason: impl std::fmt::Display) -> Fault {
    Fault::new(Code::BadCall)
        .with("reason", format!("The command “{name}” was called wrongly"))
        .detail(reason)
}
