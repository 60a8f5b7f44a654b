//! The hash of a file's content, in the two spellings that the site needs. It never reads a file.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

/// Bytes of the hash in a file's name: 64 bits tell a house's few files apart.
const N_NAME_BYTES: usize = 8;

/// Returns the hash as it stands in a file's name, in hexadecimal digits.
pub(crate) fn in_name(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(N_NAME_BYTES).map(|byte| format!("{byte:02x}")).collect()
}

/// Returns the whole hash as `integrity` in HTML and fetch wants it (Subresource Integrity).
pub(crate) fn integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(bytes)))
}
