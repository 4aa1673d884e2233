//! What a name in a rule means, decided when the rule is loaded.

use std::cell::Cell;
use std::rc::Rc;

use rust_decimal::Decimal;

use super::fields::{Field, Kept, Of, Type};
use super::schema::ScopeName;
use crate::caret::nearest;
use crate::lexicon::Lexicons;

/// Where the things that a rule speaks of are kept while it is evaluated.
pub(super) mod slot {
    pub const SHEET: u8 = 0;
    pub const DEPARTMENT: u8 = 1;
    /// The project, or the first of a pair.
    pub const PROJECT: u8 = 2;
    /// The indicator, or the first of a pair.
    pub const INDICATOR: u8 = 3;
    /// The second of a pair of indicators or projects; the cell; the reading note.
    pub const OTHER: u8 = 4;
    /// The part or clause that made the rule true, for its messages.
    pub const WITNESS: u8 = 5;
    /// The first slot of loops; each loop inside a loop takes the next.
    pub const LOOPS: u8 = 6;
    /// How many there are.
    pub const COUNT: usize = 12;
}

/// A field of the thing in a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Path {
    pub slot: u8,
    pub field: Field,
}

/// The value of an option of a rule.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Constant {
    Number(Decimal),
    Text(String),
    Bool(bool),
    List(Vec<String>),
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Field(Path, Type),
    /// Index of a `let`.
    Let(usize, Type),
    /// A loop variable by itself.
    Whole(u8, Of),
}

#[derive(Debug, Clone)]
struct Binding {
    name: Option<String>,
    of: Of,
    slot: u8,
    /// Its fields may be named without saying of what.
    implicit: bool,
}

/// The names that are bound at one place of a rule.
#[derive(Debug, Clone)]
pub(super) struct Names {
    bindings: Vec<Binding>,
    pub lets: Vec<(String, Type)>,
    pub options: Vec<(String, Constant)>,
    pub lexicons: Rc<Lexicons>,
    pub scope: ScopeName,
    /// Whether a project's indicators or the reading of its goal were named, here or in a loop.
    pub reads_projects: Rc<Cell<bool>>,
    next: u8,
}

impl Names {
    /// The names bound in a rule of `scope`.
    pub fn of_scope(scope: ScopeName) -> Self {
        let mut names = Self {
            bindings: Vec::new(),
            lets: Vec::new(),
            options: Vec::new(),
            lexicons: Rc::default(),
            scope,
            reads_projects: Rc::default(),
            next: slot::LOOPS,
        };
        names.bind(None, Of::Sheet, slot::SHEET, true);
        if scope != ScopeName::Sheet {
            names.bind(None, Of::Department, slot::DEPARTMENT, false);
        }
        match scope {
            ScopeName::Cell => {
                names.bind(None, Of::Project, slot::PROJECT, true);
                names.bind(None, Of::Indicator, slot::INDICATOR, true);
                names.bind(None, Of::Cell, slot::OTHER, true);
            }
            ScopeName::Indicator => {
                names.bind(None, Of::Project, slot::PROJECT, true);
                names.bind(None, Of::Indicator, slot::INDICATOR, true);
            }
            ScopeName::Pair => {
                names.bind(None, Of::Project, slot::PROJECT, true);
                names.bind(Some("first"), Of::Indicator, slot::INDICATOR, false);
                names.bind(Some("second"), Of::Indicator, slot::OTHER, false);
            }
            ScopeName::ProjectPair => {
                names.bind(Some("first"), Of::Sibling, slot::PROJECT, false);
                names.bind(Some("second"), Of::Sibling, slot::OTHER, false);
            }
            ScopeName::Project => names.bind(None, Of::Project, slot::PROJECT, true),
            ScopeName::Row => {
                names.bind(None, Of::Sibling, slot::PROJECT, true);
                names.bind(None, Of::Note, slot::OTHER, true);
            }
            ScopeName::Department | ScopeName::Sheet | ScopeName::Corpus => {}
        }
        names
    }

    fn bind(&mut self, name: Option<&str>, of: Of, slot: u8, implicit: bool) {
        let name = name.or(of.prefix()).map(str::to_owned);
        self.bindings.push(Binding { name, of, slot, implicit });
    }

    /// The same names and what made the rule true, as `part` or `clause`.
    pub fn with_witness(&self, of: Of) -> Self {
        let mut names = self.clone();
        names.bind(None, of, slot::WITNESS, false);
        names
    }

    /// Enters a loop: inside it, the fields of its items go without prefix.
    pub fn enter_loop(&self, of: Of) -> Option<(Self, u8)> {
        self.enter(None, of, !matches!(of, Of::Part | Of::Clause))
    }

    /// Enters a loop with a variable.
    pub fn enter_variable(&self, variable: &str, of: Of) -> Option<(Self, u8)> {
        self.enter(Some(variable), of, false)
    }

    fn enter(&self, name: Option<&str>, of: Of, implicit: bool) -> Option<(Self, u8)> {
        let slot = self.next;
        if usize::from(slot) >= slot::COUNT {
            return None;
        }
        let mut names = self.clone();
        names.next += 1;
        names.bind(name, of, slot, implicit);
        Some((names, slot))
    }

    /// What `name` stands for: a `let`, a field of a named thing, or a field of the innermost thing that
    /// has one of that name.
    pub fn resolve(&self, name: &str) -> Option<Meaning> {
        if let Some(index) = self.lets.iter().position(|(known, _)| known == name) {
            return Some(Meaning::Let(index, self.lets[index].1));
        }
        for binding in self.bindings.iter().rev() {
            if binding.name.as_deref() == Some(name) && binding.slot >= slot::LOOPS {
                return Some(Meaning::Whole(binding.slot, binding.of));
            }
            let named = binding
                .name
                .as_deref()
                .and_then(|prefix| name.strip_prefix(prefix)?.strip_prefix('.'))
                .and_then(|rest| self.field(binding, rest));
            if named.is_some() {
                return named;
            }
            if binding.implicit
                && binding.of.implicit(name)
                && let Some(meaning) = self.field(binding, name)
            {
                return Some(meaning);
            }
        }
        None
    }

    fn field(&self, binding: &Binding, name: &str) -> Option<Meaning> {
        let (field, mut kind) = binding.of.field(name)?;
        let own_row = matches!(
            field,
            Field::Row | Field::Money(_) | Field::MoneyText(_) | Field::MoneyIsNumber(_) | Field::Raw(_)
        ) || field == Field::Kept(Kept::ProjectName);
        if binding.of == Of::Project && !own_row {
            self.reads_projects.set(true);
        }
        // A rule on one project sees of its neighbours only their own rows.
        if matches!(field, Field::DepartmentProjects | Field::Projects) && !self.sees_all_projects() {
            kind = Type::Items(Of::Sibling);
        }
        Some(Meaning::Field(Path { slot: binding.slot, field }, kind))
    }

    fn sees_all_projects(&self) -> bool {
        matches!(self.scope, ScopeName::Department | ScopeName::Sheet)
    }

    /// The known name that is nearest to a mistyped one.
    pub fn nearest(&self, name: &str) -> Option<String> {
        let known = self.known();
        nearest(name, known.iter().map(String::as_str)).map(str::to_owned)
    }

    /// All names that are bound.
    pub fn known(&self) -> Vec<String> {
        let mut known: Vec<String> = self.lets.iter().map(|entry| entry.0.clone()).collect();
        for binding in self.bindings.iter().rev() {
            for field in binding.of.names() {
                if let Some(prefix) = &binding.name {
                    known.push(format!("{prefix}.{field}"));
                }
                if binding.implicit && binding.of.implicit(&field) {
                    known.push(field);
                }
            }
        }
        known
    }

    /// The option of that name.
    pub fn option(&self, name: &str) -> Option<&Constant> {
        self.options.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The slot of the innermost indicator whose fields go without prefix.
    pub fn indicator(&self) -> Option<u8> {
        self.innermost(Of::Indicator)
    }

    /// The slot of the innermost project whose fields go without prefix.
    pub fn project(&self) -> Option<u8> {
        self.innermost(Of::Project)
    }

    fn innermost(&self, of: Of) -> Option<u8> {
        self.bindings
            .iter()
            .rev()
            .find(|binding| binding.implicit && binding.of == of)
            .map(|binding| binding.slot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(names: &Names, name: &str) -> Option<(u8, Field)> {
        match names.resolve(name)? {
            Meaning::Field(path, _) => Some((path.slot, path.field)),
            _ => None,
        }
    }

    #[test]
    fn names_are_those_of_the_innermost_thing() {
        let names = Names::of_scope(ScopeName::Indicator);
        assert_eq!(field(&names, "name"), Some((slot::INDICATOR, Field::Kept(Kept::Name))));
        assert_eq!(field(&names, "project.name"), Some((slot::PROJECT, Field::Kept(Kept::ProjectName))));
        assert_eq!(field(&names, "sheet.year"), Some((slot::SHEET, Field::Year)));
        let names = Names::of_scope(ScopeName::Project);
        assert_eq!(field(&names, "name"), None);
        let (inner, at) = names.enter_loop(Of::Indicator).unwrap();
        assert_eq!(field(&inner, "name"), Some((at, Field::Kept(Kept::Name))));
        assert_eq!(field(&inner, "goal"), Some((slot::PROJECT, Field::Kept(Kept::Goal))));
    }

    #[test]
    fn neighbours_show_only_their_own_row() {
        let names = Names::of_scope(ScopeName::Project);
        let Some(Meaning::Field(_, kind)) = names.resolve("department.projects") else { panic!() };
        assert_eq!(kind, Type::Items(Of::Sibling));
        let names = Names::of_scope(ScopeName::Department);
        let Some(Meaning::Field(_, kind)) = names.resolve("department.projects") else { panic!() };
        assert_eq!(kind, Type::Items(Of::Project));
    }
}
