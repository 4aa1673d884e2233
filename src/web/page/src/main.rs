//! `jichi-page jichi.wasm jichi.html`: the page with this module inside. Without a module, the page of `jichi serve`.

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use jichi_page::{Engine, compose};

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    let made = match arguments.as_slice() {
        [module, page] => fs::read(module)
            .map_err(|error| format!("{}: {error}", Path::new(module).display()))
            .and_then(|module| write(Engine::Module(&module), Path::new(page))),
        [page] => write(Engine::Server, Path::new(page)),
        _ => Err("usage: jichi-page [MODULE] PAGE".to_owned()),
    };
    match made {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn write(engine: Engine<'_>, path: &Path) -> Result<(), String> {
    let page = compose(engine).map_err(|error| error.to_string())?;
    fs::write(path, page.html).map_err(|error| format!("{}: {error}", path.display()))
}
