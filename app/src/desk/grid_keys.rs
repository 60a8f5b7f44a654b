//! The grid by the keyboard, once the page is alive: one cell of it is a stop for the tab key, and the arrow keys go on from
//! there. Without script each cell is a link like others. It draws nothing.

use leptos::ev::KeyboardEvent;
use leptos::html::Table;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, EventTarget, HtmlElement};

/// How many weeks the page keys go over: a quarter of a year.
const PAGE: usize = 13;

/// How many rows and columns of cells a grid has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Extent {
    pub(crate) n_rows: usize,
    pub(crate) n_columns: usize,
}

/// Names a cell on the page.
pub(crate) fn cell_id(row: usize, column: usize) -> String {
    format!("cell-{row}-{column}")
}

fn place(id: &str) -> Option<(usize, usize)> {
    let (row, column) = id.strip_prefix("cell-")?.split_once('-')?;
    Some((row.parse().ok()?, column.parse().ok()?))
}

/// Tells which cell a key leads to from another; nothing where the key is none of the grid's or leads nowhere.
fn target(from: (usize, usize), key: &str, with_control: bool, extent: Extent) -> Option<(usize, usize)> {
    let (row, column) = from;
    let (last_row, last_column) = (extent.n_rows.checked_sub(1)?, extent.n_columns.checked_sub(1)?);
    let to = match (key, with_control) {
        ("ArrowUp", false) => (row.checked_sub(1)?, column),
        ("ArrowDown", false) => (row + 1, column),
        ("ArrowLeft", false) => (row, column.checked_sub(1)?),
        ("ArrowRight", false) => (row, column + 1),
        ("Home", false) => (row, 0),
        ("End", false) => (row, last_column),
        ("Home", true) => (0, 0),
        ("End", true) => (last_row, last_column),
        ("PageUp", false) => (row.saturating_sub(PAGE), column),
        ("PageDown", false) => ((row + PAGE).min(last_row), column),
        _ => return None,
    };
    (to.0 <= last_row && to.1 <= last_column && to != from).then_some(to)
}

/// Moves the focus by a key that was pressed on a cell.
pub(crate) fn step(event: &KeyboardEvent, extent: Extent) {
    if event.shift_key() || event.alt_key() || event.meta_key() {
        return;
    }
    let from = element(event.target()).and_then(|cell| place(&cell.id()));
    let to = from.and_then(|from| target(from, &event.key(), event.ctrl_key(), extent));
    let to = to.and_then(|(row, column)| document().get_element_by_id(&cell_id(row, column)));
    if let Some(cell) = to.and_then(|cell| cell.dyn_into::<HtmlElement>().ok()) {
        event.prevent_default();
        let _focused = cell.focus();
    }
}

/// Makes the cell that now has the focus the grid's one stop for the tab key.
pub(crate) fn stop_at(target: Option<EventTarget>, table: NodeRef<Table>) {
    if let Some(cell) = element(target).filter(|cell| place(&cell.id()).is_some()) {
        rove(table, &cell.id());
    }
}

/// Takes all cells but the first out of the tab key's way. Where another has the focus already, that one stays.
pub(crate) fn start(table: NodeRef<Table>) {
    Effect::new(move |_| {
        let focused = document().active_element().map(|focused| focused.id());
        let stop = focused.filter(|id| place(id).is_some()).unwrap_or_else(|| cell_id(0, 0));
        rove(table, &stop);
    });
}

fn rove(table: NodeRef<Table>, stop: &str) {
    let Some(table) = table.get_untracked() else { return };
    let cells = table.get_elements_by_tag_name("a");
    for cell in (0..cells.length()).filter_map(|idx| cells.item(idx)) {
        let id = cell.id();
        if place(&id).is_none() {
            continue;
        }
        let tabindex = if id == stop { "0" } else { "-1" };
        if cell.get_attribute("tabindex").as_deref() != Some(tabindex) {
            let _set = cell.set_attribute("tabindex", tabindex);
        }
    }
}

fn element(target: Option<EventTarget>) -> Option<Element> {
    target?.dyn_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXTENT: Extent = Extent { n_rows: 20, n_columns: 4 };

    #[track_caller]
    fn check(from: (usize, usize), key: &str, expected: Option<(usize, usize)>) {
        let (key, with_control) = key.strip_prefix("Control+").map_or((key, false), |key| (key, true));
        assert_eq!(target(from, key, with_control, EXTENT), expected, "{key} from {from:?}");
    }

    #[test]
    fn keys_lead_to_neighbours_and_ends_and_never_out_of_the_grid() {
        check((3, 1), "ArrowDown", Some((4, 1)));
        check((3, 1), "ArrowLeft", Some((3, 0)));
        check((0, 0), "ArrowUp", None);
        check((3, 0), "ArrowLeft", None);
        check((19, 3), "ArrowDown", None);
        check((19, 3), "ArrowRight", None);
        check((3, 1), "Home", Some((3, 0)));
        check((3, 0), "Home", None);
        check((3, 1), "End", Some((3, 3)));
        check((3, 1), "Control+Home", Some((0, 0)));
        check((3, 1), "Control+End", Some((19, 3)));
        check((3, 1), "PageDown", Some((16, 1)));
        check((16, 1), "PageDown", Some((19, 1)));
        check((3, 1), "PageUp", Some((0, 1)));
        check((3, 1), "Enter", None);
        check((3, 1), "Control+ArrowDown", None);
        assert_eq!(target((0, 0), "End", false, Extent { n_rows: 0, n_columns: 0 }), None);
    }

    #[test]
    fn a_cell_is_known_by_its_name() {
        assert_eq!(place(&cell_id(12, 3)), Some((12, 3)));
        assert_eq!((place("cell-3"), place("name"), place("cell-a-1")), (None, None, None));
    }
}
