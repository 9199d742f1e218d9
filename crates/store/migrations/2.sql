-- How a connection's grant is had, where the person chose one of several ways.
ALTER TABLE connections ADD COLUMN grant_kind TEXT;
