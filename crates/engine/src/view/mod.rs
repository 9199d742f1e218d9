//! What the window and the command line see: plain values that serialize. No type here can hold a secret on its way
//! out; the one way in is [`SecretInput`], which deserializes and does nothing else.
//!
//! Times are RFC 3339 text in UTC, durations are milliseconds, identifiers are opaque text.

mod activity;
mod adding;
mod app;
mod attempt;
mod catalogue;
mod choice;
mod connection;
mod destination;
mod fault;
mod form;
mod grant;
mod handoff;
mod history;
mod link;
mod network;
mod recovery;
mod schedule;
mod schema;
mod summary;
mod trial;
mod user_column;
mod workbook;

pub use activity::{ActivityView, CallerDecision, CallerView};
pub use adding::{
    ConnectorPlan, ConnectorSource, ManifestProblem, PlannedStream, SignIn, SignInKind,
};
pub use app::{AppInfo, UpdateView};
pub use attempt::{
    AccountChange, AccountDecision, AttemptPhase, AttemptView, BrowserState, ChoiceView, DeviceView,
};
pub use catalogue::{
    AuthKind, ClientFields, ClientNeed, ConnectorDetail, ConnectorView, InputOption, InputView,
    Maturity, RedirectKind, RedirectView, ScopeAccess, ScopeView, SecretRule,
};
pub use choice::{ColumnChoice, StreamChoice, StreamColumn, StreamColumns, Treatment};
pub use connection::{
    CheckName, CheckView, ClientInput, ClientView, ConnectionState, ConnectionView, DeleteView,
    EntityRef, Extent, Mode, Outcome, Revocation, RowEstimate, SecretInput, Status,
    StreamSelection, StreamView, SyncView, SyncedStream, TableFate, WizardStep,
};
pub use destination::{
    BucketSettings, ClickHouseSettings, DestinationInput, DestinationSettings, DestinationTable,
    DestinationTest, DestinationView, PostgresSettings,
};
pub use fault::{Action, Button, FaultView};
pub use form::{FieldKind, Form, FormField, FormVariant};
pub use grant::{
    ApprovalView, CalendarEntry, ClientCheck, ClientKind, GrantEnd, GrantKind, GrantView,
    MissingScope,
};
pub use handoff::{HandoffPlan, HandoffStream, HandoffTarget, HandoffView, ServerSignIn};
pub use history::{ChangeGroup, ChangedCellView, ChangedRowView, ChangesView, PointView};
pub use link::LinkView;
pub use network::{Finding, HostView, Managed, NetworkSettings, ProxyRule};
pub use recovery::{RecoveredTab, RecoveryView};
pub use schedule::{CatchUp, GeneralSettings, Rhythm, Schedule, ScheduleView};
pub use schema::SchemaChange;
pub use summary::{
    BarView, ChartBar, ChartQuery, ChartSpan, ChartView, FrequentView, OrderingView, ProfileView,
    TotalsView,
};
pub use trial::{
    StreamTrial, TrialAccess, TrialAnswer, TrialLimits, TrialPage, TrialRequest, TrialTarget,
};
pub use user_column::{
    FindQuery, FormulaCheck, FormulaMistake, FoundRow, MistakeKind, UserColumnView, UserKind,
};
pub use workbook::{
    CellType, ColumnView, EntityTarget, EntityView, Filter, FilterOp, Progress, RowQuery,
    RowWindow, Sort, TabView, Topic,
};
