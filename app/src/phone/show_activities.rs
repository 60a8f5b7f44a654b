//! Joins the screens about activities to what the phone holds, as its sibling does for walks. It decides nothing.

use browser::clock;
use domain::activity::Activity;
use domain::activity_draft::{Draft, logged_for};
use domain::day::Day;
use domain::id::{ActivityId, PromiseId};
use domain::promise::{Promise, PromisePeriod};
use leptos::prelude::*;

use super::half_typed::{self, OnTyped};
use super::screens::activity::{ActivityForm, Purpose, fresh_draft};
use super::screens::activity_sheet::ActivitySheet;
use super::screens::walks::NamedActivity;
use super::screens::withdraw::Withdraw;
use super::show::Here;
use crate::outlook::own_activities::{OwnActivity, corrected, taken_back};
use crate::outlook::screen::Screen;
use crate::texts::activity::{Word, line};

impl Here {
    pub(super) fn log_activity(self) -> AnyView {
        let promises = self.promises(None);
        let fresh = fresh_draft(self.today(), &promises);
        let (draft, keep) = half_typed::begin(half_typed::ACTIVITY, self.officer.notebook.account, fresh);
        // Named once for this form, so that saving twice tells one activity.
        let id = ActivityId(clock::new_id());
        let save = move |(activity, _): (Activity, String)| self.officer.log_activity(activity);
        self.form(Purpose::Log, id, draft, promises, keep, Callback::new(save))
    }

    pub(super) fn correct_activity(self, id: ActivityId) -> AnyView {
        let Some(own) = self.own_activity(id).get() else { return self.walks() };
        let promises = self.promises(Some(own.activity.promise));
        let draft = Draft::of(&own.activity);
        let save = move |(instead, reason): (Activity, String)| {
            self.officer.tell(corrected(&own, instead, reason), Screen::ActivitySheet(id));
        };
        self.form(Purpose::Correct, id, draft, promises, Box::new(|_| {}), Callback::new(save))
    }

    fn form(
        self,
        purpose: Purpose,
        id: ActivityId,
        draft: Draft,
        promises: Vec<(PromiseId, String)>,
        on_typed: OnTyped<Draft>,
        on_save: Callback<(Activity, String)>,
    ) -> AnyView {
        let notebook = self.officer.notebook;
        let screen = if purpose == Purpose::Log { Screen::LogActivity } else { Screen::CorrectActivity(id) };
        let read = move |draft: Draft| {
            let standing = |own: &OwnActivity| own.withdrawn.is_none().then(|| own.activity.clone());
            let others: Vec<Activity> =
                notebook.activities.with(|activities| activities.iter().filter_map(standing).collect());
            notebook.news.with(|news| draft.read(id, &news.rulebook, self.today(), &others))
        };
        view! {
            <ActivityForm
                language=self.language
                purpose
                draft
                promises
                areas=self.named_areas()
                back=screen.behind()
                read=Callback::new(read)
                failed=self.unsaved()
                on_typed
                on_save
            />
        }
        .into_any()
    }

    pub(super) fn activity_sheet(self, id: ActivityId) -> AnyView {
        let Here { language, officer, .. } = self;
        let own = self.own_activity(id);
        let named = Memo::new(move |_| own.get().map(|own| (own.clone(), self.area_name(&own))));
        let promise =
            Signal::derive(move || own.get().map_or_else(String::new, |own| self.promise_name(&own)));
        view! {
            <ActivitySheet
                language
                activity=named.into()
                promise
                now=officer.now.into()
                on_send_again=Callback::new(move |seq| officer.send_again(seq))
            />
        }
        .into_any()
    }

    pub(super) fn withdraw_activity(self, id: ActivityId) -> AnyView {
        let Here { language, officer, .. } = self;
        let Some(own) = self.own_activity(id).get() else { return self.walks() };
        let told = line(language, &own.activity, self.area_name(&own).as_deref(), self.today());
        let what = format!("{}: {told}", self.promise_name(&own));
        let withdraw = move |reason| officer.tell(taken_back(&own, reason), Screen::ActivitySheet(id));
        view! {
            <Withdraw
                language
                title=Word::Withdraw.say(language)
                help=Word::WithdrawHelp.say(language)
                what
                back=Screen::WithdrawActivity(id).behind()
                failed=self.unsaved()
                on_withdraw=Callback::new(withdraw)
            />
        }
        .into_any()
    }

    pub(super) fn named_activities(self) -> Vec<NamedActivity> {
        let named = |own: OwnActivity| NamedActivity {
            promise: self.promise_name(&own),
            area: self.area_name(&own),
            own,
        };
        self.officer.notebook.activities.get().into_iter().map(named).collect()
    }

    fn today(self) -> Day {
        Day::of(self.officer.now.get())
    }

    fn own_activity(self, id: ActivityId) -> Signal<Option<OwnActivity>> {
        let activities = self.officer.notebook.activities;
        Memo::new(move |_| activities.with(|all| all.iter().find(|own| own.activity.id == id).cloned()))
            .into()
    }

    fn area_name(self, own: &OwnActivity) -> Option<String> {
        own.activity.area.as_ref().map(|area| self.officer.notebook.area_name(area))
    }

    /// Returns what people call an activity's promise; that it is an activity, where this phone does not know it.
    fn promise_name(self, own: &OwnActivity) -> String {
        self.officer.notebook.news.with(|news| match news.rulebook.promise(own.activity.promise) {
            Some((_, promise)) => self.in_words(promise),
            None => Word::Activity.say(self.language).to_owned(),
        })
    }

    fn in_words(self, promise: &Promise) -> String {
        self.language.pick(promise.name.sv.as_str(), promise.name.english()).to_owned()
    }

    /// Returns what can be logged for by name, and the given one, which an activity is already for. Where promises of two
    /// periods are among them, each says of which it is.
    fn promises(self, already: Option<PromiseId>) -> Vec<(PromiseId, String)> {
        self.officer.notebook.news.with(|news| {
            let mut open = logged_for(&news.rulebook, self.today());
            if let Some(already) = already.filter(|id| open.iter().all(|(_, promise)| promise.id != *id)) {
                open.extend(news.rulebook.promise(already));
            }
            let is_of_one = open.windows(2).all(|pair| pair[0].0.id == pair[1].0.id);
            let named = |(period, promise): &(&PromisePeriod, &Promise)| {
                let (name, of) = (self.in_words(promise), &period.name);
                let of = self.language.pick(of.sv.as_str(), of.english());
                (promise.id, if is_of_one { name } else { format!("{name} ({of})") })
            };
            open.iter().map(named).collect()
        })
    }
}
