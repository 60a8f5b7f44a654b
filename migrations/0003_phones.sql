-- What phones say of themselves apart from their queue, and what a supervisor decides about them.

-- When the phone last said that it had nothing more to send: a week is open until then.
ALTER TABLE device ADD COLUMN reported INTEGER NOT NULL DEFAULT 0;
UPDATE device SET reported = contact;

ALTER TABLE device ADD COLUMN pushed INTEGER;              -- when it was last told what is held
ALTER TABLE device ADD COLUMN beat INTEGER;                -- its latest heartbeat; the next four are as told then
ALTER TABLE device ADD COLUMN n_unsent INTEGER;
ALTER TABLE device ADD COLUMN oldest_unsent INTEGER;       -- by the phone's clock
ALTER TABLE device ADD COLUMN n_parked INTEGER;
ALTER TABLE device ADD COLUMN is_lasting INTEGER CHECK (is_lasting IN (0, 1));

-- A journal that is gone for good, and the one that the same account began in its place.
ALTER TABLE device ADD COLUMN replaced_by BLOB REFERENCES device (id);
UPDATE device SET replaced_by = (
    SELECT r.device_id FROM storage_report r JOIN device d ON d.id = r.device_id
    WHERE r.journal_id = device.id AND r.device_id <> device.id AND d.account_id = device.account_id
    ORDER BY r.received LIMIT 1);

-- Out of use: it holds no week open. What it sends is taken all the same.
ALTER TABLE device ADD COLUMN retired INTEGER;
ALTER TABLE device ADD COLUMN retired_by BLOB REFERENCES account (id);
ALTER TABLE device ADD COLUMN retired_why TEXT;

-- No phone, but what a phone that was restored wrote a second time: entries that were taken from beside its journal.
ALTER TABLE device ADD COLUMN branch_of BLOB REFERENCES device (id);

CREATE INDEX device_reported ON device (reported)
    WHERE retired IS NULL AND replaced_by IS NULL AND branch_of IS NULL;
CREATE INDEX journal_refused ON journal (device_id) WHERE refusal IS NOT NULL;

-- What a person has decided about an entry beside the journal: taken or dismissed.
ALTER TABLE fork ADD COLUMN ruling TEXT;
ALTER TABLE fork ADD COLUMN ruled INTEGER;
ALTER TABLE fork ADD COLUMN ruled_by BLOB REFERENCES account (id);
ALTER TABLE fork ADD COLUMN ruled_why TEXT;

ALTER TABLE audit ADD COLUMN reason TEXT;                  -- what the one who did it gave as the reason

-- Each time that a backup was opened in its turn: what phones had told since it was made is gone until they tell it again.
CREATE TABLE life (
    epoch TEXT    PRIMARY KEY,
    began INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
