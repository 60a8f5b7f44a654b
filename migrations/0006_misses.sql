-- Why the promise was not kept in an area and week, as a supervisor noted it: the reason that stands. Earlier ones are in the
-- audit log.
CREATE TABLE miss_note (
    area_id  TEXT    NOT NULL REFERENCES area (id),
    week     TEXT    NOT NULL,
    reason   TEXT    NOT NULL,
    noted    INTEGER NOT NULL,
    noted_by BLOB    NOT NULL REFERENCES account (id),
    PRIMARY KEY (area_id, week)
) STRICT, WITHOUT ROWID;
