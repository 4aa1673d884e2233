//! Any cells of any table: what is written is read again, and nothing else is another.

use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};
use proptest::prelude::*;

use super::*;
use crate::lint::{Lint, Loader, Ordinals, Selection, Source};
use crate::layout::Layouts;
use crate::finding::Language;
use crate::rule::RuleSet;
use crate::record::Sheet;
