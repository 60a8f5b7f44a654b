-- What phones told of a storage that had lost something. One row for each time that a phone found it.
CREATE TABLE storage_report (
    device_id   BLOB NOT NULL REFERENCES device (id),
    found       INTEGER NOT NULL,                          -- by the phone's clock
    received    INTEGER NOT NULL,
    journal_id  BLOB NOT NULL CHECK (length(journal_id) = 16), -- not device_id: that journal is gone for good
    end_seq     INTEGER NOT NULL,                          -- the last place in it that is known to have been filled
    n_recovered INTEGER NOT NULL,
    n_lost      INTEGER NOT NULL,                          -- at most
    PRIMARY KEY (device_id, found)
) STRICT, WITHOUT ROWID;
