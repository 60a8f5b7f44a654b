//! What the officer prefers, and who has logged in on this phone. Never anything whose loss would matter: a lost name
//! asks for a log-in, and the journals stay where they are.

use browser::settings;
use domain::id::AccountId;
use leptos::prelude::*;
use sync::wire::AccountCard;

use crate::texts::Language;

const LANGUAGE: &str = "language";
const FACE: &str = "face";
/// The face to go back to from the night face.
const FACE_BY_DAY: &str = "face-by-day";
const CREW: &str = "crew";
const SOUND: &str = "sound";
/// Who is using the phone now.
const ACCOUNT: &str = "account";
/// Everybody who has a journal here, one a line: the account's id, a space, the name.
const ACCOUNTS: &str = "accounts";

/// The phone's colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Face {
    /// Light or dark, as the phone itself is.
    System,
    Light,
    Dark,
    /// Near-black and dim red: does not spoil night sight.
    Night,
}

impl Face {
    pub(crate) const ALL: [Face; 4] = [Face::System, Face::Light, Face::Dark, Face::Night];

    fn word(self) -> &'static str {
        match self {
            Face::System => "system",
            Face::Light => "light",
            Face::Dark => "dark",
            Face::Night => "night",
        }
    }

    fn of(word: Option<String>) -> Face {
        let known = word.and_then(|word| Face::ALL.into_iter().find(|face| face.word() == word));
        known.unwrap_or(Face::System)
    }
}

/// What the officer prefers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Preferences {
    pub(super) language: RwSignal<Language>,
    pub(super) face: RwSignal<Face>,
    /// Whether alarms sound besides shaking the phone.
    pub(super) has_sound: RwSignal<bool>,
}

impl Preferences {
    /// Reads what is kept and shows the page so.
    pub(super) fn kept() -> Preferences {
        let language = settings::get(LANGUAGE).map_or_else(Language::default, |tag| Language::from_tag(&tag));
        let preferences = Preferences {
            language: RwSignal::new(language),
            face: RwSignal::new(Face::of(settings::get(FACE))),
            has_sound: RwSignal::new(settings::get(SOUND).is_some_and(|sound| sound == "on")),
        };
        preferences.show();
        preferences
    }

    pub(super) fn choose_language(self, language: Language) {
        keep(LANGUAGE, language.tag());
        self.language.set(language);
        self.show();
    }

    pub(super) fn choose_face(self, face: Face) {
        keep(FACE, face.word());
        if face != Face::Night {
            keep(FACE_BY_DAY, face.word());
        }
        self.face.set(face);
        self.show();
    }

    pub(super) fn choose_sound(self, has_sound: bool) {
        keep(SOUND, if has_sound { "on" } else { "off" });
        self.has_sound.set(has_sound);
    }

    /// Goes over to the night face, or back to the one before.
    pub(super) fn turn_night(self) {
        let by_day = Face::of(settings::get(FACE_BY_DAY));
        self.choose_face(if self.face.get_untracked() == Face::Night { by_day } else { Face::Night });
    }

    /// Marks the document with language and face: the style sheets do the rest.
    fn show(self) {
        let Some(root) = document().document_element() else { return };
        let face = self.face.get_untracked();
        let marks = [("lang", self.language.get_untracked().tag()), ("data-face", face.word())];
        for (name, value) in marks {
            root.set_attribute(name, value).expect("these are attributes' names");
        }
    }
}

/// Returns how many walked together last time: most crews stay together.
pub(super) fn usual_crew() -> u8 {
    settings::get(CREW).and_then(|crew| crew.parse().ok()).unwrap_or(2)
}

/// Keeps how many walk together.
pub(super) fn keep_usual_crew(crew_size: u8) {
    keep(CREW, &crew_size.to_string());
}

/// Returns whose journal the phone opens.
pub(super) fn account() -> Option<AccountId> {
    settings::get(ACCOUNT)?.parse().ok()
}

/// Remembers who has logged in. False when the browser keeps no preferences: the next start will ask again.
pub(super) fn remember(card: &AccountCard) -> bool {
    let mut accounts = accounts();
    accounts.retain(|(id, _)| *id != card.id);
    accounts.push((card.id, card.shown_as.clone()));
    let lines: Vec<String> = accounts.iter().map(|(id, shown_as)| format!("{id} {shown_as}")).collect();
    keep(ACCOUNTS, &lines.join("\n"));
    settings::set(ACCOUNT, &card.id.to_string()).is_ok()
}

/// Forgets who uses the phone now. The journal stays, and that there is one.
pub(super) fn forget_account() {
    // Where nothing is kept there is nothing to forget.
    let _not_kept = settings::remove(ACCOUNT);
}

/// Returns everybody who has a journal on this phone, with the name to show.
pub(super) fn accounts() -> Vec<(AccountId, String)> {
    let lines = settings::get(ACCOUNTS).unwrap_or_default();
    let account = |line: &str| {
        let (id, shown_as) = line.split_once(' ')?;
        Some((id.parse().ok()?, shown_as.to_owned()))
    };
    lines.lines().filter_map(account).collect()
}

/// Keeps a preference. One that is not kept holds until the app is closed, which is all that it may cost.
fn keep(key: &str, value: &str) {
    let _not_kept = settings::set(key, value);
}
