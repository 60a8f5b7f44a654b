//! The phone's entry: mounts the face in the constant shell. Never hydrates; the shell's body is empty.

use leptos::mount::mount_to_body;

fn main() {
    mount_to_body(app::phone::Phone);
}
