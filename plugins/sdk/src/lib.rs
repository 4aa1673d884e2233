//! Rules for jichi (绩尺) in Rust.
//!
//! A rule is a rule file that names its values, and a function that finds the cases:
//!
//! ```
//! use jichi_plugin::{Field, Plugin, Project, Report, Rule, Run};
//!
//! struct Checks;
//!
//! impl Plugin for Checks {
//!     fn open(_run: &Run<'_>) -> Self {
//!         Self
//!     }
//! }
//!
//! struct ManyIndicators;
//!
//! impl Rule<Checks> for ManyIndicators {
//!     const SOURCE: &'static str = r#"code = "MY101" …"#; // include_str!("../rules/many-indicators.toml")
//!
//!     fn check(_state: &Checks, project: &Project<'_>, report: &mut Report<'_>) {
//!         let count = project.indicators().len();
//!         if count > 30 {
//!             report.finding(Field::Project).number("count", count).emit();
//!         }
//!     }
//! }
//!
//! jichi_plugin::export!(Checks, "my-checks", [ManyIndicators]);
//! ```
//!
//! `jichi plugin new my-checks` makes such a crate. What a rule says stands in its file, in Chinese and in
//! English; the function reports the values that those texts speak of.

pub mod abi;
mod decimal;
#[doc(hidden)]
pub mod entry;
mod kinds;
mod project;
mod report;

pub use decimal::Decimal;
pub use kinds::{AsksFor, Better, Bound, Dimension, Group, Kind, MoneyUnit, UnitDimension};
pub use project::{Amount, Cell, Date, Indicator, Part, Place, Project, Reading, Run};
pub use report::{Field, FindingBuilder, Number, RelatedBuilder, Report, SheetNumber};

/// What the rules of a plugin share in a run: their options, and what those that look at one project beside
/// another remember.
pub trait Plugin: Send + Sync + Sized + 'static {
    /// Begins a run.
    fn open(run: &Run<'_>) -> Self;
}

/// When a rule is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calls {
    /// `check` only: scope `project`.
    Check,
    /// `follow` only: scope `corpus`.
    Follow,
    /// Both: scope `corpus`, with the work that each project needs by itself done in parallel.
    CheckAndFollow,
}

/// A rule of the plugin `P`.
pub trait Rule<P: Plugin> {
    /// The rule file: code, titles, texts, severity, `values`, examples.
    const SOURCE: &'static str;
    /// Which of the two functions are called.
    const CALLS: Calls = Calls::Check;

    /// Looks at a project by itself. Called in any order, from several threads at once.
    #[allow(unused_variables)]
    fn check(state: &P, project: &Project<'_>, report: &mut Report<'_>) {}

    /// Looks at a project beside those before it. Called in the order of the run, one after the other, on each
    /// project after `check`.
    #[allow(unused_variables)]
    fn follow(state: &mut P, project: &Project<'_>, report: &mut Report<'_>) {}
}

/// The descriptor of a plugin, a constant: `descriptor!(State, "plugin-id", [Rule, …])`.
#[macro_export]
macro_rules! descriptor {
    ($state:ty, $id:expr, [$($rule:ty),+ $(,)?]) => {{
        const RULES: &[$crate::abi::Rule] = &[$($crate::entry::rule::<$state, $rule>()),+];
        $crate::entry::descriptor::<$state>($id, env!("CARGO_PKG_VERSION"), RULES)
    }};
}

/// Makes the library a plugin: `export!(State, "plugin-id", [Rule, …])`, or `export!(DESCRIPTOR)` for a
/// constant made by [`descriptor!`]. Once in a library.
#[macro_export]
macro_rules! export {
    ($state:ty, $id:expr, [$($rule:ty),+ $(,)?]) => {
        $crate::export!($crate::descriptor!($state, $id, [$($rule),+]));
    };
    ($descriptor:expr) => {
        #[cfg(panic = "abort")]
        compile_error!(
            "a jichi plugin cannot be built with panic = \"abort\": its panics would end the whole program. \
             Take `panic = \"abort\"` out of the profile"
        );

        /// What jichi looks for in the library.
        // SAFETY: no other library that jichi has loaded can be meant by the name: it is looked up in this one.
        #[unsafe(no_mangle)]
        #[allow(non_upper_case_globals)]
        pub static jichi_plugin_v1: $crate::abi::Descriptor = $descriptor;
    };
}
