// Generated from crates/engine by `UPDATE=1 cargo test -p headwater-engine bindings`. Do not edit.

export type AccountChange = { 
/**
 * The connection's account.
 */
expected: string, 
/**
 * The account that consented.
 */
found: string, };

export type AccountDecision = "replace" | "addAsNew" | "cancel";

export type Action = "reconnect" | "grant" | "copyApproval" | "copyLink" | "editClient" | "editInputs" | "editStreams" | "editDestination" | "retry" | "resetNetwork" | "connections";

export type ActivityView = { 
/**
 * When.
 */
at: string, 
/**
 * The connection's ID; absent where it is about the app.
 */
connection: string | null, 
/**
 * What, one word, for example `authorized` or `token`.
 */
what: string, 
/**
 * The same in a sentence.
 */
says: string, };

export type AppInfo = { 
/**
 * Version.
 */
version: string, 
/**
 * Folder of the database and logs.
 */
dataFolder: string, };

export type ApprovalView = { 
/**
 * A message to send to the administrator, ready to be copied.
 */
message: string, 
/**
 * Where the administrator approves; absent where the provider has no such page.
 */
link: string | null, 
/**
 * Since when the connection waits.
 */
since: string, };

export type AttemptPhase = "waiting" | "exchanging" | "choosing" | "accountDiffers" | "done" | "failed" | "cancelled";

export type AttemptView = { 
/**
 * How the grant is had.
 */
grant: GrantKind, 
/**
 * The consent link; with a device code, the address where the code is entered. Empty where nobody consents.
 */
url: string, 
/**
 * Host of the consent page.
 */
host: string, 
/**
 * The redirect URI in use; empty where there is none.
 */
redirectUri: string, 
/**
 * The provider cannot send the browser back to this machine: the person pastes the address that it ended at.
 */
paste: boolean, 
/**
 * What the person enters at the provider, with a device code.
 */
device: DeviceView | null, 
/**
 * What the person chooses after the consent, in [`AttemptPhase::Choosing`].
 */
choice: ChoiceView | null, 
/**
 * Who consented instead of whom, in [`AttemptPhase::AccountDiffers`].
 */
accountChange: AccountChange | null, 
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

export type BarView = { 
/**
 * Where it begins: a number, or a time as RFC 3339 text.
 */
from: string | number, 
/**
 * Where it ends.
 */
to: string | number, 
/**
 * Rows in it.
 */
rows: number, };

export type BrowserState = "opened" | "notOpened";

export type BucketSettings = { 
/**
 * The storage's address where it is not AWS's own.
 */
endpoint: string | null, 
/**
 * Region.
 */
region: string, 
/**
 * Bucket. It has to be there.
 */
bucket: string, 
/**
 * The folder in it; may be empty.
 */
prefix: string, 
/**
 * Name of the access key.
 */
accessKey: string, };

export type Button = { 
/**
 * Its text.
 */
label: string, 
/**
 * What it does.
 */
action: Action, };

export type CalendarEntry = { 
/**
 * The connection's ID.
 */
connection: string, 
/**
 * Its name.
 */
name: string, 
/**
 * When its grant ends and why.
 */
end: GrantEnd, };

export type CallerDecision = "allow" | "refuse";

export type CallerView = { 
/**
 * ID of the question.
 */
id: string, 
/**
 * The connection's ID.
 */
connection: string, 
/**
 * The program's file.
 */
program: string, 
/**
 * When it first asked.
 */
askedAt: string, 
/**
 * What the owner said; absent while the question waits.
 */
allowed: boolean | null, };

export type CatchUp = "skip" | "once" | "all";

export type CellType = "text" | "integer" | "number" | "boolean" | "time" | "json";

export type ChangeGroup = "added" | "changed" | "removed";

export type ChangedCellView = { 
/**
 * The column's name.
 */
column: string, 
/**
 * Before; null in a row that is new.
 */
before: string | number | boolean | null, 
/**
 * After; null in a row that is gone.
 */
after: string | number | boolean | null, };

export type ChangedRowView = { 
/**
 * Its key.
 */
key: string, 
/**
 * Its cells that differ; where it is new or gone, all that are or were not null.
 */
cells: Array<ChangedCellView>, };

export type ChangesView = { 
/**
 * Rows that were added.
 */
added: number, 
/**
 * Rows that were changed.
 */
changed: number, 
/**
 * Rows that were removed.
 */
removed: number, 
/**
 * At most 100 rows of the group that was asked for.
 */
rows: Array<ChangedRowView>, };

export type ChartBar = { 
/**
 * The value, or the first day of a span.
 */
value: string | number | boolean | null, 
/**
 * Rows, or the sum.
 */
amount: number, };

export type ChartQuery = { 
/**
 * The column that the bars stand for; one of times is shown over time.
 */
by: string, 
/**
 * How long a bar is, over time; a longer one is taken where there would be more than 200.
 */
span: ChartSpan, 
/**
 * The column of numbers that is added up; absent: rows are counted.
 */
sum: string | null, };

export type ChartSpan = "day" | "week" | "month" | "year";

export type ChartView = { 
/**
 * How long a bar is, over time; absent where the bars are values.
 */
span: ChartSpan | null, 
/**
 * The bars: over time without a gap, otherwise the largest first, at most 20.
 */
bars: Array<ChartBar>, 
/**
 * How many further values there are.
 */
others: number, 
/**
 * What they come to together.
 */
othersAmount: number, 
/**
 * What the rows without a time come to, over time.
 */
undated: number, };

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

export type ChoiceView = { 
/**
 * What is chosen, for example `Organisation`.
 */
title: string, 
/**
 * The choices.
 */
options: Array<InputOption>, };

export type ClickHouseSettings = { 
/**
 * Its HTTP interface, such as `https://host:8443`.
 */
url: string, 
/**
 * Database. It has to be there.
 */
database: string, 
/**
 * User.
 */
user: string, };

export type ClientCheck = { 
/**
 * Whether the provider knows the client. Skipped: it does not tell without a consent.
 */
outcome: Outcome, 
/**
 * The same in a sentence.
 */
says: string, 
/**
 * Which field is wrong and what mends it.
 */
fault: FaultView | null, };

export type ClientFields = { 
/**
 * Whether a secret is asked for.
 */
secret: SecretRule, 
/**
 * The secret is a private key, PEM text of several lines (RFC 7523).
 */
key: boolean, 
/**
 * A client certificate with its key is asked for as well (RFC 8705).
 */
certificate: boolean, 
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
 * The name of the file with ID and secret that its console gives out, for example `client_secret.json`: it can be
 * imported.
 */
file?: string, 
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
clientSecret: SecretInput | null, 
/**
 * Its certificate with the private key, PEM text (RFC 8705); absent or null keeps what the keychain holds.
 */
certificate?: SecretInput | null, 
/**
 * An https address of the user's own that is registered as the callback and passes on to this computer; absent
 * or null keeps what there is, an empty one takes it away.
 */
relay?: string | null, };

export type ClientKind = "development" | "production";

export type ClientNeed = "preconfigured" | "own" | "registered" | "none";

export type ClientView = { "kind": "preconfigured" } | { "kind": "own", 
/**
 * Its client id.
 */
clientId: string, 
/**
 * Whether a secret is kept in the keychain.
 */
hasSecret: boolean, 
/**
 * Whether a certificate is kept in the keychain.
 */
hasCertificate: boolean, 
/**
 * The https address of the user's own that is registered as the callback and passes on to this computer.
 */
relay?: string, } | { "kind": "registered", 
/**
 * Its client id.
 */
clientId: string, };

export type ColumnChoice = { 
/**
 * Its name.
 */
name: string, 
/**
 * How its values are written.
 */
treatment: Treatment, 
/**
 * What people call it.
 */
title: string | null, };

export type ColumnView = { 
/**
 * Name.
 */
name: string, 
/**
 * What people call it, where it was renamed.
 */
title: string | null, 
/**
 * What its cells hold.
 */
cell: CellType, 
/**
 * Part of the key.
 */
key: boolean, 
/**
 * What somebody added it for; absent in columns of the source.
 */
user: UserColumnView | null, };

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
 * How the grant is to be had, or was.
 */
grantKind: GrantKind, 
/**
 * What the consent gave; absent before it.
 */
grant: GrantView | null, 
/**
 * Whether it signs its requests with a key that was entered: there is no consent, and nothing to reconnect.
 */
signsWithKey: boolean, 
/**
 * An administrator has to approve the app first: what to send to whom. The connection waits.
 */
approval: ApprovalView | null, 
/**
 * Scopes that the user does not want to be asked for.
 */
declined: Array<string>, 
/**
 * Which of the connector's own clients it uses.
 */
clientKind: ClientKind, 
/**
 * A running authorization.
 */
attempt: AttemptView | null, 
/**
 * When it is synced by itself; absent where it is synced by hand only.
 */
schedule: ScheduleView | null, };

export type ConnectorDetail = { 
/**
 * Setup guide, Markdown: headings, paragraphs, numbered lists, links, code.
 */
guide: string, 
/**
 * When the guide was last checked, a date.
 */
guideChecked: string | null, 
/**
 * The ways to get a grant, the proposed one first; empty where no OAuth is involved.
 */
grants: Array<GrantKind>, 
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

export type ConnectorPlan = { 
/**
 * What `add_connector` takes; good until the app ends.
 */
plan: string, 
/**
 * Name of its folder, by which commands know it.
 */
id: string, 
/**
 * Name for people.
 */
name: string, 
/**
 * What it came as: `manifest`, `folder` or `pack`.
 */
origin: string, 
/**
 * The key ID that signed the pack; absent where nothing is signed.
 */
signedBy: string | null, 
/**
 * The hosts it will send requests to, those of the consent included. Parts that depend on what
 * is entered stand in braces: `{shop}.myshopify.com`.
 */
hosts: Array<string>, 
/**
 * How its requests will be signed.
 */
signIn: SignIn, 
/**
 * What it will ask for.
 */
form: Form, 
/**
 * Its streams, those that cannot run with their reasons.
 */
streams: Array<PlannedStream>, 
/**
 * What else to know before adding it, each a sentence.
 */
warnings: Array<string>, 
/**
 * The name of the connector that it takes the place of; absent: it is new.
 */
replaces: string | null, };

export type ConnectorSource = { "text": string } | { "path": string } | { "url": string };

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

export type DestinationInput = { 
/**
 * The one to change; absent: a new one.
 */
id?: string | null, 
/**
 * The entity whose workbook is delivered.
 */
entity: string, 
/**
 * Name.
 */
name: string, 
/**
 * Kind and place.
 */
settings: DestinationSettings, 
/**
 * Its password or secret key; absent keeps what the keychain holds for the same server.
 */
secret?: SecretInput | null, };

export type DestinationSettings = { "kind": "csv", 
/**
 * The folder.
 */
folder: string, 
/**
 * Whether files begin with a byte order mark.
 */
mark: boolean, 
/**
 * Whether texts that look like formulas get an apostrophe before them.
 */
guard: boolean, } | { "kind": "parquet", 
/**
 * The folder.
 */
folder: string, 
/**
 * Whether each delivery adds a partition with what changed.
 */
partitions: boolean, } | { "kind": "xlsx", 
/**
 * The file.
 */
file: string, } | { "kind": "postgres" } & PostgresSettings | { "kind": "clickHouse" } & ClickHouseSettings | { "kind": "bucket" } & BucketSettings;

export type DestinationTable = { 
/**
 * The table, folder or file.
 */
name: string, 
/**
 * What it would be called if that were not another workbook's table; null where it is called so.
 */
insteadOf: string | null, };

export type DestinationTest = { 
/**
 * Which server answered, with its version; null for a folder.
 */
server: string | null, 
/**
 * Where each tab's rows go, in the order of the tabs.
 */
tables: Array<DestinationTable>, };

export type DestinationView = { 
/**
 * ID.
 */
id: string, 
/**
 * Name.
 */
name: string, 
/**
 * Kind and place.
 */
settings: DestinationSettings, 
/**
 * Whether the keychain holds its password or secret key.
 */
secretKept: boolean, 
/**
 * Whether a delivery runs in this process.
 */
running: boolean, 
/**
 * When the workbook was last delivered.
 */
deliveredAt: string | null, 
/**
 * Why the last delivery failed.
 */
fault: FaultView | null, };

export type DeviceView = { 
/**
 * What to enter.
 */
userCode: string, 
/**
 * Where to enter it.
 */
verificationUri: string, };

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

export type FieldKind = "text" | "lines" | "integer" | "number" | "boolean" | "date" | "dateTime" | "select" | "list" | "json" | "choice";

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

export type Form = { 
/**
 * Its fields, in the order to show them in.
 */
fields: Array<FormField>, };

export type GeneralSettings = { 
/**
 * Closing the window leaves Headwater in the tray, where there is one.
 */
closeToTray: boolean, 
/**
 * Headwater starts when the person signs in.
 */
autostart: boolean, 
/**
 * No notification is shown.
 */
quiet: boolean, 
/**
 * No sync begins by its schedule.
 */
schedulesPaused: boolean, 
/**
 * Tokens are renewed when they are used, and not ahead of that by the timer.
 */
renewOnUse: boolean, };

export type FormField = { 
/**
 * Its path in the configuration, dotted: `credentials.client_id`.
 */
name: string, 
/**
 * Label.
 */
title: string, 
/**
 * Where it is found, what it does.
 */
hint: string | null, 
/**
 * What may be entered.
 */
kind: FieldKind, 
/**
 * Must be filled, where its variant is the chosen one.
 */
required: boolean, 
/**
 * Goes to the keychain and never comes back.
 */
secret: boolean, 
/**
 * Pre-filled value, written as it would be entered.
 */
default: string | null, 
/**
 * Believable examples.
 */
examples: Array<string>, 
/**
 * JavaScript-compatible regular expression that the value holds.
 */
pattern: string | null, 
/**
 * How such a value is written, in words, for example `YYYY-MM-DD`.
 */
patternSays: string | null, 
/**
 * The smallest number that is taken.
 */
min: number | null, 
/**
 * The largest number that is taken.
 */
max: number | null, 
/**
 * Fields of one group are shown together under its title.
 */
group: string | null, 
/**
 * Shown at once, though it need not be filled.
 */
alwaysShow: boolean, 
/**
 * The pick-list, where the values are known.
 */
options: Array<InputOption>, 
/**
 * The variants to choose one from (`kind` is `choice`).
 */
variants: Array<FormVariant>, };

export type FormulaCheck = { 
/**
 * The first mistake; absent where it can be read.
 */
mistake: FormulaMistake | null, 
/**
 * What its column would hold.
 */
cell: CellType, 
/**
 * What it gives in the first rows.
 */
examples: Array<string | null>, };

export type FormulaMistake = { 
/**
 * Where it begins, in UTF-16 units of the text.
 */
at: number, 
/**
 * How long it is; 0 at the end of the text.
 */
length: number, 
/**
 * What it is.
 */
kind: MistakeKind, 
/**
 * The function or column that it is about, if it is about one.
 */
name: string | null, };

export type FoundRow = { 
/**
 * Which row of the window it is, from 0.
 */
row: number, 
/**
 * Names of its columns that hold the text.
 */
columns: Array<string>, 
/**
 * Which one of those rows it is, from 1.
 */
index: number, 
/**
 * How many rows hold the text.
 */
total: number, };

export type FormVariant = { 
/**
 * The value that the choice's field has when this one is chosen.
 */
value: string, 
/**
 * Label.
 */
title: string, 
/**
 * What it means.
 */
hint: string | null, 
/**
 * Its own fields.
 */
fields: Array<FormField>, };

export type FindQuery = { 
/**
 * A text, without case.
 */
text: string, 
/**
 * The row to begin at, from 0; it counts itself.
 */
from: number, 
/**
 * Towards the first row.
 */
backwards: boolean, };

export type Finding = { 
/**
 * What, for example `Keychain` or `Port 17390`.
 */
name: string, 
/**
 * How it is. Skipped: could not be looked at.
 */
outcome: Outcome, 
/**
 * What was seen.
 */
says: string, 
/**
 * What mends it; empty where nothing is wrong.
 */
fix: string, 
/**
 * What does it; absent where it is outside the app.
 */
button: Button | null, };

export type FrequentView = { 
/**
 * The value.
 */
value: string | number | boolean, 
/**
 * Rows.
 */
rows: number, };

export type GrantEnd = { 
/**
 * When.
 */
at: string, 
/**
 * Why, one sentence.
 */
why: string, 
/**
 * It is near (seven days): the user should reconnect in time.
 */
warns: boolean, };

export type GrantKind = "authorizationCode" | "clientCredentials" | "deviceCode";

export type GrantView = { 
/**
 * How it was had.
 */
kind: GrantKind, 
/**
 * What was granted.
 */
scopes: Array<string>, 
/**
 * What was asked and not granted, with what that costs.
 */
missing: Array<MissingScope>, 
/**
 * Whether the access token can be renewed without the person.
 */
renewable: boolean, 
/**
 * When the grant itself ends, as far as is known.
 */
end: GrantEnd | null, };

export type HandoffPlan = { 
/**
 * The ticked streams.
 */
streams: Array<HandoffStream>, 
/**
 * Names of the details that go, for people.
 */
inputs: Array<string>, 
/**
 * The variables of the environment that take the place of secrets.
 */
variables: Array<string>, 
/**
 * How the server signs in.
 */
signIn: ServerSignIn, };

export type HandoffStream = { 
/**
 * Its name.
 */
name: string, 
/**
 * Whether the server goes on where the desktop is; else it reads everything.
 */
goesOn: boolean, 
/**
 * Whether columns or rows of it are left out or hashed here, which a server does not do.
 */
narrowed: boolean, };

export type HandoffTarget = "pyairbyte" | "meltano" | "airbyte";

export type HandoffView = { 
/**
 * Where it stands.
 */
folder: string, 
/**
 * Its files, by their paths in it.
 */
files: Array<string>, };

export type HostView = { 
/**
 * Host and port.
 */
host: string, 
/**
 * Requests.
 */
requests: number, 
/**
 * Of them, those that were not answered.
 */
failed: number, 
/**
 * When the last one went out.
 */
lastAt: string, };

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
 * Several lines may be entered.
 */
lines: boolean, 
/**
 * A pick-list, where the values are known.
 */
options: Array<InputOption>, };

export type LinkView = { "connection": string } | { "pack": string };

export type ManifestProblem = { 
/**
 * The file, as people know it.
 */
file: string, 
/**
 * The line, from 1.
 */
line: number, 
/**
 * The path in the resolved document, such as `streams[2].retriever.requester`.
 */
path: string, 
/**
 * The type of the component, such as `DatetimeBasedCursor`.
 */
component: string, 
/**
 * What is wrong, in plain words.
 */
reason: string, 
/**
 * The stream that does not run because of it; absent: the manifest as a whole.
 */
stream: string | null, };

export type Maturity = "verified" | "checked" | "new";

export type MissingScope = { 
/**
 * Technical name.
 */
scope: string, 
/**
 * What it would allow, in plain words.
 */
says: string, 
/**
 * The streams that cannot be read without it.
 */
streams: Array<string>, };

export type MistakeKind = "ends" | "unexpected" | "unclosed" | "badNumber" | "unknownFunction" | "unknownColumn" | "arguments" | "circular" | "tooLarge";

export type Mode = "fullRefreshReplace" | "fullRefreshAppend" | "incrementalAppend" | "incrementalAppendDedupe";

export type NetworkSettings = { 
/**
 * Which proxy.
 */
proxy: ProxyRule, 
/**
 * A PEM file of further certificate authorities.
 */
caFile: string | null, 
/**
 * A PEM file of this machine's client certificate and its key.
 */
certificateFile: string | null, 
/**
 * Seconds to connect.
 */
connectSeconds: number, 
/**
 * Seconds between two reads.
 */
readSeconds: number, };

export type OrderingView = { 
/**
 * Rows read.
 */
read: number, 
/**
 * Rows to read.
 */
rows: number, };

export type Outcome = "passed" | "failed" | "skipped";

export type PlannedStream = { 
/**
 * Its name.
 */
name: string, 
/**
 * Whether it runs here.
 */
runs: boolean, 
/**
 * Why it does not; empty where it runs.
 */
reasons: Array<ManifestProblem>, };

export type PointView = { 
/**
 * The sync.
 */
sync: string, 
/**
 * When it had read the tab through.
 */
at: string, 
/**
 * Rows then.
 */
rows: number, };

export type PostgresSettings = { 
/**
 * Name or address; a path is the folder of a socket.
 */
host: string, 
/**
 * Port.
 */
port: number, 
/**
 * Database. It has to be there.
 */
database: string, 
/**
 * User.
 */
user: string, 
/**
 * The schema. It is made where it is not there.
 */
schema: string, 
/**
 * Whether the connection is encrypted and the server's certificate checked.
 */
tls: boolean, 
/**
 * A file of authorities (PEM) that are trusted beside those of the machine and of the network settings.
 */
caFile: string | null, };

export type ProfileView = { 
/**
 * Rows that were read.
 */
rows: number, 
/**
 * 1: every row was read; otherwise each so-manieth.
 */
every: number, 
/**
 * Cells that are null.
 */
nulls: number, 
/**
 * Cells that are an empty text.
 */
empty: number, 
/**
 * Cells that are no number or no time in a column of them.
 */
odd: number, 
/**
 * Different values, other than null and empty text.
 */
distinct: number, 
/**
 * The least value of numbers, times or texts.
 */
least: string | number | null, 
/**
 * The greatest.
 */
greatest: string | number | null, 
/**
 * Mean of the numbers.
 */
mean: number | null, 
/**
 * The most frequent values, at most 10.
 */
frequent: Array<FrequentView>, 
/**
 * How numbers or times are spread, at most 20 bars of one width.
 */
bars: Array<BarView>, };

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

export type ProxyRule = { "kind": "system" } | { "kind": "direct" } | { "kind": "explicit", 
/**
 * Its address, without a password.
 */
url: string, 
/**
 * Hosts that are reached directly.
 */
bypass: Array<string>, } | { "kind": "pac", 
/**
 * The file's address or path.
 */
url: string, };

export type RecoveredTab = { 
/**
 * Its title.
 */
title: string, 
/**
 * Rows that were kept.
 */
kept: number, 
/**
 * Rows that were lost.
 */
lost: number, };

export type RecoveryView = { 
/**
 * When.
 */
at: string, 
/**
 * The copy of the damaged file.
 */
copy: string, 
/**
 * Connections that were kept.
 */
connections: number, 
/**
 * Every tab that was found. Streams that lost rows are read from their beginning by the next sync.
 */
tabs: Array<RecoveredTab>, 
/**
 * Tables of the app's own that could not be read whole; `all` where nothing could be read.
 */
incomplete: Array<string>, };

export type RedirectKind = "anyPort" | "fixedPorts" | "relay" | "paste";

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
 * How the browser comes back.
 */
kind: RedirectKind, 
/**
 * The provider ignores the port, nothing exact to register.
 */
anyPort: boolean, 
/**
 * The ports of this computer that an own https address is to pass the answer on to, the first first.
 */
relayPorts: Array<number>, 
/**
 * One sentence for the form.
 */
note: string, };

export type Revocation = "revoked" | "queued" | "notOffered" | "failed" | "noGrant";

export type Rhythm = { "kind": "every", 
/**
 * 1 to 10080.
 */
minutes: number, } | { "kind": "daily", 
/**
 * `08:05`, local time.
 */
at: string, } | { "kind": "cron", 
/**
 * Five fields, local time.
 */
expression: string, };

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
filters: Array<Filter>, 
/**
 * Leaves out the rows that are marked as gone at the source.
 */
hideDeleted: boolean, };

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
 * The rows' keys.
 */
keys: Array<string>, 
/**
 * Cells in the order of the tab's columns: null, text, number; booleans as true or false.
 */
rows: (string | number | boolean | null)[][], 
/**
 * Which of `rows` are marked as gone at the source, by their place in it.
 */
deleted: Array<number>, };

export type Schedule = { 
/**
 * How often.
 */
rhythm: Rhythm, 
/**
 * What becomes of times that pass while the computer sleeps or Headwater is closed.
 */
catchUp: CatchUp, 
/**
 * Begin up to so many minutes later, 0 to 60; each connection has its own share of them.
 */
spreadMinutes: number, };

export type ServerSignIn = "key" | "clientCredentials" | "consent";

export type ScheduleView = { 
/**
 * The schedule.
 */
schedule: Schedule, 
/**
 * When it is synced next; absent while nothing is synced because the connection or all schedules are paused.
 */
nextAt: string | null, 
/**
 * Times that passed without a sync since the last one that did not.
 */
missed: number, 
/**
 * The last of them.
 */
missedAt: string | null, 
/**
 * A sync is due and waits until the network is back, or until others are done.
 */
waits: boolean, };

export type SchemaChange = { "kind": "fieldNew", 
/**
 * Its name.
 */
field: string, } | { "kind": "fieldGone", 
/**
 * Its name.
 */
field: string, } | { "kind": "fieldRetyped", 
/**
 * Its name.
 */
field: string, 
/**
 * Type before, a word such as `integer`.
 */
from: string, 
/**
 * Type now.
 */
to: string, } | { "kind": "keyChanged", 
/**
 * Fields of the key that rows have.
 */
from: Array<string>, 
/**
 * Fields of the key that the source names.
 */
to: Array<string>, } | { "kind": "streamGone" };

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
required: boolean, 
/**
 * The streams that need it; empty where it is not about streams.
 */
streams: Array<string>, };

export type SecretInput = string;

export type SecretRule = "required" | "optional" | "none";

export type SignIn = { 
/**
 * In which way.
 */
kind: SignInKind, 
/**
 * The connector of the catalogue whose provider profile it uses; absent where the manifest
 * describes the consent itself, and where there is none.
 */
provider: string | null, 
/**
 * The same in a sentence.
 */
says: string, };

export type SignInKind = "none" | "key" | "basic" | "oAuth" | "client" | "pasted";

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

export type StreamChoice = { 
/**
 * Columns that are not named are written as they come.
 */
columns: Array<ColumnChoice>, 
/**
 * Only rows that meet all of these are written.
 */
rows: Array<Filter>, };

export type StreamColumn = { 
/**
 * Its name; of a field in an object `object.field`.
 */
name: string, 
/**
 * What people call it, where it was renamed.
 */
title: string | null, 
/**
 * What its values are; absent where the first value decides.
 */
cell: CellType | null, 
/**
 * Part of the key.
 */
key: boolean, 
/**
 * How its values are written.
 */
treatment: Treatment, 
/**
 * How they can be written.
 */
treatments: Array<Treatment>, 
/**
 * Its name says that it is probably about a person.
 */
personal: boolean, };

export type StreamColumns = { 
/**
 * Each object before its fields.
 */
columns: Array<StreamColumn>, 
/**
 * Only rows that meet all of these are written.
 */
rows: Array<Filter>, 
/**
 * The column whose lower bound the source is asked by, where it can be.
 */
cursor: string | null, 
/**
 * Rows that are in the tab were written by another choice: they follow when the stream is read again.
 */
outdated: boolean, };

export type StreamSelection = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its mode.
 */
mode: Mode, };

export type StreamTrial = { 
/**
 * The stream.
 */
stream: string, 
/**
 * Each request with its answer, in the order in which they were sent. Those for parents and
 * for tokens of the manifest are among them.
 */
pages: Array<TrialPage>, 
/**
 * The slices that records were read of, in the order in which they came.
 */
slices: Array<JsonValue>, 
/**
 * The state after what was read; absent where the stream has no cursor.
 */
state: JsonValue | null, 
/**
 * Records in all.
 */
records: number, 
/**
 * The JSON Schema of the records that were seen.
 */
inferredSchema: JsonValue, 
/**
 * The JSON Schema that the manifest has for the stream.
 */
declaredSchema: JsonValue, 
/**
 * Whether it stopped because of its limits.
 */
cut: boolean, 
/**
 * What is wrong in the manifest; then nothing was sent for a stream that cannot run.
 */
problems: Array<ManifestProblem>, 
/**
 * What went wrong while it read.
 */
faults: Array<FaultView>, };

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

export type RowEstimate = { 
/**
 * The number.
 */
rows: number, 
/**
 * What the number says.
 */
extent: Extent, };

export type Managed = { 
/**
 * The policy's file; none where there is none.
 */
file: string | null, 
/**
 * Names of the general settings that cannot be changed.
 */
general: Array<string>, 
/**
 * Names of the network's settings that cannot be changed.
 */
network: Array<string>, };

export type UpdateView = { 
/**
 * Who was asked.
 */
host: string, 
/**
 * The latest version.
 */
version: string, 
/**
 * It is newer than this one.
 */
isNewer: boolean, 
/**
 * Where it is to be had.
 */
page: string | null, };

export type Extent = "all" | "about" | "moreThan";

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
streams: number, 
/**
 * Whether it was paused: starting it again goes on from there.
 */
paused: boolean, };

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
tab: string | null, 
/**
 * What the source has changed and nobody has looked at yet.
 */
changes: Array<SchemaChange>, };

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
 * How many of them are marked as gone at the source.
 */
deleted: number, 
/**
 * When the stream was last read to the end.
 */
syncedAt: string | null, 
/**
 * Columns in order: those of the source, then those that people added.
 */
columns: Array<ColumnView>, };

export type TableFate = "keep" | "drop";

export type Topic = { "topic": "everything" } | { "topic": "connections" } | { "topic": "catalogue" } | { "topic": "workbooks" } | { "topic": "general" } | { "topic": "link" } | { "topic": "rows", 
/**
 * Its ID.
 */
tab: string, } | { "topic": "ordering", 
/**
 * Its ID.
 */
tab: string, };

export type TotalsView = { 
/**
 * Cells that are neither null nor empty text.
 */
filled: number, 
/**
 * Of them, those that hold a number.
 */
numbers: number, 
/**
 * Sum of the numbers; text where JavaScript could not hold it.
 */
sum: string | number, 
/**
 * Their mean.
 */
mean: number | null, 
/**
 * The least of them.
 */
least: string | number | null, 
/**
 * The greatest.
 */
greatest: string | number | null, };

export type Treatment = "keep" | "leave" | "hash" | "expand";

export type TrialAccess = { 
/**
 * The configuration, JSON text. It may hold secrets and is kept nowhere.
 */
config?: SecretInput | null, 
/**
 * The connection whose inputs and grant are used.
 */
connection?: string | null, 
/**
 * The state to begin from, as an earlier trial or sync gave it.
 */
state?: JsonValue | null, };

export type TrialAnswer = { 
/**
 * HTTP status.
 */
status: number, 
/**
 * Headers by name.
 */
headers: Array<[string, string]>, 
/**
 * The body, the first 64 KiB.
 */
body: string, 
/**
 * Bytes of the whole body.
 */
bytes: number, 
/**
 * Milliseconds until it was whole.
 */
ms: number, };

export type TrialLimits = { 
/**
 * Pages, at least 1.
 */
pages: number, 
/**
 * Records that are shown of a page.
 */
records: number, };

export type TrialPage = { 
/**
 * What was sent.
 */
request: TrialRequest, 
/**
 * What came back; absent where nothing did.
 */
answer: TrialAnswer | null, 
/**
 * The slice that it belongs to; absent where no records were selected from it.
 */
slice: JsonValue | null, 
/**
 * Records as they were extracted, the first of them.
 */
before: Array<JsonValue>, 
/**
 * The same after filter and transformations.
 */
after: Array<JsonValue>, 
/**
 * How many records were extracted.
 */
extracted: number, 
/**
 * How many of them were kept.
 */
kept: number, };

export type TrialRequest = { 
/**
 * `GET`, `POST`, …
 */
method: string, 
/**
 * The address.
 */
url: string, 
/**
 * Headers by name.
 */
headers: Array<[string, string]>, 
/**
 * The body, the first 16 KiB.
 */
body: string | null, };

export type TrialTarget = { "connector": string } | { "manifest": string };

export type UserColumnView = { 
/**
 * ID.
 */
id: string, 
/**
 * What it is for.
 */
kind: UserKind, 
/**
 * Its formula, where it is one.
 */
formula: string | null, };

export type UserKind = "note" | "tags" | "formula";

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
  /** Reads a manifest, a connector's folder or a pack, and says what adding it would do. Nothing is kept. */
  inspect_connector: { args: { source: ConnectorSource }; result: ConnectorPlan };
  /** Adds what was inspected; it can be used at once. */
  add_connector: { args: { plan: string }; result: ConnectorView };
  /** Takes an added connector away; refused while a connection uses it. */
  remove_connector: { args: { connector: string }; result: null };
  /** What a connector asks for, as a form. */
  connector_form: { args: { connector: string }; result: Form };
  /** Reads the first pages of a stream and tells each step. Nothing is kept. */
  test_stream: { args: { target: TrialTarget; stream: string; access: TrialAccess; limits: TrialLimits }; result: StreamTrial };
  /** What is wrong with the text of a manifest. */
  check_manifest: { args: { text: string }; result: Array<ManifestProblem> };
  /** A manifest to begin with, out of an OpenAPI document where one is given. */
  new_manifest: { args: { name: string; openapi: string | null }; result: string };
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
  /** Keeps a client from a provider's file, for example Google's `client_secret.json`. */
  import_client: { args: { id: string; text: SecretInput }; result: ConnectionView };
  /** Tries client credentials at the provider without a consent. */
  check_client: { args: { id: string }; result: ClientCheck };
  /** Switches between the development and the production client of the connector. */
  use_client_kind: { args: { id: string; kind: ClientKind }; result: ConnectionView };
  /** Keeps which optional scopes are not asked for. */
  decline_scopes: { args: { id: string; scopes: Array<string> }; result: ConnectionView };
  /** Keeps how the grant is to be had, where the connector offers several ways. */
  use_grant: { args: { id: string; grant: GrantKind }; result: ConnectionView };
  /** Starts an authorization: the wizard's, or a *Reconnect*. */
  authorize: { args: { id: string }; result: AttemptView };
  /** The same, where the provider is to let the person choose another account than the one that is signed in. */
  authorize_another: { args: { id: string }; result: AttemptView };
  /** Opens the browser again at the running authorization's link. */
  open_again: { args: { id: string }; result: AttemptView };
  /** Takes the address that the browser ended at, as pasted by the person. */
  paste_address: { args: { id: string; address: SecretInput }; result: AttemptView };
  /** Chooses one of several workspaces after the consent. */
  choose: { args: { id: string; value: string }; result: AttemptView };
  /** Says what becomes of the consent of another account. */
  decide_account: { args: { id: string; decision: AccountDecision }; result: ConnectionView };
  /** Ends the running authorization; its port is free at once. */
  cancel_attempt: { args: { id: string }; result: null };
  /** Tests a connection: reach, token, scopes, a first row. */
  test: { args: { id: string }; result: Array<CheckView> };
  /** Discovers the streams. */
  streams: { args: { id: string }; result: Array<StreamView> };
  /** How many rows a stream has at the source, where its first page tells it. */
  estimate_rows: { args: { id: string; stream: string }; result: RowEstimate | null };
  /** Keeps which streams are ticked and how they are synced. */
  select_streams: { args: { id: string; streams: Array<StreamSelection> }; result: ConnectionView };
  /** The columns that a stream can have, with what is chosen of them. */
  stream_columns: { args: { id: string; stream: string }; result: StreamColumns };
  /** Keeps which columns and rows of a stream are written, how, and what columns are called. */
  choose_columns: { args: { id: string; stream: string; choice: StreamChoice }; result: StreamColumns };
  /** Reads a stream again from its beginning. */
  read_again: { args: { id: string; stream: string }; result: null };
  /** Links the ticked streams to an entity and starts the first sync. */
  link: { args: { id: string; target: EntityTarget }; result: EntityView };
  /** Starts a sync. */
  sync: { args: { id: string }; result: null };
  /** Stops the running sync; rows read so far stay. */
  cancel_sync: { args: { id: string }; result: null };
  /** Stops the running sync and says so; the next one goes on from there. */
  pause_sync: { args: { id: string }; result: null };
  /** Settles what the source has changed about a stream: accepted, or kept as it was. */
  settle_schema: { args: { id: string; stream: string; accept: boolean }; result: ConnectionView };
  /** Removes the rows that are marked as gone at the source; gives how many there were. */
  drop_deleted: { args: { tab: string }; result: number };
  /** Brings back the rows of a tab that were removed last; gives how many. They are kept for a day. */
  restore_rows: { args: { tab: string }; result: number };
  /** Pauses a connection: its tokens are kept alive, its streams are not synced. */
  pause: { args: { id: string }; result: ConnectionView };
  /** Ends a pause. */
  resume: { args: { id: string }; result: ConnectionView };
  /** Gives a connection another name. */
  rename: { args: { id: string; name: string }; result: ConnectionView };
  /** What of a connection goes to a server, and what does not. */
  handoff_plan: { args: { id: string }; result: HandoffPlan };
  /** Writes a project that a server runs the connection with. No secret is in it. */
  hand_off: { args: { id: string; target: HandoffTarget; folder: string }; result: HandoffView };
  /** Deletes a connection and revokes its grant at the provider. */
  delete: { args: { id: string; tables: TableFate }; result: DeleteView };
  /** Gives a connection a schedule, or takes it away. */
  save_schedule: { args: { id: string; schedule: Schedule | null }; result: ConnectionView };
  /** The next three times at which a schedule would sync a connection. */
  next_times: { args: { id: string; schedule: Schedule }; result: Array<string> };
  /** When grants end and why, the nearest first. */
  calendar: { args: Record<string, never>; result: Array<CalendarEntry> };
  /** What happened, the newest first; of one connection or of all. */
  activity: { args: { connection: string | null }; result: Array<ActivityView> };
  /** Programs that asked for tokens, those that wait first. */
  callers: { args: Record<string, never>; result: Array<CallerView> };
  /** Allows or refuses a program's question; may be changed later. */
  decide_caller: { args: { caller: string; decision: CallerDecision }; result: null };
  /** How requests leave this machine. */
  network: { args: Record<string, never>; result: NetworkSettings };
  /** Keeps how requests leave this machine; takes effect at once. */
  save_network: { args: { settings: NetworkSettings }; result: NetworkSettings };
  /** Puts settings of the network that cannot be read aside; the defaults count from now on. */
  reset_network: { args: Record<string, never>; result: NetworkSettings };
  /** The person's choices about the app itself. */
  general: { args: Record<string, never>; result: GeneralSettings };
  /** The latest version, where the policy names who is asked for it. */
  update: { args: Record<string, never>; result: UpdateView | null };
  /** Opens the page of the latest version in the system browser. */
  open_update: { args: Record<string, never>; result: null };
  /** Which settings the policy of this computer locks. */
  managed: { args: Record<string, never>; result: Managed };
  /** Keeps the person's choices about the app itself; they count at once. */
  save_general: { args: { settings: GeneralSettings }; result: GeneralSettings };
  /** The ID of the connection that a link from outside asked for, once. */
  link_to_follow: { args: Record<string, never>; result: LinkView | null };
  /** Requests per host. */
  ledger: { args: Record<string, never>; result: Array<HostView> };
  /** Looks at keychain, browser, ports, proxy and certificates, and at the redirect of a connector. */
  doctor: { args: { connector: string | null }; result: Array<Finding> };
  /** What became of a damaged database, until somebody has read it. */
  recovery: { args: Record<string, never>; result: RecoveryView | null };
  /** Somebody has read what became of a damaged database. */
  recovery_seen: { args: Record<string, never>; result: null };
  /** All entities with their tabs. */
  entities: { args: Record<string, never>; result: Array<EntityView> };
  /** A window over a tab's rows. */
  rows: { args: { tab: string; query: RowQuery }; result: RowWindow };
  /** How far the order of a tab's rows is that a window waits for. */
  ordering: { args: { tab: string }; result: OrderingView | null };
  /** What a column of a tab holds, in the rows that the filters leave. */
  profile: { args: { tab: string; query: RowQuery; column: string }; result: ProfileView };
  /** What columns come to in the rows that are asked for, of which there may be any number. */
  totals: { args: { tab: string; query: RowQuery; columns: Array<string> }; result: TotalsView };
  /** A chart of a tab, over the rows that the filters leave. */
  chart: { args: { tab: string; query: RowQuery; chart: ChartQuery }; result: ChartView };
  /** Where an entity's workbook is delivered besides. */
  destinations: { args: { entity: string }; result: Array<DestinationView> };
  /** Tries whether a destination as entered can be written, and says where each tab's rows would go. */
  test_destination: { args: { destination: DestinationInput }; result: DestinationTest };
  /** Keeps a destination and delivers to it. */
  save_destination: { args: { destination: DestinationInput }; result: DestinationView };
  /** Forgets a destination; what was delivered stays. */
  remove_destination: { args: { id: string }; result: null };
  /** Delivers now what a destination lacks, and waits for the end. */
  deliver: { args: { id: string }; result: DestinationView };
  /** Finds the next row of a window that holds a text; null where none does. */
  find_row: { args: { tab: string; query: RowQuery; find: FindQuery }; result: FoundRow | null };
  /** Adds a column of notes, tags or a formula to a tab. */
  add_user_column: { args: { tab: string; name: string; kind: UserKind; formula: string | null }; result: null };
  /** Gives a user column another name and, where one is given, another formula. */
  change_user_column: { args: { tab: string; column: string; name: string; formula: string | null }; result: null };
  /** Removes a user column with its cells. */
  remove_user_column: { args: { tab: string; column: string }; result: null };
  /** Brings back a user column that was removed, with its cells. It is kept for a day. */
  restore_user_column: { args: { tab: string; column: string }; result: null };
  /** Sets a note or the tags of the row of a key, and gives what was there before. */
  set_user_cell: { args: { tab: string; column: string; key: string; value: string | null }; result: string | null };
  /** What a formula would give, or its first mistake. */
  check_formula: { args: { tab: string; formula: string; column: string | null }; result: FormulaCheck };
  /** The syncs that a tab can be compared with, the latest first. */
  points: { args: { tab: string }; result: Array<PointView> };
  /** What changed in a tab since a sync, with a page of one group. */
  changes: { args: { tab: string; since: string; group: ChangeGroup; offset: number }; result: ChangesView };
  /** For how many days a workbook keeps history; 0: not at all. */
  history_days: { args: { entity: string }; result: number };
  /** Sets for how many days a workbook keeps history. */
  set_history_days: { args: { entity: string; days: number }; result: null };
};
