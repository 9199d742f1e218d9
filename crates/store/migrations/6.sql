-- What people add to a tab, and what it was before. Both are bound to a row's _hw_key, never kept in the tab's own table:
-- so they outlive a table that is written anew and a row that is gone for a while.

CREATE TABLE user_columns (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tab INTEGER NOT NULL REFERENCES tabs (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    formula TEXT
) STRICT;
CREATE INDEX user_columns_by_tab ON user_columns (tab, id);

CREATE TABLE user_cells (
    "column" INTEGER NOT NULL REFERENCES user_columns (id) ON DELETE CASCADE,
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY ("column", "key")
) STRICT, WITHOUT ROWID;

-- Rises with each edit of a cell above, so that an order by such a column is made anew.
ALTER TABLE tabs ADD COLUMN edits INTEGER NOT NULL DEFAULT 0;

-- A load of a tab. last_row: the highest row number before it, so that rows above it are newer.
CREATE TABLE points (
    tab INTEGER NOT NULL REFERENCES tabs (id) ON DELETE CASCADE,
    sync INTEGER NOT NULL,
    at TEXT NOT NULL,
    last_row INTEGER NOT NULL,
    rows INTEGER,
    PRIMARY KEY (tab, sync)
) STRICT, WITHOUT ROWID;

-- What a row was before a sync changed or removed it. before: the cells that changed, or those of the whole row; null
-- where the row was marked as gone and came back. "row": the number of the row that was removed.
CREATE TABLE history (
    id INTEGER PRIMARY KEY,
    tab INTEGER NOT NULL REFERENCES tabs (id) ON DELETE CASCADE,
    sync INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    before TEXT,
    "row" INTEGER
) STRICT;
CREATE INDEX history_by_tab ON history (tab, sync);

-- For how many days the workbook keeps history; null: as many as the app proposes.
ALTER TABLE entities ADD COLUMN history_days INTEGER;
