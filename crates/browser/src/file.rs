//! Small files in the browser's private file system (OPFS), read and replaced as a whole. None is ever changed in place.
//!
//! What `createWritable` opens is written beside the file and takes its place when it is closed: whatever is killed when,
//! the file is the old one or the new one. Safari has it from version 26. What older ones have, `createSyncAccessHandle`,
//! is for workers alone and writes in place.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::JsValue;
use web_sys::DomException;

use crate::{clock, window};

/// How long one step may take: nobody is to wait for a file for good.
const STEP_MS: u64 = 5_000;

/// Says that a file could not be read or replaced.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FileError {
    /// The browser lacks it: it is too old, or keeps no files in this mode.
    #[error("this browser keeps no files")]
    Unsupported,
    /// There is no such file.
    #[error("there is no such file")]
    Missing,
    /// It failed otherwise, as when the storage is full.
    #[error("{0}")]
    Failed(String),
}

/// Returns what a file holds.
pub(crate) async fn read(name: &str) -> Result<String, FileError> {
    let file = ask(&handle(name, false).await?, "getFile", &Array::new()).await?;
    Ok(ask(&file, "text", &Array::new()).await?.as_string().unwrap_or_default())
}

/// Makes a file, or replaces it.
pub(crate) async fn replace(name: &str, text: &str) -> Result<(), FileError> {
    let none = Array::new();
    let writing = ask(&handle(name, true).await?, "createWritable", &none).await?;
    let written = match ask(&writing, "write", &Array::of1(&text.into())).await {
        Ok(_) => ask(&writing, "close", &none).await,
        error => error,
    };
    if written.is_err() {
        // What was written beside the file is thrown away; where that fails too, the browser does it at the next start.
        let _thrown_away = ask(&writing, "abort", &none).await;
    }
    written.map(drop)
}

async fn handle(name: &str, is_made: bool) -> Result<JsValue, FileError> {
    let folder = ask(&window().navigator().storage(), "getDirectory", &Array::new()).await?;
    let options = Object::new();
    Reflect::set(&options, &"create".into(), &is_made.into())?;
    ask(&folder, "getFileHandle", &Array::of2(&name.into(), &options)).await
}

/// Calls a method that answers with a promise, and waits for the answer. A browser that lacks the method is no error of ours.
async fn ask(whom: &JsValue, method: &str, arguments: &Array) -> Result<JsValue, FileError> {
    let method = Reflect::get(whom, &method.into()).ok().and_then(|it| it.dyn_into::<Function>().ok());
    let answer = method.ok_or(FileError::Unsupported)?.apply(whom, arguments)?;
    let (over, _timeout) = clock::deadline(STEP_MS);
    // Wrapped, so that an answer without a value is told from none.
    let answered = Promise::all(&Array::of1(&answer));
    let answer = Promise::race(&Array::of2(&answered, &over)).await?;
    match answer.dyn_into::<Array>() {
        Ok(answer) => Ok(answer.get(0)),
        Err(_) => Err(FileError::Failed("the browser does not answer".to_owned())),
    }
}

impl From<JsValue> for FileError {
    fn from(thrown: JsValue) -> FileError {
        let Some(error) = thrown.dyn_ref::<DomException>() else {
            return FileError::Failed(format!("{thrown:?}"));
        };
        match error.name().as_str() {
            "NotFoundError" => FileError::Missing,
            // A private window, or storage that is switched off.
            "SecurityError" => FileError::Unsupported,
            name => FileError::Failed(format!("{name}: {}", error.message())),
        }
    }
}
