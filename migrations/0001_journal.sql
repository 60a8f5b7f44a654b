-- The first form of Kvart's database. An applied migration is never edited; a change is a new file.
--
-- Ids are UUIDs of 16 bytes, hashes SHA-256 of 32. Points in time are milliseconds since 1970-01-01 UTC.
-- What the rules decide (a verdict, a walk as it stands) is JSON as crate `domain` writes it.

-- One row for the database itself.
CREATE TABLE house (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    epoch    TEXT    NOT NULL,                             -- which life of the database this is
    is_copy  INTEGER NOT NULL CHECK (is_copy IN (0, 1)),   -- a backup: whoever opens it begins another life
    revision INTEGER NOT NULL,                             -- of the rulebook
    changes  INTEGER NOT NULL                              -- the highest walk.changed so far
) STRICT;

INSERT INTO house VALUES (1, lower(hex(randomblob(16))), 0, 1, 0);

CREATE TABLE migration (
    version INTEGER PRIMARY KEY,
    applied INTEGER NOT NULL
) STRICT;

-- People ------------------------------------------------------------------------------------------------------------

CREATE TABLE account (
    id            BLOB PRIMARY KEY CHECK (length(id) = 16),
    name          TEXT NOT NULL UNIQUE,                    -- in lower case
    shown_as      TEXT NOT NULL,
    role          TEXT NOT NULL,
    password_hash TEXT NOT NULL,                           -- argon2id, as a PHC string
    made          INTEGER NOT NULL,
    disabled      INTEGER
) STRICT;

CREATE TABLE session (
    token_hash BLOB PRIMARY KEY CHECK (length(token_hash) = 32),
    account_id BLOB NOT NULL REFERENCES account (id),
    opened     INTEGER NOT NULL,
    seen       INTEGER NOT NULL,
    ends       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX session_account ON session (account_id);

CREATE TABLE setup (
    token_hash BLOB PRIMARY KEY CHECK (length(token_hash) = 32),
    ends       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    no         INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    account_id BLOB REFERENCES account (id),               -- who; NULL is the command line or the set-up link
    act        TEXT NOT NULL,
    subject    BLOB NOT NULL                               -- the walk or the account that it was about
) STRICT;

CREATE INDEX audit_subject ON audit (subject);

-- The rule ----------------------------------------------------------------------------------------------------------

CREATE TABLE area (
    id    TEXT PRIMARY KEY,
    place INTEGER NOT NULL UNIQUE,                         -- the order in which people name them
    name  TEXT NOT NULL
) STRICT;

CREATE TABLE boundary (
    area_id TEXT NOT NULL REFERENCES area (id),
    version INTEGER NOT NULL,
    outline TEXT NOT NULL,
    PRIMARY KEY (area_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE policy (
    version INTEGER PRIMARY KEY,
    rule    TEXT NOT NULL
) STRICT;

-- What phones told --------------------------------------------------------------------------------------------------

-- A journal: one account on one phone.
CREATE TABLE device (
    id              BLOB PRIMARY KEY CHECK (length(id) = 16),
    account_id      BLOB NOT NULL REFERENCES account (id),
    enrolled        INTEGER NOT NULL,
    contact         INTEGER NOT NULL,                      -- the latest
    app             TEXT NOT NULL DEFAULT '',              -- the build that pushed last
    server_ahead_ms INTEGER,                               -- our clock less the phone's at the latest push
    told_seq        INTEGER NOT NULL DEFAULT 0,            -- the farthest end of the journal that it told
    told_hash       BLOB NOT NULL DEFAULT (zeroblob(32)),
    n_held          INTEGER NOT NULL DEFAULT 0,            -- rows in journal
    top_seq         INTEGER NOT NULL DEFAULT 0             -- the highest among them
) STRICT;

-- Every entry in the order in which it arrived, to the letter.
CREATE TABLE journal (
    no        INTEGER PRIMARY KEY,
    device_id BLOB NOT NULL REFERENCES device (id),
    seq       INTEGER NOT NULL CHECK (0 < seq),
    prev      BLOB NOT NULL CHECK (length(prev) = 32),
    hash      BLOB NOT NULL CHECK (length(hash) = 32),
    received  INTEGER NOT NULL,
    refusal   TEXT,                                        -- why it has no effect, if it has none
    detail    TEXT,                                        -- the same for a technician
    walk_id   BLOB,                                        -- the walk it is about; NULL when it cannot be read
    says      TEXT,                                        -- walk, correction, withdrawal
    body      TEXT NOT NULL,
    UNIQUE (device_id, seq)
) STRICT;

CREATE INDEX journal_walk ON journal (walk_id) WHERE walk_id IS NOT NULL;

-- Entries that were shown for a place that another entry holds. A person is to decide.
CREATE TABLE fork (
    device_id BLOB NOT NULL REFERENCES device (id),
    seq       INTEGER NOT NULL,
    hash      BLOB NOT NULL CHECK (length(hash) = 32),
    prev      BLOB NOT NULL CHECK (length(prev) = 32),
    received  INTEGER NOT NULL,
    body      TEXT NOT NULL,
    PRIMARY KEY (device_id, seq, hash)
) STRICT;

-- Places whose entry follows none of those known for the place before.
CREATE TABLE breach (
    device_id BLOB NOT NULL REFERENCES device (id),
    seq       INTEGER NOT NULL,
    PRIMARY KEY (device_id, seq)
) STRICT, WITHOUT ROWID;

-- What follows from it: all below can be made anew from the journal -------------------------------------------------

-- A walk as it now stands. What an account tells is about its own walks, so the account is part of its name.
CREATE TABLE walk (
    no            INTEGER PRIMARY KEY,
    id            BLOB NOT NULL CHECK (length(id) = 16),
    account_id    BLOB NOT NULL REFERENCES account (id),
    journal_no    INTEGER NOT NULL REFERENCES journal (no),-- the first entry to tell it
    area_id       TEXT NOT NULL REFERENCES area (id),
    week          TEXT NOT NULL,
    began         INTEGER NOT NULL,
    ended         INTEGER NOT NULL,
    crew_size     INTEGER NOT NULL,
    counts        INTEGER NOT NULL CHECK (counts IN (0, 1)),
    verdict       TEXT NOT NULL,
    withdrawn     TEXT,
    corrections   TEXT NOT NULL,
    n_passed_over INTEGER NOT NULL,
    head          BLOB NOT NULL CHECK (length(head) = 32),
    told          TEXT NOT NULL,                           -- the walk without its track and observations
    changed       INTEGER NOT NULL,
    UNIQUE (id, account_id)
) STRICT;

CREATE UNIQUE INDEX walk_changed ON walk (account_id, changed);
CREATE INDEX walk_cell ON walk (area_id, week, began);
CREATE INDEX walk_began ON walk (began);

CREATE TABLE track (
    walk_no INTEGER PRIMARY KEY REFERENCES walk (no) ON DELETE CASCADE,
    fixes   BLOB NOT NULL
) STRICT;

CREATE TABLE observation (
    walk_no INTEGER NOT NULL REFERENCES walk (no) ON DELETE CASCADE,
    idx     INTEGER NOT NULL,
    t_s     INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    lat     REAL,
    lon     REAL,
    note    TEXT,
    PRIMARY KEY (walk_no, idx)
) STRICT, WITHOUT ROWID;

-- Area × week. A cell in which nobody walked has no row.
CREATE TABLE cell (
    area_id     TEXT NOT NULL REFERENCES area (id),
    week        TEXT NOT NULL,
    n_walks     INTEGER NOT NULL,
    n_patrols   INTEGER NOT NULL,
    kept_at     INTEGER,
    last_patrol INTEGER,
    PRIMARY KEY (area_id, week)
) STRICT, WITHOUT ROWID;

CREATE INDEX cell_week ON cell (week);
