//! Three-valued logic after Kleene: what cannot be determined is neither true nor false.

/// True, false, or not determinable. Only [`Truth::True`] makes a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Truth {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// A value it needs could not be determined.
    Unknown,
}

impl Truth {
    /// Whether it is known to hold.
    pub fn is_true(self) -> bool {
        self == Self::True
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }
}

impl From<Option<bool>> for Truth {
    fn from(holds: Option<bool>) -> Self {
        holds.map_or(Self::Unknown, Self::from)
    }
}

impl std::ops::Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }
}

/// True when all are true, false as soon as one is false.
pub(super) fn all(items: impl IntoIterator<Item = Truth>) -> Truth {
    let mut result = Truth::True;
    for item in items {
        match item {
            Truth::False => return Truth::False,
            Truth::Unknown => result = Truth::Unknown,
            Truth::True => {}
        }
    }
    result
}

/// True as soon as one is true, false when all are false.
pub(super) fn any(items: impl IntoIterator<Item = Truth>) -> Truth {
    !all(items.into_iter().map(|item| !item))
}

#[cfg(test)]
mod tests {
    use super::Truth::{False, True, Unknown};
    use super::*;

    #[test]
    fn kleene_tables() {
        for (left, right, both, either) in [
            (True, True, True, True),
            (True, False, False, True),
            (True, Unknown, Unknown, True),
            (False, False, False, False),
            (False, Unknown, False, Unknown),
            (Unknown, Unknown, Unknown, Unknown),
        ] {
            assert_eq!(all([left, right]), both);
            assert_eq!(all([right, left]), both);
            assert_eq!(any([left, right]), either);
            assert_eq!(any([right, left]), either);
        }
        assert_eq!(!Unknown, Unknown);
        assert_eq!(all([]), True);
        assert_eq!(any([]), False);
    }
}
