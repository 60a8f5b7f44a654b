//! How the areas stand as one phone knows it: the server's last word and, on top of it, this phone's own walks that the
//! server has not judged yet. It never takes away a patrol that the server has counted.

use domain::area::{Area, Standing as Drawing};
use domain::coverage::{Cell, Standing, Visit, days_between, standing, tally};
use domain::id::AreaId;
use domain::place::Position;
use domain::policy::Policy;
use domain::time::WallTime;
use domain::week::Week;
use sync::local_store::News;

use super::own_walks::OwnWalk;

/// How one area stands.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaOutlook {
    /// Which area.
    pub id: AreaId,
    /// What people call it.
    pub name: String,
    /// This week's standing.
    pub standing: Standing,
    /// Whose word the standing is.
    pub source: Source,
    /// Days since the latest counted patrol by the calendar; nothing when there was none.
    pub days_since: Option<u32>,
    /// How far away its boundary is in metres, 0 inside; nothing when the phone's position is not known.
    pub distance_m: Option<f64>,
    /// Whether its boundary is a draft.
    pub drawing: Drawing,
}

/// Whose word a standing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The server's.
    Server,
    /// This phone's alone: the walk that keeps the week has not been sent yet.
    Phone,
}

/// Returns how all areas stand at `now`: nearest first when the phone knows where it is, else in the order in which
/// people name them.
pub fn areas(news: &News, own: &[OwnWalk], now: WallTime, here: Option<Position>) -> Vec<AreaOutlook> {
    let mut areas: Vec<AreaOutlook> =
        news.rulebook.areas.iter().map(|area| outlook(area, news, own, now, here)).collect();
    // A stable sort: areas at the same distance, as with no position at all, stay in their order.
    areas.sort_by(|a, b| a.distance_m.unwrap_or(0.0).total_cmp(&b.distance_m.unwrap_or(0.0)));
    areas
}

fn outlook(area: &Area, news: &News, own: &[OwnWalk], now: WallTime, here: Option<Position>) -> AreaOutlook {
    let week = Week::of(now);
    let policy = news.rulebook.policy_at(week.start());
    let told = news.coverage.iter().find(|told| told.area == area.id);
    // What the server told of an earlier week says nothing of this one.
    let cell = told.filter(|told| told.week == week).map_or_else(Cell::default, |told| told.cell);
    let unjudged: Vec<&OwnWalk> =
        own.iter().filter(|walk| walk.is_news_to_server() && walk.area == area.id).collect();

    let (cell, source) = with_own(cell, &unjudged, week, &policy);
    let own_ends = unjudged.iter().filter(|walk| walk.counts()).map(|walk| walk.ended());
    let last_patrol = own_ends.chain(told.and_then(|told| told.last_patrol)).chain(cell.last_patrol).max();
    let boundary = area.boundary_at(now);
    AreaOutlook {
        id: area.id.clone(),
        name: area.name.clone(),
        standing: standing(&cell, week, now, area.followed_since(), &policy),
        source,
        days_since: last_patrol.map(|last| days_between(last, now)),
        distance_m: here.map(|here| (-boundary.outline().depth_m(here)).max(0.0)),
        drawing: boundary.standing,
    }
}

/// Adds the phone's own patrols of the week to what the server has counted.
fn with_own(cell: Cell, unjudged: &[&OwnWalk], week: Week, policy: &Policy) -> (Cell, Source) {
    if cell.kept_at.is_some() {
        return (cell, Source::Server);
    }
    let of_week = unjudged.iter().filter(|walk| Week::of(walk.began) == week);
    let visits: Vec<Visit> =
        of_week.map(|walk| Visit { began: walk.began, ended: walk.ended(), counts: walk.counts() }).collect();
    let lacking = policy.walks_per_week.max(1).saturating_sub(cell.n_patrols);
    let own = tally(&visits, &Policy { walks_per_week: lacking, ..policy.clone() });
    let source = if own.kept_at.is_some() { Source::Phone } else { Source::Server };
    let n_patrols = cell.n_patrols + own.n_patrols;
    (Cell { n_walks: cell.n_walks + own.n_walks, n_patrols, kept_at: own.kept_at, ..cell }, source)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outlook::own_walks::tests::{afterwards, at, journal, rulebook, walk_of};
    use crate::outlook::own_walks::{Ledger, own_walks};
    use domain::policy::Unverified;
    use sync::local_store::Place;
    use sync::wire::AreaNews;

    fn news() -> News {
        News { rulebook: rulebook(Unverified::Counts), ..News::default() }
    }

    fn told(area: &str, week: Week, cell: Cell, last_patrol: Option<WallTime>) -> AreaNews {
        AreaNews { area: area.parse().unwrap(), week, cell, last_patrol }
    }

    /// Checks name, standing, source and days since of each area, one a line.
    #[track_caller]
    fn check(news: &News, own: &[OwnWalk], now: &str, here: Option<Position>, expected: expect_test::Expect) {
        let line = |area: &AreaOutlook| {
            format!("{} {:?} {:?} {:?}\n", area.name, area.standing, area.source, area.days_since)
        };
        expected.assert_eq(&areas(news, own, at(now), here).iter().map(line).collect::<String>());
    }

    #[test]
    fn a_week_that_the_server_has_not_spoken_of_is_open() {
        let kept =
            Cell { n_walks: 1, n_patrols: 1, kept_at: Some(at("2026-11-18T20:15")), last_patrol: None };
        let last_week = Week::of(at("2026-11-18T20:00"));
        let mut news = news();
        news.coverage = vec![told("a", last_week, kept, Some(at("2026-11-18T20:15")))];
        check(
            &news,
            &[],
            "2026-11-24T22:00",
            None,
            expect_test::expect![[r#"
                A Open { left_s: 439200 } Server Some(6)
                B Open { left_s: 439200 } Server None
            "#]],
        );
        check(
            &news,
            &[],
            "2026-11-28T22:00",
            None,
            expect_test::expect![[r#"
                A AtRisk { left_s: 93600 } Server Some(10)
                B AtRisk { left_s: 93600 } Server None
            "#]],
        );
    }

    #[test]
    fn a_walk_that_only_this_phone_knows_keeps_the_week_on_this_phone() {
        let told_here = afterwards(1, "b", "2026-11-24T20:00", 900);
        let own = own_walks(&Ledger::of(journal(&[told_here])), &news());
        check(
            &news(),
            &own,
            "2026-11-24T22:00",
            None,
            expect_test::expect![[r#"
                A Open { left_s: 439200 } Server None
                B Kept { at: WallTime(1795547700000) } Phone Some(0)
            "#]],
        );
        // Once the server has judged it, its word alone holds.
        let mut judged = news();
        judged.walks = vec![walk_of(&own[0])];
        let mut sent = journal(&[afterwards(1, "b", "2026-11-24T20:00", 900)]);
        sent[0].place = Place::Held { at: at("2026-11-24T22:40") };
        let own = own_walks(&Ledger::of(sent), &judged);
        check(
            &judged,
            &own,
            "2026-11-24T22:00",
            None,
            expect_test::expect![[r#"
                A Open { left_s: 439200 } Server None
                B Open { left_s: 439200 } Server None
            "#]],
        );
    }

    #[test]
    fn two_patrols_a_week_may_come_from_both() {
        let mut news = news();
        news.rulebook.policies[0].walks_per_week = 2;
        let one = Cell { n_walks: 1, n_patrols: 1, kept_at: None, last_patrol: Some(at("2026-11-23T20:15")) };
        news.coverage = vec![told("b", Week::of(at("2026-11-24T20:00")), one, one.last_patrol)];
        let own = own_walks(&Ledger::of(journal(&[afterwards(1, "b", "2026-11-24T20:00", 900)])), &news);
        let b = &areas(&news, &own, at("2026-11-24T22:00"), None)[1];
        assert_eq!((b.standing, b.source), (Standing::Kept { at: at("2026-11-24T20:15") }, Source::Phone));
    }

    #[test]
    fn the_nearest_is_first_where_the_phone_knows_its_place() {
        let near_b = Position { lat: 59.3, lon: 18.0 };
        let seen = areas(&news(), &[], at("2026-11-24T22:00"), Some(near_b));
        assert_eq!(seen.iter().map(|area| area.name.as_str()).collect::<Vec<_>>(), ["B", "A"]);
        assert_eq!(seen[0].distance_m, Some(0.0));
        assert!((6_000.0..8_000.0).contains(&seen[1].distance_m.unwrap()));
    }
}
