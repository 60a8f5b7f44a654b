//! Holding what was published against the journal: the figures are worked out again from the entries, decisions and rulebook that
//! they rested on, and the digest from the figures. It mends nothing.

use domain::day::Day;
use domain::followup::{Figures, RULES};
use domain::id::PeriodId;
use domain::policy::Rulebook;
use domain::promise::PromisePeriod;
use sha2::{Digest, Sha256};

use crate::Store;
use crate::db::{Db, damaged, to_json};
use crate::deeds::{self, Bounds};
use crate::error::StoreError;
use crate::follow_ups::json;

/// What became of one published version when its figures were worked out again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Of which period.
    pub period: PeriodId,
    /// Which.
    pub number: u32,
    /// Which of its versions.
    pub version: u32,
    /// Its digest.
    pub digest: String,
    /// What was found.
    pub finding: Finding,
}

/// What was found when a published version was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// The journal says the same as the figures, and the digest is theirs.
    Sound,
    /// The digest is not that of the figures: one of them was changed in the database.
    WrongDigest,
    /// The journal does not say what the figures say: one of them was changed in the database.
    OtherFigures,
    /// The digest is that of the figures; they were worked out by other rules than this program's, which cannot hold them
    /// against the journal. A program of that time can.
    OtherRules {
        /// The version of those rules.
        rules: u32,
    },
}

impl Store {
    /// Works the figures of all published versions out again from the journal, as it was when they were published.
    pub async fn verify(&self) -> Result<Vec<Verified>, StoreError> {
        self.read(verify).await
    }
}

fn verify(db: &Db) -> Result<Vec<Verified>, StoreError> {
    const SQL: &str = "SELECT period_id, number, version, terms, rulebook, through, figures, digest,
            journal_no, decision_no, no, rules
        FROM follow_up ORDER BY no";
    db.all(SQL, [], |row| {
        let bounds = Bounds { journal_no: row.get(8)?, decision_no: row.get(9)?, follow_up_no: row.get(10)? };
        let (period, rulebook): (PromisePeriod, Rulebook) = (json(row, 3)?, json(row, 4)?);
        // What was logged for a promise is known by the promise.
        let rulebook = Rulebook { periods: vec![period.clone()], ..rulebook };
        let through: Day = row.get::<_, String>(5)?.parse().map_err(damaged)?;
        let (figures, stored, rules): (String, [u8; 32], u32) = (row.get(6)?, row.get(7)?, row.get(11)?);
        let deeds = deeds::recounted(db, &period, bounds, &rulebook)?.up_to(through);
        let recounted = to_json(&Figures::of(&period, &deeds, through, &rulebook));
        let finding = match (digest(rules, &figures) == stored, recounted == figures) {
            (false, _) => Finding::WrongDigest,
            (true, true) => Finding::Sound,
            (true, false) if rules == RULES => Finding::OtherFigures,
            (true, false) => Finding::OtherRules { rules },
        };
        Ok(Verified {
            period: row.get::<_, String>(0)?.parse().map_err(damaged)?,
            number: row.get(1)?,
            version: row.get(2)?,
            digest: hex(stored),
            finding,
        })
    })
}

/// Returns the digest of figures, as the text that is stored: SHA-256 over words that name the rules, and that text.
pub(crate) fn digest(rules: u32, figures: &str) -> [u8; 32] {
    let mut sha = Sha256::new();
    sha.update(format!("kvart figures {rules}\0"));
    sha.update(figures.as_bytes());
    sha.finalize().into()
}

/// Writes a digest as 64 hexadecimal digits.
pub(crate) fn hex(bytes: [u8; 32]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
