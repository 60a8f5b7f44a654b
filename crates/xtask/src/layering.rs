//! The house's layers, proven with `cargo tree`: which crates a package must not reach, by any path. It never looks at
//! source: what is not in the tree cannot be called.

use std::collections::BTreeSet;

use anyhow::{Context, bail};

use crate::house;

/// One package, built in one way, and the crates that must not be below it.
struct Rule {
    package: &'static str,
    /// The app's face and its target, where the package is the app.
    flags: &'static [&'static str],
    must_not_reach: &'static [&'static str],
}

const WASM: &str = "wasm32-unknown-unknown";

const RULES: [Rule; 8] = [
    Rule {
        package: "domain",
        flags: &[],
        must_not_reach: &[
            "sync", "browser", "store", "app", "server", "tokio", "rusqlite", "web-sys", "leptos",
        ],
    },
    Rule {
        package: "sync",
        flags: &[],
        must_not_reach: &["browser", "store", "app", "server", "tokio", "rusqlite", "web-sys", "leptos"],
    },
    Rule {
        package: "browser",
        flags: &["--target", WASM],
        must_not_reach: &["store", "app", "server", "tokio", "rusqlite", "leptos"],
    },
    Rule { package: "store", flags: &[], must_not_reach: &["browser", "app", "server", "web-sys", "leptos"] },
    Rule {
        package: "app",
        flags: &["--features", "phone", "--target", WASM],
        must_not_reach: &[
            "store",
            "server",
            "rusqlite",
            "reqwest",
            "leptos_axum",
            "leptos_meta",
            "leptos_router",
        ],
    },
    Rule {
        package: "app",
        flags: &["--features", "desk", "--target", WASM],
        must_not_reach: &["browser", "store", "server", "rusqlite", "reqwest", "leptos_axum"],
    },
    Rule {
        package: "app",
        flags: &["--features", "ssr"],
        must_not_reach: &["browser", "store", "server", "tests", "rusqlite"],
    },
    Rule { package: "server", flags: &[], must_not_reach: &["browser", "tests"] },
];

/// Fails with every breach of the layers, each in a line.
pub(crate) fn check() -> anyhow::Result<()> {
    let mut breaches = Vec::new();
    for rule in &RULES {
        let tree = tree(rule)?;
        let reached = crates(&tree);
        for forbidden in rule.must_not_reach.iter().filter(|forbidden| reached.contains(*forbidden)) {
            let built = rule.flags.join(" ");
            breaches.push(format!("{} {built} reaches {forbidden}", rule.package));
        }
    }
    if !breaches.is_empty() {
        bail!("{}", breaches.join("\n"));
    }
    Ok(())
}

/// Returns every crate that is linked into a package, one a line: "name vX.Y.Z …".
fn tree(rule: &Rule) -> anyhow::Result<String> {
    let mut cargo = house::cargo("tree");
    cargo.args(["--package", rule.package, "--edges", "normal", "--prefix", "none"]).args(rule.flags);
    let output = cargo.output().context("cargo tree did not start")?;
    if !output.status.success() {
        bail!("{cargo:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8(output.stdout)?)
}

fn crates(tree: &str) -> BTreeSet<&str> {
    tree.lines().filter_map(|line| line.split(' ').next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_house_keeps_its_layers() {
        check().unwrap();
    }

    #[test]
    fn a_crate_below_the_first_level_is_reached() {
        let rule = Rule { package: "xtask", flags: &[], must_not_reach: &[] };
        assert!(crates(&tree(&rule).unwrap()).contains("walrus"));
    }
}
