//! The journal and its protocol, from outside: the engine, what admits an entry, and the wire's golden forms.

#![expect(clippy::unwrap_used, reason = "in a test a surprise is a failure")]

mod admission;
mod contract;
mod driver;
mod engine;
mod heartbeat;
mod pulse;
mod second_copy;
mod wire;
mod wire_size;
