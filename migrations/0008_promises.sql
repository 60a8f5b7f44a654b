-- What is promised: periods, and the promises of each. Part of the rulebook; what was published keeps its own copy.

CREATE TABLE promise_period (
    id    TEXT PRIMARY KEY,                                -- such as 2023-2024
    first TEXT NOT NULL,                                   -- its first day
    terms TEXT NOT NULL                                    -- its names and days, as crate `domain` writes them
) STRICT, WITHOUT ROWID;

CREATE TABLE promise (
    id        BLOB    PRIMARY KEY CHECK (length(id) = 16),
    period_id TEXT    NOT NULL REFERENCES promise_period (id),
    place     INTEGER NOT NULL,                            -- the order in which the document gives them
    terms     TEXT    NOT NULL
) STRICT;

CREATE INDEX promise_of_period ON promise (period_id, place);
