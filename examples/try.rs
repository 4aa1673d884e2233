use jichi::{
    finding::Language,
    lexicon::Lexicons,
    rule::{RuleSet, RuleSource},
};
fn main() {
    let root = std::env::args().nth(1).unwrap();
    let mut sources = vec![];
    let mut lex = Lexicons::new();
    fn walk(p: &std::path::Path, s: &mut Vec<RuleSource>, l: &mut Lexicons) {
        for e in std::fs::read_dir(p).unwrap() {
            let p = e.unwrap().path();
            if p.is_dir() {
                if !p.ends_with("layouts") {
                    walk(&p, s, l);
                }
                continue;
            }
            let t = std::fs::read_to_string(&p).unwrap();
            if p.extension().is_some_and(|e| e == "toml") {
                s.push(RuleSource { name: p.display().to_string(), text: t });
            } else if p.extension().is_some_and(|e| e == "txt") {
                l.load(p.file_stem().unwrap().to_str().unwrap(), &t);
            }
        }
    }
    walk(root.as_ref(), &mut sources, &mut lex);
    let (set, errors) = RuleSet::load(&sources, &lex, Language::Zh);
    for e in errors {
        eprintln!("{:?}", miette::Report::new(e));
    }
    println!("{} rules", set.rules().len());
    for f in set.test() {
        println!("{f}");
    }
}
