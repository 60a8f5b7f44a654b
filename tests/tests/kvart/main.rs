//! What crosses crates, in one program: each test has its own server, and where it needs one its own browser. One program and not
//! one a file, for each would carry the whole server and the driver of browsers again.

mod accessible;
mod keyboard;
mod simulation;
mod story;
mod weight;
mod year;

/// The officer's phone, in a real browser.
mod phone {
    mod activities;
    mod afterwards;
    mod clock;
    mod door;
    mod full;
    mod honest;
    mod kill;
    mod rescue;
    mod storage_lost;
    mod worker;
}

/// The supervisor's desk, over HTTP and in a real browser.
mod desk {
    mod activities;
    mod coverage;
    mod coverage_visit;
    mod figures;
    mod open_week;
    mod phones;
    mod rights;
    mod visit;
    mod walks;
    mod week;
}

/// What the public reads.
mod public {
    mod pages;
    mod print;
}

/// The server itself: who gets in, what it takes, keeps and sends, and what it outlives.
mod server {
    mod crash;
    mod disk;
    mod guard;
    mod import;
    mod life;
    mod login;
    mod morning;
    mod push;
    mod reminders;
    mod reminders_tls;
}
