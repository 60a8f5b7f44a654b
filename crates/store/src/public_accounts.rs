//! What the public may know: public periods, days that are over and not held back, what was published. No viewer is asked for: no
//! officer, no single walk and no hour gets in here.

use domain::day::Day;
use domain::followup::Figures;
use domain::id::{AreaId, PeriodId};
use domain::promise::PromisePeriod;
use domain::time::WallTime;
use domain::week::Week;

use crate::Store;
use crate::deeds::{self, Bounds};
use crate::error::StoreError;
use crate::follow_ups::{Published, all_published, figures};
use crate::periods;
use crate::week::silence;

/// What a period's public page is made from.
#[derive(Debug, Clone, PartialEq)]
pub struct PublicAccount {
    /// The period.
    pub period: PromisePeriod,
    /// The areas' names.
    pub areas: Vec<(AreaId, String)>,
    /// How its promises stand, of days that are over and not held back.
    pub figures: Figures,
    /// Since when the phone has been silent that has been for longest: what came to an end since then may still change.
    pub silent_since: Option<WallTime>,
    /// Every version that was published, in order.
    pub published: Vec<Published>,
}

impl Store {
    /// Returns what the public may know: of each public period, latest first, whole past weeks but for the `n_held_back` latest.
    pub async fn public_accounts(
        &self,
        n_held_back: u32,
        now: WallTime,
    ) -> Result<Vec<PublicAccount>, StoreError> {
        let through = Day::sunday_of(Week::of(now).back(1 + n_held_back));
        self.read(move |db| {
            let rulebook = db.rulebook()?;
            let names = rulebook.areas.iter().map(|area| (area.id.clone(), area.name.clone()));
            let areas: Vec<_> = names.collect();
            let public = rulebook.periods.iter().rev().filter(|period| period.is_public);
            let silent = silence(db, through.end())?.map(|silence| silence.since);
            let account = |period: &PromisePeriod| {
                Ok(PublicAccount {
                    figures: figures(db, period, through, &rulebook)?,
                    areas: areas.clone(),
                    silent_since: silent,
                    published: all_published(db, Some(&period.id))?,
                    period: period.clone(),
                })
            };
            public.map(account).collect()
        })
        .await
    }

    /// Works a period's figures out anew from the journal alone, as [`Store::public_accounts`] tells them. Takes long.
    pub async fn recount(&self, id: &PeriodId, through: Day) -> Result<Figures, StoreError> {
        let id = id.clone();
        self.read(move |db| {
            let rulebook = db.rulebook()?;
            let period = periods::period(&rulebook, &id)?;
            let deeds = deeds::recounted(db, period, Bounds::now(db)?, &rulebook)?;
            Ok(Figures::of(period, &deeds.up_to(through), through, &rulebook))
        })
        .await
    }
}
