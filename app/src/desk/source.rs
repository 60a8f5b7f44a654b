//! What the desk's pages ask for and what they may be answered: a port that the server fills. Never decides a right;
//! whoever answers has checked it at the store's door.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;

use domain::coverage::Cell;
use domain::decision::Decided;
use domain::dosage::Walked;
use domain::id::{AreaId, DeviceId, WalkId};
use domain::policy::Rulebook;
use domain::reporting::Silence;
use domain::time::WallTime;
use domain::verdict::Verdict;
use domain::week::Week;
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};
use sync::wire::Role;

use super::miss::MissNote;
use super::observation_book::{Asked, ObservationBook};
use super::phone_record::{PhoneBook, PhoneRecord};
use super::walk_record::WalkRecord;
use super::week_sheet::WeekFacts;

/// An answer that may take a while.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, Trouble>> + Send + 'a>>;

/// What one request's pages are answered from: made anew for each request, for whoever sends it.
pub trait Source: Send + Sync {
    /// Returns the server's clock.
    fn now(&self) -> WallTime;

    /// Returns who reads, or nobody when nobody is logged in.
    fn reader(&self) -> Option<Reader>;

    /// Returns the areas and policies.
    fn rulebook(&self) -> Answer<'_, Arc<Rulebook>>;

    /// Returns how a week stands in some areas, in their order.
    fn week(&self, areas: Vec<AreaId>, week: Week) -> Answer<'_, WeekFacts>;

    /// Returns how some areas stand in the weeks `first` through `last`.
    fn coverage(&self, areas: Vec<AreaId>, first: Week, last: Week) -> Answer<'_, CoverageFacts>;

    /// Returns all phones, where the reader may know of them.
    fn phones(&self) -> Answer<'_, PhoneBook>;

    /// Returns one phone, and writes down that the reader has looked at it; nothing where there is none.
    fn phone(&self, device: DeviceId) -> Answer<'_, Option<PhoneRecord>>;

    /// Returns what was noted on walks, as far as the reader may know.
    fn observations(&self, asked: Asked) -> Answer<'_, ObservationBook>;

    /// Returns the walks of some weeks in all areas or one as dosage looks at them, where the reader may know of them.
    fn walked(
        &self,
        first: Week,
        last: Week,
        area: Option<AreaId>,
    ) -> Answer<'_, BTreeMap<AreaId, Vec<Walked>>>;

    /// Returns the walks of one area and week that the reader may see, in order of their starts.
    fn walks_in(&self, area: AreaId, week: Week) -> Answer<'_, Vec<WalkRow>>;

    /// Returns one walk, and writes down that the reader has looked at it; nothing where the reader may see none.
    fn walk(&self, id: WalkId) -> Answer<'_, Option<WalkRecord>>;
}

/// Who reads the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reader {
    /// The name to be shown, such as "Gruppchef".
    pub shown_as: String,
    /// What the account may do.
    pub role: Role,
}

impl Reader {
    /// Tells whether the lists of walks are whole for this reader. What a reader may see the store decides.
    pub fn sees_all_walks(&self) -> bool {
        self.role == Role::Supervisor
    }

    /// Tells whether this reader is offered to decide about walks. Whether one may, the store decides.
    pub fn decides(&self) -> bool {
        self.role == Role::Supervisor
    }

    /// Tells whether the way to the dosage leads anywhere for this reader.
    pub fn sees_dosage(&self) -> bool {
        self.role == Role::Supervisor
    }

    /// Tells whether this reader is offered files. Whether one may fetch them, the store decides.
    pub fn exports(&self) -> bool {
        self.role == Role::Supervisor
    }

    /// Tells whether this reader may note why a week was missed. Whether they do the store decides.
    pub fn notes_misses(&self) -> bool {
        self.role == Role::Supervisor
    }

    /// Tells whether the way to the phones leads anywhere for this reader.
    pub fn sees_phones(&self) -> bool {
        self.role == Role::Supervisor
    }
}

/// How some areas stand over some weeks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CoverageFacts {
    /// Those in which somebody walked; one that is missing is [`Cell::default`].
    pub tallies: Vec<Tally>,
    /// The phones that have yet to report the latest of these weeks that has ended, if any have.
    pub silence: Option<Silence>,
    /// Why weeks were missed, where that was noted and the reader may know.
    pub notes: BTreeMap<(Week, AreaId), MissNote>,
}

/// One area in one week in which somebody walked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Where.
    pub area: AreaId,
    /// When.
    pub week: Week,
    /// How many.
    pub cell: Cell,
}

/// One walk as a list shows it. Who walked is no part of it: results are told by area.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WalkRow {
    /// Which.
    pub id: WalkId,
    /// Its start.
    pub began: WallTime,
    /// Its length in seconds.
    pub elapsed_s: u32,
    /// How many walked.
    pub crew_size: u8,
    /// What the rule says of it; whether it counts, a decision may have changed.
    pub verdict: Verdict,
    /// What was decided about it and not taken back.
    pub decided: Option<Decided>,
    /// Whether another record speaks for the patrol that both are.
    pub is_spoken_for: bool,
    /// Whether another person's record may be of the same patrol and nobody has said so; told to supervisors alone.
    pub has_twin: bool,
    /// Why it was withdrawn, if it was.
    pub withdrawn: Option<String>,
    /// How many corrections hold.
    pub n_corrections: usize,
    /// How many things were noted on the way.
    pub n_observations: usize,
}

/// Why a page cannot be shown.
///
/// The names travel between the two halves of one build alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trouble {
    /// Nobody is logged in, or no longer.
    LoginNeeded,
    /// It is there, but not for this reader.
    NoAccess,
    /// There is no such area, week, walk or page, or none that this reader may know of.
    NotFound,
    /// The server could not answer just now.
    Failed,
    /// The server did not hear the question.
    Unreachable,
}

impl Trouble {
    /// Returns the HTTP status that says the same.
    pub fn status(self) -> u16 {
        match self {
            Trouble::LoginNeeded => 401,
            Trouble::NoAccess => 403,
            Trouble::NotFound => 404,
            Trouble::Failed | Trouble::Unreachable => 503,
        }
    }
}

impl FromServerFnError for Trouble {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Trouble {
        match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Trouble::Unreachable,
            _ => Trouble::Failed,
        }
    }
}

/// Answers a question from this request's source, and gives trouble its HTTP status.
#[cfg(feature = "ssr")]
pub(crate) async fn answer<T, F>(question: impl FnOnce(Arc<dyn Source>) -> F) -> Result<T, Trouble>
where
    F: Future<Output = Result<T, Trouble>>,
{
    use leptos::prelude::use_context;
    use leptos::server_fn::http_export::StatusCode;
    use leptos_axum::ResponseOptions;

    let response = use_context::<ResponseOptions>();
    let answer = match use_context::<Arc<dyn Source>>() {
        Some(source) => question(source).await,
        None => Err(Trouble::Failed),
    };
    if let (Err(trouble), Some(response)) = (&answer, response) {
        let status = StatusCode::from_u16(trouble.status()).expect("a trouble's status is one of HTTP's");
        response.set_status(status);
    }
    answer
}
