//! What is said about plugins that do not do what they should.

#[cfg(feature = "host")]
use super::LoadFault;
use super::{Conflict, Failed, Fault, Mismatch, Unusable};
use crate::finding::Language;
use crate::rule::Refusal;

impl Failed {
    /// What happened: plugin, rule, project and reason.
    pub fn message(&self, language: Language) -> String {
        let zh = language == Language::Zh;
        let (plugin, why) = (&self.plugin, self.fault.message(language));
        let Some(at) = &self.first else {
            return match zh {
                true => format!("插件 {plugin} 未能开始工作：{why}"),
                false => format!("the plugin {plugin} did not begin: {why}"),
            };
        };
        let (code, file, row) = (&at.code, &at.file, at.row);
        let project = match (at.project.is_empty(), zh) {
            (true, _) => format!("{file}:{row}"),
            (false, true) => format!("项目“{}”（{file}:{row}）", at.project),
            (false, false) => format!("the project “{}” ({file}:{row})", at.project),
        };
        let mut more = match (self.projects, zh) {
            (0 | 1, _) => String::new(),
            (count, true) => format!("；共有 {count} 个项目如此"),
            (count, false) => format!("; so on {count} projects in all"),
        };
        if self.gave_up {
            more += match zh {
                true => "；重新启动后再次出错，此后的项目没有用这个插件检查",
                false => "; started again it failed again, and was not asked about the projects after that",
            };
        }
        match zh {
            true => format!("插件 {plugin} 的规则 {code} 检查{project}时出错：{why}{more}"),
            false => format!("the rule {code} of the plugin {plugin} failed on {project}: {why}{more}"),
        }
    }

    /// What it means for the run, and what to do.
    pub fn help(&self, language: Language) -> String {
        match (language, &self.first) {
            (Language::Zh, Some(_)) => {
                "这条规则在出错的项目上没有结果，其他问题不受影响。请联系插件的作者；不用插件检查请加 --no-plugins。"
            }
            (Language::En, Some(_)) => {
                "The rule has no result where it failed; all other findings stand. Tell the plugin's author, or check without plugins by --no-plugins."
            }
            (Language::Zh, None) => "这个插件的规则没有结果，其他问题不受影响。不用插件检查请加 --no-plugins。",
            (Language::En, None) => {
                "The plugin's rules have no result; all other findings stand. Check without plugins by --no-plugins."
            }
        }
        .to_owned()
    }
}

impl Fault {
    /// Why, in a clause.
    pub fn message(&self, language: Language) -> String {
        let zh = language == Language::Zh;
        match self {
            Self::Said(text) => text.clone(),
            Self::Status(status) if zh => format!("返回了状态 {status}"),
            Self::Status(status) => format!("it returned the status {status}"),
            Self::Refused(why) if zh => format!("报告的问题不合接口：{}", why.message(language)),
            Self::Refused(why) => format!("it reported {}", why.message(language)),
            Self::Unfit(refusal) => refusal.message(language),
            Self::Ended(how) if zh => format!("插件进程中断（{how}）"),
            Self::Ended(how) => format!("its process ended ({how})"),
            Self::NotStarted(why) if zh => format!("插件进程未能启动（{why}）"),
            Self::NotStarted(why) => format!("its process could not be started ({why})"),
            Self::Silent(seconds) if zh => format!("{seconds} 秒没有结果，已停止"),
            Self::Silent(seconds) => format!("it gave no answer for {seconds} seconds and was stopped"),
        }
    }
}

impl Unusable {
    /// What was reported.
    fn message(self, language: Language) -> &'static str {
        let (zh, en) = match self {
            Self::TooManyFindings => (
                "一个项目里的问题多于一条规则可有的（10000处）",
                "more findings in one project than a rule may have (10000)",
            ),
            Self::NullFinding => ("指针为空", "a finding that is null"),
            Self::SmallFinding => ("问题的结构小于接口所定", "a finding smaller than the interface has it"),
            Self::EmptyMark => ("标出的范围是空的", "a mark that covers nothing"),
            Self::UnknownMark => ("没有这种标出方式", "an unknown kind of mark"),
            Self::RelatedPlaces => (
                "相关位置多于1000处，或者指针、大小有误",
                "related places that are more than 1000, null, or smaller than the interface has them",
            ),
            Self::NoPlace => ("相关位置没有行或列", "a place without row or column"),
            Self::UnknownPlace => ("没有这种相关位置", "an unknown kind of place"),
            Self::UnreadSheet => ("相关位置所在的表还没有读到", "a place in a sheet that has not been read"),
            Self::BelowTheEnd => ("相关位置在表的末行之下", "a place below the end of its sheet"),
            Self::UnknownField => ("没有这种单元格", "an unknown field"),
            Self::Values => (
                "值多于1000个，或者指针、大小有误",
                "values that are more than 1000, null, or smaller than the interface has them",
            ),
            Self::NoNumber => ("数字不成数", "a number that is none"),
            Self::TextLength => {
                ("文字的指针为空，或者超过 64 KiB", "a text that is null or longer than 64 KiB")
            }
            Self::NoUtf8 => ("文字不是 UTF-8", "a text that is no UTF-8"),
        };
        if language == Language::Zh { zh } else { en }
    }
}

#[cfg(feature = "host")]
impl LoadFault {
    /// Why it cannot be loaded, in a clause.
    pub fn message(&self, language: Language) -> String {
        let zh = language == Language::Zh;
        match self {
            Self::Copy(why) if zh => format!("无法在临时文件夹里存放副本（{why}）"),
            Self::Copy(why) => {
                format!("no private copy could be made in the folder of temporary files ({why})")
            }
            Self::Process(fault) => fault.message(language),
            Self::Library(why) if zh => format!("系统无法载入（{why}）"),
            Self::Library(why) => format!("the system does not load it ({why})"),
            Self::NoSymbol if zh => "不是绩尺的插件：没有 jichi_plugin_v1".to_owned(),
            Self::NoSymbol => "it is no plugin of jichi: it exports no jichi_plugin_v1".to_owned(),
            Self::Mismatch(mismatch) => mismatch.message(language),
        }
    }
}

impl Refusal {
    /// Why, in a clause.
    pub fn message(&self, language: Language) -> String {
        let zh = language == Language::Zh;
        match self {
            Self::NoRule if zh => "没有这条规则".to_owned(),
            Self::NoRule => "there is no such rule".to_owned(),
            Self::NoCell if zh => "报告的单元格在这个项目里不存在".to_owned(),
            Self::NoCell => "it reported a cell that the project does not have".to_owned(),
            Self::NoSpan if zh => "标出的范围不在单元格的文字之内".to_owned(),
            Self::NoSpan => "it marked what is not in the cell's text".to_owned(),
            Self::NoValue(name) if zh => format!("规则文件的 values 里没有“{name}”"),
            Self::NoValue(name) => format!("the rule file declares no value `{name}`"),
            Self::OtherKind(name) if zh => format!("“{name}”的种类与规则文件的 values 不一致"),
            Self::OtherKind(name) => format!("the value `{name}` is of another kind than the rule file says"),
            Self::NoLabel(label) if zh => format!("规则文件里没有 label 为“{label}”的 [[related]]"),
            Self::NoLabel(label) => format!("the rule file has no [[related]] with the label `{label}`"),
        }
    }
}

impl Mismatch {
    /// What does not fit, in a clause.
    pub fn message(&self, language: Language) -> String {
        let zh = language == Language::Zh;
        match self {
            Self::Magic if zh => "不是绩尺的插件".to_owned(),
            Self::Magic => "it is no plugin of jichi".to_owned(),
            Self::Major(major) if zh => {
                format!("按接口第 {major} 版编译，本程序用第 {} 版", jichi_plugin::abi::MAJOR)
            }
            Self::Major(major) => format!(
                "it was built for version {major} of the interface, this program has version {}",
                jichi_plugin::abi::MAJOR
            ),
            Self::Size(what) if zh => format!("描述里的 {what} 不合理"),
            Self::Size(what) => format!("`{what}` of its descriptor cannot be"),
            Self::Text(what) if zh => format!("描述里的 {what} 不是 UTF-8 文字"),
            Self::Text(what) => format!("`{what}` of its descriptor is no UTF-8"),
            Self::Id(id) if zh => format!("插件名“{id}”应由小写字母、数字和连字符组成"),
            Self::Id(id) => format!("its id “{id}” is not made of lower-case words with hyphens"),
            Self::NoRule if zh => "没有规则，或有的规则没有检查的函数".to_owned(),
            Self::NoRule => "it has no rule, or one without a function".to_owned(),
        }
    }
}

impl Conflict {
    /// What stands in the way, in a clause.
    pub fn message(&self, language: Language) -> String {
        let zh = language == Language::Zh;
        match self {
            Self::Id if zh => "已经载入了同名的插件".to_owned(),
            Self::Id => "another plugin of this id is loaded already".to_owned(),
            Self::Letters { code, owner } if zh => format!("规则代码 {code} 的字母归 {owner} 使用"),
            Self::Letters { code, owner } => format!("the letters of the code {code} belong to {owner}"),
            Self::Scope { code, follows: true } if zh => {
                format!("规则 {code} 有 follow 函数，规则文件的 scope 应为 \"corpus\"")
            }
            Self::Scope { code, follows: true } => {
                format!("the rule {code} has a function `follow`: its scope is \"corpus\"")
            }
            Self::Scope { code, .. } if zh => {
                format!("规则 {code} 没有 follow 函数，规则文件的 scope 应为 \"project\"")
            }
            Self::Scope { code, .. } => {
                format!("the rule {code} has no function `follow`: its scope is \"project\"")
            }
        }
    }
}
