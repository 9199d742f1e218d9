-- What a consent gave, what waits for an administrator, what is to be revoked later; rows of a former account.

ALTER TABLE connections ADD COLUMN declined TEXT;
ALTER TABLE connections ADD COLUMN granted TEXT;
ALTER TABLE connections ADD COLUMN approval TEXT;

-- The first sync whose rows count: after the account was replaced, those of earlier ones go when it is read through.
ALTER TABLE streams ADD COLUMN since_sync INTEGER;

-- No reference to connections: it is what is left of one that was deleted. The grant itself is in the keychain.
CREATE TABLE revocations (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    connector TEXT NOT NULL,
    inputs TEXT NOT NULL,
    client TEXT,
    since TEXT NOT NULL,
    tries INTEGER NOT NULL,
    next_at TEXT NOT NULL
) STRICT;
