-- What was kept and what was lost when this file was made from a damaged one; seen once a person has read it.
CREATE TABLE recoveries (
    id INTEGER PRIMARY KEY,
    report TEXT NOT NULL,
    seen INTEGER NOT NULL DEFAULT 0
) STRICT;
