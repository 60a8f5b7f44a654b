//! What the public reads, with no log-in: how the promises stand, what was published, the figures to take along. Rendered to
//! text once and kept: no program, no cookie, nothing to fetch but the page. It never sees a walk, a person or a clock time.

pub mod facts;
pub mod place;
pub mod style;

mod grid;
mod page;
mod promise;

pub mod embed;
pub mod follow_up;
pub mod standing;

pub mod statement;
pub mod taking;

pub use self::facts::{Account, House, Statement, Status, Told};
pub use self::page::not_found;
pub use self::place::Place;
