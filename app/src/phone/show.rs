//! Joins the screens to what the phone holds: each gets its data and says what is wanted. It decides nothing else.

use browser::{page, sound};
use domain::area::Standing as Drawing;
use domain::id::{AreaId, WalkId};
use domain::recording::Progress;
use domain::statement::Details;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::diagnosis::Diagnosis;
use super::drawing;
use super::half_typed;
use super::notebook::Notebook;
use super::officer::Officer;
use super::parts::icon::Icon;
use super::parts::sync_line::SyncLine;
use super::preferences::{self, Face, Preferences};
use super::recorder::Stage;
use super::screens::afterwards::Afterwards;
use super::screens::correct::{Correct, Times};
use super::screens::diagnosis::Diagnosis as DiagnosisScreen;
use super::screens::finished::Finished;
use super::screens::login::Login;
use super::screens::resume::{Elsewhere, Resume};
use super::screens::settings::Settings;
use super::screens::start::Start;
use super::screens::walk::{Shown, WalkScreen, Wishes};
use super::screens::walk_sheet::WalkSheet;
use super::screens::walks::Walks;
use super::screens::withdraw::Withdraw;
use crate::outlook::alarm::Watchful;
use crate::outlook::amendment::{correction, withdrawal};
use crate::outlook::areas::areas;
use crate::outlook::count::Count;
use crate::outlook::own_walks::OwnWalk;
use crate::outlook::screen::Screen;
use crate::outlook::told_draft::ToldDraft;
use crate::sketch::Sketch;
use crate::texts::Language;
use crate::texts::phone::storage::{storage_fault, storage_lost};
use crate::texts::phone::walk::{walk_in_words, walk_since};
use crate::texts::phone::word::Word;

/// Where a screen is drawn: for whom, in which language.
#[derive(Clone, Copy)]
pub(super) struct Here {
    pub(super) language: Language,
    pub(super) officer: Officer,
    preferences: Preferences,
}

/// Draws the screen that the address names.
#[component]
pub(super) fn OfficerFace(language: Language, officer: Officer, preferences: Preferences) -> impl IntoView {
    officer.follow_recorder();
    let here = Here { language, officer, preferences };
    here.watch_over();
    move || {
        let screen = officer.screen.get();
        untrack(|| here.show(screen))
    }
}

impl Here {
    /// Calls the officer when the running walk needs it, whatever screen is looked at.
    fn watch_over(self) {
        let Here { officer, preferences, .. } = self;
        let recorder = officer.recorder;
        Effect::new(move |before: Option<Option<Watchful>>| {
            let before = before.flatten();
            if recorder.stage.get() != Stage::Running {
                return None;
            }
            let now = self.progress(recorder.second.get()).map(|progress| Watchful::of(&progress, before))?;
            if let Some(alarm) = before.and_then(|before| now.alarm_after(before)) {
                page::vibrate(alarm.pattern_ms());
                if preferences.has_sound.get_untracked() {
                    sound::play(alarm.tones());
                }
            }
            Some(now)
        });
    }

    fn show(self, screen: Screen) -> AnyView {
        match screen {
            Screen::Start => self.start(),
            Screen::Walk => self.walk(),
            Screen::Finished(id) => self.finished(id),
            Screen::Walks => self.walks(),
            Screen::WalkSheet(id) => self.walk_sheet(id),
            Screen::Correct(id) => self.correct(id),
            Screen::Withdraw(id) => self.withdraw(id),
            Screen::Afterwards => self.afterwards(),
            Screen::LogActivity => self.log_activity(),
            Screen::ActivitySheet(id) => self.activity_sheet(id),
            Screen::CorrectActivity(id) => self.correct_activity(id),
            Screen::WithdrawActivity(id) => self.withdraw_activity(id),
            Screen::Settings => self.settings(),
            Screen::Diagnosis => self.diagnosis(),
            Screen::Login => self.login(),
        }
    }

    fn start(self) -> AnyView {
        let Here { language, officer, .. } = self;
        let (notebook, now) = (officer.notebook, officer.now);
        let seen = Memo::new(move |_| {
            notebook.news.with(|news| {
                notebook.walks.with(|walks| areas(news, walks, now.get(), officer.nearby.here()))
            })
        });
        let start = move |area| officer.start(area);
        let locate = move |()| spawn_local(officer.nearby.look());
        let refused = Signal::derive(move || {
            notebook.walks.with(|walks| notebook.activities.with(|it| Count::refused(walks, it)))
        });
        let lost = Signal::derive(move || {
            notebook.lost.with(|lost| lost.as_ref().map(|it| storage_lost(language, it)))
        });
        view! {
            {self.top()}
            <Start
                language
                areas=seen.into()
                finding=officer.nearby.finding.into()
                now=now.into()
                running=self.running_area()
                refused
                left=officer.left.into()
                lost
                failed=self.recorder_fault()
                on_start=Callback::new(start)
                on_locate=Callback::new(locate)
                on_loss_read=Callback::new(move |()| spawn_local(notebook.loss_seen()))
            />
        }
        .into_any()
    }

    /// Draws the first screen's head: the ways to the other screens, and how the sync stands.
    fn top(self) -> impl IntoView {
        let Here { language, officer, .. } = self;
        let is_walking = Signal::derive(move || officer.is_walking());
        let newer = move || {
            officer.newer.is_waiting.get().then(|| {
                view! {
                    <div class="sync newer">
                        {Icon::Arrow.draw()}
                        <p>{move || if is_walking.get() { Word::NewerAfterWalk } else { Word::Newer }.say(language)}</p>
                        <button
                            type="button"
                            class="small-button"
                            disabled=is_walking
                            on:click=move |_| officer.newer.take_over()
                        >
                            {Word::Update.say(language)}
                        </button>
                    </div>
                }
            })
        };
        view! {
            <header class="bar top-bar">
                <span class="brand-name">
                    <svg class="brand-sign" viewBox="0 0 32 32" aria-hidden="true">
                        <circle cx="16" cy="16" r="12" />
                        <path d="M16 4a12 12 0 0 1 12 12" />
                    </svg>
                    "Kvart"
                </span>
                <nav>
                    <a class="bar-button" href=format!("#{}", Screen::Walks)>
                        {Icon::List.draw()}
                        <span>{Word::OwnWalks.say(language)}</span>
                    </a>
                    <a class="bar-button" href=format!("#{}", Screen::Settings)>
                        {Icon::Settings.draw()}
                        <span>{Word::Settings.say(language)}</span>
                    </a>
                </nav>
            </header>
            <SyncLine
                language
                status=officer.syncer.status.into()
                waiting=self.waiting()
                now=officer.now.into()
                on_demand=Callback::new(move |()| officer.send_now())
            />
            {newer}
        }
    }

    fn walk(self) -> AnyView {
        let stage = Memo::new(move |_| self.officer.recorder.stage.get());
        // A walk that is ending is drawn as one that runs.
        let shape = Memo::new(move |_| match stage.get() {
            Stage::Ending if self.officer.recorder.is_sitting() => Stage::Running,
            Stage::Ending => Stage::Interrupted,
            stage => stage,
        });
        (move || match shape.get() {
            Stage::Idle | Stage::Starting => untrack(|| self.start()),
            Stage::Elsewhere => untrack(|| self.elsewhere()),
            Stage::Interrupted => untrack(|| self.resume()),
            Stage::Running | Stage::Ending => untrack(|| self.running_walk()),
        })
        .into_any()
    }

    fn running_walk(self) -> AnyView {
        let Here { language, officer, preferences } = self;
        let (recorder, notebook) = (officer.recorder, officer.notebook);
        let progress = Memo::new(move |_| self.progress(recorder.second.get()));
        let sketch = Memo::new(move |_| {
            // Drawn anew with each mark, not with each second.
            let dwell = self.progress(0).map(|progress| progress.dwell)?;
            recorder.recording.with(|recording| {
                let recording = recording.as_ref()?;
                Some(drawing::of_recording(recording, &notebook.area(recording.area())?, &dwell))
            })
        });
        let is_draft = Signal::derive(move || {
            let area = recorder.recording.with(|it| it.as_ref().and_then(|it| notebook.area(it.area())));
            area.is_some_and(|area| area.boundary_at(officer.now.get()).standing == Drawing::Draft)
        });
        let may_go_dark = Memo::new(move |_| 3 < recorder.second.get() && !recorder.is_screen_kept_on());
        let shown = Shown {
            area: self.running_area_name(),
            stage: recorder.stage.into(),
            recording: recorder.recording.into(),
            progress: progress.into(),
            sketch: Signal::derive(move || sketch.get().unwrap_or_default()),
            is_draft,
            now: officer.now.into(),
            fault: recorder.fault.into(),
            may_go_dark: may_go_dark.into(),
            is_night: Signal::derive(move || preferences.face.get() == Face::Night),
        };
        let wishes = Wishes {
            note: Callback::new(move |(kind, note)| recorder.note(kind, note)),
            undo: Callback::new(move |()| recorder.undo_note()),
            crew: Callback::new(move |crew_size| recorder.set_crew(crew_size)),
            watch_again: Callback::new(move |()| recorder.watch_again()),
            night: Callback::new(move |()| preferences.turn_night()),
            end: Callback::new(move |()| recorder.end()),
        };
        view! { <WalkScreen language shown wishes /> }.into_any()
    }

    fn elsewhere(self) -> AnyView {
        let Here { language, officer, .. } = self;
        let walk = officer.recorder.recording.with(|recording| {
            let recording = recording.as_ref()?;
            let area = officer.notebook.area_name(recording.area());
            Some(walk_since(language, &area, recording.started()))
        });
        view! { <Elsewhere language walk=walk.unwrap_or_default() /> }.into_any()
    }

    fn resume(self) -> AnyView {
        let Here { language, officer, .. } = self;
        let recorder = officer.recorder;
        let Some(recording) = recorder.recording.get() else { return ().into_any() };
        let inside_s = self.progress(0).map_or(0, |progress| progress.dwell.inside_s);
        view! {
            <Resume
                language
                area=officer.notebook.area_name(recording.area())
                recording
                inside_s
                now=officer.now.get()
                fault=recorder.fault.into()
                on_resume=Callback::new(move |()| recorder.resume())
                on_end=Callback::new(move |()| recorder.end_interrupted())
                on_discard=Callback::new(move |()| recorder.discard())
            />
        }
        .into_any()
    }

    fn finished(self, id: WalkId) -> AnyView {
        let Here { language, officer, .. } = self;
        view! { <Finished language walk=self.own_walk(id) area=self.area_of(id) now=officer.now.into() /> }
            .into_any()
    }

    pub(super) fn walks(self) -> AnyView {
        let Here { language, officer, .. } = self;
        let notebook = officer.notebook;
        let named = move || {
            let with_area = |walk: OwnWalk| {
                let area = notebook.area_name(&walk.area);
                (walk, area)
            };
            notebook.walks.get().into_iter().map(with_area).collect::<Vec<_>>()
        };
        let activities = Signal::derive(move || self.named_activities());
        view! { <Walks language walks=Signal::derive(named) activities now=officer.now.into() /> }.into_any()
    }

    fn walk_sheet(self, id: WalkId) -> AnyView {
        let Here { language, officer, .. } = self;
        let notebook = officer.notebook;
        let walk = self.own_walk(id);
        let sketch = Memo::new(move |_| -> Option<Sketch> {
            let told = walk.get()?.told?.walk;
            let area = notebook.area(&told.area)?;
            let policy = notebook.news.with(|news| news.rulebook.policy_at(told.began()));
            drawing::of_walk(&told, &area, &policy)
        });
        view! {
            <WalkSheet
                language
                walk
                area=self.area_of(id)
                sketch=sketch.into()
                now=officer.now.into()
                on_send_again=Callback::new(move |seq| officer.send_again(seq))
            />
        }
        .into_any()
    }

    fn correct(self, id: WalkId) -> AnyView {
        let Here { language, officer, .. } = self;
        let Some(walk) = self.own_walk(id).get() else { return self.walks() };
        let Some(told) = walk.told.clone() else { return self.walk_sheet(id) };
        let times = if walk.is_afterwards() { Times::Told } else { Times::Seen };
        let correct = move |(details, reason): (Details, String)| {
            if let Some(says) = correction(&walk, details, reason) {
                officer.tell(says, Screen::WalkSheet(id));
            }
        };
        view! {
            <Correct
                language
                details=Details::of(&told.walk)
                times
                areas=self.named_areas()
                back=Screen::Correct(id).behind()
                now=officer.now.into()
                failed=self.unsaved()
                on_correct=Callback::new(correct)
            />
        }
        .into_any()
    }

    fn withdraw(self, id: WalkId) -> AnyView {
        let Here { language, officer, .. } = self;
        let Some(walk) = self.own_walk(id).get() else { return self.walks() };
        let words = walk_in_words(language, &officer.notebook.area_name(&walk.area), walk.began);
        let withdraw = move |reason| officer.tell(withdrawal(&walk, reason), Screen::WalkSheet(id));
        view! {
            <Withdraw
                language
                title=Word::WithdrawTitle.say(language)
                help=Word::WithdrawHelp.say(language)
                what=words
                back=Screen::Withdraw(id).behind()
                failed=self.unsaved()
                on_withdraw=Callback::new(withdraw)
            />
        }
        .into_any()
    }

    fn afterwards(self) -> AnyView {
        let Here { language, officer, .. } = self;
        let fresh = ToldDraft::on(officer.now.get_untracked(), preferences::usual_crew());
        let (draft, keep) = half_typed::begin(half_typed::TOLD_WALK, officer.notebook.account, fresh);
        view! {
            <Afterwards
                language
                areas=self.named_areas()
                draft
                now=officer.now.into()
                failed=self.unsaved()
                on_typed=keep
                on_told=Callback::new(move |told| officer.tell_afterwards(told))
            />
        }
        .into_any()
    }

    fn settings(self) -> AnyView {
        let Here { language, officer, preferences } = self;
        view! {
            <Settings
                language
                chosen_face=preferences.face.into()
                has_sound=preferences.has_sound.into()
                account=Signal::derive(move || officer.notebook.news.with(|news| news.account.clone()))
                waiting=self.waiting()
                left=officer.left.into()
                is_walking=Signal::derive(move || officer.is_walking())
                is_lasting=officer.is_lasting.into()
                cannot_leave=officer.cannot_leave.into()
                on_language=Callback::new(move |language| preferences.choose_language(language))
                on_face=Callback::new(move |face| preferences.choose_face(face))
                on_sound=Callback::new(move |has_sound| preferences.choose_sound(has_sound))
                on_leave=Callback::new(move |()| officer.leave())
            />
        }
        .into_any()
    }

    fn diagnosis(self) -> AnyView {
        let Here { language, officer, .. } = self;
        let diagnosis = Diagnosis::look(language, officer);
        view! {
            <DiagnosisScreen
                language
                lines=diagnosis.lines.into()
                status=officer.syncer.status.into()
                said=diagnosis.said.into()
                on_copy=Callback::new(move |()| diagnosis.copy())
                on_save=Callback::new(move |()| diagnosis.save())
            />
        }
        .into_any()
    }

    fn login(self) -> AnyView {
        let Here { language, officer, .. } = self;
        let name = officer.notebook.news.with(|news| news.account.as_ref().map(|card| card.name.clone()));
        let on_login = Callback::new(move |card| officer.logged_in(card));
        let left = officer.left.into();
        let back = Screen::Start;
        match name {
            Some(name) if officer.is_walking() => {
                view! { <Login language fixed_name=name left back on_login /> }.into_any()
            }
            Some(name) => view! { <Login language last_name=name left back on_login /> }.into_any(),
            None => view! { <Login language left back on_login /> }.into_any(),
        }
    }

    /// Tells how the running walk stands at a second, or at its last mark when that is later.
    fn progress(self, second: u32) -> Option<Progress> {
        let Officer { recorder, notebook, .. } = self.officer;
        recorder.recording.with(|recording| {
            let recording = recording.as_ref()?;
            let area = notebook.area(recording.area())?;
            let policy = notebook.news.with(|news| news.rulebook.policy_at(recording.started()));
            Some(recording.progress(second, area.boundary_at(recording.started()), &policy))
        })
    }

    fn own_walk(self, id: WalkId) -> Signal<Option<OwnWalk>> {
        let walks = self.officer.notebook.walks;
        Memo::new(move |_| walks.with(|walks| walks.iter().find(|walk| walk.id == id).cloned())).into()
    }

    fn area_of(self, id: WalkId) -> Signal<String> {
        let (walk, notebook) = (self.own_walk(id), self.officer.notebook);
        Signal::derive(move || {
            walk.with(|walk| walk.as_ref().map_or_else(String::new, |walk| notebook.area_name(&walk.area)))
        })
    }

    fn running_area(self) -> Signal<Option<String>> {
        let Officer { recorder, notebook, .. } = self.officer;
        Signal::derive(move || {
            let is_running = !matches!(recorder.stage.get(), Stage::Idle | Stage::Starting);
            let area = recorder.recording.with(|it| it.as_ref().map(|it| notebook.area_name(it.area())));
            area.filter(|_| is_running)
        })
    }

    fn running_area_name(self) -> Signal<String> {
        let area = self.running_area();
        Signal::derive(move || area.get().unwrap_or_default())
    }

    fn waiting(self) -> Signal<Count> {
        let Notebook { walks, activities, .. } = self.officer.notebook;
        Signal::derive(move || walks.with(|walks| activities.with(|it| Count::waiting(walks, it))))
    }

    pub(super) fn named_areas(self) -> Vec<(AreaId, String)> {
        let news = self.officer.notebook.news;
        news.with(|news| {
            news.rulebook.areas.iter().map(|area| (area.id.clone(), area.name.clone())).collect()
        })
    }

    pub(super) fn unsaved(self) -> Signal<Option<String>> {
        let Here { language, officer, .. } = self;
        Signal::derive(move || {
            officer.unsaved.with(|it| it.as_ref().map(|error| storage_fault(language, error)))
        })
    }

    fn recorder_fault(self) -> Signal<Option<String>> {
        let Here { language, officer, .. } = self;
        let fault = officer.recorder.fault;
        Signal::derive(move || fault.with(|it| it.as_ref().map(|error| storage_fault(language, error))))
    }
}
