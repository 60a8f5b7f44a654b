//! The one library that speaks TLS for whatever this process asks of others. It never decides whom to trust: the system's store
//! of certificates does.

/// Provides it. Whoever makes an HTTP client calls this first, since a client is made for both `http` and `https`.
pub fn provide() {
    // It is there already when this was called before.
    let _is_there = rustls::crypto::ring::default_provider().install_default();
}
