-- The first shape of the file. Migrations are only ever added: a file that has been released is never edited.
-- The rows themselves live in one table per tab; tabs."table" names it and its name always contains "__".

CREATE TABLE entities (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE connections (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    connector TEXT NOT NULL,
    state TEXT NOT NULL,
    step TEXT NOT NULL,
    inputs TEXT NOT NULL,
    client TEXT,
    identity TEXT,
    trouble TEXT,
    token_expires_at TEXT,
    token_refreshed_at TEXT,
    entity INTEGER REFERENCES entities (id),
    created_at TEXT NOT NULL
) STRICT;

-- A tab outlives its connection when the tables are kept: connection_name is filled in at that moment.
CREATE TABLE tabs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    entity INTEGER NOT NULL REFERENCES entities (id),
    title TEXT NOT NULL,
    connection TEXT REFERENCES connections (id) ON DELETE SET NULL,
    connection_name TEXT,
    connector TEXT NOT NULL,
    "table" TEXT NOT NULL UNIQUE,
    rows INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL DEFAULT 0,
    last_sync INTEGER NOT NULL DEFAULT 0,
    synced_at TEXT
) STRICT;
CREATE INDEX tabs_by_entity ON tabs (entity, id);

CREATE TABLE columns (
    tab INTEGER NOT NULL REFERENCES tabs (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    stored_as TEXT NOT NULL,
    cell TEXT NOT NULL,
    key INTEGER NOT NULL,
    PRIMARY KEY (tab, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE streams (
    connection TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    key TEXT NOT NULL,
    cursor TEXT,
    incremental INTEGER NOT NULL,
    schema TEXT NOT NULL,
    unavailable TEXT,
    offered INTEGER NOT NULL,
    selected INTEGER NOT NULL,
    mode TEXT NOT NULL,
    state TEXT,
    fault TEXT,
    tab INTEGER REFERENCES tabs (id) ON DELETE SET NULL,
    PRIMARY KEY (connection, name)
) STRICT;

-- AUTOINCREMENT: rows keep the number of the sync that wrote them, so a number is never given twice.
CREATE TABLE syncs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connection TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    started_at TEXT NOT NULL,
    ended_at TEXT,
    rows INTEGER NOT NULL DEFAULT 0,
    outcome TEXT
) STRICT;
CREATE INDEX syncs_by_connection ON syncs (connection, id);

-- No reference to connections: what happened stays told after a connection is gone.
CREATE TABLE activity (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    connection TEXT,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX activity_by_connection ON activity (connection, id);
