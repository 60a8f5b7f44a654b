-- What the public is told: follow-ups and evaluations. A published one is never edited or removed.

CREATE TABLE follow_up (
    no           INTEGER PRIMARY KEY,
    period_id    TEXT    NOT NULL REFERENCES promise_period (id),
    number       INTEGER NOT NULL,                         -- 1, 2, 3 … within its period
    version      INTEGER NOT NULL,                         -- 1, 2, 3 … of that one
    kind         TEXT    NOT NULL,
    through      TEXT    NOT NULL,                         -- the last day that it tells of
    figures      TEXT    NOT NULL,                         -- as crate `domain` writes them; the digest is over this text
    digest       BLOB    NOT NULL CHECK (length(digest) = 32),
    changes      TEXT    NOT NULL,                         -- by what the figures differ from the version before
    letter       TEXT    NOT NULL,
    terms        TEXT    NOT NULL,                         -- the period and its promises as they then were
    rulebook     TEXT    NOT NULL,                         -- the rest of the rulebook as it then was
    journal_no   INTEGER NOT NULL,                         -- the last row of the journal that it rests on
    decision_no  INTEGER NOT NULL,                         -- the last decision that it rests on
    n_silent     INTEGER NOT NULL,                         -- phones that had yet to report its last week
    published    INTEGER NOT NULL,
    published_by BLOB    NOT NULL REFERENCES account (id),
    UNIQUE (period_id, number, version)
) STRICT;

CREATE TRIGGER follow_up_is_not_edited BEFORE UPDATE ON follow_up
BEGIN
    SELECT RAISE(ABORT, 'a published follow-up is never edited');
END;

CREATE TRIGGER follow_up_is_not_removed BEFORE DELETE ON follow_up
BEGIN
    SELECT RAISE(ABORT, 'a published follow-up is never removed');
END;

-- What is being written: at most one of each number.
CREATE TABLE follow_up_draft (
    period_id TEXT    NOT NULL REFERENCES promise_period (id),
    number    INTEGER NOT NULL,
    kind      TEXT    NOT NULL,
    through   TEXT    NOT NULL,
    figures   TEXT    NOT NULL,
    letter    TEXT    NOT NULL,
    saved     INTEGER NOT NULL,
    saved_by  BLOB    NOT NULL REFERENCES account (id),
    PRIMARY KEY (period_id, number)
) STRICT, WITHOUT ROWID;
