//! Units of measure and their dimension.

use super::grammar::Scan;

/// What a unit measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnitDimension {
    /// Things that are counted: 次, 人, 份, 套, 场, 户, 项 …
    Count,
    /// %, ‰, 成, 倍, 个百分点.
    Ratio,
    /// 天, 月, 年, 小时, 工作日.
    Time,
    /// 米, 公里.
    Length,
    /// 平方米, 亩, 公顷.
    Area,
    /// 吨, 公斤, 千克.
    Mass,
    /// 立方米, 升.
    Volume,
    /// 度, 千瓦时, M, 分贝, 分 (score) and whatever else is measured.
    Other,
}

/// A unit as it is written, with what it measures.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Unit {
    /// As written, normalised: `次`, `%`, `平方米`, `人次`.
    pub name: String,
    /// What it measures.
    pub dimension: UnitDimension,
}

use UnitDimension::{Count, Time};

/// What a unit cannot be followed by: 人 of 人民, 分 of 分公司, 本 of 本级.
pub(super) const NOT_BEFORE: &[(&str, &[&str])] = &[
    ("分", &["公司", "别", "类", "之", "布", "期", "析", "配", "店", "局", "组", "管", "批", "级", "工"]),
    ("人", &["民", "大代表", "均", "才", "社", "事", "工", "居", "文", "力"]),
    ("条", &["件", "例", "款"]),
    ("期", &["间", "限", "货", "刊", "末"]),
    ("次", &["序", "要", "日", "生", "月", "年"]),
    ("家", &["庭", "长", "属", "园", "电", "具", "乡", "禽", "畜"]),
    ("所", &["有", "需", "在", "用", "属", "得", "辖", "涉"]),
    (
        "本",
        &["级", "年", "月", "科", "着", "单位", "次", "地", "区", "市", "县", "省", "乡", "镇", "局", "部门"],
    ),
    ("部", &["门", "分", "队", "署", "位"]),
    ("台", &["账", "帐"]),
    ("面", &["积", "向", "对", "临", "试", "貌"]),
    ("位", &["于", "置"]),
    ("度", &["假"]),
    ("级", &["别", "指标", "以上政府"]),
    ("处", &["理", "置", "罚", "分", "于", "级"]),
    ("站", &["位"]),
    ("场", &["所", "地", "合", "景", "面"]),
    ("门", &["诊", "户", "票", "口"]),
    ("方", &["案", "式", "法", "面", "便", "针", "向"]),
    ("户", &["外", "籍", "口"]),
    ("班", &["子", "级", "主任", "组"]),
    (
        "成",
        &[
            "立", "员", "本", "果", "功", "为", "都", "渝", "效", "长", "就", "品", "交", "人", "年", "套",
            "熟", "绩",
        ],
    ),
    ("起", &["来", "草", "伏", "步", "到"]),
    ("点", &["击", "评", "对点"]),
    ("个点", &["位"]),
    ("对", &["象", "于", "应", "口", "接", "外", "全", "本", "比", "照"]),
    ("组", &["织", "建", "成", "长", "合"]),
    ("节", &["约", "能", "日", "假", "水", "省", "点", "目", "前"]),
    ("队", &["伍", "员"]),
    ("支", &["出", "付", "部", "持", "撑", "队", "助"]),
    ("天", &["然", "气", "津", "府"]),
    ("年", &["级", "均", "轻", "龄", "代", "检", "鉴", "报", "终", "审"]),
    ("周", &["边", "年", "围", "期", "转"]),
    ("日", &["常", "均", "报", "益", "照"]),
    ("字", &["号", "第"]),
    ("版", &["权", "本"]),
    ("段", &["落"]),
    ("排", &["名", "查", "放", "污", "水", "练", "除"]),
    ("层", &["次", "面"]),
    ("片", &["区"]),
    ("包", &["括", "含", "干", "保", "装"]),
    ("把", &["关", "握", "手"]),
    ("副", &["主任", "局", "书记", "食", "科", "县", "处", "产"]),
    ("回", &["收", "访", "复", "升", "馈", "头"]),
    ("眼", &["科", "睛"]),
    ("列", &["入", "为", "席", "车", "支", "出"]),
    ("车", &["辆", "间", "站"]),
    ("张", &["贴", "家"]),
    ("升", &["级", "学", "降", "至", "到", "值"]),
    ("克", &["服"]),
    ("斤", &["两"]),
    ("口", &["径", "碑", "头", "腔", "岸"]),
    ("类", &["别", "型", "似"]),
    ("种", &["植", "子", "养", "类"]),
    ("市", &["场", "级", "民", "区", "政"]),
    ("区", &["级", "域", "间", "内", "委", "政"]),
    ("县", &["级", "域", "委", "内"]),
    ("乡", &["村", "镇", "土"]),
    ("镇", &["区", "政"]),
    ("村", &["级", "民", "务", "委"]),
    ("路", &["面", "灯", "径"]),
    ("点位", &[]),
    ("图", &["书"]),
    ("校", &["园", "长"]),
    ("园", &["区", "林"]),
    ("星", &["级", "期"]),
    ("代表", &["性"]),
    ("平方", &["米", "公"]),
    ("排名", &[]),
    ("餐", &["厅", "饮", "具"]),
    ("趟", &[]),
    ("单位", &["预算"]),
];

/// Things that 个 counts: the unit is then 个 with its noun, so that 13个乡镇 and 13个村 are told apart.
const NOUNS: &[&str] = &[
    "企业单位",
    "行政村",
    "自然村",
    "贫困村",
    "乡镇",
    "街道",
    "社区",
    "村",
    "单位",
    "部门",
    "系统",
    "项目",
    "学校",
    "企业",
    "平台",
    "站点",
    "点位",
    "小区",
    "工作室",
    "标段",
    "家庭",
    "支部",
    "党组织",
    "网格",
    "班级",
    "班次",
    "批次",
    "街镇",
    "县",
    "镇",
    "工位",
    "岗位",
    "床位",
    "车位",
    "公园",
    "村庄",
    "市场",
    "品种",
    "窗口",
    "大院",
    "片区",
];

impl UnitDimension {
    /// The dimension of a class of units, as the list `units` names it.
    pub(super) fn of_class(class: &str) -> Option<Self> {
        Some(match class {
            "数量" => Self::Count,
            "比率" => Self::Ratio,
            "时间" => Self::Time,
            "长度" => Self::Length,
            "面积" => Self::Area,
            "重量" => Self::Mass,
            "体积" => Self::Volume,
            "其他" => Self::Other,
            _ => return None,
        })
    }
}

impl Unit {
    /// A unit of time by its comparing name.
    pub(super) fn time(name: impl Into<String>) -> Self {
        Self { name: name.into(), dimension: Time }
    }
}

/// The unit at `at` with its end; after a Chinese numeral fewer words are units.
pub(super) fn read(scan: Scan<'_>, at: usize, chinese: bool) -> Option<(Unit, usize)> {
    let first = scan.next(at)?;
    let table = &scan.words.units;
    let from = table.partition_point(|entry| entry.written.chars().next() < Some(first));
    for entry in table[from..].iter().take_while(|entry| entry.written.starts_with(first)) {
        let Some(end) = scan.word(at, &entry.written) else { continue };
        if (chinese && !entry.chinese)
            || (entry.written.ends_with(|last: char| last.is_ascii_alphabetic())
                && scan.next(end).is_some_and(|next| next.is_ascii_alphanumeric()))
            || scan.any(end, entry.not_before).is_some()
        {
            continue;
        }
        if &*entry.name == "个"
            && let Some(noun_end) = scan.any(end, NOUNS)
        {
            return Some((Unit { name: scan.slice(at..noun_end).to_owned(), dimension: Count }, noun_end));
        }
        return Some((Unit { name: entry.name.to_string(), dimension: entry.dimension }, end));
    }
    None
}

/// The unit of a rate (`元/次`, `每村`): also bare 月 and 季, and things that are not counted elsewhere.
pub(super) fn read_per(scan: Scan<'_>, at: usize) -> Option<(Unit, usize)> {
    for (written, name) in [("季度", "季度"), ("季", "季度"), ("月份", "月"), ("月", "月"), ("旬", "旬")]
    {
        if let Some(end) = scan.word(at, written) {
            return Some((Unit::time(name), end));
        }
    }
    if let Some(found) = read(scan, at, false) {
        return Some(found);
    }
    let end = scan
        .any(at, &["学员", "生", "车", "床", "桌", "餐", "单", "课", "师", "片", "镇", "乡", "队", "杆"])?;
    Some((Unit { name: scan.slice(at..end).to_owned(), dimension: Count }, end))
}
