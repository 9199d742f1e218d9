// Generated from crates/engine by `UPDATE=1 cargo test -p headwater-engine bindings`. Do not edit.

export type Action = "reconnect" | "copyLink" | "editClient" | "editInputs" | "editStreams" | "retry" | "connections";

export type AppInfo = { 
/**
 * Version.
 */
version: string, 
/**
 * Folder of the database and logs.
 */
dataFolder: string, };

export type AttemptPhase = "waiting" | "exchanging" | "done" | "failed" | "cancelled";

export type AttemptView = { 
/**
 * The consent link.
 */
url: string, 
/**
 * Host of the consent page.
 */
host: string, 
/**
 * The redirect URI in use.
 */
redirectUri: string, 
/**
 * Where it stands.
 */
phase: AttemptPhase, 
/**
 * Whether the browser could be opened.
 */
browser: BrowserState, 
/**
 * When it began.
 */
startedAt: string, 
/**
 * When it gives up.
 */
expiresAt: string, 
/**
 * What the listener saw and refused, for example a response that was not ours.
 */
notices: Array<string>, 
/**
 * Why it ended, where it failed.
 */
fault: FaultView | null, };

export type AuthKind = "oAuth" | "key";

export type BrowserState = "opened" | "notOpened";

export type Button = { 
/**
 * Its text.
 */
label: string, 
/**
 * What it does.
 */
action: Action, };

export type CellType = "text" | "integer" | "number" | "boolean" | "time" | "json";

export type CheckName = "reach" | "token" | "scopes" | "read";

export type CheckView = { 
/**
 * Which.
 */
name: CheckName, 
/**
 * Passed, failed or skipped because an earlier one failed.
 */
outcome: Outcome, 
/**
 * What was seen, for example `12 ms` or `137 rows at hand`.
 */
says: string, 
/**
 * Why it failed and what mends it.
 */
fault: FaultView | null, };

export type ClientFields = { 
/**
 * Whether a secret is asked for.
 */
secret: SecretRule, 
/**
 * Shape of a client id, checked as one types.
 */
idPattern: string | null, 
/**
 * A believable client id.
 */
idExample: string | null, 
/**
 * "Where is this?" of the client id.
 */
idHint: string | null, 
/**
 * "Where is this?" of the client secret.
 */
secretHint: string | null, 
/**
 * The provider's developer console.
 */
consoleUrl: string | null, 
/**
 * What the provider calls the right kind of app, for example `Desktop app`.
 */
appType: string | null, };

export type ClientInput = { "kind": "preconfigured" } | { "kind": "own", 
/**
 * `client_id`.
 */
clientId: string, 
/**
 * `client_secret`; absent or null keeps what the keychain holds.
 */
clientSecret: SecretInput | null, };

export type ClientNeed = "preconfigured" | "own" | "none";

export type ClientView = { "kind": "preconfigured" } | { "kind": "own", 
/**
 * Its client id.
 */
clientId: string, 
/**
 * Whether a secret is kept in the keychain.
 */
hasSecret: boolean, };

export type ColumnView = { 
/**
 * Name.
 */
name: string, 
/**
 * What its cells hold.
 */
cell: CellType, 
/**
 * Part of the key.
 */
key: boolean, };

export type ConnectionState = "draft" | "active" | "reauthorize" | "paused";

export type ConnectionView = { 
/**
 * Stable ID: survives *Reconnect*.
 */
id: string, 
/**
 * Name that the user gave or that was proposed, for example `HubSpot – Marketing`.
 */
name: string, 
/**
 * The connector's id.
 */
connector: string, 
/**
 * The connector's name.
 */
connectorName: string, 
/**
 * The connector's icon, SVG text.
 */
icon: string, 
/**
 * Stored state.
 */
state: ConnectionState, 
/**
 * The one word that the list shows, derived.
 */
status: Status, 
/**
 * Who consented: e-mail, else name, else subject.
 */
account: string | null, 
/**
 * Which client it uses.
 */
client: ClientView | null, 
/**
 * The inputs that are not secret.
 */
inputs: { [key in string]: string }, 
/**
 * What the connection needs the user for, or what last went wrong.
 */
trouble: FaultView | null, 
/**
 * Where the wizard goes on, for a draft.
 */
step: WizardStep, 
/**
 * The running or last sync.
 */
lastSync: SyncView | null, 
/**
 * The ticked streams.
 */
streams: Array<SyncedStream>, 
/**
 * The entity that its tabs belong to.
 */
entity: EntityRef | null, 
/**
 * Rows in all its tabs.
 */
rows: number, 
/**
 * When the access token ends.
 */
tokenExpiresAt: string | null, 
/**
 * When the tokens were last renewed.
 */
tokenRefreshedAt: string | null, 
/**
 * When it was made.
 */
createdAt: string, 
/**
 * A running authorization.
 */
attempt: AttemptView | null, };

export type ConnectorDetail = { 
/**
 * Setup guide, Markdown: headings, paragraphs, numbered lists, links, code.
 */
guide: string, 
/**
 * What it asks before authorization, for example the shop's name.
 */
inputs: Array<InputView>, 
/**
 * The scopes it asks for, in plain words.
 */
scopes: Array<ScopeView>, 
/**
 * The callback URL to register; absent where no OAuth is involved.
 */
redirect: RedirectView | null, 
/**
 * The own-credentials form; absent where no OAuth is involved.
 */
clientFields: ClientFields | null, 
/**
 * Host of the consent page, for *Continue to …*; may be unknown until the inputs are filled.
 */
destination: string | null, 
/**
 * Entity that its streams suggest, for example `Customer`.
 */
entity: string, 
/**
 * Folder name in `catalogue/`, for example `google-sheets`.
 */
id: string, 
/**
 * Name for people.
 */
name: string, 
/**
 * One or two words, for example `CRM`.
 */
category: string, 
/**
 * One sentence.
 */
summary: string, 
/**
 * Other words that a search finds it by.
 */
aliases: Array<string>, 
/**
 * The icon, SVG text.
 */
icon: string, 
/**
 * How it signs its requests.
 */
auth: AuthKind, 
/**
 * Whose OAuth client it uses.
 */
client: ClientNeed, 
/**
 * How far it has been checked.
 */
maturity: Maturity, 
/**
 * How many connections use it.
 */
connected: number, };

export type ConnectorView = { 
/**
 * Folder name in `catalogue/`, for example `google-sheets`.
 */
id: string, 
/**
 * Name for people.
 */
name: string, 
/**
 * One or two words, for example `CRM`.
 */
category: string, 
/**
 * One sentence.
 */
summary: string, 
/**
 * Other words that a search finds it by.
 */
aliases: Array<string>, 
/**
 * The icon, SVG text.
 */
icon: string, 
/**
 * How it signs its requests.
 */
auth: AuthKind, 
/**
 * Whose OAuth client it uses.
 */
client: ClientNeed, 
/**
 * How far it has been checked.
 */
maturity: Maturity, 
/**
 * How many connections use it.
 */
connected: number, };

export type DeleteView = { 
/**
 * What happened at the provider.
 */
revocation: Revocation, 
/**
 * The same in a sentence.
 */
says: string, };

export type EntityRef = { 
/**
 * ID.
 */
id: string, 
/**
 * Name.
 */
name: string, };

export type EntityTarget = { "kind": "existing", 
/**
 * Its ID.
 */
id: string, } | { "kind": "new", 
/**
 * Its name.
 */
name: string, };

export type EntityView = { 
/**
 * ID.
 */
id: string, 
/**
 * Name, for example `Customer`.
 */
name: string, 
/**
 * One tab per linked stream, in order.
 */
tabs: Array<TabView>, };

export type FaultView = { 
/**
 * Stable code, for example `consent_denied`.
 */
code: string, 
/**
 * What happened, one short sentence without codes.
 */
title: string, 
/**
 * Why.
 */
cause: string, 
/**
 * What to do.
 */
fix: string, 
/**
 * The button that does it, where one can.
 */
button: Button | null, 
/**
 * Technical details, redacted, for *Copy details*.
 */
details: string, 
/**
 * Values that the texts speak of (for translations).
 */
values: { [key in string]: string }, 
/**
 * The app tries again by itself; when.
 */
retryAt: string | null, 
/**
 * When it happened.
 */
at: string, };

export type Filter = { 
/**
 * Column; absent: any column.
 */
column: string | null, 
/**
 * Comparison.
 */
op: FilterOp, 
/**
 * Compared value; ignored by `empty` and `notEmpty`.
 */
value: string, };

export type FilterOp = "contains" | "equals" | "notEquals" | "greater" | "less" | "empty" | "notEmpty";

export type InputOption = { 
/**
 * Stored value.
 */
value: string, 
/**
 * Shown text.
 */
title: string, };

export type InputView = { 
/**
 * Key in the connection's inputs.
 */
name: string, 
/**
 * Label.
 */
title: string, 
/**
 * Where it is found.
 */
hint: string | null, 
/**
 * A believable example.
 */
example: string | null, 
/**
 * JavaScript-compatible regular expression that the whole value meets.
 */
pattern: string | null, 
/**
 * What to say when it does not.
 */
patternSays: string | null, 
/**
 * Pre-filled value.
 */
default: string | null, 
/**
 * Must be filled.
 */
required: boolean, 
/**
 * Goes to the keychain and never comes back.
 */
secret: boolean, 
/**
 * A pick-list, where the values are known.
 */
options: Array<InputOption>, };

export type Maturity = "verified" | "checked" | "new";

export type Mode = "full" | "incremental";

export type Outcome = "passed" | "failed" | "skipped";

export type Progress = { 
/**
 * The connection.
 */
connection: string, 
/**
 * The stream being read.
 */
stream: string, 
/**
 * Which one, from 1.
 */
index: number, 
/**
 * Of how many.
 */
of: number, 
/**
 * Rows of this stream so far.
 */
rows: number, 
/**
 * Rows a second.
 */
rate: number, };

export type RedirectView = { 
/**
 * The callback URL to register, exact to the character.
 */
uri: string, 
/**
 * Further URLs to register, used when the first port is taken.
 */
spares: Array<string>, 
/**
 * The provider ignores the port, nothing exact to register.
 */
anyPort: boolean, 
/**
 * One sentence for the form.
 */
note: string, };

export type Revocation = "revoked" | "notOffered" | "failed" | "noGrant";

export type RowQuery = { 
/**
 * First row, from 0.
 */
offset: number, 
/**
 * How many, at most 1,000.
 */
limit: number, 
/**
 * Sort; absent: in the order of arrival.
 */
sort: Sort | null, 
/**
 * All must hold.
 */
filters: Array<Filter>, };

export type RowWindow = { 
/**
 * Row that the first one is, from 0.
 */
offset: number, 
/**
 * Rows that the filters leave.
 */
total: number, 
/**
 * Cells in the order of the tab's columns: null, text, number; booleans as true or false.
 */
rows: (string | number | boolean | null)[][], };

export type ScopeAccess = "read" | "write" | "identity" | "offline";

export type ScopeView = { 
/**
 * Technical name.
 */
scope: string, 
/**
 * What it allows, in plain words.
 */
says: string, 
/**
 * Read, write, or who you are.
 */
access: ScopeAccess, 
/**
 * Asked for in any case.
 */
required: boolean, };

export type SecretInput = string;

export type SecretRule = "required" | "optional" | "none";

export type Sort = { 
/**
 * Column.
 */
column: string, 
/**
 * Largest first.
 */
descending: boolean, };

export type Status = "draft" | "active" | "syncing" | "reauthorize" | "error" | "paused";

export type StreamSelection = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its mode.
 */
mode: Mode, };

export type StreamView = { 
/**
 * Its name.
 */
name: string, 
/**
 * Fields of its key.
 */
key: Array<string>, 
/**
 * Field that tells what is new.
 */
cursor: string | null, 
/**
 * Modes that it can be synced in.
 */
modes: Array<Mode>, 
/**
 * The proposed or chosen mode.
 */
mode: Mode, 
/**
 * Why that mode is proposed, one sentence.
 */
modeReason: string, 
/**
 * Names of its fields.
 */
fields: Array<string>, 
/**
 * Ticked (a kept choice, or recommended at first).
 */
selected: boolean, 
/**
 * Why it cannot be ticked, for example a missing permission or an unsupported component.
 */
unavailable: FaultView | null, };

export type SyncView = { 
/**
 * When it began.
 */
startedAt: string, 
/**
 * When it ended; absent while it runs.
 */
endedAt: string | null, 
/**
 * Rows read.
 */
rows: number, 
/**
 * Streams that failed.
 */
failed: number, 
/**
 * Streams in all.
 */
streams: number, };

export type SyncedStream = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its mode.
 */
mode: Mode, 
/**
 * Rows in its tab.
 */
rows: number, 
/**
 * When it was last read to the end.
 */
syncedAt: string | null, 
/**
 * Why its last sync failed.
 */
fault: FaultView | null, 
/**
 * Its tab.
 */
tab: string | null, };

export type TabView = { 
/**
 * ID.
 */
id: string, 
/**
 * Title, the stream's name.
 */
title: string, 
/**
 * The connection; absent after it was deleted and its tables kept.
 */
connection: string | null, 
/**
 * The connection's name.
 */
connectionName: string, 
/**
 * The connector's icon, SVG text.
 */
icon: string, 
/**
 * Rows.
 */
rows: number, 
/**
 * When the stream was last read to the end.
 */
syncedAt: string | null, 
/**
 * Columns in order.
 */
columns: Array<ColumnView>, };

export type TableFate = "keep" | "drop";

export type Topic = { "topic": "connections" } | { "topic": "workbooks" } | { "topic": "rows", 
/**
 * Its ID.
 */
tab: string, };

export type WizardStep = "authorize" | "test" | "streams" | "entity" | "done";

/** Every command: its arguments and its result. */
export type Commands = {
  /** Where the app stands on this machine. */
  app_info: { args: Record<string, never>; result: AppInfo };
  /** The name of the keychain that tokens will be kept in, if it can be used now; it may ask to be unlocked. */
  keychain: { args: Record<string, never>; result: string };
  /** The tiles of the catalogue, by name. */
  catalogue: { args: Record<string, never>; result: Array<ConnectorView> };
  /** All that the wizard's first step shows of a connector. */
  connector: { args: { connector: string }; result: ConnectorDetail };
  /** Opens a page of a connector's setup guide in the system browser. */
  open_page: { args: { connector: string; url: string }; result: null };
  /** All connections, those that need attention first. */
  connections: { args: Record<string, never>; result: Array<ConnectionView> };
  /** One connection. */
  connection: { args: { id: string }; result: ConnectionView };
  /** A draft of a connector's connection; one that nothing was entered into vanishes. */
  create_draft: { args: { connector: string }; result: ConnectionView };
  /** A draft of the sandbox connection, already waiting for the browser. */
  try_sample: { args: Record<string, never>; result: ConnectionView };
  /** Keeps inputs; absent ones stay, secret ones go to the keychain. */
  save_inputs: { args: { id: string; inputs: { [key in string]: string } }; result: ConnectionView };
  /** Keeps the choice of client, an own secret in the keychain. */
  save_client: { args: { id: string; client: ClientInput }; result: ConnectionView };
  /** Starts an authorization: the wizard's, or a *Reconnect*. */
  authorize: { args: { id: string }; result: AttemptView };
  /** Opens the browser again at the running authorization's link. */
  open_again: { args: { id: string }; result: AttemptView };
  /** Ends the running authorization; its port is free at once. */
  cancel_attempt: { args: { id: string }; result: null };
  /** Tests a connection: reach, token, scopes, a first row. */
  test: { args: { id: string }; result: Array<CheckView> };
  /** Discovers the streams. */
  streams: { args: { id: string }; result: Array<StreamView> };
  /** Keeps which streams are ticked and how they are synced. */
  select_streams: { args: { id: string; streams: Array<StreamSelection> }; result: ConnectionView };
  /** Links the ticked streams to an entity and starts the first sync. */
  link: { args: { id: string; target: EntityTarget }; result: EntityView };
  /** Starts a sync. */
  sync: { args: { id: string }; result: null };
  /** Stops the running sync; rows read so far stay. */
  cancel_sync: { args: { id: string }; result: null };
  /** Pauses a connection: its tokens are kept alive, its streams are not synced. */
  pause: { args: { id: string }; result: ConnectionView };
  /** Ends a pause. */
  resume: { args: { id: string }; result: ConnectionView };
  /** Gives a connection another name. */
  rename: { args: { id: string; name: string }; result: ConnectionView };
  /** Deletes a connection and revokes its grant at the provider. */
  delete: { args: { id: string; tables: TableFate }; result: DeleteView };
  /** All entities with their tabs. */
  entities: { args: Record<string, never>; result: Array<EntityView> };
  /** A window over a tab's rows. */
  rows: { args: { tab: string; query: RowQuery }; result: RowWindow };
};
