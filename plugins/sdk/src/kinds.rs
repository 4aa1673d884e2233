//! What can be one of a few: the numbers of the interface by their names. A number that came after this version is
//! none of them.

use crate::abi;

macro_rules! names {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $number:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name { $($(#[$variant_doc])* $variant),* }

        impl $name {
            pub(crate) fn of(number: u32) -> Option<Self> {
                match number {
                    $(abi::$number => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

names! {
    /// What a part measures.
    Kind {
        /// 次, 人, %, no unit …: an amount that is no money.
        Amount = KIND_AMOUNT,
        /// 5万元, 2000元每次
        Money = KIND_MONEY,
        /// 2020年12月31日
        Date = KIND_DATE,
        /// 上半年
        Period = KIND_PERIOD,
        /// 20个工作日
        Duration = KIND_DURATION,
        /// 每季度至少一次
        Frequency = KIND_FREQUENCY,
        /// 优秀等次
        Grade = KIND_GRADE,
        /// 3人×200元=600元
        Calculation = KIND_CALCULATION,
    }
}

names! {
    /// Which side of the number a target is bounded on.
    Bound {
        /// ≥, 不低于, 以上
        AtLeast = BOUND_AT_LEAST,
        /// ≤, 不超过, 以内; of dates 前
        AtMost = BOUND_AT_MOST,
        /// >
        MoreThan = BOUND_MORE_THAN,
        /// <
        LessThan = BOUND_LESS_THAN,
        /// =, 达到
        Exactly = BOUND_EXACTLY,
        /// 约, 左右
        About = BOUND_ABOUT,
    }
}

names! {
    /// What a unit measures.
    UnitDimension {
        /// 次, 人, 份
        Count = DIMENSION_OF_UNIT_COUNT,
        /// %, 倍
        Ratio = DIMENSION_OF_UNIT_RATIO,
        /// 天, 年
        Time = DIMENSION_OF_UNIT_TIME,
        /// 米
        Length = DIMENSION_OF_UNIT_LENGTH,
        /// 平方米, 亩
        Area = DIMENSION_OF_UNIT_AREA,
        /// 吨
        Mass = DIMENSION_OF_UNIT_MASS,
        /// 立方米
        Volume = DIMENSION_OF_UNIT_VOLUME,
        /// 分, 千瓦时 …
        Other = DIMENSION_OF_UNIT_OTHER,
    }
}

names! {
    /// The 一级指标. 成本 belongs to output.
    Group {
        /// 产出
        Output = GROUP_OUTPUT,
        /// 效益
        Effect = GROUP_EFFECT,
        /// 满意度
        Satisfaction = GROUP_SATISFACTION,
    }
}

names! {
    /// The 二级指标.
    Dimension {
        /// 数量
        Quantity = DIMENSION_QUANTITY,
        /// 质量
        Quality = DIMENSION_QUALITY,
        /// 时效
        Time = DIMENSION_TIME,
        /// 成本
        Cost = DIMENSION_COST,
        /// 经济效益
        Economic = DIMENSION_ECONOMIC,
        /// 社会效益
        Social = DIMENSION_SOCIAL,
        /// 生态效益
        Ecological = DIMENSION_ECOLOGICAL,
        /// 可持续影响
        Sustainability = DIMENSION_SUSTAINABILITY,
        /// 满意度
        Satisfaction = DIMENSION_SATISFACTION,
    }
}

names! {
    /// The kind of answer that an indicator's name calls for.
    AsksFor {
        /// 数量, 次数
        Count = ASKS_FOR_COUNT,
        /// …率
        Rate = ASKS_FOR_RATE,
        /// 完成时间
        Date = ASKS_FOR_DATE,
        /// 期限
        Duration = ASKS_FOR_DURATION,
        /// 经费
        Money = ASKS_FOR_MONEY,
        /// 满意度
        Satisfaction = ASKS_FOR_SATISFACTION,
    }
}

names! {
    /// Which way an indicator's figure is better.
    Better {
        /// 合格率
        More = BETTER_MORE,
        /// 投诉率
        Less = BETTER_LESS,
    }
}

names! {
    /// The unit of a sheet's money columns.
    MoneyUnit {
        /// 元
        Yuan = MONEY_UNIT_YUAN,
        /// 万元
        TenThousandYuan = MONEY_UNIT_TEN_THOUSAND_YUAN,
    }
}
