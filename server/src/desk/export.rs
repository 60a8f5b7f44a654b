//! The files that a supervisor fetches: CSV and GeoJSON, made and sent page by page, so that a file of ten years takes no more
//! memory than one of a week. Whether somebody may, the store's door decides.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use app::texts::desk::export::File;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use domain::policy::Rulebook;
use domain::time::WallTime;
use futures_core::Stream;
use serde::Deserialize;
use store::error::StoreError;
use store::export::Weeks;
use store::{Store, Viewer};
use tokio::sync::mpsc;

use crate::Kvart;
use crate::desk::export_rows::{self, Form, Row};
use crate::edge;
use crate::login::login_for;
use crate::session::MaybeLoggedIn;

/// What the page's form sends.
#[derive(Deserialize)]
pub(super) struct Span {
    first: String,
    last: String,
}

/// `GET /export/{file}`, such as `walks.csv`.
pub(super) async fn fetch(
    State(kvart): State<Kvart>,
    MaybeLoggedIn(viewer): MaybeLoggedIn,
    Path(name): Path<String>,
    span: Result<Query<Span>, QueryRejection>,
) -> Response {
    let Some(viewer) = viewer else { return Redirect::to(&login_for("/export")).into_response() };
    let Some((file, form)) = file_of(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let weeks = span.ok().and_then(|Query(Span { first, last })| {
        Some(Weeks { first: first.parse().ok()?, last: last.parse().ok()? })
    });
    let Some(weeks) = weeks else { return StatusCode::BAD_REQUEST.into_response() };
    let now = edge::now();
    let begun = async {
        kvart.store.begin_export(&viewer, &name, weeks, now).await?;
        kvart.store.rulebook().await
    };
    let rulebook = match begun.await {
        Ok(rulebook) => rulebook,
        Err(StoreError::SupervisorsOnly) => return StatusCode::FORBIDDEN.into_response(),
        Err(error) => {
            tracing::error!("{error}");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    let attachment = format!(
        "attachment; filename=\"kvart-{}-{}-{}.{}\"",
        file.word(),
        weeks.first,
        weeks.last,
        form.end()
    );
    let pouring = Pouring { store: kvart.store.clone(), viewer, rulebook, file, form, weeks, now };
    ([(CONTENT_TYPE, form.content_type().to_owned()), (CONTENT_DISPOSITION, attachment)], pouring.body())
        .into_response()
}

fn file_of(name: &str) -> Option<(File, Form)> {
    let (word, end) = name.split_once('.')?;
    let file = File::ALL.into_iter().find(|file| file.word() == word)?;
    let form = [Form::Csv, Form::GeoJson].into_iter().find(|form| form.end() == end)?;
    Some((file, form))
}

/// A file on its way.
struct Pouring {
    store: Store,
    viewer: Viewer,
    rulebook: Arc<Rulebook>,
    file: File,
    form: Form,
    weeks: Weeks,
    now: WallTime,
}

impl Pouring {
    /// Returns the file as it is read: a page is fetched once the one before has gone out.
    fn body(self) -> Body {
        let (sender, receiver) = mpsc::channel(1);
        tokio::spawn(async move {
            if let Err(error) = self.pour(&sender).await {
                tracing::error!(%error, "a file could not be read to its end");
                // The answer breaks off, so that nobody takes the part for the whole.
                let _gone = sender.send(Err(error)).await;
            }
        });
        Body::from_stream(Parts(receiver))
    }

    /// Sends the file part by part; it ends early when nobody takes it any longer.
    async fn pour(&self, sender: &mpsc::Sender<Part>) -> Result<(), StoreError> {
        let columns = self.file.columns();
        let mut is_first = true;
        let mut part = self.form.head(columns);
        match self.file {
            File::Walks => {
                let mut after = None;
                loop {
                    let page = self.store.export_walks(&self.viewer, self.weeks, after).await?;
                    let rows = page.rows.iter().map(|line| export_rows::walk(line, &self.rulebook));
                    part += &self.write(rows, &mut is_first);
                    after = page.next;
                    if sender.send(Ok(std::mem::take(&mut part))).await.is_err() || after.is_none() {
                        break;
                    }
                }
            }
            File::Observations => {
                let mut after = None;
                loop {
                    let page = self.store.export_observations(&self.viewer, self.weeks, after).await?;
                    let rows = page.rows.iter().map(|line| export_rows::observation(line, &self.rulebook));
                    part += &self.write(rows, &mut is_first);
                    after = page.next;
                    if sender.send(Ok(std::mem::take(&mut part))).await.is_err() || after.is_none() {
                        break;
                    }
                }
            }
            File::Coverage => {
                let silence = self.store.silence(&self.viewer, self.now).await?;
                let oldest_report = silence.map(|silence| silence.since);
                let mut after = None;
                loop {
                    let page = self.store.export_cells(&self.viewer, self.weeks, after).await?;
                    let rows = page.rows.iter().map(|(area, week, cell)| {
                        export_rows::cell(area, *week, cell, &self.rulebook, oldest_report, self.now)
                    });
                    part += &self.write(rows, &mut is_first);
                    after = page.next;
                    if sender.send(Ok(std::mem::take(&mut part))).await.is_err() || after.is_none() {
                        break;
                    }
                }
            }
        }
        let _gone = sender.send(Ok(self.form.foot().to_owned())).await;
        Ok(())
    }

    fn write(&self, rows: impl Iterator<Item = Row>, is_first: &mut bool) -> String {
        let columns = self.file.columns();
        rows.map(|row| self.form.row(columns, row, std::mem::replace(is_first, false))).collect()
    }
}

/// A part of a file, or why there is no more of it.
type Part = Result<String, StoreError>;

/// The parts of a file, one after the other.
struct Parts(mpsc::Receiver<Part>);

impl Stream for Parts {
    type Item = Part;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Part>> {
        self.0.poll_recv(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_a_name_and_a_form() {
        let named = |name| file_of(name).map(|(file, form)| format!("{}.{}", file.word(), form.end()));
        for name in ["walks.csv", "coverage.geojson", "observations.csv"] {
            assert_eq!(named(name).as_deref(), Some(name));
        }
        for name in ["walks", "walks.xls", "people.csv", ".csv", "walks.csv.csv"] {
            assert_eq!(named(name), None, "{name}");
        }
    }
}
