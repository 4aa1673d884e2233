//! Whole runs over plain texts.

use std::time::{Duration, Instant};

use crate::content::Content;
use crate::corpus::{Copied, Corpus};
use crate::hash::mix;
use crate::minhash::MinHash;
use crate::reading::{Options, Reading, Texts, formulas as formulas_of};
use crate::shelf::Twin;

fn options() -> Options {
    let formulas =
        ["保障", "单位", "正常", "运转", "完成", "年度", "工作", "任务"].map(str::to_owned).to_vec();
    Options { similarity: 0.85, characters: 10, indicators: 5, formulas: formulas_of(formulas.into_iter()) }
}

/// A project as a test tells of it.
#[derive(Debug, Clone, Default)]
struct Told {
    department: String,
    name: String,
    goal: String,
    indicators: Vec<(String, String)>,
}

impl Told {
    fn new(department: &str, name: &str, goal: &str, indicators: &[(&str, &str)]) -> Self {
        let indicators =
            indicators.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self { department: department.to_owned(), name: name.to_owned(), goal: goal.to_owned(), indicators }
    }

    fn read(&self, options: &Options, minhash: &MinHash) -> Reading {
        let indicators =
            self.indicators.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let texts = Texts { department: &self.department, name: &self.name, goal: &self.goal, indicators };
        Reading::new(&texts, options, minhash)
    }
}

/// What is copied in which project, in order.
fn run(projects: &[Told], options: &Options) -> Vec<(usize, Copied)> {
    let minhash = MinHash::new(options.similarity);
    let mut corpus = Corpus::new(options.similarity);
    // Projects without anything to copy have no number of their own.
    let mut found = Vec::new();
    for (index, project) in projects.iter().enumerate() {
        let reading = project.read(options, &minhash);
        for copied in corpus.copied(&reading) {
            let twin = copied.twin();
            let twin = Twin { project: *corpus.who(twin.project).unwrap(), ..twin };
            found.push((
                index,
                match copied {
                    Copied::Goal(_) => Copied::Goal(twin),
                    Copied::Indicators(_) => Copied::Indicators(twin),
                    Copied::Both(_) => Copied::Both(twin),
                },
            ));
        }
        corpus.put(reading, |_| index as u32);
    }
    found
}

const OFFICE: [(&str, &str); 6] = [
    ("专项工作运转保障天数", "365天"),
    ("专项工作运转保障率", "≥95%"),
    ("专项工作运转保障时限", "2020年12月31日前"),
    ("专项工作运转所需经费", "48万元"),
    ("专项工作高效有序运转", "长期"),
    ("部门领导满意度", "≥95%"),
];
const GOAL: &str = "用于调查员的劳务补助、人员培训费和调查表册的打印制作。";

#[test]
fn a_project_is_copied_from_the_nearest_one_before() {
    let mut moved = OFFICE;
    moved.reverse();
    let near = "用于调查员的劳务补助、人员培训费和调查表册的打印。";
    let projects = [
        Told::new("统计局", "生猪监测", near, &[]),
        Told::new("统计局", "粮食抽样", GOAL, &OFFICE),
        Told::new("统计局", "党建经费", "保障单位正常运转，完成年度工作任务。", &[]),
        Told::new("统计局", "人口普查", GOAL, &moved),
        Told::new("农业局", "农产品抽检", GOAL, &[]),
        Told::new("农业局", "后勤服务", "保障单位正常运转，完成年度工作任务。", &OFFICE),
    ];
    let one = |project| Twin { project, similarity: 1.0 };
    assert_eq!(
        run(&projects, &Options { similarity: 0.95, ..options() }),
        [(3, Copied::Both(one(1))), (4, Copied::Goal(one(1))), (5, Copied::Indicators(one(1))),]
    );
}

#[test]
fn goal_and_indicators_may_come_from_two_projects() {
    let projects = [
        Told::new("", "生猪监测", GOAL, &[]),
        Told::new("", "政务公开", "办好政府网站专栏，及时回应群众关切。", &OFFICE),
        Told::new("", "人口普查", GOAL, &OFFICE),
        // The second has the indicators as they are in the first, and the goal nearly.
        Told::new("", "企业年报", "办好政府网站专栏，及时回应群众的关切。", &OFFICE),
    ];
    let found = run(&projects, &Options { similarity: 0.8, ..options() });
    let one = |project| Twin { project, similarity: 1.0 };
    assert_eq!(found[..2], [(2, Copied::Goal(one(0))), (2, Copied::Indicators(one(1)))]);
    assert!(matches!(found[2..], [(3, Copied::Both(Twin { project: 1, similarity }))] if similarity < 1.0));
}

#[test]
fn one_programme_has_one_wording() {
    let school = |name: &str| Told::new(name, "2020年公用经费", GOAL, &OFFICE);
    let mut projects: Vec<Told> = (0..200).map(|number| school(&format!("第{number}中学"))).collect();
    assert_eq!(run(&projects, &options()), []);
    // Another project finds the first of them, and is found by all that follow.
    projects.insert(150, Told::new("教育局", "校舍维修", GOAL, &[]));
    let found = run(&projects, &options());
    assert_eq!(found.len(), 51);
    assert_eq!(found[0], (150, Copied::Goal(Twin { project: 0, similarity: 1.0 })));
    assert!(found[1..].iter().all(|(_, copied)| copied.twin().project == 150));
}

#[test]
fn sets_with_other_figures_are_other_sets() {
    let benefit = |people: &'static str, each: &'static str, by: &'static str| {
        [
            ("发放人数", people),
            ("发放标准", each),
            ("发放准确率", "100%"),
            ("发放时间", by),
            ("满意度", "≥90%"),
        ]
    };
    let projects = [
        Told::new("", "高龄老人津贴", "", &benefit("3200人", "50元/人/月", "每月10日前")),
        Told::new("", "独生子女父母奖励", "", &benefit("860人", "120元/人/年", "12月底前")),
        Told::new("", "残疾人护理补贴", "", &benefit("860人", "120元/人/年", "12月底前")),
        // Four are too few.
        Told::new("", "计划生育奖励", "", &benefit("860人", "120元/人/年", "12月底前")[..4]),
        Told::new("", "孤儿生活费", "", &benefit("860人", "120元/人/年", "12月底前")[..4]),
    ];
    assert_eq!(run(&projects, &options()), [(2, Copied::Indicators(Twin { project: 1, similarity: 1.0 }))]);
}

/// Numbers that are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(1);
        (mix(self.0) % end as u64) as usize
    }

    fn letter(&mut self) -> char {
        char::from_u32(0x4e00 + self.below(600) as u32).unwrap()
    }

    fn text(&mut self, length: usize) -> String {
        (0..length).map(|_| self.letter()).collect()
    }

    /// A text of letters with some of them changed.
    fn changed(&mut self, text: &str, changes: usize) -> String {
        let mut letters: Vec<char> = text.chars().collect();
        for _ in 0..changes {
            let at = self.below(letters.len());
            letters[at] = self.letter();
        }
        letters.into_iter().collect()
    }

    fn project(&mut self) -> Told {
        let goal = self.text(60);
        let indicators = (0..7)
            .map(|_| {
                let name = self.text(8);
                (name, format!("{}次", self.below(100)))
            })
            .collect();
        Told { department: String::new(), name: self.text(6), goal, indicators }
    }
}

#[test]
fn planted_copies_are_found_and_nothing_else() {
    let mut numbers = Numbers(1);
    let mut projects: Vec<Told> = Vec::new();
    let mut planted = Vec::new();
    let (mut copies, mut misses) = (0, 0);
    for index in 0..20_000 {
        let mut project = numbers.project();
        if index % 40 == 39 {
            // One, two, … letters changed: from a copy to a goal of its own. Only originals are copied.
            let of = numbers.below(index / 40 + 1) * 40;
            let changes = 1 + numbers.below(6);
            project.goal = numbers.changed(&projects[of].goal, changes);
            let goals = [&project, &projects[of]].map(|told| content(&told.goal));
            match goals[0].similarity(&goals[1], options().similarity) {
                Some(similarity) => {
                    planted.push((index, of as u32, similarity));
                    copies += 1;
                }
                None => misses += 1,
            }
        }
        projects.push(project);
    }
    assert!(copies > 100 && misses > 100, "{copies}, {misses}");
    let found: Vec<_> = run(&projects, &options())
        .into_iter()
        .map(|(index, copied)| {
            assert!(matches!(copied, Copied::Goal(_)), "{copied:?}");
            (index, copied.twin().project, copied.twin().similarity)
        })
        .collect();
    // Two copies of one original may be nearer to each other.
    assert_eq!(found.len(), planted.len());
    for (found, planted) in found.iter().zip(&planted) {
        assert_eq!(found.0, planted.0);
        assert!(found.1 == planted.1 || found.2 > planted.2, "{found:?}, {planted:?}");
    }
}

fn content(goal: &str) -> Content {
    Content::of([goal], crate::content::Figures::Aside)
}

/// Families of texts that are more or less like each other, as forms filled in by a district are.
#[test]
fn the_nearest_is_what_comparing_each_with_each_finds() {
    let mut numbers = Numbers(2);
    let families: Vec<String> = (0..30).map(|_| numbers.text(50)).collect();
    let projects: Vec<Told> = (0..900)
        .map(|_| {
            let family = numbers.below(families.len());
            let changes = numbers.below(12);
            let goal = numbers.changed(&families[family], changes);
            Told { name: numbers.text(6), goal, ..Told::default() }
        })
        .collect();
    let contents: Vec<Content> = projects.iter().map(|told| content(&told.goal)).collect();
    for least in [0.6, 0.8, 0.9, 1.0] {
        let mut wanted = Vec::new();
        for (index, ours) in contents.iter().enumerate() {
            let mut best: Option<Twin> = None;
            for (earlier, theirs) in contents.iter().take(index).enumerate() {
                if let Some(similarity) = ours.similarity(theirs, least)
                    && best.is_none_or(|best| similarity > best.similarity)
                {
                    best = Some(Twin { project: earlier as u32, similarity });
                }
            }
            wanted.extend(best.map(|twin| (index, Copied::Goal(twin))));
        }
        assert!(!wanted.is_empty());
        assert_eq!(run(&projects, &Options { similarity: least, ..options() }), wanted, "{least}");
    }
}

#[test]
fn twice_as_many_projects_take_about_twice_as_long() {
    let mut numbers = Numbers(3);
    let mut projects: Vec<Told> = (0..16_000).map(|_| numbers.project()).collect();
    // A quarter is filled in from one form, and each of the others now and then from one of its neighbours'.
    let form = numbers.project().goal;
    for index in 30..projects.len() {
        let changes = numbers.below(5);
        if index % 4 == 0 {
            projects[index].goal = numbers.changed(&form, changes);
        } else if index % 4 == 1 {
            let of = index - 1 - numbers.below(30);
            projects[index].goal = numbers.changed(&projects[of].goal.clone(), changes);
        }
    }
    let time = |count: usize| {
        let begin = Instant::now();
        assert!(run(&projects[..count], &options()).len() > count / 8);
        begin.elapsed()
    };
    let (mut half, mut whole) = (Duration::MAX, Duration::MAX);
    for _ in 0..5 {
        half = half.min(time(projects.len() / 2));
        whole = whole.min(time(projects.len()));
    }
    assert!(whole < 3 * half, "{half:?}, then {whole:?}");
}
