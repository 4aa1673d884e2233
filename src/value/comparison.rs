//! Comparisons around a quantity: signs and words before it, behind it, on both sides; well formed or not.

use std::ops::Range;

use super::comparison_words::{
    BEFORE, BEHIND, BEHIND_DATE, FILLERS, NOT_BEHIND, NOT_BEHIND_DATE, NOT_COMPARISONS, Weight,
};
use super::grammar::{Found, Scan};
use super::{Bound, Part, Quantity};

/// How a comparison was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The side that is bounded.
    pub bound: Bound,
    /// Bytes of the normalised text that hold the comparison word or sign: the one that decides, where two
    /// stand; the whole of a doubled one (`≥≥`, `≥不低于`).
    pub span: Range<usize>,
    /// False for spellings that no form accepts: `80%≥`, `》90`, `=<25`, `40%以前`, `5万元以为`, `> =1年`,
    /// doubled and contradictory ones. `>=`, `<=`, `≧`, full-width signs and words are well formed.
    pub well_formed: bool,
    /// How a malformed one is written properly, where that is certain.
    pub(super) rewrite: Option<Rewrite>,
}

/// A change to the normalised text that makes a comparison well formed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rewrite {
    /// What goes.
    pub remove: Range<usize>,
    /// Where the standard form is put; not behind `remove`.
    pub at: usize,
    /// The standard form.
    pub standard: &'static str,
}

/// Which words may follow a quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// 以上, 以内, 左右 …; 以前 is a slip.
    Amount,
    /// 前 is fine, as in 3天前.
    Duration,
    /// 前, 之前, 底前.
    Calendar,
    /// As of amounts and dates: 每月25日前, 每月一次以上.
    Frequency,
}

#[derive(Debug, Clone)]
struct Token {
    bound: Bound,
    weight: Weight,
    span: Range<usize>,
    sign: bool,
    well_formed: bool,
    standard: Option<&'static str>,
}

/// Makes a part of what was found: reads the comparisons on both sides of it.
pub(super) fn attach(scan: Scan<'_>, floor: usize, found: Found) -> Part {
    let mut tokens: Vec<Token> = Vec::new();
    let start = before(
        scan,
        floor.max(if found.number_at > found.start { found.start } else { 0 }),
        found.number_at,
        &mut tokens,
    )
    .min(found.start);
    let doubled = tokens.iter().filter(|token| token.weight == Weight::Firm).count() > 1
        && tokens.iter().any(|token| token.sign);
    let firm_before = tokens.len();
    if let Some(about) = found.about.clone() {
        tokens.push(Token::word(Bound::About, Weight::Loose, about));
    }
    let end = behind(scan, &found, &mut tokens);
    let mut comparison = combine(scan, tokens, firm_before, doubled, found.number_at);
    // Signs are no way to write a deadline: what to put instead is for a person to say.
    if found.side == Side::Calendar
        && let Some(comparison) = &mut comparison
    {
        comparison.rewrite = None;
    }
    Part { span: start..end, comparison, quantity: found.quantity, odd_number: found.odd }
}

/// Reads the comparisons before `at`, nearest first put last; gives where they begin.
fn before(scan: Scan<'_>, floor: usize, at: usize, tokens: &mut Vec<Token>) -> usize {
    let mut start = at;
    let mut place = at;
    for _ in 0..3 {
        let mut from = place;
        let mut token = token_before(scan, floor, from);
        if token.is_none()
            && let Some(filler) = FILLERS.iter().find(|filler| scan.slice(floor..from).ends_with(**filler))
        {
            from -= filler.len();
            token =
                token_before(scan, floor, from).filter(|token| !token.sign && token.weight >= Weight::Loose);
        }
        let Some(token) = token else { break };
        place = token.span.start;
        start = place;
        tokens.insert(0, token);
    }
    start
}

fn token_before(scan: Scan<'_>, floor: usize, at: usize) -> Option<Token> {
    let before = scan.slice(floor..at);
    let last = before.chars().next_back()?;
    if is_sign(last) {
        let run = before.trim_end_matches(is_sign);
        return sign(scan, floor + run.len()..at);
    }
    let (_, words) = BEFORE.iter().find(|(ch, _)| *ch == last)?;
    let (word, bound, weight) = words.iter().find(|(word, ..)| before.ends_with(word))?;
    if NOT_COMPARISONS.iter().any(|other| before.ends_with(other)) {
        return None;
    }
    Some(Token::word(*bound, *weight, at - word.len()..at))
}

impl Token {
    fn word(bound: Bound, weight: Weight, span: Range<usize>) -> Self {
        Self { bound, weight, span, sign: false, well_formed: true, standard: None }
    }
}

fn is_sign(ch: char) -> bool {
    matches!(
        ch,
        '>' | '<'
            | '='
            | '≥'
            | '≤'
            | '≧'
            | '≦'
            | '⩾'
            | '⩽'
            | '≮'
            | '≯'
            | '》'
            | '《'
            | '〉'
            | '〈'
            | '﹥'
            | '﹤'
            | '≈'
            | '±'
    )
}

/// A run of comparison signs.
fn sign(scan: Scan<'_>, span: Range<usize>) -> Option<Token> {
    let run = scan.slice(span.clone());
    let spaced = scan.raw_slice(span.clone()).trim_end().chars().any(char::is_whitespace);
    let (bound, well_formed) = match run {
        ">=" | "≥" | "≧" | "⩾" | "≮" => (Bound::AtLeast, true),
        "<=" | "≤" | "≦" | "⩽" | "≯" => (Bound::AtMost, true),
        ">" | "﹥" => (Bound::MoreThan, true),
        "<" | "﹤" => (Bound::LessThan, true),
        "=" => (Bound::Exactly, true),
        "≈" | "±" => (Bound::About, true),
        _ => {
            let greater = run.contains(['>', '≥', '≧', '⩾', '≮', '》', '〉', '﹥']);
            let less = run.contains(['<', '≤', '≦', '⩽', '≯', '《', '〈', '﹤']);
            let equal = run.contains(['=', '≥', '≤', '≧', '≦', '⩾', '⩽', '≮', '≯']);
            let bound = match (greater, less, equal) {
                (true, true, _) => {
                    let first = run.chars().next().filter(|ch| "<≤≦⩽≯《〈﹤".contains(*ch));
                    let bound = if first.is_some() { Bound::AtMost } else { Bound::AtLeast };
                    return Some(Token {
                        bound,
                        weight: Weight::Firm,
                        span,
                        sign: true,
                        well_formed: false,
                        standard: None,
                    });
                }
                (true, false, true) => Bound::AtLeast,
                (true, false, false) => Bound::MoreThan,
                (false, true, true) => Bound::AtMost,
                (false, true, false) => Bound::LessThan,
                (false, false, true) => Bound::Exactly,
                (false, false, false) => return None,
            };
            (bound, false)
        }
    };
    let weight = if bound == Bound::About { Weight::Loose } else { Weight::Firm };
    let well_formed = well_formed && !spaced;
    Some(Token { bound, weight, span, sign: true, well_formed, standard: Some(standard(bound)) })
}

/// The standard sign of a bound.
fn standard(bound: Bound) -> &'static str {
    match bound {
        Bound::AtLeast => "≥",
        Bound::AtMost => "≤",
        Bound::MoreThan => ">",
        Bound::LessThan => "<",
        Bound::Exactly => "=",
        Bound::About => "约",
    }
}

/// Reads the comparisons behind a quantity; gives where they end.
fn behind(scan: Scan<'_>, found: &Found, tokens: &mut Vec<Token>) -> usize {
    let mut end = found.end;
    if matches!(found.quantity, Quantity::Calculation { .. }) {
        return end;
    }
    for _ in 0..2 {
        let Some(token) = token_behind(scan, found.side, end) else { break };
        end = token.span.end;
        tokens.push(token);
    }
    end
}

fn token_behind(scan: Scan<'_>, side: Side, at: usize) -> Option<Token> {
    let ch = scan.next(at)?;
    if is_sign(ch) {
        return sign_behind(scan, at);
    }
    if !matches!(
        ch,
        '(' | '及' | '或' | '以' | '之' | '的' | '预' | '范' | '限' | '内' | '左' | '上' | '前' | '后'
    ) {
        return None;
    }
    if side != Side::Amount && scan.any(at, NOT_BEHIND_DATE).is_none() {
        for (word, bound) in BEHIND_DATE {
            if let Some(end) = scan.word(at, word) {
                return Some(Token::word(*bound, Weight::Firm, at..end));
            }
        }
    }
    if let Some(from) = scan.word(at, "(含")
        && let Some(close) = scan.rest(from).find(')').filter(|length| *length <= 24)
        && let Some((word, bound, weight)) =
            BEHIND.iter().find(|(word, ..)| scan.word(from + close + 1, word).is_some())
    {
        return Some(Token::word(*bound, *weight, at..from + close + 1 + word.len()));
    }
    for (word, bound, weight) in BEHIND {
        if let Some(end) = scan.word(at, word)
            && !NOT_BEHIND.iter().any(|(short, next)| short == word && scan.any(end, next).is_some())
        {
            return Some(Token::word(*bound, *weight, at..end));
        }
    }
    // Slips of the pen: 以为 for 以内; 以前 of what is no date.
    let slip = |bound: Bound, end: usize, standard| Token {
        well_formed: false,
        standard,
        ..Token::word(bound, Weight::Firm, at..end)
    };
    match side {
        Side::Amount | Side::Duration => scan
            .word(at, "以为")
            .map(|end| slip(Bound::AtMost, end, Some("以内")))
            // 98%以前 may be meant as 以上 or as 以内.
            .or_else(|| scan.any(at, &["以前", "之前"]).map(|end| slip(Bound::About, end, None))),
        Side::Calendar | Side::Frequency => None,
    }
}

/// A sign behind the number (`80%≥`): not one that stands before the next number, nor an equals sign.
fn sign_behind(scan: Scan<'_>, at: usize) -> Option<Token> {
    let run = scan.rest(at);
    let end = at + (run.len() - run.trim_start_matches(is_sign).len());
    let next = scan.next(end);
    if next.is_some_and(|ch| {
        ch.is_ascii_digit() || super::numeral::is_chinese_numeral(ch) || matches!(ch, '¥' | '￥' | '-')
    }) {
        return None;
    }
    let run = scan.slice(at..end);
    if matches!(run, "=" | "≈" | "±")
        || run.contains(['《', '〈'])
        || (run.starts_with(['》', '〉']) && scan.slice(0..at).contains(['《', '〈']))
    {
        return None;
    }
    // 95%≤满意度≤100%: the bounds of a name that stands between them.
    let words = scan.rest(end).find(|ch: char| !crate::text::is_han(ch)).unwrap_or(0);
    let chain = end + words;
    if (1..=36).contains(&words)
        && scan.next(chain).is_some_and(is_sign)
        && scan.rest(chain).trim_start_matches(is_sign).starts_with(|ch: char| ch.is_ascii_digit())
    {
        let mut token = sign(scan, at..end)?;
        token.bound = match token.bound {
            Bound::AtLeast => Bound::AtMost,
            Bound::AtMost => Bound::AtLeast,
            Bound::MoreThan => Bound::LessThan,
            Bound::LessThan => Bound::MoreThan,
            other => other,
        };
        token.standard = None;
        return Some(token);
    }
    // Before further words the sign may belong to them.
    let certain = next.is_none_or(|ch| matches!(ch, ',' | ';' | '。' | '、' | ')'));
    sign(scan, at..end).map(|token| Token {
        well_formed: false,
        standard: token.standard.filter(|_| certain),
        ..token
    })
}

/// Makes one comparison of all that stand around a number.
fn combine(
    scan: Scan<'_>,
    tokens: Vec<Token>,
    before: usize,
    doubled: bool,
    number_at: usize,
) -> Option<Comparison> {
    let mut decisive: Option<&Token> = None;
    for token in &tokens {
        if decisive.is_none_or(|best| token.weight > best.weight) {
            decisive = Some(token);
        }
    }
    let decisive = decisive?;
    let direction = |bound: Bound| match bound {
        Bound::AtLeast | Bound::MoreThan => 1,
        Bound::AtMost | Bound::LessThan => -1,
        Bound::Exactly | Bound::About => 0,
    };
    let firm = || tokens.iter().filter(|token| token.weight == Weight::Firm);
    let contradictory = firm().any(|token| direction(token.bound) != direction(decisive.bound));
    let malformed = tokens.iter().enumerate().find(|(_, token)| !token.well_formed);
    let mut comparison = Comparison {
        bound: decisive.bound,
        span: decisive.span.clone(),
        well_formed: !contradictory && !doubled && malformed.is_none(),
        rewrite: None,
    };
    if comparison.well_formed || contradictory {
        return Some(comparison);
    }
    if doubled {
        // ≥不低于: the signs and words stand side by side before the number.
        let first = tokens[..before].iter().find(|token| token.weight == Weight::Firm)?;
        comparison.span = first.span.start..number_at;
        let whole = scan.slice(comparison.span.clone());
        let only_comparisons =
            tokens[..before].iter().map(|token| token.span.len()).sum::<usize>() >= whole.len();
        if tokens.iter().enumerate().all(|(i, token)| token.well_formed || i < before) && only_comparisons {
            comparison.rewrite = Some(Rewrite {
                remove: comparison.span.clone(),
                at: comparison.span.start,
                standard: standard(comparison.bound),
            });
        }
        return Some(comparison);
    }
    if let Some((index, token)) = malformed
        && tokens.iter().filter(|token| !token.well_formed).count() == 1
        && let Some(standard) = token.standard
    {
        let behind = index >= before;
        // A second comparison on the same side says it already: ≥80%≥ only loses the last.
        let redundant = behind && token.sign && firm().count() > 1;
        comparison.rewrite = Some(Rewrite {
            remove: token.span.clone(),
            at: if behind && token.sign && !redundant { number_at } else { token.span.start },
            standard: if redundant { "" } else { standard },
        });
    }
    Some(comparison)
}
