//! `jichi check --watch`, in front of a folder in which files come, change and go.

#![allow(clippy::unwrap_used, reason = "a test that cannot run the program fails")]

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// Much longer than anything takes on a machine that is busy otherwise.
const LONGEST: Duration = Duration::from_secs(120);

/// A program that watches, and what it printed so far.
struct Watch {
    child: Child,
    findings: Arc<Mutex<String>>,
    notes: Arc<Mutex<String>>,
    /// How many runs there were, and how many of them came to findings.
    runs: usize,
    checks: usize,
}

fn collect(from: impl Read + Send + 'static) -> Arc<Mutex<String>> {
    let text = Arc::new(Mutex::new(String::new()));
    let kept = Arc::clone(&text);
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            let mut kept = kept.lock().unwrap();
            kept.push_str(&line);
            kept.push('\n');
        }
    });
    text
}

impl Watch {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jichi"));
        command.current_dir(folder).args([
            "check",
            "--watch",
            "--isolated",
            "--format",
            "compact",
            "--lang",
            "en",
        ]);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let findings = collect(child.stdout.take().unwrap());
        let notes = collect(child.stderr.take().unwrap());
        Self { child, findings, notes, runs: 0, checks: 0 }
    }

    /// The findings of the next run, and what it prints on standard error.
    fn next(&mut self) -> (String, String) {
        self.runs += 1;
        let is_note = |note: &&str| note.ends_with("Ctrl-C ends\n");
        let note = wait(&self.notes, |notes| {
            notes.split_inclusive("Ctrl-C ends\n").nth(self.runs - 1).filter(is_note).map(str::to_owned)
        });
        if note.contains("Suggestion") {
            return (String::new(), note);
        }
        self.checks += 1;
        // What went to the other pipe before may still be on its way.
        let printed = wait(&self.findings, |findings| {
            let is_there = findings.matches("Checked ").count() >= self.checks;
            is_there.then(|| findings.split("Checked ").nth(self.checks - 1).map(str::to_owned))?
        });
        let findings = printed.lines().filter(|line| line.contains(".tsv:"));
        (findings.map(|line| format!("{line}\n")).collect(), note)
    }
}

/// What `find` finds in a text that is being written, once it does.
fn wait(text: &Mutex<String>, find: impl Fn(&str) -> Option<String>) -> String {
    let begun = Instant::now();
    loop {
        let now = text.lock().unwrap().clone();
        if let Some(found) = find(&now) {
            return found;
        }
        assert!(begun.elapsed() < LONGEST, "{now}");
        thread::sleep(Duration::from_millis(20));
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Saves as office programs do: into another file, which then takes the place of the old one.
fn save(path: &Path, text: &str) {
    let part = path.with_file_name("~WRD0001.tmp");
    fs::write(&part, text).unwrap();
    fs::rename(&part, path).unwrap();
}

fn sheet(target: &str) -> String {
    format!(
        "部门预算项目绩效目标申报表（2023年度）\n金额单位：元\n\
         单位名称\t项目名称\t预算数\t年度目标\t一级指标\t二级指标\t三级指标\t指标性质\t指标值\t度量单位\t权重\t指标方向性\n\
         100001-某县某局\t业务培训\t50000\t培训100人。\t产出指标\t质量指标\t培训合格率\t{target}\t100\t%\t10\t正向\n"
    )
}

#[test]
fn what_is_saved_is_checked_again() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (sheets, rules) = (folder.join("各单位"), folder.join("rules"));
    fs::create_dir_all(&sheets).unwrap();
    fs::create_dir_all(&rules).unwrap();
    let rule = fs::read_to_string("tests/cmd/rules/capped.toml").unwrap();
    fs::write(rules.join("capped.toml"), &rule).unwrap();
    save(&sheets.join("甲.tsv"), &sheet("≤"));

    let mut watch = Watch::start(folder, &["各单位", "--rules", "rules", "--select", "TS101,JC308"]);
    let (findings, note) = watch.next();
    assert!(
        findings.contains("甲.tsv:4") && findings.contains("JC308") && findings.contains("TS101"),
        "{findings}"
    );
    assert!(note.contains("watching 各单位 (1 file)"), "{note}");

    // A file that another program holds open is nothing to check.
    fs::write(sheets.join("~$甲.xlsx"), "lock").unwrap();
    fs::write(sheets.join(".~lock.甲.tsv#"), "lock").unwrap();
    save(&sheets.join("甲.tsv"), &sheet("≥"));
    let (findings, note) = watch.next();
    assert_eq!(findings, "");
    assert!(note.contains("(1 file)"), "{note}");

    save(&sheets.join("乙.tsv"), &sheet("≤"));
    let (findings, note) = watch.next();
    assert!(findings.contains("乙.tsv:4") && !findings.contains("甲.tsv"), "{findings}");
    assert!(note.contains("(2 files)"), "{note}");

    // Rules are read again.
    save(&rules.join("capped.toml"), &rule.replace("TS101", "TS102"));
    let (_, note) = watch.next();
    assert!(note.contains("no such rule: TS101"), "{note}");
    save(&rules.join("capped.toml"), &rule);
    let (findings, _) = watch.next();
    assert!(findings.contains("TS101"), "{findings}");

    fs::remove_file(sheets.join("乙.tsv")).unwrap();
    let (findings, note) = watch.next();
    assert_eq!(findings, "");
    assert!(note.contains("(1 file)"), "{note}");
}

#[cfg(unix)]
#[test]
fn the_user_ends_it_without_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("甲.tsv"), sheet("≤")).unwrap();
    let mut watch = Watch::start(folder.path(), &["甲.tsv"]);
    assert!(watch.next().0.contains("JC308"));
    let sent = Command::new("sh").args(["-c", &format!("kill -INT {}", watch.child.id())]).status().unwrap();
    assert!(sent.success());
    assert_eq!(watch.child.wait().unwrap().code(), Some(0));
}

#[test]
fn what_cannot_be_watched_ends_at_once() {
    for (path, code, said) in [("-", 2, "standard input cannot be watched"), ("没有.xlsx", 2, "no such file")]
    {
        let run = Command::new(env!("CARGO_BIN_EXE_jichi"))
            .args(["check", "--watch", "--isolated", "--lang", "en", path])
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert_eq!(run.status.code(), Some(code));
        assert!(String::from_utf8_lossy(&run.stderr).contains(said));
    }
}
