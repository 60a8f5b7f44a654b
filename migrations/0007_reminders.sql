-- What supervisors are reminded of: one row for each message on each channel, written before it is sent and marked after, so
-- that a restart neither loses nor doubles one. Rows are removed some weeks after they were made.
CREATE TABLE reminder (
    no       INTEGER PRIMARY KEY,
    channel  TEXT    NOT NULL,                             -- to whom, by a digest: never an address
    occasion TEXT    NOT NULL CHECK (occasion IN ('at_risk', 'ended')),
    week     TEXT    NOT NULL,
    areas    TEXT    NOT NULL,                             -- JSON: the ids of those at risk; once sent, those that were named
    made     INTEGER NOT NULL,
    n_tries  INTEGER NOT NULL DEFAULT 0,                   -- that failed
    next_try INTEGER,                                      -- NULL once it is settled
    fate     TEXT CHECK (fate IN ('sent', 'refused', 'no_longer_at_risk', 'too_late')),
    settled  INTEGER,
    CHECK ((next_try IS NULL) = (fate IS NOT NULL) AND (fate IS NULL) = (settled IS NULL))
) STRICT;

-- However it comes about, nothing is told twice. What was let go was not told.
CREATE UNIQUE INDEX reminder_once ON reminder (channel, occasion, week, areas)
    WHERE fate IS NULL OR fate <> 'no_longer_at_risk';
