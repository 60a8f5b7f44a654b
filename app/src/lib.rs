//! What people see, in two faces: the phone, mounted in a constant shell and whole without a network, and the desk,
//! rendered by the server and hydrated. A build holds one of them. This crate never sees the store.

pub mod texts;

pub mod sketch;

pub mod outlook;

#[cfg(any(feature = "desk", feature = "ssr"))]
pub mod desk;
#[cfg(feature = "phone")]
pub mod phone;
#[cfg(feature = "ssr")]
pub mod promises;
#[cfg(feature = "ssr")]
pub mod public;
