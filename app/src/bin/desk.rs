//! The desk's entry in the browser: hydrates the page that the server has rendered. Never mounts an empty one.

use leptos::mount::hydrate_body;

fn main() {
    hydrate_body(app::desk::Desk);
}
