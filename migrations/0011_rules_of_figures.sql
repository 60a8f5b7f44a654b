-- By which version of the rules the figures of a published follow-up were worked out (`domain::followup::RULES`): a later program,
-- whose rules differ, knows that it cannot hold them against the journal. The digest is over it too.
ALTER TABLE follow_up ADD COLUMN rules INTEGER NOT NULL DEFAULT 1;
