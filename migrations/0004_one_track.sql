-- A walk's track, and what else was told of it, stand in the journal. They were kept here a second time.
DROP TABLE track;
ALTER TABLE walk DROP COLUMN told;
