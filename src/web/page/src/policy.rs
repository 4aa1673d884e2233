//! The content security policy of the page.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::Engine;

/// Nothing from anywhere, but these style sheets and this script inside the page; beyond that the module in a worker made
/// of the page's own text, or the server that the page comes from.
pub(crate) fn policy(styles: &[&str], script: &str, engine: Engine<'_>) -> String {
    let styles = styles.iter().map(|style| source(style)).collect::<Vec<_>>().join(" ");
    let script = source(script);
    let engine = match engine {
        Engine::Module(_) => "script-src {script} 'wasm-unsafe-eval'; worker-src blob:; connect-src 'none'",
        Engine::Server => "script-src {script}; connect-src 'self'",
    }
    .replace("{script}", &script);
    format!("default-src 'none'; style-src {styles}; {engine}; base-uri 'none'; form-action 'none'")
}

/// `'sha256-…'`
pub(crate) fn source(block: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(block)))
}
