//! What the phone's storage did or could not do, in words: what happened, what is safe, what to do. It blames nobody.

use sync::local_store::StoreError;
use sync::wire::StorageReport;

use super::word::Word;
use crate::texts::Language;
use crate::texts::moment::counted;

/// Says that a file was handed over, and that nothing was taken off the phone.
pub fn file_saved(language: Language, file: &str) -> String {
    language.pick(
        format!("Filen {file} ligger bland telefonens hämtade filer. Passen finns kvar här också."),
        format!("The file {file} is among the phone's downloads. The walks stay here as well."),
    )
}

/// Says what the phone's storage could not do, what is safe and what to do.
pub fn storage_fault(language: Language, error: &StoreError) -> String {
    let word = match error {
        StoreError::AlreadyRunning => Word::FaultAlreadyRunning,
        StoreError::NotRunning => Word::FaultNotRunning,
        StoreError::Full => Word::FaultFull,
        StoreError::Emptied => Word::FaultEmptied,
        StoreError::Damaged(_) => Word::FaultDamaged,
        StoreError::Failed(_) => Word::FaultFailed,
    };
    word.say(language).to_owned()
}

/// Says what the phone's storage had lost when the app was opened, what came back, and what to do.
pub fn storage_lost(language: Language, report: &StorageReport) -> String {
    let entries = |n: u64| {
        let entry = language.pick(("osänd post", "osända poster"), ("unsent entry", "unsent entries"));
        counted(u32::try_from(n).unwrap_or(u32::MAX), entry)
    };
    let (recovered, lost) = (entries(report.n_recovered), entries(report.n_lost));
    let what = language.pick(
        "Webbläsaren hade tappat det som var sparat på telefonen.",
        "The browser had lost what was saved on the phone.",
    );
    let then = match (report.n_recovered, report.n_lost) {
        (0, 0) => language.pick(
            "Alla avslutade pass var redan skickade.".to_owned(),
            "All finished walks had been sent.".to_owned(),
        ),
        (_, 0) => language.pick(
            format!("{recovered} kom tillbaka från reservkopian. Ingenting saknas."),
            format!("{recovered} came back from the spare copy. Nothing is missing."),
        ),
        _ => language.pick(
            format!("Upp till {lost} är borta, {recovered} kom tillbaka. Se i Mina pass vad som saknas, och logga det i efterhand."),
            format!("Up to {lost} are gone, {recovered} came back. See in My walks what is missing, and log it afterwards."),
        ),
    };
    format!("{what} {then}")
}
