-- What a person removed stays for a day, so that it can be brought back.
ALTER TABLE user_columns ADD COLUMN removed_at TEXT;

-- The rows of a tab that went with the latest removal. cells: a JSON array in the order of the tab's columns.
CREATE TABLE removed_rows (
    tab INTEGER NOT NULL REFERENCES tabs (id) ON DELETE CASCADE,
    "key" TEXT NOT NULL,
    "row" INTEGER NOT NULL,
    at TEXT NOT NULL,
    extracted_at TEXT NOT NULL,
    sync INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    cells TEXT NOT NULL,
    PRIMARY KEY (tab, "key")
) STRICT, WITHOUT ROWID;
