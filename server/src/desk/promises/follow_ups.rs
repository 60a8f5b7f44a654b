//! Writing a follow-up and publishing it, as the desk's forms ask for it. Until it is published everything can be taken back;
//! after that nothing can.

use app::promises::letter_form::{self, LetterSheet};
use app::promises::shared_texts::{self, PublishedSheet};
use app::promises::{Filled, preview};
use app::public::Place;
use app::texts::promises::{Areas, faults, prose, worded};
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::followup::{Change, Figures, changes};
use domain::id::{AreaId, PeriodId};
use domain::letter::{Letter, LetterField};
use domain::promise::{Fault, PromisePeriod};
use store::error::StoreError;
use store::{Draft, Published};

use super::{address, draw, reading, standing_sheet};
use crate::Kvart;
use crate::desk::plain::{Inside, Sent};
use crate::edge;

/// A follow-up by its period and number.
type Name = (PeriodId, u32);

/// `POST /promises/{period}/follow-ups`: freezes the figures, and begins to write.
pub(super) async fn begin(
    State(kvart): State<Kvart>,
    Path(id): Path<PeriodId>,
    inside: Inside,
    Sent(filled): Sent,
) -> Response {
    try_begin(&kvart, &inside, &id, filled).await.unwrap_or_else(|error| inside.trouble(error))
}

async fn try_begin(
    kvart: &Kvart,
    inside: &Inside,
    id: &PeriodId,
    mut filled: Filled,
) -> Result<Response, StoreError> {
    let language = inside.sheet.language;
    let begun = match reading::beginning(&filled) {
        Ok((kind, through)) => {
            let number = kvart.store.next_number(&inside.viewer, id).await?;
            let now = edge::now();
            match kvart.store.figures(&inside.viewer, id, (number, kind), through, now).await {
                Ok(figures) => Ok((number, kind, figures)),
                Err(StoreError::BadLetter(found)) => Err(of_through(&found)),
                Err(error) => return Err(error),
            }
        }
        Err(found) => Err(found),
    };
    let (number, kind, figures) = match begun {
        Ok(begun) => begun,
        Err(found) => {
            reading::say(&mut filled, language, &found);
            let sheet = standing_sheet(kvart, inside, id, filled).await?;
            return Ok(inside.refused(&worded(language, &sheet.period.name), draw(inside, &sheet)));
        }
    };
    let (period, areas) = known(kvart, id).await?;
    let letter = prose::letter(&period, &figures, None, kind, Areas(&areas));
    let draft = Draft { period: id.clone(), number, kind, through: figures.through, figures, letter };
    kvart.store.save_draft(&inside.viewer, draft, edge::now()).await?;
    Ok(Redirect::to(&format!("{}/follow-ups/{number}/edit", address(id))).into_response())
}

fn of_through(found: &[(LetterField, Fault)]) -> Vec<(&'static str, Fault)> {
    found.iter().map(|(_, fault)| ("through", *fault)).collect()
}

/// Returns a period as it now is, and the areas' names.
async fn known(kvart: &Kvart, id: &PeriodId) -> Result<(PromisePeriod, Vec<(AreaId, String)>), StoreError> {
    let rulebook = kvart.store.rulebook().await?;
    let period = rulebook.periods.iter().find(|period| &period.id == id).ok_or(StoreError::NoPeriod)?.clone();
    let areas = rulebook.areas.iter().map(|area| (area.id.clone(), area.name.clone())).collect();
    Ok((period, areas))
}

/// Returns the latest version of a follow-up, if it was published.
async fn latest(kvart: &Kvart, (id, number): &Name) -> Result<Option<Published>, StoreError> {
    let published = kvart.store.published(id).await?;
    Ok(published.into_iter().rfind(|one| one.number == *number))
}

/// `POST /promises/{period}/follow-ups/{number}/version`: begins a later version, which says what has changed.
pub(super) async fn begin_version(
    State(kvart): State<Kvart>,
    Path(name): Path<Name>,
    inside: Inside,
) -> Response {
    let begun = async {
        let before = latest(&kvart, &name).await?.ok_or(StoreError::NoFollowUp)?;
        let (id, number) = &name;
        let through = before.figures.through;
        let told = (*number, before.kind);
        let figures = kvart.store.figures(&inside.viewer, id, told, through, edge::now()).await?;
        let (period, areas) = known(&kvart, id).await?;
        let derived = |figures: &Figures, changes: Option<&[Change]>| {
            prose::letter(&period, figures, changes, before.kind, Areas(&areas))
        };
        let changed = changes(&before.figures, &figures);
        let now = derived(&figures, Some(&changed));
        let letter = reading::renewed(before.letter.clone(), &derived(&before.figures, None), &now);
        let letter = Letter { changed: now.changed, ..letter };
        let draft =
            Draft { period: id.clone(), number: *number, kind: before.kind, through, figures, letter };
        kvart.store.save_draft(&inside.viewer, draft, edge::now()).await?;
        Ok(Redirect::to(&editing(&name)).into_response())
    };
    begun.await.unwrap_or_else(|error| inside.trouble(error))
}

fn here((id, number): &Name) -> String {
    format!("{}/follow-ups/{number}", address(id))
}

fn editing(name: &Name) -> String {
    format!("{}/edit", here(name))
}

/// `GET /promises/{period}/follow-ups/{number}/edit`.
pub(super) async fn edit(State(kvart): State<Kvart>, Path(name): Path<Name>, inside: Inside) -> Response {
    let shown = async {
        let draft = kvart.store.draft(&inside.viewer, &name.0, name.1).await?;
        let filled = letter_form::fill(&draft.letter);
        let sheet = letter_sheet(&kvart, &inside, &draft).await?;
        let page = letter_form::draw(inside.sheet.language, &sheet, &filled);
        Ok(inside.page(&title(&inside, &draft), page))
    };
    shown.await.unwrap_or_else(|error| inside.trouble(error))
}

fn title(inside: &Inside, draft: &Draft) -> String {
    format!("{} {}", app::texts::promises::kind(inside.sheet.language, draft.kind), draft.number)
}

async fn letter_sheet(kvart: &Kvart, inside: &Inside, draft: &Draft) -> Result<LetterSheet, StoreError> {
    let name = (draft.period.clone(), draft.number);
    let now = current_figures(kvart, inside, draft).await?;
    Ok(LetterSheet {
        period: known(kvart, &draft.period).await?.0,
        number: draft.number,
        kind: draft.kind,
        through: draft.through,
        is_later: latest(kvart, &name).await?.is_some(),
        is_outdated: now != draft.figures,
        figures: draft.figures.clone(),
    })
}

async fn current_figures(kvart: &Kvart, inside: &Inside, draft: &Draft) -> Result<Figures, StoreError> {
    let told = (draft.number, draft.kind);
    kvart.store.figures(&inside.viewer, &draft.period, told, draft.through, edge::now()).await
}

/// `POST /promises/{period}/follow-ups/{number}/edit`: keeps what was written, and goes on as asked.
pub(super) async fn save(
    State(kvart): State<Kvart>,
    Path(name): Path<Name>,
    inside: Inside,
    Sent(filled): Sent,
) -> Response {
    let saved = async {
        let draft = kvart.store.draft(&inside.viewer, &name.0, name.1).await?;
        let (period, areas) = known(&kvart, &name.0).await?;
        let letter = reading::letter(&filled, &period);
        let draft = Draft { letter, ..draft };
        let draft = match filled.value("then") {
            "renew" => renew(&kvart, &inside, draft, &period, &areas).await?,
            _ => draft,
        };
        kvart.store.save_draft(&inside.viewer, draft, edge::now()).await?;
        let next = match filled.value("then") {
            "preview" => format!("{}/preview", here(&name)),
            "renew" => editing(&name),
            _ => format!("{}#follow-ups", address(&name.0)),
        };
        Ok(Redirect::to(&next).into_response())
    };
    saved.await.unwrap_or_else(|error| inside.trouble(error))
}

/// Brings a draft's figures up to date, and the words that nobody has written.
async fn renew(
    kvart: &Kvart,
    inside: &Inside,
    draft: Draft,
    period: &PromisePeriod,
    areas: &[(AreaId, String)],
) -> Result<Draft, StoreError> {
    let figures = current_figures(kvart, inside, &draft).await?;
    let before = latest(kvart, &(draft.period.clone(), draft.number)).await?;
    let derived = |figures: &Figures| {
        let changed = before.as_ref().map(|before| changes(&before.figures, figures));
        prose::letter(period, figures, changed.as_deref(), draft.kind, Areas(areas))
    };
    let letter = reading::renewed(draft.letter, &derived(&draft.figures), &derived(&figures));
    Ok(Draft { figures, letter, ..draft })
}

/// The policy of the page that frames another of this server.
const FRAMING_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; \
     frame-ancestors 'none'",
);

/// `GET /promises/{period}/follow-ups/{number}/preview`.
pub(super) async fn preview(State(kvart): State<Kvart>, Path(name): Path<Name>, inside: Inside) -> Response {
    match kvart.store.draft(&inside.viewer, &name.0, name.1).await {
        Ok(draft) => {
            let page = preview::draw(inside.sheet.language, &name.0, name.1, draft.kind);
            inside.answer(StatusCode::OK, FRAMING_POLICY, &title(&inside, &draft), page)
        }
        Err(error) => inside.trouble(error),
    }
}

/// `GET /promises/{period}/follow-ups/{number}/preview/page`: the page that the public will see.
pub(super) async fn preview_page(
    State(kvart): State<Kvart>,
    Path(name): Path<Name>,
    inside: Inside,
) -> Response {
    let shown = async {
        let Draft { number, kind, figures, letter, .. } =
            kvart.store.draft(&inside.viewer, &name.0, name.1).await?;
        let (period, areas) = known(&kvart, &name.0).await?;
        let before = latest(&kvart, &name).await?;
        let told = Published {
            version: before.as_ref().map_or(1, |before| before.version + 1),
            changes: before.map_or(Vec::new(), |before| changes(&before.figures, &figures)),
            number,
            kind,
            period,
            areas,
            figures,
            digest: "–".to_owned(),
            rules: domain::followup::RULES,
            sealed: String::new(),
            letter,
            n_silent: 0,
            at: edge::now(),
        };
        Ok(kvart.public().preview(inside.sheet.language, told))
    };
    shown.await.unwrap_or_else(|error| inside.trouble(error))
}

/// `POST /promises/{period}/follow-ups/{number}/publish`. What is not ready comes back with what is wrong at its field.
pub(super) async fn publish(State(kvart): State<Kvart>, Path(name): Path<Name>, inside: Inside) -> Response {
    let published = async {
        let refused = match kvart.store.publish(&inside.viewer, &name.0, name.1, edge::now()).await {
            Ok(_version) => return Ok(Redirect::to(&here(&name)).into_response()),
            Err(StoreError::BadLetter(found)) => found,
            Err(StoreError::Outdated) => Vec::new(),
            Err(error) => return Err(error),
        };
        let draft = kvart.store.draft(&inside.viewer, &name.0, name.1).await?;
        let mut filled = letter_form::fill(&draft.letter);
        for (field, fault) in refused {
            filled.say(reading::of_letter(field), faults::say(inside.sheet.language, fault));
        }
        let sheet = letter_sheet(&kvart, &inside, &draft).await?;
        let page = letter_form::draw(inside.sheet.language, &sheet, &filled);
        Ok(inside.refused(&title(&inside, &draft), page))
    };
    published.await.unwrap_or_else(|error| inside.trouble(error))
}

/// `POST /promises/{period}/follow-ups/{number}/drop`.
pub(super) async fn drop_draft(
    State(kvart): State<Kvart>,
    Path(name): Path<Name>,
    inside: Inside,
) -> Response {
    match kvart.store.drop_draft(&inside.viewer, &name.0, name.1).await {
        // Somebody else was faster: it is gone all the same.
        Ok(()) | Err(StoreError::NoFollowUp) => {
            Redirect::to(&format!("{}#follow-ups", address(&name.0))).into_response()
        }
        Err(error) => inside.trouble(error),
    }
}

/// `GET /promises/{period}/follow-ups/{number}`: one that was published, as text for channels; one that is being written leads
/// on to where that is done.
pub(super) async fn published(
    State(kvart): State<Kvart>,
    Path(name): Path<Name>,
    inside: Inside,
) -> Response {
    let shown = async {
        let Some(published) = latest(&kvart, &name).await? else {
            // Of what is being written only a supervisor knows.
            let draft = kvart.store.draft(&inside.viewer, &name.0, name.1).await;
            draft.map_err(|error| match error {
                StoreError::SupervisorsOnly => StoreError::NoFollowUp,
                error => error,
            })?;
            return Ok(Redirect::to(&format!("{}/edit", here(&name))).into_response());
        };
        let Published { number, version, kind, period, figures, digest, letter, .. } = published;
        let language = inside.sheet.language;
        let address = kvart.public().url(language, &Place::FollowUp(period.id.clone(), number));
        let sheet = PublishedSheet { period, number, version, kind, figures, letter, digest, address };
        let title = app::texts::promises::desk::version(language, kind, number, version);
        Ok(inside.page(&title, shared_texts::draw(language, &sheet)))
    };
    shown.await.unwrap_or_else(|error| inside.trouble(error))
}
