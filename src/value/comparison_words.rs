//! The words of comparison: 不低于, 以上, 控制在, 左右, 前.

use super::Bound;

/// How much a comparison weighs where two stand on one number: of 达到90%以上, 以上 decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// 达到, 为.
    Reached,
    /// 约, 预计, 左右.
    Loose,
    /// 控制在, which alone means 以内.
    Kept,
    /// Everything else.
    Firm,
}

/// A word of comparison, the side that it bounds, and how much it weighs.
type Word = (&'static str, Bound, Weight);

/// Comparison words that stand before a number, by their last character.
pub(super) const BEFORE: &[(char, &[Word])] = &[
    (
        '于',
        &[
            ("不低于或等于", Bound::AtLeast, Weight::Firm),
            ("不少于或等于", Bound::AtLeast, Weight::Firm),
            ("不小于或等于", Bound::AtLeast, Weight::Firm),
            ("不高于或等于", Bound::AtMost, Weight::Firm),
            ("不大于或等于", Bound::AtMost, Weight::Firm),
            ("大于或者等于", Bound::AtLeast, Weight::Firm),
            ("大于或等于", Bound::AtLeast, Weight::Firm),
            ("大于等于", Bound::AtLeast, Weight::Firm),
            ("高于或等于", Bound::AtLeast, Weight::Firm),
            ("高于等于", Bound::AtLeast, Weight::Firm),
            ("多于或等于", Bound::AtLeast, Weight::Firm),
            ("小于或者等于", Bound::AtMost, Weight::Firm),
            ("小于或等于", Bound::AtMost, Weight::Firm),
            ("小于等于", Bound::AtMost, Weight::Firm),
            ("低于或等于", Bound::AtMost, Weight::Firm),
            ("低于等于", Bound::AtMost, Weight::Firm),
            ("少于或等于", Bound::AtMost, Weight::Firm),
            ("不得低于", Bound::AtLeast, Weight::Firm),
            ("不得少于", Bound::AtLeast, Weight::Firm),
            ("不得小于", Bound::AtLeast, Weight::Firm),
            ("不得高于", Bound::AtMost, Weight::Firm),
            ("不得大于", Bound::AtMost, Weight::Firm),
            ("不得多于", Bound::AtMost, Weight::Firm),
            ("不得晚于", Bound::AtMost, Weight::Firm),
            ("不得迟于", Bound::AtMost, Weight::Firm),
            ("不低于", Bound::AtLeast, Weight::Firm),
            ("不少于", Bound::AtLeast, Weight::Firm),
            ("不小于", Bound::AtLeast, Weight::Firm),
            ("不下于", Bound::AtLeast, Weight::Firm),
            ("不早于", Bound::AtLeast, Weight::Firm),
            ("不高于", Bound::AtMost, Weight::Firm),
            ("不大于", Bound::AtMost, Weight::Firm),
            ("不多于", Bound::AtMost, Weight::Firm),
            ("不晚于", Bound::AtMost, Weight::Firm),
            ("不迟于", Bound::AtMost, Weight::Firm),
            ("不长于", Bound::AtMost, Weight::Firm),
            ("大于", Bound::MoreThan, Weight::Firm),
            ("高于", Bound::MoreThan, Weight::Firm),
            ("多于", Bound::MoreThan, Weight::Firm),
            ("优于", Bound::AtLeast, Weight::Firm),
            ("小于", Bound::LessThan, Weight::Firm),
            ("低于", Bound::LessThan, Weight::Firm),
            ("少于", Bound::LessThan, Weight::Firm),
            ("早于", Bound::LessThan, Weight::Firm),
            ("晚于", Bound::MoreThan, Weight::Firm),
            ("等于", Bound::Exactly, Weight::Firm),
        ],
    ),
    ('下', &[("不下", Bound::AtLeast, Weight::Firm)]),
    (
        '过',
        &[
            ("不得超过", Bound::AtMost, Weight::Firm),
            ("不能超过", Bound::AtMost, Weight::Firm),
            ("不超过", Bound::AtMost, Weight::Firm),
            ("未超过", Bound::AtMost, Weight::Firm),
            ("超过", Bound::MoreThan, Weight::Firm),
        ],
    ),
    ('出', &[("不超出", Bound::AtMost, Weight::Firm), ("超出", Bound::MoreThan, Weight::Firm)]),
    ('超', &[("不超", Bound::AtMost, Weight::Firm), ("超", Bound::MoreThan, Weight::Firm)]),
    ('逾', &[("逾", Bound::MoreThan, Weight::Firm)]),
    ('少', &[("至少", Bound::AtLeast, Weight::Firm), ("最少", Bound::AtLeast, Weight::Firm)]),
    ('低', &[("最低", Bound::AtLeast, Weight::Firm)]),
    ('多', &[("至多", Bound::AtMost, Weight::Firm), ("最多", Bound::AtMost, Weight::Firm)]),
    ('高', &[("最高", Bound::AtMost, Weight::Firm)]),
    ('迟', &[("最迟", Bound::AtMost, Weight::Firm)]),
    ('晚', &[("最晚", Bound::AtMost, Weight::Firm)]),
    ('到', &[("达到", Bound::Exactly, Weight::Reached)]),
    ('达', &[("高达", Bound::Exactly, Weight::Reached), ("达", Bound::Exactly, Weight::Reached)]),
    ('为', &[("为", Bound::Exactly, Weight::Reached)]),
    (
        '近',
        &[
            ("将近", Bound::About, Weight::Loose),
            ("接近", Bound::About, Weight::Loose),
            ("近", Bound::About, Weight::Loose),
        ],
    ),
    ('约', &[("大约", Bound::About, Weight::Loose), ("约", Bound::About, Weight::Loose)]),
    ('概', &[("大概", Bound::About, Weight::Loose)]),
    ('计', &[("预计", Bound::About, Weight::Loose), ("估计", Bound::About, Weight::Loose)]),
    ('估', &[("预估", Bound::About, Weight::Loose)]),
    (
        '在',
        &[
            ("控制在", Bound::AtMost, Weight::Kept),
            ("限制在", Bound::AtMost, Weight::Kept),
            ("压缩在", Bound::AtMost, Weight::Kept),
            ("保持在", Bound::Exactly, Weight::Reached),
            ("稳定在", Bound::Exactly, Weight::Reached),
        ],
    ),
    ('制', &[("控制", Bound::AtMost, Weight::Kept)]),
];

/// Words that end like a comparison and are none: 节约, 下达, 作为, 附近.
pub(super) const NOT_COMPARISONS: &[&str] = &[
    "节约",
    "签约",
    "预约",
    "履约",
    "违约",
    "集约",
    "合约",
    "公约",
    "契约",
    "简约",
    "大节约",
    "到达",
    "表达",
    "下达",
    "送达",
    "传达",
    "转达",
    "抵达",
    "直达",
    "通达",
    "作为",
    "行为",
    "认为",
    "成为",
    "因为",
    "分为",
    "变为",
    "较为",
    "以为",
    "附近",
    "就近",
    "邻近",
    "靠近",
    "最近",
    "临近",
    "反超",
    "在于",
    "由于",
    "赶超",
    "优超",
    "治理控制",
];

/// Words that may stand between a comparison and its number without parting them.
pub(super) const FILLERS: &[&str] = &[
    "年度预算",
    "总预算",
    "预算金额",
    "预算资金",
    "预算总额",
    "预算",
    "人民币",
    "完成",
    "开展",
    "举办",
    "组织",
    "培训",
    "建成",
    "新增",
    "召开",
    "总额",
    "总计",
];

/// Comparison words behind a number, the longer first.
pub(super) const BEHIND: &[Word] = &[
    ("及其以上", Bound::AtLeast, Weight::Firm),
    ("或以上", Bound::AtLeast, Weight::Firm),
    ("及以上", Bound::AtLeast, Weight::Firm),
    ("以上", Bound::AtLeast, Weight::Firm),
    ("之上", Bound::AtLeast, Weight::Firm),
    ("及以下", Bound::AtMost, Weight::Firm),
    ("或以下", Bound::AtMost, Weight::Firm),
    ("以下", Bound::AtMost, Weight::Firm),
    ("之下", Bound::AtMost, Weight::Firm),
    ("的预算范围内", Bound::AtMost, Weight::Firm),
    ("的预算内", Bound::AtMost, Weight::Firm),
    ("的范围内", Bound::AtMost, Weight::Firm),
    ("的范围以内", Bound::AtMost, Weight::Firm),
    ("预算范围以内", Bound::AtMost, Weight::Firm),
    ("预算范围内", Bound::AtMost, Weight::Firm),
    ("预算以内", Bound::AtMost, Weight::Firm),
    ("预算之内", Bound::AtMost, Weight::Firm),
    ("预算内", Bound::AtMost, Weight::Firm),
    ("范围以内", Bound::AtMost, Weight::Firm),
    ("范围之内", Bound::AtMost, Weight::Firm),
    ("范围内", Bound::AtMost, Weight::Firm),
    ("限额内", Bound::AtMost, Weight::Firm),
    ("以内", Bound::AtMost, Weight::Firm),
    ("之内", Bound::AtMost, Weight::Firm),
    ("内", Bound::AtMost, Weight::Firm),
    ("左右", Bound::About, Weight::Loose),
    ("上下", Bound::About, Weight::Loose),
];

/// What 以内 and the like cannot be followed by: 内容, 以下简称, 上下游.
pub(super) const NOT_BEHIND: &[(&str, &[&str])] = &[
    ("内", &["容", "部", "外", "涝", "心", "控", "业", "设", "河", "江", "科", "审", "环", "网"]),
    ("以下", &["简称", "内容", "方面", "几", "工作", "问题", "任务"]),
    ("以上", &["方面", "工作", "问题", "任务"]),
    ("上下", &["游", "班", "级"]),
];

/// Words behind a date.
pub(super) const BEHIND_DATE: &[(&str, Bound)] = &[
    ("前后", Bound::About),
    ("及以前", Bound::AtMost),
    ("及之前", Bound::AtMost),
    ("之前", Bound::AtMost),
    ("以前", Bound::AtMost),
    ("前", Bound::AtMost),
    ("之后", Bound::AtLeast),
    ("以后", Bound::AtLeast),
    ("后", Bound::AtLeast),
];

/// What begins with 前 or 后 behind a date and is another word.
pub(super) const NOT_BEHIND_DATE: &[&str] =
    &["前期", "前三", "前往", "前列", "前沿", "前端", "后期", "后续", "后勤", "后备"];
