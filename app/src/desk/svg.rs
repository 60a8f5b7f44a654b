//! Pictures that the server draws as SVG text: they need no script, print, and take their colours from the style sheet. No
//! colour and no size of letters stands here.

use std::fmt::Write;

/// A picture in the making.
pub(crate) struct Svg {
    text: String,
}

/// Where a text begins, ends or lies around its point.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

impl Svg {
    /// Begins a picture of a size in units. `title` and `told` say in words what it shows, for those who do not see it; `id`
    /// is one that no other picture of the page has.
    pub(crate) fn new(id: &str, class: &str, (width, height): (f64, f64), title: &str, told: &str) -> Svg {
        let mut svg = Svg { text: String::new() };
        svg.write(format_args!(
            r#"<svg class="{class}" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{id}-title {id}-told"><title id="{id}-title">{}</title><desc id="{id}-told">{}</desc>"#,
            escaped(title),
            escaped(told)
        ));
        svg
    }

    fn write(&mut self, part: std::fmt::Arguments<'_>) {
        self.text.write_fmt(part).expect("memory takes all that is written");
    }

    /// Draws a path.
    pub(crate) fn path(&mut self, class: &str, d: &str) {
        self.write(format_args!(r#"<path class="{class}" d="{d}"/>"#));
    }

    /// Draws a circle.
    pub(crate) fn circle(&mut self, class: &str, (x, y): (f64, f64), radius: f64) {
        self.write(format_args!(r#"<circle class="{class}" cx="{x:.1}" cy="{y:.1}" r="{radius}"/>"#));
    }

    /// Draws a rectangle, with a word on it for the mouse where there is one.
    pub(crate) fn rect(&mut self, class: &str, (x, y): (f64, f64), (width, height): (f64, f64), hint: &str) {
        self.write(format_args!(
            r#"<rect class="{class}" x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{height:.1}">"#
        ));
        if !hint.is_empty() {
            self.write(format_args!("<title>{}</title>", escaped(hint)));
        }
        self.text.push_str("</rect>");
    }

    /// Writes a text.
    pub(crate) fn text(&mut self, class: &str, (x, y): (f64, f64), anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        self.write(format_args!(
            r#"<text class="{class}" x="{x:.1}" y="{y:.1}" text-anchor="{anchor}">{}</text>"#,
            escaped(text)
        ));
    }

    /// Ends the picture.
    pub(crate) fn done(mut self) -> String {
        self.text.push_str("</svg>");
        self.text
    }
}

/// Returns a text in which nothing is markup.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            letter => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_never_markup() {
        let mut svg = Svg::new("map", "map", (10.0, 10.0), "A <b>", "\"&\"");
        svg.text("label", (1.0, 2.0), Anchor::End, "<script>");
        let drawn = svg.done();
        assert!(drawn.contains("A &lt;b&gt;") && drawn.contains("&quot;&amp;&quot;"), "{drawn}");
        assert!(drawn.contains(r#"text-anchor="end">&lt;script&gt;</text></svg>"#), "{drawn}");
    }
}
