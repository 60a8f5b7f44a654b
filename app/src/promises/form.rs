//! A form as it was filled in, and its fields: what was typed stands in them again, and what is wrong stands beside it, tied
//! to the field for those who do not see it. It never checks anything.

use leptos::prelude::*;

/// What stands in a form's fields, and what is wrong with them, by the fields' names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    values: Vec<(String, String)>,
    faults: Vec<(String, String)>,
}

impl Filled {
    /// Takes a form as a browser sends it: names and values, some names more than once.
    pub fn new(values: Vec<(String, String)>) -> Filled {
        Filled { values, faults: Vec::new() }
    }

    /// Puts a value into a field, beside those that stand in it.
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Filled {
        self.values.push((name.into(), value.into()));
        self
    }

    /// Says what is wrong with a field. What is said first of a field is shown.
    pub fn say(&mut self, name: impl Into<String>, said: impl Into<String>) {
        self.faults.push((name.into(), said.into()));
    }

    /// Tells whether anything is wrong.
    pub fn is_faulty(&self) -> bool {
        !self.faults.is_empty()
    }

    /// Returns what stands in a field, without the space around it.
    pub fn value(&self, name: &str) -> &str {
        let value = self.values.iter().find(|(of, _)| of == name);
        value.map_or("", |(_, value)| value.trim())
    }

    /// Returns all that stands in a field that takes more than one.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.values.iter().filter(move |(of, _)| of == name).map(|(_, value)| value.trim())
    }

    /// Tells whether a field holds a value.
    pub fn holds(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|held| held == value)
    }

    /// Returns what is wrong with a field.
    pub fn fault(&self, name: &str) -> Option<&str> {
        self.faults.iter().find(|(of, _)| of == name).map(|(_, said)| said.as_str())
    }

    /// Draws a notice above the form with the number of things to put right; nothing when all is well.
    pub fn draw_notice(&self, said: &'static str) -> impl IntoView + use<> {
        let first = self.faults.first().map(|(name, _)| format!("#{}", id(name)));
        first.map(|first| {
            view! {
                <p class="problem" role="alert">
                    <a href=first>{said}</a>
                </p>
            }
        })
    }
}

/// What kind of line a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Text of at most so many characters.
    Text(usize),
    /// A day of the calendar.
    Day,
    /// A whole number.
    Number,
}

/// Returns a field's id in the page. Names hold letters, digits, hyphens, dots.
fn id(name: &str) -> String {
    format!("field-{name}")
}

/// Draws what is wrong with a field, and returns the id by which the field names it.
fn draw_fault(filled: &Filled, name: &str) -> (Option<String>, impl IntoView + use<>) {
    let fault = filled.fault(name).map(str::to_owned);
    let fault_id = fault.as_ref().map(|_| format!("{}-fault", id(name)));
    let id = fault_id.clone();
    (fault_id, fault.map(|fault| view! { <span class="fault" id=id>{fault}</span> }))
}

/// Draws a field of one line.
pub fn line(filled: &Filled, name: &str, label: &str, takes: Line) -> impl IntoView + use<> {
    let (fault_id, fault) = draw_fault(filled, name);
    let (kind, max, mode) = match takes {
        Line::Text(max) => ("text", Some(max.to_string()), None),
        Line::Day => ("date", None, None),
        Line::Number => ("text", None, Some("numeric")),
    };
    view! {
        <label class="field">
            <span class="label">{label.to_owned()}</span>
            <input
                id=id(name)
                name=name.to_owned()
                type=kind
                maxlength=max
                inputmode=mode
                value=filled.value(name).to_owned()
                autocomplete="off"
                aria-invalid=fault_id.as_ref().map(|_| "true")
                aria-describedby=fault_id
            />
            {fault}
        </label>
    }
}

/// Draws a field of many lines.
pub fn text(filled: &Filled, name: &str, label: &str, rows: u8, lang: &'static str) -> impl IntoView + use<> {
    let (fault_id, fault) = draw_fault(filled, name);
    view! {
        <label class="field">
            <span class="label">{label.to_owned()}</span>
            <textarea
                id=id(name)
                name=name.to_owned()
                rows=rows.to_string()
                lang=lang
                aria-invalid=fault_id.as_ref().map(|_| "true")
                aria-describedby=fault_id
            >
                {as_text_content(filled.value(name))}
            </textarea>
            {fault}
        </label>
    }
}

/// Draws a choice of one among several.
pub fn choice(
    filled: &Filled,
    name: &str,
    label: &str,
    options: Vec<(String, String)>,
) -> impl IntoView + use<> {
    let (fault_id, fault) = draw_fault(filled, name);
    let chosen = filled.value(name).to_owned();
    let options = options.into_iter().map(|(value, said)| {
        let is_chosen = value == chosen;
        view! {
            <option value=value selected=is_chosen>
                {said}
            </option>
        }
    });
    view! {
        <label class="field">
            <span class="label">{label.to_owned()}</span>
            <select
                id=id(name)
                name=name.to_owned()
                aria-invalid=fault_id.as_ref().map(|_| "true")
                aria-describedby=fault_id
            >
                {options.collect_view()}
            </select>
            {fault}
        </label>
    }
}

/// Draws boxes of which any number may be ticked.
pub fn boxes(
    filled: &Filled,
    name: &str,
    label: &str,
    options: Vec<(String, String)>,
) -> impl IntoView + use<> {
    let (fault_id, fault) = draw_fault(filled, name);
    let options = options.into_iter().enumerate().map(|(idx, (value, said))| {
        let is_ticked = filled.holds(name, &value);
        // The first is where a notice above the form leads to.
        let id = (idx == 0).then(|| id(name));
        view! {
            <label class="tick">
                <input id=id type="checkbox" name=name.to_owned() value=value checked=is_ticked />
                <span>{said}</span>
            </label>
        }
    });
    view! {
        <fieldset class="field" aria-describedby=fault_id>
            <legend class="label">{label.to_owned()}</legend>
            <div class="ticks">{options.collect_view()}</div>
            {fault}
        </fieldset>
    }
}

/// Draws what a form holds without showing it.
pub fn hidden(name: &str, value: &str) -> impl IntoView + use<> {
    view! { <input type="hidden" name=name.to_owned() value=value.to_owned() /> }
}

/// Escapes what stands between a `textarea`'s tags: leptos writes it to the letter. The first line end is
/// the browser's to swallow.
pub(crate) fn as_text_content(text: &str) -> String {
    format!("\n{}", text.replace('&', "&amp;").replace('<', "&lt;"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_stands_again_and_its_fault_is_tied_to_it() {
        let mut filled =
            Filled::new(vec![("day".into(), " 2026-13-01 ".into()), ("area".into(), "b".into())]);
        filled.say("day", "Skriv en dag som finns.");
        let html = Owner::new().with(|| line(&filled, "day", "Dag", Line::Text(10)).to_html());
        for part in [
            r#"value="2026-13-01""#,
            r#"aria-invalid="true""#,
            r#"aria-describedby="field-day-fault""#,
            r#"id="field-day-fault""#,
            "Skriv en dag som finns.",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
        let boxes = [("a".to_owned(), "A".to_owned()), ("b".to_owned(), "B".to_owned())].to_vec();
        let html = Owner::new().with(|| super::boxes(&filled, "area", "Område", boxes).to_html());
        assert!(html.contains(r#"value="b" checked"#) && !html.contains(r#"value="a" checked"#), "{html}");
    }

    #[test]
    fn what_somebody_typed_is_never_markup() {
        let filled = Filled::new(vec![("note".into(), "</textarea><script>".into())]);
        let html = Owner::new().with(|| text(&filled, "note", "Text", 3, "sv").to_html());
        assert!(!html.contains("<script>"), "{html}");
    }
}
