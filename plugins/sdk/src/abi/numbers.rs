//! The numbers of the interface. Each list grows at its end.

macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident = $value:expr;)*) => {
        $($(#[$doc])* pub const $name: u32 = $value;)*
        /// All numbers by name, for checking the header.
        pub const NUMBERS: &[(&str, u32)] = &[$((stringify!($name), $name)),*];
    };
}

numbers! {
    /// All went well.
    STATUS_OK = 0;
    /// The rule could not look at the project.
    STATUS_FAILED = 1;
    /// The host does not take it.
    STATUS_REFUSED = 2;

    /// The rules' `check` may be called from several threads at once.
    PLUGIN_THREAD_SAFE = 1;

    /// 次, 人, no unit …: an amount that is no money.
    KIND_AMOUNT = 1;
    /// 5万元, 2000元每次
    KIND_MONEY = 2;
    /// 2020年12月31日
    KIND_DATE = 3;
    /// 上半年
    KIND_PERIOD = 4;
    /// 20个工作日
    KIND_DURATION = 5;
    /// 每季度至少一次
    KIND_FREQUENCY = 6;
    /// 优秀等次
    KIND_GRADE = 7;
    /// 3人×200元=600元
    KIND_CALCULATION = 8;

    /// No comparison is written.
    BOUND_NONE = 0;
    /// ≥, 不低于, 以上
    BOUND_AT_LEAST = 1;
    /// ≤, 不超过, 以内; of dates 前
    BOUND_AT_MOST = 2;
    /// >
    BOUND_MORE_THAN = 3;
    /// <
    BOUND_LESS_THAN = 4;
    /// =, 达到
    BOUND_EXACTLY = 5;
    /// 约, 左右
    BOUND_ABOUT = 6;

    /// The number is malformed though it can be read: 05万, 12月日.
    PART_ODD_NUMBER = 1;
    /// 元 is written: not of 15万.
    PART_MONEY_STATED = 2;

    /// No unit.
    DIMENSION_OF_UNIT_NONE = 0;
    /// 次, 人, 份
    DIMENSION_OF_UNIT_COUNT = 1;
    /// %, 倍
    DIMENSION_OF_UNIT_RATIO = 2;
    /// 天, 年
    DIMENSION_OF_UNIT_TIME = 3;
    /// 米
    DIMENSION_OF_UNIT_LENGTH = 4;
    /// 平方米, 亩
    DIMENSION_OF_UNIT_AREA = 5;
    /// 吨
    DIMENSION_OF_UNIT_MASS = 6;
    /// 立方米
    DIMENSION_OF_UNIT_VOLUME = 7;
    /// 分, 千瓦时 …
    DIMENSION_OF_UNIT_OTHER = 8;

    /// 产出, 成本
    GROUP_OUTPUT = 1;
    /// 效益
    GROUP_EFFECT = 2;
    /// 满意度
    GROUP_SATISFACTION = 3;

    /// Neither given nor inferred.
    DIMENSION_UNKNOWN = 0;
    /// 数量
    DIMENSION_QUANTITY = 1;
    /// 质量
    DIMENSION_QUALITY = 2;
    /// 时效
    DIMENSION_TIME = 3;
    /// 成本
    DIMENSION_COST = 4;
    /// 经济效益
    DIMENSION_ECONOMIC = 5;
    /// 社会效益
    DIMENSION_SOCIAL = 6;
    /// 生态效益
    DIMENSION_ECOLOGICAL = 7;
    /// 可持续影响
    DIMENSION_SUSTAINABILITY = 8;
    /// 满意度
    DIMENSION_SATISFACTION = 9;

    /// The words of the name do not tell.
    ASKS_FOR_UNKNOWN = 0;
    /// 数量, 次数
    ASKS_FOR_COUNT = 1;
    /// …率
    ASKS_FOR_RATE = 2;
    /// 完成时间
    ASKS_FOR_DATE = 3;
    /// 期限
    ASKS_FOR_DURATION = 4;
    /// 经费
    ASKS_FOR_MONEY = 5;
    /// 满意度
    ASKS_FOR_SATISFACTION = 6;

    /// Cannot be told.
    BETTER_UNKNOWN = 0;
    /// 合格率
    BETTER_MORE = 1;
    /// 投诉率
    BETTER_LESS = 2;

    /// Money in it is what the work costs in all: no savings, no price per piece.
    INDICATOR_TOTAL = 1;

    /// The unit of money columns is not known.
    MONEY_UNIT_UNKNOWN = 0;
    /// 元
    MONEY_UNIT_YUAN = 1;
    /// 万元
    MONEY_UNIT_TEN_THOUSAND_YUAN = 2;

    /// A number.
    SETTING_NUMBER = 1;
    /// A text.
    SETTING_TEXT = 2;
    /// true or false.
    SETTING_TRUTH = 3;
    /// A list of texts.
    SETTING_LIST = 4;

    /// The project's name.
    FIELD_PROJECT = 1;
    /// 年度目标
    FIELD_GOAL = 2;
    /// 资金总额
    FIELD_TOTAL = 3;
    /// 财政拨款
    FIELD_FISCAL = 4;
    /// A column of 其他资金.
    FIELD_OTHER = 5;
    /// An indicator's name.
    FIELD_NAME = 6;
    /// An indicator's target value.
    FIELD_VALUE = 7;
    /// An indicator's unit, where it has a cell of its own.
    FIELD_UNIT = 8;

    /// The whole cell.
    SPAN_CELL = 0;
    /// Bytes of the raw cell.
    SPAN_RAW = 1;
    /// Bytes of the reading's text: of a goal, a name or a target value.
    SPAN_READING = 2;

    /// In this project.
    WHERE_HERE = 0;
    /// In a sheet that is named by its number.
    WHERE_ELSEWHERE = 1;
}
