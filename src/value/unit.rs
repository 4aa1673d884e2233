//! Units of measure and their dimension.

use std::sync::LazyLock;

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

use UnitDimension::{Area, Count, Length, Mass, Other, Ratio, Time, Volume};

/// The units of one dimension that both digits and Chinese numerals may count, parted by spaces.
/// `written=name` gives a spelling the name it is compared under.
const COUNTED: &[(UnitDimension, &str)] = &[
    (
        Count,
        "次 个 人 人次 条次 家次 场次 频次 台次 车次 件次 户次 例次 批次 班次 架次 宗次 户 份 套 台 件 场 项 项目 \
         家 所 名 位 篇 条 部 辆 座 栋 幢 间 课时 学时 节 节课 例 宗 笔 卷 册 本 张 盏 株 棵 羽 头 艘 架 把 副 双 \
         幅 顶 床 桶 瓶 袋 箱 包 盒 枚 颗 根 只 匹 口井 眼 组 对 队 支队伍 堂 堂课 轮 人份 人员 户次 处 遍 回 \
         社区 乡镇 街道 行政村 院落 小区 学校 单位 字 页 版 段 封 排 层 扇 片 届次 家企业 户家庭 趟 餐 桌 \
         部门 系统 平台 站点 点位 工位 床位 车位 岗位 列",
    ),
    (Ratio, "% ﹪=% ‰ 百分点 个百分点=百分点 个点=百分点 倍 成"),
    (
        Time,
        "年 个年度=年 年度=年 个月=月 季度 个季度=季度 周 个周=周 星期=周 个星期=周 礼拜=周 天 日=天 自然日=天 \
         个自然日=天 日历天=天 日历日=天 工作日 个工作日=工作日 小时 个小时=小时 分钟 秒 秒钟=秒 学期 个学期=学期 学年 个学年=学年 \
         半年",
    ),
    (Length, "米 公里 千米 厘米 毫米 华里 延米=米 延长米=米"),
    (Area, "亩 平方米 平米=平方米 平方公里 平方千米=平方公里 公顷 平方"),
    (Mass, "吨 公斤 千克 斤 克 毫克 公担"),
    (Volume, "升 毫升 立方米 立方=立方米 方量"),
    (Other, "千瓦时 千瓦 兆瓦 千伏安 分贝 摄氏度 兆赫 标箱 人日 人天 工日"),
];

/// Units that only digits may count: with a Chinese numeral they are other words (二期, 三级, 十分, 一面, 一起).
const DIGITS_ONLY: &[(UnitDimension, &str)] = &[
    (
        Count,
        "批 期 面 块 班 门 起 案 案件 村 组织 口 台套=台套 台(套)=台套 台/套=台套 套(组)=套 人/次=人次 人·次=人次 \
         支 股 款 类 种 样 点 车 站 镇 乡 县 市 区 厂 店 校 园 馆 库 井 泵 杆 路 桥 车辆 群 代表 学生 教师 干部 委员 \
         党员 居民 村民 群众 职工 老人 儿童 农户 贫困户 企业 标段 辆次 刊 稿 图 牌 盘 罐 吨位 次数",
    ),
    (Area, "㎡=平方米 m2=平方米 m²=平方米 km²=平方公里 km2=平方公里 ㎢=平方公里 hm²=公顷"),
    (Volume, "m³=立方米 m3=立方米 ㎥=立方米 L=升 ml=毫升 mL=毫升 方=立方米"),
    (Length, "m=米 km=公里 KM=公里 cm=厘米 mm=毫米 ㎞=公里 ㎜=毫米 ㎝=厘米"),
    (Mass, "t=吨 kg=公斤 KG=公斤 Kg=公斤 g=克 mg=毫克 ㎏=公斤 ㎎=毫克"),
    (Time, "h=小时 min=分钟"),
    (Ratio, "百分比=% 百分率=%"),
    (
        Other,
        "dpi DPI=dpi 分 度 级 兆 M MB GB TB Mb Mbps M/s kWh KWh kwh kW KW MW KVA kVA dB ℃=摄氏度 °C=摄氏度 mg/L mg/m³ μg/m³ ug/m3 μg/m3 微克/立方米 毫克/升 \
         毫克/立方米 克/升 瓦 W V 伏 码 档 星 A",
    ),
];

/// What a unit cannot be followed by: 人 of 人民, 分 of 分公司, 本 of 本级.
const NOT_BEFORE: &[(&str, &[&str])] = &[
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

struct Entry {
    written: &'static str,
    name: &'static str,
    dimension: UnitDimension,
    chinese: bool,
    not_before: &'static [&'static str],
}

/// All units, by first character, the longer first.
static TABLE: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let mut table = Vec::new();
    for (lists, chinese) in [(COUNTED, true), (DIGITS_ONLY, false)] {
        for (dimension, list) in lists {
            for word in list.split_whitespace() {
                let (written, name) = word.split_once('=').unwrap_or((word, word));
                let not_before =
                    NOT_BEFORE.iter().find(|(unit, _)| *unit == written).map_or(&[][..], |(_, list)| list);
                table.push(Entry { written, name, dimension: *dimension, chinese, not_before });
            }
        }
    }
    table.sort_by(|a, b| {
        (a.written.chars().next(), b.written.len()).cmp(&(b.written.chars().next(), a.written.len()))
    });
    table
});

impl Unit {
    /// A unit of time by its comparing name.
    pub(super) fn time(name: impl Into<String>) -> Self {
        Self { name: name.into(), dimension: Time }
    }
}

/// The unit at `at` with its end; after a Chinese numeral fewer words are units.
pub(super) fn read(scan: Scan<'_>, at: usize, chinese: bool) -> Option<(Unit, usize)> {
    let first = scan.next(at)?;
    let table = &*TABLE;
    let from = table.partition_point(|entry| entry.written.chars().next() < Some(first));
    for entry in table[from..].iter().take_while(|entry| entry.written.starts_with(first)) {
        let Some(end) = scan.word(at, entry.written) else { continue };
        if (chinese && !entry.chinese)
            || (entry.written.ends_with(|last: char| last.is_ascii_alphabetic())
                && scan.next(end).is_some_and(|next| next.is_ascii_alphanumeric()))
            || scan.any(end, entry.not_before).is_some()
        {
            continue;
        }
        if entry.name == "个"
            && let Some(noun_end) = scan.any(end, NOUNS)
        {
            return Some((Unit { name: scan.slice(at..noun_end).to_owned(), dimension: Count }, noun_end));
        }
        return Some((Unit { name: entry.name.to_owned(), dimension: entry.dimension }, end));
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

/// What money behind a slash is paid for each of, whatever it be: `850元/具`, `100元/千字`.
pub(super) fn read_per_thing(scan: Scan<'_>, at: usize) -> Option<(Unit, usize)> {
    /// Words behind the thing: a bound or what the price is.
    const BEHIND: &[&str] = &["以内", "以下", "以上", "左右", "标准", "计算", "补助", "补贴", "内"];
    /// 12万元/全年 is no price of each.
    const NO_THING: &[&str] = &["全", "共", "合计", "总", "本", "当"];
    /// Longer words are a clause of their own.
    const LONGEST: usize = 4;
    let rest = scan.rest(at);
    let length = rest.find(|ch: char| !crate::text::is_han(ch)).unwrap_or(rest.len());
    let run = &rest[..length];
    let thing = BEHIND.iter().find_map(|word| run.strip_suffix(word)).unwrap_or(run);
    let fits = (1..=LONGEST).contains(&thing.chars().count());
    (fits && !NO_THING.iter().any(|word| thing.starts_with(word)))
        .then(|| (Unit { name: thing.to_owned(), dimension: Count }, at + thing.len()))
}
