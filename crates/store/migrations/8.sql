-- Where the rows of a workbook go besides. settings: kind and particulars, never a password, which is the keychain's.
CREATE TABLE destinations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    entity INTEGER NOT NULL REFERENCES entities (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    settings TEXT NOT NULL,
    delivered_at TEXT,
    fault TEXT
) STRICT;
CREATE INDEX destinations_by_entity ON destinations (entity, id);

-- The last sync that took rows out of the table: a destination that is behind it gets the table whole.
ALTER TABLE tabs ADD COLUMN removed_in INTEGER NOT NULL DEFAULT 0;
