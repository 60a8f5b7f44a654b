//! What the phone's screens are made of. A part takes data and emits events; it holds no rule and touches no store.

pub(crate) mod amend;
pub(crate) mod area_card;
pub(crate) mod choice;
pub(crate) mod fields;
pub(crate) mod hold_button;
pub(crate) mod icon;
pub(crate) mod note_sheet;
pub(crate) mod place_line;
pub(crate) mod pocket;
pub(crate) mod ring;
pub(crate) mod stepper;
pub(crate) mod sync_line;
pub(crate) mod top_bar;
pub(crate) mod verdict_block;
