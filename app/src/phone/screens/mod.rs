//! The phone's screens. A screen takes data and emits what the person wants; `phone::show` joins it to the notebook.

pub(crate) mod activity;
pub(crate) mod activity_sheet;
pub(crate) mod afterwards;
pub(crate) mod correct;
pub(crate) mod diagnosis;
pub(crate) mod finished;
pub(crate) mod login;
pub(crate) mod resume;
pub(crate) mod settings;
pub(crate) mod start;
pub(crate) mod walk;
pub(crate) mod walk_sheet;
pub(crate) mod walks;
pub(crate) mod withdraw;
