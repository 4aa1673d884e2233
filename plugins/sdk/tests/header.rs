//! The published header says what module `abi` says: the structs of the interface as memory has them, and all
//! numbers by name.

#![allow(clippy::unwrap_used, reason = "a test that cannot set up its inputs fails")]

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use jichi_plugin::abi;

/// A struct: its name, its size, and each field's name, offset and size.
struct Layout {
    name: &'static str,
    size: usize,
    fields: Vec<(&'static str, usize, usize)>,
}

const fn size_of_field<S, F>(_: fn(&S) -> &F) -> usize {
    size_of::<F>()
}

macro_rules! layouts {
    ($($name:ident { $($field:ident),* $(,)? })*) => {
        vec![$({
            // Does not compile where a field is missing.
            let _ = |all: abi::$name| {
                let abi::$name { $($field: _),* } = all;
            };
            Layout {
                name: stringify!($name),
                size: size_of::<abi::$name>(),
                fields: vec![$((
                    stringify!($field),
                    std::mem::offset_of!(abi::$name, $field),
                    size_of_field(|all: &abi::$name| &all.$field),
                )),*],
            }
        }),*]
    };
}

fn layouts() -> Vec<Layout> {
    layouts! {
        Text { bytes, length }
        Decimal { low, high, scale, negative, known, reserved }
        Place { row, column }
        Cell { raw, place, present, reserved }
        Amount { cell, number }
        Date { year, month, day, planned }
        Part {
            kind, bound, start, end, raw_start, raw_end, unit_dimension, flags, number, upper, unit, per,
            per_count, from, to,
        }
        Reading { text, parts, part_count, part_size }
        Indicator {
            row, group, dimension, asks_for, better, flags, name, value, operator, unit, weight, name_reading,
            target, cost,
        }
        Project {
            size, sheet, index, file, sheet_name, year, money_unit, row, reserved, department_code,
            department_name, department, name, total, fiscal, other, other_count, other_size, goal,
            goal_reading, indicators, indicator_count, indicator_size,
        }
        Setting { code, name, kind, truth, number, items, item_count }
        Run { size, settings, setting_count, setting_size }
        Value { name, text, number }
        Target { field, index }
        Related { label, at, reserved, target, sheet, place, values, value_count, value_size }
        Finding {
            size, target, span, start, end, reserved, values, value_count, value_size, related, related_count,
            related_size,
        }
        Sink { size, host, emit, fault }
        Rule { source, check, follow }
        Descriptor {
            magic, major, minor, size, id, version, flags, reserved, rules, rule_count, rule_size, open, close,
        }
    }
}

#[test]
fn all_structs_are_looked_at() {
    let declared = include_str!("../src/abi/mod.rs").matches("\npub struct ").count();
    assert_eq!(layouts().len(), declared);
}

/// Structs are sent to other processes as their bytes: bytes that nobody has written must not be among them.
#[test]
fn no_struct_has_padding() {
    for Layout { name, size, fields } in layouts() {
        let mut end = 0;
        for (field, offset, size) in fields {
            assert_eq!(offset, end, "{name}.{field}");
            end += size;
        }
        assert_eq!(size, end, "the end of {name}");
    }
}

/// `UnitDimension` → `jichi_unit_dimension`
fn type_in_c(name: &str) -> String {
    let mut c = "jichi".to_owned();
    for letter in name.chars() {
        if letter.is_uppercase() {
            c.push('_');
        }
        c.extend(letter.to_lowercase());
    }
    c
}

fn field_in_c(name: &str) -> &str {
    // A word of C++.
    if name == "operator" { "operator_" } else { name }
}

/// What compiles only where the header has these structs and numbers.
fn claims() -> String {
    let mut c = String::new();
    let mut claimed = 0;
    let mut claim = |what: String| {
        // Assertions came to C later than C99: an array of -1 elements is refused by all compilers.
        let _ = writeln!(c, "typedef char claim_{claimed}[({what}) ? 1 : -1];");
        claimed += 1;
    };
    for Layout { name, size, fields } in layouts() {
        let name = type_in_c(name);
        claim(format!("sizeof({name}) == {size}"));
        for (field, offset, size) in fields {
            let field = field_in_c(field);
            claim(format!("offsetof({name}, {field}) == {offset}"));
            claim(format!("sizeof((({name} *)0)->{field}) == {size}"));
        }
    }
    for (name, number) in abi::NUMBERS {
        claim(format!("JICHI_{name} == {number}"));
    }
    claim(format!("JICHI_MAJOR == {}", abi::MAJOR));
    claim(format!("JICHI_MINOR == {}", abi::MINOR));
    let magic: Vec<String> = abi::MAGIC.iter().map(u8::to_string).collect();
    let _ = write!(
        c,
        "static const uint8_t magic[] = JICHI_MAGIC;\n\
         static const uint8_t bytes[] = {{{}}};\n\
         typedef char claim_magic[(sizeof magic == {}) ? 1 : -1];\n",
        magic.join(", "),
        magic.len()
    );
    c
}

/// The C or C++ compiler of this machine; None where it has none.
fn compiler(cpp: bool) -> Option<cc::Tool> {
    let system = if cfg!(target_os = "macos") {
        "apple-darwin"
    } else if cfg!(all(windows, target_env = "msvc")) {
        "pc-windows-msvc"
    } else if cfg!(windows) {
        "pc-windows-gnu"
    } else {
        "unknown-linux-gnu"
    };
    let target = format!("{}-{system}", std::env::consts::ARCH);
    let mut build = cc::Build::new();
    build.cargo_metadata(false).target(&target).host(&target).opt_level(0).cpp(cpp).warnings(false);
    let compiler = build.try_get_compiler().ok()?;
    compiler.to_command().arg("--version").output().ok()?;
    Some(compiler)
}

/// Compiles `header.c` with all warnings as errors and runs it.
fn holds(compiler: &cc::Tool, name: &str, flags: &[&str]) {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("claims.h"), claims()).unwrap();
    let program = folder.join("header.exe");
    let mut command = compiler.to_command();
    command.current_dir(&folder).args(flags);
    for include in [here.join("include"), folder.clone()] {
        command.arg("-I").arg(include);
    }
    command.arg(here.join("tests/header.c"));
    if compiler.is_like_msvc() {
        command.args(["/W4", "/WX", "/Fe:header.exe"]);
    } else {
        command.args(["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-o"]).arg(&program);
    }
    let output = command.output().unwrap();
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}{}", said(&output.stdout), said(&output.stderr));
    assert_eq!(Command::new(&program).status().unwrap().code(), Some(0));
}

#[test]
fn the_header_says_the_same_in_c() {
    let compiler = compiler(false).unwrap();
    holds(&compiler, "c", if compiler.is_like_msvc() { &["/std:c11"] } else { &["-std=c99"] });
}

/// The tests ask for a C compiler; one of C++ is used where there is one.
#[test]
fn the_header_says_the_same_in_cpp() {
    let Some(compiler) = compiler(true) else { return };
    let flags: &[&str] =
        if compiler.is_like_msvc() { &["/TP", "/EHsc"] } else { &["-x", "c++", "-std=c++11"] };
    holds(&compiler, "c++", flags);
}
