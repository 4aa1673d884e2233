//! One of each failure, for the pages that show them all.

use super::*;

impl Failure {
    /// One of each, and of what their texts differ by.
    pub(in crate::cli) fn specimens() -> Vec<Self> {
        use crate::cli::golden::{BLANK, of_each, strange};
        let blank = || BLANK.to_owned();
        let refused = || {
            let fault = crate::caret::Fault::new(0..1, blank(), blank()).help(blank());
            Box::new(fault.told(BLANK, &BLANK.into()))
        };
        let mut all: Vec<Self> = vec![
            Self::UnknownRule(UnknownRule { word: blank(), near: Some(blank()) }),
            Self::UnknownRule(UnknownRule { word: blank(), near: None }),
            Self::WatchedInput,
            Self::UnknownEncoding { name: blank() },
            Self::Threads { detail: blank() },
            Self::NoFindings { file: blank(), line: 1, column: 1 },
            Self::Output { file: None, source: strange() },
            Self::Output { file: Some(blank()), source: io::ErrorKind::IsADirectory.into() },
            Self::Output { file: Some(blank()), source: io::ErrorKind::AlreadyExists.into() },
            Self::Output { file: Some(blank()), source: io::ErrorKind::StorageFull.into() },
            Self::UnknownLayout { id: blank(), near: Some(blank()) },
            Self::UnknownLayout { id: blank(), near: None },
            Self::ConfigFile { file: blank(), source: io::ErrorKind::NotFound.into() },
            Self::ConfigFile { file: blank(), source: io::ErrorKind::InvalidData.into() },
            Self::Config(refused()),
            Self::Doubt(refused()),
            Self::PluginFailed(Box::new(Failed {
                plugin: blank(),
                first: None,
                fault: crate::plugin::Fault::Said(blank()),
                projects: 1,
                gave_up: false,
            })),
        ];
        for what in [Definition::Rule, Definition::Layout] {
            all.push(Self::DefinitionFile { what, file: blank(), source: io::ErrorKind::NotFound.into() });
            all.push(Self::NoDefinitions { what, path: blank() });
            all.push(Self::BrokenDefinition { what, error: refused() });
        }
        // A folder has rules or examples, and is told to have no rules.
        let what = Definition::Library;
        all.push(Self::DefinitionFile { what, file: blank(), source: io::ErrorKind::NotFound.into() });
        all.push(Self::BrokenDefinition { what, error: refused() });
        let what = Definition::Rule;
        all.push(Self::DefinitionFile { what, file: blank(), source: io::ErrorKind::InvalidData.into() });
        all.extend(BadInput::specimens().into_iter().map(Self::from));
        all.extend(BadBaseline::specimens().into_iter().map(Self::from));
        all.extend(BadDestination::specimens().into_iter().map(Self::from));
        all.extend(NoNewRule::specimens().into_iter().map(Self::from));
        all.extend(NotFixed::specimens().into_iter().map(Self::from));
        #[cfg(feature = "serve")]
        all.extend(NoServer::specimens().into_iter().map(Self::from));
        all.extend(NoPlace::specimens().into_iter().map(Self::from));
        all.extend(PluginFailure::specimens().into_iter().map(|failure| Self::Plugin(Box::new(failure))));
        of_each(all)
    }
}
