//! The desk's pages about promises, follow-ups and activities: forms above all. They are rendered by the server, whole, and
//! carry no program: what was typed comes back with the fault at its field. Never decides a right: the store's door does.

pub mod form;
pub mod sheet;

pub mod standing;

pub mod activities;
pub mod terms;

pub mod letter_form;
pub mod preview;
pub mod shared_texts;

pub use self::form::Filled;
pub use self::sheet::Sheet;
