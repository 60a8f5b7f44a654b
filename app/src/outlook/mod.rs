//! What the phone works out from what it holds: how the areas stand, where each walk is, which screen an address names.
//! Nothing in here touches a browser, so all of it is tested natively.

pub mod alarm;
pub mod amendment;
pub mod areas;
pub mod count;
pub mod diagnosis;
pub mod own_activities;
pub mod own_walks;
pub mod screen;
pub mod told_draft;
pub mod told_span;
