//! A public period in a server's database: eleven promises, a follow-up in two versions, an evaluation, published as a supervisor
//! does, by the store's own door. It never writes a row by hand.

use app::texts::promises::{Areas, prose};
use domain::day::Day;
use domain::followup::Kind;
use domain::id::{AreaId, PeriodId, PromiseId};
use domain::letter::Judgement;
use domain::promise::{PromisePeriod, Wording};
use domain::time::WallTime;
use domain::week::Week;
use server::edge;
use server::session::Token;
use store::{Draft, Store, Viewer};
use tempfile::TempDir;
use uuid::Uuid;

use crate::server::Server;

/// The period's id.
pub const PERIOD: &str = "nu";

/// Starts a server with demonstration data and a public period, and with more arguments.
pub async fn serve(arguments: &[&str]) -> Server {
    Server::start_again(data().await, arguments)
}

/// Makes the data of such a server, which nobody serves yet.
pub async fn data() -> TempDir {
    let data = Server::start_with(&["--demo"]).into_data();
    publish(&data).await;
    data
}

/// Publishes in a demonstration's database that no server holds.
async fn publish(data: &TempDir) {
    let now = edge::now();
    let store = Store::open(&data.path().join("kvart.db"), now).expect("the demonstration can be opened");
    let chief = enter(&store, now).await;
    let rulebook = store.rulebook().await.expect("it is there");
    let period = period(&rulebook.periods[0], now);
    store.add_period(&chief, period.clone(), now).await.expect("a supervisor may");
    let names = rulebook.areas.iter().map(|area| (area.id.clone(), area.name.clone()));
    let areas: Vec<(AreaId, String)> = names.collect();
    let writing = Writing { store: &store, chief: &chief, period: &period, areas: &areas, now };
    let sunday = |n_back| Day::sunday_of(Week::of(now).back(n_back));
    let first = writing.draft(1, Kind::FollowUp, sunday(5)).await;
    writing.publish(first.clone()).await;
    let mut second = first;
    second.letter.changed = Wording {
        sv: "En mening om skolorna var otydlig och är omskriven.".to_owned(),
        en: "A sentence about the schools was unclear and has been rewritten.".to_owned(),
    };
    writing.publish(second).await;
    let mut last = writing.draft(2, Kind::Evaluation, sunday(1)).await;
    for (section, idx) in last.letter.sections.iter_mut().zip(0..) {
        section.judgement = Some(Judgement::ALL[idx % 3]);
    }
    last.letter.analysis.sv =
        "Det går ännu inte att säga om åtgärderna har påverkat tryggheten.\nÅret efter mäts den igen."
            .to_owned();
    writing.publish(last).await;
    store.close().await.expect("what was written is on the disk");
}

/// Logs the demonstration's supervisor in.
async fn enter(store: &Store, now: WallTime) -> Viewer {
    let accounts = store.accounts().await.expect("they can be read");
    let chief = accounts.iter().find(|row| row.account.name == "gruppchef").expect("there is one");
    let token = Token::draw();
    store.open_session(chief.account.id, token.hash(), now).await.expect("it is not closed");
    store.viewer(token.hash(), now).await.expect("it can be read").expect("it was just opened")
}

/// Returns the promise of 2023–2024, given again for the two years until the end of this one.
fn period(given: &PromisePeriod, now: WallTime) -> PromisePeriod {
    let year = Day::of(now).year();
    let id: PeriodId = PERIOD.parse().expect("a word");
    let day = |year, month, day| Day::new(year, month, day).expect("each year has it");
    let ids = (1..).map(|n| PromiseId(Uuid::from_u128(n)));
    let renewed = given.renewed(id, day(year - 1, 1, 1), day(year, 12, 31), ids);
    let name = Wording {
        sv: format!("Medborgarlöften {}–{year}", year - 1),
        en: format!("Citizen promises {}–{year}", year - 1),
    };
    PromisePeriod { name, is_public: true, ..renewed }
}

struct Writing<'a> {
    store: &'a Store,
    chief: &'a Viewer,
    period: &'a PromisePeriod,
    areas: &'a [(AreaId, String)],
    now: WallTime,
}

impl Writing<'_> {
    async fn draft(&self, number: u32, kind: Kind, through: Day) -> Draft {
        let (id, asked) = (self.period.id.clone(), (number, kind));
        let figures = self.store.figures(self.chief, &id, asked, through, self.now).await;
        let figures = figures.expect("that day is over");
        let letter = prose::letter(self.period, &figures, None, kind, Areas(self.areas));
        Draft { period: id, number, kind, through, figures, letter }
    }

    async fn publish(&self, draft: Draft) {
        let number = draft.number;
        self.store.save_draft(self.chief, draft, self.now).await.expect("a supervisor may");
        let published = self.store.publish(self.chief, &self.period.id, number, self.now).await;
        published.expect("nothing is lacking");
    }
}
