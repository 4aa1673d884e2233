//! The self-check page: one HTML file that asks nobody for anything. Its markup, style sheets and modules are files beside
//! this crate; [`compose`] makes one page of them, with the policy that lets a browser run these and nothing else.

mod module;
mod policy;
mod stitch;

use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What answers the page's questions.
#[derive(Debug, Clone, Copy)]
pub enum Engine<'a> {
    /// This WebAssembly module, inside the page: nothing leaves the machine.
    Module(&'a [u8]),
    /// The server that the page comes from.
    Server,
}

/// A page that stands by itself.
#[derive(Debug, Clone)]
pub struct Page {
    /// The file.
    pub html: String,
    /// Its content security policy, which also stands in it.
    pub csp: String,
}

const LIGHT: &str = concat!(
    include_str!("../../../report/html/light.css"),
    include_str!("../../../report/html/ground.css"),
    include_str!("../../../report/html/ranking.css"),
    include_str!("../css/frame.css"),
    include_str!("../css/start.css"),
    include_str!("../css/batch.css"),
    include_str!("../css/sheet.css"),
    include_str!("../css/dialogs.css"),
    include_str!("../css/narrow.css"),
    include_str!("../css/print.css"),
);
const DARK: &str = include_str!("../../../report/html/dark.css");
const EXAMPLE: &[u8] = include_bytes!("../example.xlsx");

#[derive(Template)]
#[template(path = "index.html")]
struct Index<'a> {
    csp: &'a str,
    light: &'a str,
    dark: &'a str,
    script: &'a str,
    /// The sheet to try the page on, as base64.
    example: &'a str,
    /// The source of the worker and the module that it runs, packed.
    worker: Option<(&'a str, &'a str)>,
}

/// Makes the page.
///
/// # Errors
/// Where the template cannot be written, which would be a fault of this crate.
pub fn compose(engine: Engine<'_>) -> Result<Page, askama::Error> {
    let script = stitch::page();
    let csp = policy::policy(&[LIGHT, DARK], &script, engine);
    let worker = match engine {
        Engine::Module(module) => {
            Some((stitch::worker(), STANDARD.encode(packed(&module::without_custom_sections(module)))))
        }
        Engine::Server => None,
    };
    let worker = worker.as_ref().map(|(source, module)| (source.as_str(), module.as_str()));
    let example = STANDARD.encode(EXAMPLE);
    let html =
        Index { csp: &csp, light: LIGHT, dark: DARK, script: &script, example: &example, worker }.render()?;
    Ok(Page { html, csp })
}

/// Gzip, as small as it gets: the page is made once and opened often.
fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    // Writing to memory does not fail.
    let _ = zopfli::compress(zopfli::Options::default(), zopfli::Format::Gzip, bytes, &mut packed);
    packed
}

#[cfg(test)]
mod tests;
