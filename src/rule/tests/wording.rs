//! Functions on how a text is written, what a rule marks, and what the loader says of mistakes in both.

use super::super::examples::Example;
use super::super::{Context, RuleSet, RuleSource};
use super::{File, rendered};
use crate::caret::CaretError;
use crate::finding::{Finding, Language};
use crate::lexicon::Lexicons;
use crate::record::{MoneyUnit, ProjectReading};
use crate::rule::tester::ExampleSheet;

/// Loads a rule on cells; the first line of `body` belongs to its head.
fn load(body: &str) -> (RuleSet, Vec<CaretError>) {
    let (mark, body) = body.split_once('\n').unwrap();
    let mut lexicons = Lexicons::new();
    lexicons.load("words", "人员\n培训\n工资\n员工\n");
    lexicons.load("confusions", "格率 → 合格率\n合格率\n帐户 → 账户\n");
    let head = &format!("cells = [\"name\", \"value\", \"project\"]\n{mark}");
    let examples = &File::default().examples.replace("[[valid]]", "fixed = []\n[[valid]]");
    let file = File { scope: "cell", head, message: "{text}", body, examples, ..File::default() };
    let sources: Vec<RuleSource> = vec![file.source()];
    RuleSet::load(&sources, &lexicons, Language::Zh)
}

/// The findings of a rule on one project of that name with one indicator.
fn findings(body: &str, project: &str, name: &str) -> Vec<Finding> {
    let (set, errors) = load(body);
    assert!(errors.is_empty(), "{}", errors.iter().map(rendered).collect::<String>());
    let example = format!(
        "project = {{ name = {project:?}, total = \"5\" }}\nrows = [{{ name = {name:?}, value = \"5\" }}]"
    );
    let example: Example = toml::from_str(&example).unwrap();
    let sheet = ExampleSheet::new(&example).unwrap();
    let context = Context {
        sheet: &sheet.sheet,
        sheet_index: 0,
        year: Some(2020),
        money_unit: Some(MoneyUnit::TenThousandYuan),
        language: Language::Zh,
    };
    ProjectReading::all(&sheet.sheet).flat_map(|reading| set.check_project(&context, &reading)).collect()
}

/// The first edit of a fix, and what is marked of the cell.
fn mended(body: &str, name: &str) -> Option<(String, String)> {
    let finding = findings(body, "", name).into_iter().next()?;
    let edit = finding.fix.as_ref()?.edits.first()?.clone();
    Some((edit.new, edit.old.get(finding.span?)?.to_owned()))
}

#[test]
fn cut_words_are_found_marked_and_joined() {
    let body = "mark = \"cut\"\n[let]\ncut = \"cut-word(raw, '@words')\"\nall = \"joined(raw, '@words')\"\n\
                [when]\nfield = \"cut\"\nknown = true\n[fix]\nsafety = \"safe\"\nname = \"{all}\"";
    assert_eq!(mended(body, "全县培 训次数"), Some(("全县培训次数".into(), "培 训".into())));
    assert_eq!(mended(body, "聘用人员 工资"), None);
}

#[test]
fn wrong_words_are_found_and_righted() {
    let body = "mark = \"wrong\"\n[let]\nwrong = \"wrong-word(raw, '@confusions')\"\n\
                all = \"righted(raw, '@confusions')\"\n[when]\nfield = \"wrong\"\nknown = true\n\
                [fix]\nsafety = \"unsafe\"\nname = \"{all}\"";
    assert_eq!(mended(body, "合格率与抽检格率"), Some(("合格率与抽检合格率".into(), "格率".into())));
    assert_eq!(mended(body, "验收合格率"), None);
}

#[test]
fn patterns_give_what_they_find_first() {
    let body = "mark = \"found\"\n[let]\nfound = \"match(raw, '[0-9]+期')\"\n[when]\nfield = \"found\"\nknown = true";
    let findings = findings(body, "二期、12期和13期", "培训");
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].span.as_ref().map(|span| span.len()), Some("12期".len()));
}

#[test]
fn a_projects_name_can_be_mended() {
    let body = "\n[when]\nfield = \"writing\"\nis = \"mixed-width\"\n\
                [fix]\nsafety = \"safe\"\nproject = \"{writing.mended}\"";
    let findings = findings(body, "公路１2公里", "里程");
    let edits: Vec<_> = findings.iter().flat_map(|it| &it.fix).flat_map(|fix| &fix.edits).collect();
    assert_eq!((findings.len(), edits.len(), edits[0].new.as_str()), (1, 1, "公路12公里"));
}

#[test]
fn mistakes_are_told_where_they_stand() {
    for (expr, told) in [
        ("cut-word(raw, '@word')", "没有词表“word”"),
        ("cut-word(raw, 'words')", "这里要写词表"),
        ("match(raw, '(')", "正则写得不对"),
        ("match(raw, '无*')", "这个正则连空文字也匹配"),
        ("match(raw, raw)", "这里要写文字：'…'"),
        ("righted(raw)", "“righted”的括号里不能写 1 项"),
    ] {
        let (set, errors) = load(&format!("\n[let]\nx = \"{expr}\"\n[when]\nfield = \"x\"\nknown = true"));
        let shown: String = errors.iter().map(rendered).collect();
        assert!(set.rules().is_empty() && shown.contains(told), "{expr}: {shown}");
    }
    let (_, errors) = load("mark = \"parts\"\n[when]\nfield = \"text\"\nempty = false");
    assert!(rendered(&errors[0]).contains("“mark”标出的须是文字"), "{}", rendered(&errors[0]));
}
