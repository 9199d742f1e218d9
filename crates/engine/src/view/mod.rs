//! What the window and the command line see: plain values that serialize. No type here can hold a secret on its way
//! out; the one way in is [`SecretInput`], which deserializes and does nothing else.
//!
//! Times are RFC 3339 text in UTC, durations are milliseconds, identifiers are opaque text.

mod catalogue;
mod connection;
mod fault;
mod workbook;

pub use catalogue::{
    AuthKind, ClientFields, ClientNeed, ConnectorDetail, ConnectorView, InputOption, InputView,
    Maturity, RedirectView, ScopeAccess, ScopeView, SecretRule,
};
pub use connection::{
    AppInfo, AttemptPhase, AttemptView, BrowserState, CheckName, CheckView, ClientInput,
    ClientView, ConnectionState, ConnectionView, DeleteView, EntityRef, Mode, Outcome, Revocation,
    SecretInput, Status, StreamSelection, StreamView, SyncView, SyncedStream, TableFate,
    WizardStep,
};
pub use fault::{Action, Button, FaultView};
pub use workbook::{
    CellType, ColumnView, EntityTarget, EntityView, Filter, FilterOp, Progress, RowQuery,
    RowWindow, Sort, TabView, Topic,
};
