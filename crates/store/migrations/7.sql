-- Which columns and rows of a stream are written, and how: a JSON object; null: all of them, as they come.
ALTER TABLE streams ADD COLUMN choice TEXT;
