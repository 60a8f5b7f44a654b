//! The phone's signs, drawn with one line each. None stands without its word, and none carries a colour of its own.

use leptos::prelude::*;

/// A sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Icon {
    /// The way back.
    Back,
    /// The own walks.
    List,
    /// The settings.
    Settings,
    /// The night face.
    Moon,
    /// More by one, or something new.
    Plus,
    /// Less by one.
    Minus,
    /// Taking back.
    Undo,
    /// Done.
    Check,
    /// On this phone.
    Phone,
    /// With the server.
    Server,
    /// Under way.
    Arrow,
    /// Look here.
    Alert,
    /// Where the phone is.
    Place,
    /// Within the boundary.
    Inside,
    /// Beyond the boundary.
    Outside,
    /// No position.
    Nowhere,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Icon::Back => "M15 5l-7 7 7 7",
            Icon::List => "M4 6h16M4 12h16M4 18h10",
            Icon::Settings => {
                "M4 7h8M18 7h2M4 17h2M12 17h8M12 7a3 3 0 1 0 6 0a3 3 0 1 0-6 0M6 17a3 3 0 1 0 6 0a3 3 0 1 0-6 0"
            }
            Icon::Moon => "M19.5 14.5A8 8 0 1 1 9.5 4.5a6.3 6.3 0 0 0 10 10z",
            Icon::Plus => "M12 5v14M5 12h14",
            Icon::Minus => "M5 12h14",
            Icon::Undo => "M9 14l-5-5 5-5M4 9h10.5a5.5 5.5 0 0 1 0 11H11",
            Icon::Check => "M4.5 12.5l5 5L19.5 7",
            Icon::Phone => {
                "M8 3h8a1.5 1.5 0 0 1 1.5 1.5v15A1.5 1.5 0 0 1 16 21H8a1.5 1.5 0 0 1-1.5-1.5v-15A1.5 1.5 0 0 1 8 3zM10.5 18h3"
            }
            Icon::Server => "M5 4h14v7H5zM5 13h14v7H5zM8.5 7.5h0M8.5 16.5h0",
            Icon::Arrow => "M12 20V5M6 11l6-6 6 6",
            Icon::Alert => "M12 7v6M12 17h0M12 2.5a9.5 9.5 0 1 0 0 19a9.5 9.5 0 1 0 0-19",
            Icon::Place => {
                "M12 21c4-5 6.5-8.2 6.5-11.5a6.5 6.5 0 1 0-13 0C5.5 12.8 8 16 12 21zM9.5 9.5a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0"
            }
            Icon::Inside => "M4 4h16v16H4zM10 12a2 2 0 1 0 4 0a2 2 0 1 0-4 0",
            Icon::Outside => "M3 7h11v11H3zM19 5a2 2 0 1 0 4 0a2 2 0 1 0-4 0",
            Icon::Nowhere => "M4 4h16v16H4zM9 9l6 6M15 9l-6 6",
        }
    }

    /// Draws the sign.
    pub(crate) fn draw(self) -> impl IntoView {
        view! {
            <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
                <path d=self.path() />
            </svg>
        }
    }
}
