-- Four modes where there were two: what a file of before says keeps its meaning.
UPDATE streams SET mode = 'full_refresh_replace' WHERE mode = 'full';
UPDATE streams SET mode = 'incremental_append_dedupe' WHERE mode = 'incremental';

-- The sync that began the full refresh that is not at its end yet: the next one goes on with it.
ALTER TABLE streams ADD COLUMN begun INTEGER;

-- The key that the source last named, where it is another than the one that rows are known by.
ALTER TABLE streams ADD COLUMN offered_key TEXT;

-- What the source has changed about the stream and nobody has looked at yet.
ALTER TABLE streams ADD COLUMN changes TEXT;

-- Rows that are marked as gone at the source. The tables themselves get their column _hw_deleted in the same step.
ALTER TABLE tabs ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0;
