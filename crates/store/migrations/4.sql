-- Programs that asked for a connection's access token. allowed: 1, 0, or null while the owner has not answered.
CREATE TABLE callers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connection TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    program TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    allowed INTEGER,
    UNIQUE (connection, program)
) STRICT;

-- Requests per host and port, since the file was made.
CREATE TABLE hosts (
    host TEXT PRIMARY KEY,
    requests INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    last_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX activity_by_time ON activity (at);
