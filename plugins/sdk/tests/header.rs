//! The structs of the interface as memory has them.

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
        Related { label, at, reserved, target, sheet, place, values, value_count }
        Finding {
            size, target, span, start, end, reserved, values, value_count, related, related_count,
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
    let declared = include_str!("../src/abi.rs").matches("\npub struct ").count();
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
