//! The types of the window in TypeScript, out of the table of commands.

use crate::view::*;

/// The window's types as one TypeScript file.
pub fn typescript() -> String {
    use ts_rs::TS;
    let config = ts_rs::Config::new().with_large_int("number");
    let mut text = String::from(
        "// Generated from crates/engine by `UPDATE=1 cargo test -p headwater-engine bindings`. Do not edit.\n\n",
    );
    macro_rules! types {
        ($($type:ty),+ $(,)?) => {
            $(text.push_str(&format!("export {}\n\n", <$type as TS>::decl(&config)));)+
        };
    }
    types!(
        AccountChange,
        AccountDecision,
        Action,
        ActivityView,
        AppInfo,
        ApprovalView,
        AttemptPhase,
        AttemptView,
        AuthKind,
        BarView,
        BrowserState,
        BucketSettings,
        Button,
        CalendarEntry,
        CallerDecision,
        CallerView,
        CatchUp,
        CellType,
        ChangeGroup,
        ChangedCellView,
        ChangedRowView,
        ChangesView,
        ChartBar,
        ChartQuery,
        ChartSpan,
        ChartView,
        CheckName,
        CheckView,
        ChoiceView,
        ClickHouseSettings,
        ClientCheck,
        ClientFields,
        ClientInput,
        ClientKind,
        ClientNeed,
        ClientView,
        ColumnChoice,
        ColumnView,
        ConnectionState,
        ConnectionView,
        ConnectorDetail,
        ConnectorPlan,
        ConnectorSource,
        ConnectorView,
        DeleteView,
        DestinationInput,
        DestinationSettings,
        DestinationTable,
        DestinationTest,
        DestinationView,
        DeviceView,
        EntityRef,
        EntityTarget,
        EntityView,
        FaultView,
        FieldKind,
        Filter,
        FilterOp,
        Form,
        GeneralSettings,
        FormField,
        FormulaCheck,
        FormulaMistake,
        FoundRow,
        FormVariant,
        FindQuery,
        Finding,
        FrequentView,
        GrantEnd,
        GrantKind,
        GrantView,
        HandoffPlan,
        HandoffStream,
        HandoffTarget,
        HandoffView,
        HostView,
        InputOption,
        InputView,
        LinkView,
        ManifestProblem,
        Maturity,
        MissingScope,
        MistakeKind,
        Mode,
        NetworkSettings,
        OrderingView,
        Outcome,
        PlannedStream,
        PointView,
        PostgresSettings,
        ProfileView,
        Progress,
        ProxyRule,
        RecoveredTab,
        RecoveryView,
        RedirectKind,
        RedirectView,
        Revocation,
        Rhythm,
        RowQuery,
        RowWindow,
        Schedule,
        ServerSignIn,
        ScheduleView,
        SchemaChange,
        ScopeAccess,
        ScopeView,
        SecretInput,
        SecretRule,
        SignIn,
        SignInKind,
        Sort,
        Status,
        StreamChoice,
        StreamColumn,
        StreamColumns,
        StreamSelection,
        StreamTrial,
        StreamView,
        RowEstimate,
        Managed,
        UpdateView,
        Extent,
        SyncView,
        SyncedStream,
        TabView,
        TableFate,
        Topic,
        TotalsView,
        Treatment,
        TrialAccess,
        TrialAnswer,
        TrialLimits,
        TrialPage,
        TrialRequest,
        TrialTarget,
        UserColumnView,
        UserKind,
        WizardStep,
    );
    text.push_str(
        "/** Every command: its arguments and its result. */\nexport type Commands = {\n",
    );
    text.push_str(&super::typescript_commands(&config));
    text.push_str("};\n");
    text
}

#[cfg(test)]
mod tests {
    /// The committed types are those of the table: whoever changes a command changes the window's types with it.
    #[test]
    #[allow(clippy::unwrap_used)]
    fn bindings_are_up_to_date() {
        let path =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/generated/rpc.ts");
        let fresh = super::typescript();
        if std::env::var_os("UPDATE").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &fresh).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            kept == fresh,
            "run `UPDATE=1 cargo test -p headwater-engine bindings`"
        );
    }
}
