//! The desk: what a supervisor sees. The server renders each page whole, so that it reads, prints and posts without
//! script; the browser hydrates it. Never decides a right: the store's door does.

pub mod source;

pub mod frame;
pub mod login;
pub mod page;

#[cfg(any(feature = "ssr", test))]
pub mod digest;
pub mod freshness;
mod live;
pub mod selection;
pub mod week;
pub mod week_sheet;

pub mod coverage;
mod coverage_form;
pub mod coverage_sheet;
pub mod grid;
mod grid_keys;
mod grid_table;
pub mod miss;
pub mod span;
mod totals;

pub mod area_week;
mod miss_form;

pub mod walk;
pub mod walk_decision;
mod walk_evidence;
pub mod walk_record;
pub mod walk_sheet;

#[cfg(any(feature = "ssr", test))]
mod dosage_charts;
#[cfg(any(feature = "ssr", test))]
mod svg;
#[cfg(any(feature = "ssr", test))]
mod walk_map;
mod wide_table;

pub mod dosage;
pub mod export;
mod filter;
pub mod observation_book;
pub mod observations;
pub mod period;

pub mod phone_record;
pub mod phone_standing;
pub mod phones;

pub mod phone_sheet;

use std::sync::Arc;

use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{SsrMode, path};
use serde::{Deserialize, Serialize};

use self::area_week::AreaWeekPage;
use self::coverage::CoveragePage;
use self::dosage::DosagePage;
use self::export::ExportPage;
use self::frame::Frame;
use self::login::LoginPage;
use self::observations::ObservationsPage;
use self::page::TroublePage;
use self::phone_sheet::PhonePage;
use self::phones::PhonesPage;
use self::source::{Reader, Source, Trouble};
use self::walk::WalkPage;
use self::week::WeekPage;
use crate::texts::Language;

/// Where this build's files for the desk lie, each under its hashed name.
#[derive(Clone, Debug)]
pub struct DeskFiles {
    /// The module script; it fetches `wasm` and hydrates the page.
    pub script: String,
    /// The compiled face, named here so that its download starts beside the script's.
    pub wasm: String,
    /// The style sheet.
    pub style: String,
    /// The sign in the browser's tab.
    pub icon: String,
}

/// What every page knows of the request that it answers; the browser is told the same.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Visit {
    language: Language,
    reader: Option<Reader>,
}

impl Visit {
    fn of_request() -> Visit {
        Visit {
            language: language(),
            reader: use_context::<Arc<dyn Source>>().and_then(|source| source.reader()),
        }
    }
}

/// Returns the language that this request is answered in.
pub(crate) fn language() -> Language {
    use_context().unwrap_or_default()
}

/// Returns the whole document around the desk, as the server sends it. No script stands in it but the one file.
pub fn document(files: DeskFiles) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang=language().tag()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href=files.icon type="image/svg+xml" />
                <link rel="stylesheet" href=files.style />
                <link rel="preload" href=files.wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
                <script type="module" src=files.script></script>
                <MetaTags />
            </head>
            <body>
                <Desk />
            </body>
        </html>
    }
}

/// Draws the desk's pages by the URL.
#[component]
pub fn Desk() -> impl IntoView {
    provide_meta_context();
    let visit = SharedValue::new(Visit::of_request).into_inner();
    provide_context(visit.language);
    let (is_routing, set_is_routing) = signal(false);
    view! {
        <Title text="Kvart" />
        <Router set_is_routing>
            <Frame reader=visit.reader is_routing>
                // Async: the page is sent when it is whole, so that one without script is complete too.
                <FlatRoutes fallback=|| view! { <TroublePage trouble=Trouble::NotFound /> }>
                    <Route path=path!("/login") view=LoginPage ssr=SsrMode::Async />
                    <Route path=path!("/week") view=WeekPage ssr=SsrMode::Async />
                    <Route path=path!("/coverage") view=CoveragePage ssr=SsrMode::Async />
                    <Route path=path!("/coverage/:area/:week") view=AreaWeekPage ssr=SsrMode::Async />
                    <Route path=path!("/walks/:id") view=WalkPage ssr=SsrMode::Async />
                    <Route path=path!("/observations") view=ObservationsPage ssr=SsrMode::Async />
                    <Route path=path!("/dosage") view=DosagePage ssr=SsrMode::Async />
                    <Route path=path!("/export") view=ExportPage ssr=SsrMode::Async />
                    <Route path=path!("/phones") view=PhonesPage ssr=SsrMode::Async />
                    <Route path=path!("/phones/:device") view=PhonePage ssr=SsrMode::Async />
                </FlatRoutes>
            </Frame>
        </Router>
    }
}
