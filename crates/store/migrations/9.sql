-- When a connection's streams are synced by themselves. rule is the engine's own JSON; next_at the next time that it
-- names, owed how many syncs are due and not begun, missed how many times passed unused since the last that did not,
-- failed whether the last of these syncs did.
CREATE TABLE schedules (
    connection TEXT PRIMARY KEY REFERENCES connections (id) ON DELETE CASCADE,
    rule TEXT NOT NULL,
    next_at TEXT,
    owed INTEGER NOT NULL DEFAULT 0,
    missed INTEGER NOT NULL DEFAULT 0,
    missed_at TEXT,
    failed INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- What a person is to be told once, until it was.
CREATE TABLE notices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    connection TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    says TEXT NOT NULL
) STRICT;
