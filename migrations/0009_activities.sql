-- What was done for promises: told in journals as walks are, from phones and at the desk.

-- No phone, but what an account has told at the desk: one journal an account. The server writes it, no push does.
ALTER TABLE device ADD COLUMN is_desk INTEGER NOT NULL DEFAULT 0 CHECK (is_desk IN (0, 1));

CREATE UNIQUE INDEX device_desk ON device (account_id) WHERE is_desk = 1;

-- An entry is about a walk or about an activity; NULL in both when it cannot be read. Its word in says is then activity,
-- activity_correction or activity_withdrawal.
ALTER TABLE journal ADD COLUMN activity_id BLOB CHECK (length(activity_id) = 16);

CREATE INDEX journal_activity ON journal (activity_id) WHERE activity_id IS NOT NULL;

-- An activity as it now stands; it can be made anew from the journal. What an account tells is about its own activities, so
-- the account is part of its name. A promise may be taken away of which nothing stands: so its id refers to no row.
CREATE TABLE activity (
    no          INTEGER PRIMARY KEY,
    id          BLOB NOT NULL CHECK (length(id) = 16),
    account_id  BLOB NOT NULL REFERENCES account (id),
    journal_no  INTEGER NOT NULL REFERENCES journal (no),  -- the first entry to tell it
    promise_id  BLOB NOT NULL CHECK (length(promise_id) = 16),
    day         TEXT NOT NULL,
    area_id     TEXT REFERENCES area (id),
    place       TEXT,
    parties     TEXT NOT NULL,
    n_reached   INTEGER,
    note        TEXT,
    withdrawn   TEXT,
    corrections TEXT NOT NULL,
    head        BLOB NOT NULL CHECK (length(head) = 32),
    changed     INTEGER NOT NULL,
    UNIQUE (id, account_id)
) STRICT;

CREATE UNIQUE INDEX activity_changed ON activity (account_id, changed);
CREATE INDEX activity_of_promise ON activity (promise_id, day);
