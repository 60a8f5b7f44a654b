//! A table that may be wider than a phone: it scrolls by itself, by thumb and by keyboard, and the page does not.

use leptos::prelude::*;

/// What stands in the cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cells {
    /// Words, and figures among them.
    Words,
    /// Counts, one below the other.
    Counts,
}

/// Draws a table. `heads` are the cells of its first row, `body` is all below it; `named_by` is the id of the heading that
/// names it.
pub(super) fn wide_table(
    named_by: &'static str,
    cells: Cells,
    heads: impl IntoView,
    body: impl IntoView,
) -> impl IntoView {
    let class = match cells {
        Cells::Words => "wide",
        Cells::Counts => "wide counts",
    };
    view! {
        <div class=class tabindex="0" role="group" aria-labelledby=named_by>
            <table class="list">
                <thead>
                    <tr>{heads}</tr>
                </thead>
                {body}
            </table>
        </div>
    }
}
