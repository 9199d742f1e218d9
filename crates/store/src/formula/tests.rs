//! Formulas as texts, as trees and as values.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use jiff::civil::date;

use super::eval::{Row, eval};
use super::value::Value;
use super::*;

/// The value of a formula over a small row, as its cell shows it.
fn shown(formula: &str) -> String {
    let columns = ["amount", "name", "none", "at", "won", "id"].map(String::from);
    let values = [
        Value::Number(12.5),
        Value::Text("Ada Lovelace".into()),
        Value::Blank,
        Value::Text("2026-03-31T22:30:00Z".into()),
        Value::Boolean(true),
        Value::whole(9_007_199_254_740_993),
    ];
    let row = Row {
        columns: &columns,
        values: &values,
        today: date(2026, 5, 4),
    };
    let expr = Expr::parse(formula).unwrap_or_else(|mistake| panic!("{formula}: {mistake:?}"));
    eval(&expr, &row).shown()
}

#[test]
fn formulas_give_what_spreadsheets_give() {
    for (formula, expected) in [
        ("1 + 2 * 3", "7"),
        ("=(1 + 2) * 3", "9"),
        ("10 - 2 - 3", "5"),
        ("8 / 4 / 2", "1"),
        ("--2", "2"),
        ("-[amount]", "-12.5"),
        ("[amount] / 0", "#DIV/0!"),
        ("1 / [none]", "#DIV/0!"),
        ("[none] + 1", "1"),
        ("[name] + 1", "#VALUE!"),
        ("1e308 * 10", "#NUM!"),
        ("\"7\" * 6", "42"),
        ("[name] & \": \" & [amount]", "Ada Lovelace: 12.5"),
        ("[none] & \"x\"", "x"),
        ("\"say \"\"hi\"\"\"", "say \"hi\""),
        ("[name] = \"ada LOVELACE\"", "true"),
        ("[name] <> \"\"", "true"),
        ("[none] = \"\"", "true"),
        ("[none] = 0", "true"),
        ("\"b\" > \"A\"", "true"),
        ("[amount] >= 12.5", "true"),
        ("\"x\" = 1", "false"),
        ("\"x\" <> 1", "true"),
        ("[won] = true", "true"),
        ("[id]", "9007199254740993"),
        ("if([amount] > 10, \"big\", \"small\")", "big"),
        ("if(false, 1)", "false"),
        ("if(true, 1, 1 / 0)", "1"),
        ("if(1 / 0, 1, 2)", "#DIV/0!"),
        ("and([won], [amount] > 1, true)", "true"),
        ("or(false, [none])", "false"),
        ("not([won])", "false"),
        ("round(2.5)", "3"),
        ("round(-2.5)", "-3"),
        ("round(1.005, 2)", "1.01"),
        ("round(1234, -2)", "1200"),
        ("abs(-3)", "3"),
        ("min(3, [none], 1)", "1"),
        ("max(\"2026-01-01\", [at])", "2026-03-31T22:30:00Z"),
        ("min([none])", ""),
        ("len(\"Zoë\")", "3"),
        ("upper(\"zoë\") & lower(\"ÄB\")", "ZOËäb"),
        ("trim(\"  a   b \")", "a b"),
        ("left([name], 3)", "Ada"),
        ("left([name]; 3)", "Ada"),
        ("right(\"Zoë\")", "ë"),
        ("mid([name], 5, 4)", "Love"),
        ("mid([name], 0, 4)", "#VALUE!"),
        ("find(\"Love\", [name])", "5"),
        ("find(\"e\", \"éée\", 2)", "3"),
        ("find(\"z\", [name])", "#VALUE!"),
        ("concat([name], 1, true)", "Ada Lovelace1true"),
        ("date(2026, 2, 29)", "2026-03-01"),
        ("date(2026, 14, 1)", "2027-02-01"),
        ("date([at])", "2026-03-31"),
        ("date(99999, 1, 1)", "#NUM!"),
        ("year([at]) * 100 + month([at])", "202603"),
        ("day([at])", "31"),
        ("year([none])", ""),
        ("year([name])", "#VALUE!"),
        ("days(\"2026-05-04\", [at])", "33"),
        ("today() - date(2026, 5, 1)", "3"),
        ("today() + 1", "2026-05-05"),
        ("[at] + 0.5", "2026-04-01T10:30:00Z"),
        ("[at] < today()", "true"),
        ("[at] = \"2026-04-01T00:30:00+02:00\"", "true"),
        ("coalesce([none], \"\", [name])", "Ada Lovelace"),
        ("number(\" 12.50 \")", "12.5"),
        ("number(\"twelve\")", "#VALUE!"),
        ("text(12.0)", "12"),
    ] {
        assert_eq!(shown(formula), expected, "{formula}");
    }
}

#[test]
fn mistakes_are_named_where_they_stand() {
    let mistake = |text: &str| {
        let Mistake { at, length, reason } = Expr::parse(text).unwrap_err();
        (at, length, reason)
    };
    assert_eq!(mistake(""), (0, 0, Reason::Ends));
    assert_eq!(mistake("1 +"), (3, 0, Reason::Ends));
    assert_eq!(mistake("1 + * 2"), (4, 1, Reason::Unexpected));
    assert_eq!(mistake("1 2"), (2, 1, Reason::Unexpected));
    assert_eq!(mistake("1 # 2"), (2, 1, Reason::Unexpected));
    assert_eq!(mistake("(1"), (0, 1, Reason::Unclosed));
    assert_eq!(mistake("len(\"ä"), (4, 3, Reason::Unclosed));
    assert_eq!(mistake("[name"), (0, 5, Reason::Unclosed));
    assert_eq!(mistake("1.2.3").2, Reason::Unexpected);
    assert_eq!(mistake("."), (0, 1, Reason::BadNumber));
    assert_eq!(
        mistake("1 + sum(2)"),
        (4, 3, Reason::UnknownFunction("sum".into()))
    );
    let function = Function::Not;
    assert_eq!(mistake("not()"), (0, 3, Reason::Arguments { function }));
    assert_eq!(mistake("len + 1"), (3, 0, Reason::Ends));
    assert_eq!(mistake(&"(".repeat(500)).2, Reason::TooLarge);
    assert_eq!(mistake(&"-".repeat(500)).2, Reason::TooLarge);
    assert_eq!(
        mistake(&format!("1{}", "+1".repeat(500))).2,
        Reason::TooLarge
    );
    assert_eq!(mistake(&"1".repeat(10_000)).2, Reason::TooLarge);
}

/// Numbers that look random and are the same in each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn expr(&mut self, depth: usize) -> Expr {
        let texts = ["", "a\"b", "]", "ä ö", "'", "x]]y"];
        let numbers = [0.0, 1.0, 0.1, 1e21, 1e-7, 123_456.789];
        match if depth == 0 {
            self.roll(4)
        } else {
            self.roll(8)
        } {
            0 => Expr::Number(numbers[self.roll(6)]),
            1 => Expr::Text(texts[self.roll(6)].into()),
            2 => Expr::Boolean(self.roll(2) == 0),
            3 => Expr::Column(texts[self.roll(6)].into()),
            4 => Expr::Negate(Box::new(self.expr(depth - 1))),
            5 | 6 => Expr::Binary(
                Operator::ALL[self.roll(11)],
                Box::new(self.expr(depth - 1)),
                Box::new(self.expr(depth - 1)),
            ),
            _ => {
                let function = Function::ALL[self.roll(Function::ALL.len())];
                let (least, most) = (*function.takes().start(), *function.takes().end());
                let count = least + self.roll((most.min(4) - least) + 1);
                Expr::Call(function, (0..count).map(|_| self.expr(depth - 1)).collect())
            }
        }
    }
}

/// What is printed is read as the same tree, whatever the tree; and whatever the tree, it has a value.
#[test]
fn a_printed_formula_is_read_as_the_same() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for round in 0..3_000 {
        let expr = dice.expr(round % 6);
        let text = expr.to_string();
        assert_eq!(Expr::parse(&text).as_ref(), Ok(&expr), "{text}");
        let columns = expr.columns();
        let values = vec![Value::Text("2026-01-01".into()); columns.len()];
        let row = Row {
            columns: &columns,
            values: &values,
            today: date(2026, 5, 4),
        };
        eval(&expr, &row);
    }
}

/// Whatever is typed is read or refused at a place that lies in it.
#[test]
fn garbage_is_refused_without_a_panic() {
    const PIECES: [&str; 22] = [
        "(", ")", "[", "]", "]]", "\"", "\"\"", "if", "date", "round", ",", ";", "1", ".", "e",
        "-", "<", ">", "ä", "🙂", " ", "today()",
    ];
    let mut dice = Dice(77);
    for _ in 0..20_000 {
        let length = dice.roll(14);
        let text: String = (0..length)
            .map(|_| PIECES[dice.roll(PIECES.len())])
            .collect();
        if let Err(Mistake { at, length, .. }) = Expr::parse(&text) {
            assert!(
                text.is_char_boundary(at) && text.is_char_boundary(at + length),
                "{text}"
            );
        }
    }
}
