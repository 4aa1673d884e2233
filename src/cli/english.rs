//! The help pages in English. The Chinese ones stand at the arguments themselves.

use clap::{Arg, Command};

use super::usage::headed;

const TEMPLATE: &str = "{about-with-newline}\nUsage: {usage}\n\n{all-args}{after-help}";

/// The words that it is called by, about, usage and what follows the options, for each command.
const COMMANDS: &[(&str, &str, &str, &str)] = &[
    (
        "jichi",
        "Checks budget performance-goal sheets (预算绩效目标表) cell by cell: what is wrong, why, and what to write",
        "jichi <command> [options]",
        "Exit codes: 0 no finding at or above --fail-on; 1 there are some; 2 the command line, the configuration or a rule is \
         wrong, or a path matches nothing; 3 an input could not be read, or a plugin not be used.",
    ),
    (
        "check",
        "Check sheets",
        "jichi check [options] <path>...",
        "Examples: jichi check 2024.xlsx --format json\n          \
         jichi check district.xlsx --output html=out/report.html --split-by department",
    ),
    (
        "annotate",
        "Write copies of sheets with comments on the cells and a list of all findings",
        "jichi annotate [options] <path>...",
        "Examples: jichi annotate 2024.xlsx\n          jichi annotate departments/ -o annotated/\n\nWorkbooks of .xlsx and \
         .xlsm stay as they are but for comments, fills and one sheet more, documents of .docx but for comments and fills; all \
          other files become a new .xlsx that shows \
         the tables as they were read.\nExit codes: 0 written, whatever was found; 2 the command line, the configuration or \
         a rule is wrong, or a file is there already; 3 an input could not be read, or a plugin not be used.",
    ),
    (
        "review",
        "Fill in the review form of each project (项目支出绩效目标审核表) and draft the opinion",
        "jichi review [options] <path>...",
        "Examples: jichi review 2024.xlsx --format json\n          jichi review departments/ --format docx -o forms.docx\n\nExit codes: 0 reviewed, whatever was found; 2 the command \
         line, the configuration or a rule is wrong; 3 an input could not be read, or a \
         plugin not be used.",
    ),
    (
        "stats",
        "Count the findings of each department and score its sheets",
        "jichi stats [options] <path>...",
        "Examples: jichi stats departments/\n          jichi stats departments/ --format csv > stats.csv\n\nExit codes: 0 \
         counted, whatever was found; 2 the command line, the configuration or a rule is wrong; 3 an input could not be \
         read, or a plugin not be used.",
    ),
    (
        "baseline",
        "Manage the baseline: findings that are known are put aside, and only new ones count",
        "jichi baseline <command> <path>...",
        "Examples: jichi baseline create departments/    what is there now is known\n          \
         jichi check departments/              fails on new findings only\n          \
         jichi baseline prune departments/     what was mended is known no longer",
    ),
    (
        "baseline create",
        "Make the baseline: all that is found now is known",
        "jichi baseline create [options] <path>...",
        "",
    ),
    (
        "baseline check",
        "Hold sheets against the baseline: exits with 1 on new findings, and where some of it is gone",
        "jichi baseline check [options] <path>...",
        "",
    ),
    (
        "baseline prune",
        "Take findings that are gone out of the baseline",
        "jichi baseline prune [options] <path>...",
        "",
    ),
    (
        "diff",
        "Compare the findings of two runs: what is fixed, still open, and new",
        "jichi diff [options] <old.json> <new.json>",
        "Example: jichi check draft/ --format json > draft.json\n         jichi check mended/ --format json > \
         mended.json\n         jichi diff draft.json mended.json\n\nExit codes: 0 compared; 3 a file could not be read.",
    ),
    (
        "records",
        "List the projects and indicators as they were read",
        "jichi records [options] <path>...",
        "Examples: jichi records 2024.xlsx --format json\n          jichi records --why 2024.xlsx",
    ),
    #[cfg(feature = "serve")]
    (
        "serve",
        "Check in a browser, and for other programs over HTTP",
        "jichi serve [options]",
        "Examples: jichi serve\n          JICHI_TOKEN=… jichi serve --listen 10.0.0.5:8080 --host jichi.example.gov.cn\n\n\
         The interface is described in /api/v1/openapi.json. Ctrl-C stops it.\nExit codes: 0 stopped; 2 the command \
         line, the configuration or a rule is wrong, or the address cannot be used; 3 a plugin cannot be used.",
    ),
    (
        "rules",
        "List the rules, begin one of your own, or run the tests inside rule files",
        "jichi rules [options] [condition]...\n       jichi rules new <code>\n       jichi rules test [path]...\n       jichi rules schema",
        "Examples: jichi rules JC3 error    those of chapter 3 that are errors\n          \
         jichi rules deadline     those that speak of deadlines",
    ),
    (
        "rules new",
        "Make a rule file that explains itself and passes its own examples",
        "jichi rules new <code> [--path <file>]",
        "Examples: jichi rules new MY101\n          jichi rules new MY102 --path my-rules/no-subject.toml",
    ),
    ("rules schema", "Print the JSON schema of rule files, for editors", "jichi rules schema", ""),
    ("rules test", "Run the examples inside rule files", "jichi rules test [options] [path]...", ""),
    (
        "explain",
        "Explain a rule: what it finds, why, and its basis",
        "jichi explain <rule>...",
        "Example: jichi explain JC308",
    ),
    (
        "trace",
        "Show why a rule did or did not find something in a place",
        "jichi trace [options] <file> --at <place> <rule>",
        "Examples: jichi trace 2024.xlsx --at Sheet1!F12 JC308\n          \
         jichi trace district.tsv --at 128 MY101 --rules my-rules/\n          \
         jichi trace departments.zip/office.docx --at 表2第5行第7列 JC301",
    ),
    ("init", "Make a configuration to start from, with every setting explained", "jichi init [options]", ""),
    (
        "config",
        "Show the settings in effect, or print the JSON schema of configurations",
        "jichi config <command> [options]",
        "Examples: jichi config show\n          jichi config schema > config.schema.json",
    ),
    (
        "config show",
        "List the settings in effect, and where each comes from",
        "jichi config show [options]",
        "",
    ),
    ("config schema", "Print the JSON schema of configurations, for editors", "jichi config schema", ""),
    (
        "layouts",
        "List the layouts that sheets are recognised by, or the headers that one knows",
        "jichi layouts [options] [layout]",
        "Examples: jichi layouts\n          jichi layouts form-88                 which headers it reads as what\n          \
         jichi layouts --layouts my-layouts/   with those of your own",
    ),
    (
        "plugin",
        "Manage plugins: rules whose cases code finds, where a table of conditions is not enough",
        "jichi plugin <command> [options]",
        "Examples: jichi plugin new county-checks\n          \
         jichi plugin trust target/release/libjichi_county_checks.so",
    ),
    (
        "plugin list",
        "List the plugins: bundled, configured and trusted ones",
        "jichi plugin list [options]",
        "",
    ),
    (
        "plugin trust",
        "Trust the files of plugins, so that a configuration can use them",
        "jichi plugin trust <file>...",
        "",
    ),
    ("plugin untrust", "Trust plugins no longer", "jichi plugin untrust <file|SHA-256>...", ""),
    (
        "plugin new",
        "Make a plugin: a crate in Rust that builds and passes its tests as it is",
        "jichi plugin new <name> [--path <folder>]",
        "",
    ),
    (
        "completions",
        "Print what a shell needs to complete command lines",
        "jichi completions <shell>",
        "Examples: jichi completions bash > ~/.local/share/bash-completion/completions/jichi\n          \
         jichi completions fish > ~/.config/fish/completions/jichi.fish",
    ),
    (
        "man",
        "Print the manual page (man)",
        "jichi man",
        "Examples: jichi man > ~/.local/share/man/man1/jichi.1\n          jichi man > jichi.1, then man ./jichi.1",
    ),
];

/// Identifier, value's name and help, for each argument.
const ARGUMENTS: &[(&str, &str, &str)] = &[
    ("lang", "language", "Language of the output: zh (default) or en; JICHI_LANG sets it too"),
    ("color", "when", "When to colour: auto (default: on a terminal, NO_COLOR honoured), always, never"),
    ("help", "", "Print help"),
    ("version", "", "Print the version"),
    ("paths", "path", "Files, folders or globs; - is standard input"),
    ("no_baseline", "", "Use no baseline: findings in it are listed like others"),
    (
        "fix",
        "",
        "Apply the safe fixes of what would be listed to the files themselves (tables of text, .xlsx, .xlsm), to the cells \
         concerned only, then list what is left",
    ),
    (
        "unsafe_fixes",
        "",
        "With --fix or --diff: apply also fixes that may change what is meant; look at them afterwards",
    ),
    (
        "diff",
        "",
        "Change nothing, list what --fix would change, cell by cell (old → new); exits with 1 where it is anything",
    ),
    ("watch", "", "Go on: check again whenever a file, a rule or the configuration is saved, until Ctrl-C"),
    ("old", "old.json", "The findings of the earlier run (jichi check --format json or ndjson)"),
    ("new", "new.json", "Those of the later run"),
    ("stdin_name", "name", "Name of standard input; its extension says how to read it"),
    ("added_layouts", "path", "Further layout files (.toml), or folders of them"),
    (
        "why",
        "",
        "Tell not the records but how they were read: the layout, what the headers were read as, which cells are in no record and why",
    ),
    ("id", "layout", "A layout: list all headers that it knows"),
    ("encoding", "encoding", "Encoding of text files, such as gb18030; found out unless given"),
    (
        "format",
        "format",
        "Output format: check has text (default; with --output summary), compact, summary, json, ndjson, csv, markdown, html (an overview page), and for CI sarif, junit, checkstyle, github, gitlab; lists have table and json",
    ),
    (
        "output",
        "format=file",
        "Write a file besides: format=file, any number of times, such as --output json=findings.json",
    ),
    (
        "split_by",
        "by what",
        "Split by department: the files of --output go into a folder for each department, such as out/Office/report.html",
    ),
    ("out_file", "file", "Write to a file; to standard output unless given"),
    ("select", "rules", "Only these rules: codes, beginnings of codes, names or ALL, parted by commas"),
    ("ignore", "rules", "Not these rules"),
    ("severity", "level", "List findings at or above: info (default), warning, error"),
    (
        "fail_on",
        "level",
        "Exit with 1 on findings (listed or not) at or above: error (default), warning, info, never",
    ),
    ("year", "year", "Budget year; taken from the sheet's title unless given"),
    ("threads", "number", "Number of threads; all processors unless given"),
    ("errors_to", "file", "Write the inputs that could not be read, and why, as JSON"),
    (
        "config",
        "file",
        "Configuration; unless given, jichi.toml in the working folder or the nearest above it",
    ),
    (
        "destination",
        "path",
        "File to write, or folder for several; beside the input unless given, its name followed by -annotated",
    ),
    ("force", "", "Replace files that are there already; never those that are read"),
    ("written_format", "format", "Format of what standard output says of the files: text (default), json"),
    ("isolated", "", "Use no configuration"),
    (
        "filters",
        "condition",
        "Only rules that meet all conditions: the beginning of a code, a severity, a status, or a text in names \
         and explanations",
    ),
    ("rules", "rule", "Code or name of a rule: JC308, capped-target"),
    ("traced_rule", "rule", "Code or name of the rule"),
    (
        "spot",
        "place",
        "Where to look: a row, or a cell, such as 128, F12, Sheet1!F12; in a document as the program names places",
    ),
    ("trace_format", "format", "Output format: text (default), json"),
    (
        "statistics",
        "",
        "Tell on standard error what each rule came to: records, those it could not judge, findings",
    ),
    ("statistics_to", "file", "Write what each rule came to as JSON"),
    (
        "strict",
        "",
        "Exit with 1 on hints, too (texts that are left out, conditions that no example tries); without a path, hints on the \
         built-in rules as well",
    ),
    ("timings", "", "Tell on standard error where the time went, by stage and by rule, all threads together"),
    ("added_rules", "path", "Further rule files or folders (lexicons/*.txt in them are word lists)"),
    ("plugin_files", "file", "Further plugins (dynamic libraries); to name one here is to trust it"),
    ("no_plugins", "", "Use no plugin, bundled ones included"),
    (
        "plugin_isolation",
        "switch",
        "Whether plugins run in processes of their own: on, off; as configured unless given, on where nothing is",
    ),
    ("libraries", "file", "Files of plugins (dynamic libraries); they are read and never run"),
    ("distrusted", "file|SHA-256", "Files of plugins, or their SHA-256"),
    (
        "plugin_name",
        "name",
        "Name of the plugin: lower-case letters, digits and hyphens, such as county-checks",
    ),
    (
        "new_config",
        "file",
        "File to write, or folder to write jichi.toml in; jichi.toml in the working folder unless given",
    ),
    ("force_config", "", "Replace a file that is there already"),
    ("shown_format", "format", "Output format: toml (default; comments tell the origins), json"),
    ("new_folder", "folder", "The folder to make; the plugin's name in the working folder unless given"),
    (
        "new_code",
        "code",
        "Code of the rule: two or more capital letters and three or more digits, such as MY101",
    ),
    (
        "new_file",
        "file",
        "The file to make; the code in lower case in the working folder unless given, such as my101.toml",
    ),
    #[cfg(feature = "serve")]
    ("listen", "address:port", "Address and port to listen on; any port of this machine only unless given"),
    #[cfg(feature = "serve")]
    (
        "token",
        "token",
        "Token that requests have to bring, 16 characters at least; a random one unless given. JICHI_TOKEN sets it too",
    ),
    #[cfg(feature = "serve")]
    (
        "hosts",
        "name",
        "Name that the server is called by besides its address, such as that of a reverse proxy; any number of times",
    ),
    #[cfg(feature = "serve")]
    ("max_size", "MiB", "The most MiB of a request; 64 unless given"),
    #[cfg(feature = "serve")]
    (
        "timeout",
        "seconds",
        "The most seconds that a request may be on its way, and then that the answer may take; 60 unless given",
    ),
    ("shell", "shell", "Which shell: bash, zsh, fish, powershell, elvish"),
    ("rule_files", "path", "Rule files or folders; the built-in rules unless given"),
];

/// The command with its help in English.
pub(super) fn translated(command: Command) -> Command {
    let name = command.get_name().to_owned();
    called(command, &name)
}

/// The same of the command that is called by `words`.
fn called(command: Command, words: &str) -> Command {
    let command = command
        .help_template(TEMPLATE)
        .subcommand_help_heading("Commands")
        .disable_help_subcommand(true)
        .mut_args(argument)
        .mut_subcommands(|sub| {
            let name = sub.get_name().to_owned();
            let is_below = words != "jichi";
            called(sub, &if is_below { format!("{words} {name}") } else { name })
        });
    match COMMANDS.iter().find(|(known, ..)| *known == words) {
        Some(&(_, about, usage, after)) => command.about(about).override_usage(usage).after_help(after),
        None => command,
    }
}

fn argument(argument: Arg) -> Arg {
    let argument = headed(argument, ["Arguments", "Options", "Common options"]);
    match ARGUMENTS.iter().find(|(id, ..)| argument.get_id() == id) {
        Some(&(_, "", help)) => argument.help(help),
        Some(&(_, value, help)) => argument.help(help).value_name(value),
        None => argument,
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn is_english(text: &str) -> bool {
        !text
            .replace("预算绩效目标表", "")
            .replace("表2第5行第7列", "")
            .replace("项目支出绩效目标审核表", "")
            .chars()
            .any(crate::text::is_han)
    }

    #[test]
    fn no_help_is_forgotten() {
        fn visit(command: &mut Command) {
            let page = command.render_long_help().to_string();
            assert!(is_english(&page), "{page}");
            command.get_subcommands_mut().for_each(visit);
        }
        let mut command = translated(crate::cli::Cli::command());
        command.build();
        visit(&mut command);
    }
}
