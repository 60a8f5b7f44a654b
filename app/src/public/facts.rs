//! What the public pages are made from: aggregates alone, by promise, area and week. No field holds a moment within a day.

use domain::day::Day;
use domain::due::Span;
use domain::followup::{Change, Figures, Kind};
use domain::fulfilment::{PromiseFigures, State, StretchFigures};
use domain::id::AreaId;
use domain::letter::Letter;
use domain::promise::{Promise, PromisePeriod, Wording};
use domain::week::Week;

/// What is the same on all public pages: who answers for them, and where they lie.
#[derive(Debug, Clone, Default)]
pub struct House {
    /// The address of the site, such as `https://loften.example`, without a stroke at the end; nothing when it is not known.
    pub base: Option<String>,
    /// The icon's address.
    pub icon: String,
    /// By whom one can be asked.
    pub contact: Option<String>,
    /// How many of the latest weeks are not told of yet.
    pub n_held_back: u32,
    /// The facts of the accessibility statement.
    pub statement: Statement,
}

impl House {
    /// Returns the full address of a path, or the path where the site's own address is not known.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base.as_deref().unwrap_or_default())
    }
}

/// What an accessibility statement says that only those responsible know.
#[derive(Debug, Clone, Default)]
pub struct Statement {
    /// The authority that answers for the site.
    pub authority: Option<String>,
    /// Where what is lacking is told, by e-mail.
    pub mail: Option<String>,
    /// And by telephone.
    pub phone: Option<String>,
    /// When the site was assessed last.
    pub assessed: Option<Day>,
    /// How far the site fulfils the law.
    pub status: Status,
    /// What is known to be lacking.
    pub lacks: Vec<Wording>,
}

/// How far a site fulfils the law on accessibility.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Status {
    /// Nobody has said yet.
    #[default]
    Unknown,
    /// Wholly.
    Full,
    /// In part.
    Partial,
    /// Not.
    Not,
}

/// How the promises of one period stand, for the public.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// The period.
    pub period: PromisePeriod,
    /// The areas' names.
    pub areas: Vec<(AreaId, String)>,
    /// How its promises stand, of whole weeks that are over.
    pub figures: Figures,
    /// The first week whose figures may still change.
    pub preliminary_from: Option<Week>,
    /// When this was worked out.
    pub made: Day,
    /// Every version that was published, in order.
    pub told: Vec<Told>,
}

/// One published version of a follow-up.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// 1, 2, 3 … within its period.
    pub number: u32,
    /// 1, 2, 3 … of that one.
    pub version: u32,
    /// What it is.
    pub kind: Kind,
    /// The period and its promises, as they then were.
    pub period: PromisePeriod,
    /// The areas' names, as they then were.
    pub areas: Vec<(AreaId, String)>,
    /// How the promises stood.
    pub figures: Figures,
    /// By which version of the rules they were worked out.
    pub rules: u32,
    /// SHA-256 of `kvart figures` and [`Told::rules`], a zero byte and [`Told::sealed`], as 64 hexadecimal digits.
    pub digest: String,
    /// The figures, as the very text that the digest is of.
    pub sealed: String,
    /// By what the figures differ from the version before.
    pub changes: Vec<Change>,
    /// What is said.
    pub letter: Letter,
    /// How many phones had yet to report its last week.
    pub n_silent: u32,
    /// When it was published.
    pub on: Day,
}

impl Account {
    /// Returns the latest version of each follow-up, the newest follow-up first.
    pub fn latest(&self) -> Vec<&Told> {
        let is_latest = |one: &&Told| self.versions(one.number).all(|other| other.version <= one.version);
        let mut latest: Vec<&Told> = self.told.iter().filter(is_latest).collect();
        latest.sort_by_key(|one| std::cmp::Reverse(one.number));
        latest
    }

    /// Returns all versions of a follow-up, oldest first.
    pub fn versions(&self, number: u32) -> impl Iterator<Item = &Told> {
        self.told.iter().filter(move |one| one.number == number)
    }
}

/// How a promise that is due each week went in one week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekFacts {
    /// Which week.
    pub week: Week,
    /// In how many areas it was kept.
    pub n_kept: usize,
    /// In which it was not.
    pub missed: Vec<AreaId>,
}

/// Returns how the latest week went that is over and of which books were kept.
pub fn latest_week(figures: &PromiseFigures, through: Day) -> Option<WeekFacts> {
    let week = |part: &StretchFigures| match part.stretch.span {
        Span::Week(week) => Some(week),
        _ => None,
    };
    let is_told = |part: &&StretchFigures| part.stretch.last <= through && part.state != State::NotFollowed;
    let last = figures.stretches.iter().filter(is_told).filter_map(week).max()?;
    let of_week = || figures.stretches.iter().filter(is_told).filter(|part| week(part) == Some(last));
    Some(WeekFacts {
        week: last,
        n_kept: of_week().filter(|part| part.state == State::Kept).count(),
        missed: of_week()
            .filter(|part| part.state == State::Missed)
            .filter_map(|part| part.stretch.area.clone())
            .collect(),
    })
}

/// Returns the first promise that is due each week, with how its latest week went.
pub fn weekly(account: &Account) -> Option<(&Promise, WeekFacts)> {
    account.period.promises.iter().find_map(|promise| {
        let figures = account.figures.promise(promise.id)?;
        Some((promise, latest_week(figures, account.figures.through)?))
    })
}
