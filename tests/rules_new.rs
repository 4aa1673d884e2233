//! `jichi rules new`: what it makes passes as it is and finds something; nothing is written over.
#![allow(clippy::unwrap_used, reason = "a test that cannot set up its inputs fails")]

mod cmd;

use std::fs;

use cmd::{folder, jichi, run, small};

#[test]
fn a_new_rule_passes_and_is_of_use() {
    for (language, told, guidance) in
        [("zh", "新建了规则 MY101", "第一步"), ("en", "Made the rule MY101", "Step 1")]
    {
        let place = small();
        let jichi = |arguments: &[&str]| {
            run(jichi().current_dir(place.path()).args(arguments).args(["--lang", language]))
        };
        let made = jichi(&["rules", "new", "MY101"]);
        assert_eq!((made.code, made.err.as_str()), (0, ""));
        assert!(made.out.contains(told) && made.out.contains("jichi rules test my101.toml"), "{}", made.out);
        let tested = jichi(&["rules", "test", "my101.toml"]);
        assert_eq!((tested.code, tested.err.as_str()), (0, ""), "{}", tested.out);
        assert!(tested.out.contains('3'), "{}", tested.out);

        let text = fs::read_to_string(place.path().join("my101.toml")).unwrap();
        assert!(text.contains(guidance));
        for mark in ["@CODE@", "@SLUG@", "@FILE@"] {
            assert!(!text.contains(mark), "{mark}");
        }
        // What is commented out holds, too.
        let uncommented: Vec<&str> = text
            .lines()
            .map(|line| {
                match ["# basis ", "# review ", "# yields-to "].iter().any(|key| line.starts_with(key)) {
                    true => &line[2..],
                    false => line,
                }
            })
            .collect();
        assert_ne!(uncommented.join("\n"), text.trim_end());
        fs::write(place.path().join("my101.toml"), uncommented.join("\n")).unwrap();
        assert_eq!(jichi(&["rules", "test", "my101.toml"]).code, 0);

        // The threshold moved, it finds the satisfaction of the sheet.
        fs::write(place.path().join("my101.toml"), text.replace("lt = 90", "lt = 96")).unwrap();
        let check = ["check", "a.tsv", "--rules", "my101.toml", "--select", "MY101", "--format", "compact"];
        assert!(jichi(&check).out.contains("K7"), "{}", jichi(&check).out);
        assert_eq!(jichi(&["rules", "test", "my101.toml"]).code, 1);
    }
}

#[test]
fn what_is_still_missing_is_told() {
    let place = folder(&[]);
    let path = place.path().join("my-rules/new.toml");
    let made = run(jichi().args(["rules", "new", "MY101", "--path"]).arg(&path));
    assert_eq!(made.code, 0, "{}", made.err);
    let text = fs::read_to_string(&path).unwrap();
    let without_english = {
        let (before, rest) = text.split_once("[en]").unwrap();
        format!("{before}{}", &rest[rest.find("[[invalid]]").unwrap()..])
    };
    let without_examples = &text[..text.find("\n[[invalid]]").unwrap()];
    for (text, words) in [
        (without_english.as_str(), &["the rule has no [en]"][..]),
        (without_examples, &["the rule has no invalid example", "the rule has no valid example"]),
        (&text.replace("why ", "# why "), &["why"]),
    ] {
        fs::write(&path, text).unwrap();
        let told = run(jichi().args(["rules", "test", "--lang", "en"]).arg(&path));
        assert_eq!(told.code, 2, "{}", told.out);
        for word in words {
            assert!(told.err.contains(word), "{word}: {}", told.err);
        }
    }
}

#[test]
fn codes_and_files_that_cannot_be_are_refused() {
    let place = folder(&[("mine.toml", b"mine"), ("my101.toml", b"mine"), ("file", b"mine")]);
    fs::create_dir(place.path().join("folder.toml")).unwrap();
    let new =
        |arguments: &[&str]| run(jichi().current_dir(place.path()).args(["rules", "new"]).args(arguments));
    for (arguments, code, words) in [
        (&["MY101"][..], 2, "文件已经存在：my101.toml"),
        (&["MY102", "--path", "mine.toml"], 2, "文件已经存在"),
        (&["MY102", "--path", "folder.toml"], 2, "文件已经存在"),
        (&["my102"], 2, "是否想写 MY102？"),
        (&["M1"], 2, "两个以上大写字母"),
        (&["MY12"], 2, "不能作规则代码"),
        (&["MY１２３"], 2, "不能作规则代码"),
        (&["../MY101"], 2, "不能作规则代码"),
        (&["JC308"], 2, "自带规则的字母 JC"),
        (&["JC999"], 2, "如 MY101"),
        (&["MY102", "--path", "rule.txt"], 2, ".toml"),
        (&["MY102", "--path", "file/rule.toml"], 3, "无法写入"),
        (&[], 2, "缺少参数"),
    ] {
        let told = new(arguments);
        assert_eq!((told.code, told.out.as_str()), (code, ""), "{arguments:?}");
        assert!(told.err.contains(words), "{arguments:?}: {}", told.err);
    }
    let mut names: Vec<String> = fs::read_dir(place.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["file", "folder.toml", "mine.toml", "my101.toml"]);
    for name in ["mine.toml", "my101.toml", "file"] {
        assert_eq!(fs::read_to_string(place.path().join(name)).unwrap(), "mine");
    }
    // Letters that only begin like the program's are free.
    assert_eq!(new(&["JCX101"]).code, 0);
}
