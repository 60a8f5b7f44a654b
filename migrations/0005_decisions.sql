-- What supervisors decide about walks. Beside the journal and the rulebook it is what walks and cells are made from.

-- One row for each decision, in order. A row is never edited or removed: a decision is taken back by another one.
CREATE TABLE decision (
    no            INTEGER PRIMARY KEY,
    what          TEXT NOT NULL,                           -- accepted, excluded, undone; merged, parted
    walk_id       BLOB NOT NULL CHECK (length(walk_id) = 16),
    account_id    BLOB NOT NULL REFERENCES account (id),   -- whose record of it
    other_id      BLOB CHECK (length(other_id) = 16),      -- merged, parted: the other record
    other_account BLOB REFERENCES account (id),
    about         TEXT,                                    -- accepted, excluded: the walk as it was then told
    at            INTEGER NOT NULL,
    decided_by    BLOB NOT NULL REFERENCES account (id),
    why           TEXT
) STRICT;

CREATE INDEX decision_walk ON decision (walk_id, account_id);
CREATE INDEX decision_other ON decision (other_id, other_account) WHERE other_id IS NOT NULL;

CREATE TRIGGER decision_is_not_edited BEFORE UPDATE ON decision
BEGIN
    SELECT RAISE(ABORT, 'a decision is never edited');
END;

CREATE TRIGGER decision_is_not_removed BEFORE DELETE ON decision
BEGIN
    SELECT RAISE(ABORT, 'a decision is never removed');
END;

-- How walks stand about which something was decided. A walk without a row stands as the rule says. It can be made anew.
CREATE TABLE stand (
    walk_no    INTEGER PRIMARY KEY REFERENCES walk (no) ON DELETE CASCADE,
    counts     INTEGER NOT NULL CHECK (counts IN (0, 1)),  -- in place of walk.counts
    stands     TEXT    NOT NULL,                           -- by rule and decision, leaving out who speaks for the patrol
    spoken_for INTEGER REFERENCES walk (no) ON DELETE CASCADE -- the record that speaks for a patrol that both are of
) STRICT;

CREATE INDEX stand_spoken_for ON stand (spoken_for) WHERE spoken_for IS NOT NULL;
