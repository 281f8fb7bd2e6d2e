"""Sums that residents rely on: by hand-checked examples and by what must hold for every input."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.calculation_text import calculation_variables
from bot.casework.calculators.amounts import read_hours, read_sum, read_yearly_percent
from bot.casework.calculators.court_fee import court_fee
from bot.casework.calculators.loan_interest import Loan, loan_interest
from bot.casework.calculators.overtime import Overtime, overtime_pay
from bot.casework.calculators.periods import Period, period_between, read_period
from bot.casework.calculators.severance import double_wage, pay_months, severance
from bot.casework.calculators.volunteered import (
    claim_in,
    hours_in,
    lent_in,
    principal_in,
    rate_in,
    unlawful_in,
    wage_in,
    worked_in,
)
from bot.casework.calculators.wages import other_wage_in
from bot.casework.calculators.working import Calculation, CalculationError, InputProblem
from knowledge_base.law_collection import read_collection
from knowledge_base.law_text import squeeze
from knowledge_base.rates import load_rates

ROOT = Path(__file__).resolve().parents[3]
LAWS = ROOT.parent / "shared" / "laws"
RATES = load_rates()
WAGE = st.decimals(1000, 100_000, places=2)
SUM = st.decimals(1, 100_000_000, places=2)
PERIOD = st.builds(Period, st.integers(0, 40), st.integers(0, 11), st.integers(0, 29)).filter(
    lambda p: bool(p.total_months or p.days)
)
PRESENT = Decimal("3.0")


def fee(amount: str | Decimal, kind: str = "property", *, halved: bool = False) -> Decimal:
    return court_fee(kind, RATES.court_fee, amount=Decimal(amount), halved=halved).low


def make_loan(percent: str, *, made_on: date | None = None, principal: str = "50000") -> Loan:
    return Loan(Decimal(principal), Period(1, 6), Decimal(percent), made_on)


def lend(loan: Loan) -> Calculation:
    return loan_interest(loan, RATES.loan_interest, present_rate=PRESENT)


@pytest.mark.parametrize(
    ("worked", "months"),
    [
        (Period(3), "3"),
        (Period(3, 5, 29), "3.5"),
        (Period(3, 6), "4"),
        (Period(3, 0, 1), "3.5"),
        (Period(0, 5), "0.5"),
        (Period(0, 6), "1"),
    ],
)
def test_a_rest_of_half_a_year_counts_as_a_year_and_a_shorter_one_as_half(worked: Period, months: str) -> None:
    assert pay_months(worked, RATES.severance) == Decimal(months)


@given(WAGE, PERIOD)
def test_an_unlawful_dismissal_costs_twice_the_compensation(wage: Decimal, worked: Period) -> None:
    plain = severance(wage, worked, RATES.severance)
    double = severance(wage, worked, RATES.severance, unlawful=True)
    assert abs(double.low - 2 * plain.low) <= Decimal("0.01")


@given(WAGE, PERIOD, st.integers(1, 24))
def test_more_time_never_lowers_the_compensation(wage: Decimal, worked: Period, more: int) -> None:
    months = worked.total_months + more
    longer = Period(months // 12, months % 12, worked.days)
    assert severance(wage, longer, RATES.severance).low >= severance(wage, worked, RATES.severance).low


@given(WAGE, WAGE, PERIOD)
def test_compensation_never_exceeds_the_cap_of_a_high_wage(wage: Decimal, average: Decimal, worked: Period) -> None:
    capped = severance(wage, worked, RATES.severance, city_average=average)
    assert capped.low <= severance(wage, worked, RATES.severance).low
    if wage > 3 * average:
        assert capped.low <= 3 * average * 12 + Decimal("0.01")


def test_a_wage_of_exactly_three_averages_is_not_capped_in_years() -> None:
    result = severance(Decimal(21000), Period(20), RATES.severance, city_average=Decimal(7000))
    assert result.low == 20 * 21000


def test_years_before_the_law_are_pointed_out() -> None:
    today = date(2026, 11, 24)
    old = severance(Decimal(5000), Period(19), RATES.severance, today=today)
    new = severance(Decimal(5000), Period(18), RATES.severance, today=today)
    assert "severance_before_2008" in old.notes
    assert "severance_before_2008" not in new.notes


@pytest.mark.parametrize(("months", "paid"), [(1, 0), (2, 1), (7, 6), (12, 11), (40, 11)])
def test_the_second_wage_runs_from_the_second_month_to_the_twelfth(months: int, paid: int) -> None:
    result = double_wage(Decimal(4000), Period(months // 12, months % 12), RATES.double_wage)
    assert result.low == 4000 * paid


def test_overtime_of_a_monthly_wage_as_a_lawyer_counts_it() -> None:
    result = overtime_pay(Overtime(Decimal(20), Decimal(16), Decimal(8)), RATES.overtime, monthly_wage=Decimal(5000))
    assert result.low == Decimal("862.07") + Decimal("919.54") + Decimal("689.66")


def test_an_hourly_wage_needs_no_days_of_pay() -> None:
    result = overtime_pay(Overtime(holiday=Decimal(10)), RATES.overtime, hourly_wage=Decimal(20))
    assert result.low == 600
    assert "overtime_pay_days" not in result.notes


@given(WAGE, st.decimals("0.5", 200, places=1))
def test_a_holiday_pays_more_than_a_rest_day_and_that_more_than_a_workday(wage: Decimal, hours: Decimal) -> None:
    pays = [
        overtime_pay(worked, RATES.overtime, monthly_wage=wage).low
        for worked in (Overtime(workday=hours), Overtime(rest_day=hours), Overtime(holiday=hours))
    ]
    assert pays == sorted(pays)
    assert abs(pays[2] - 2 * pays[0]) <= Decimal("0.02")


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("8000", "50"),
        ("10000", "50"),
        ("80000", "1800"),
        ("100000", "2300"),
        ("200000", "4300"),
        ("500000", "8800"),
        ("1000000", "13800"),
        ("2000000", "22800"),
        ("5000000", "46800"),
        ("10000000", "81800"),
        ("20000000", "141800"),
        ("30000000", "191800"),
    ],
)
def test_the_property_fee_at_the_edges_of_its_brackets(amount: str, expected: str) -> None:
    assert fee(amount) == Decimal(expected)


@given(SUM, SUM)
def test_a_larger_claim_never_costs_less(first: Decimal, second: Decimal) -> None:
    low, high = sorted((first, second))
    for kind in ("property", "execution", "preservation", "divorce", "personality"):
        assert fee(low, kind) <= fee(high, kind)


@given(st.sampled_from([10_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 20_000_000]))
def test_the_fee_has_no_jump_where_a_bracket_ends(edge: int) -> None:
    assert fee(Decimal(edge) + Decimal("0.01")) - fee(Decimal(edge)) <= Decimal("0.01")


@given(SUM)
def test_settling_halves_the_case_fee_but_not_an_application(amount: Decimal) -> None:
    assert abs(fee(amount, halved=True) * 2 - fee(amount)) <= Decimal("0.01")
    assert fee(amount, "execution", halved=True) == fee(amount, "execution")


def test_a_divorce_costs_more_only_above_200000() -> None:
    small = court_fee("divorce", RATES.court_fee, amount=Decimal(200_000))
    large = court_fee("divorce", RATES.court_fee, amount=Decimal(500_000))
    assert [small.low, small.high] == [50, 300]
    assert [large.low, large.high] == [1550, 1800]


def test_labour_costs_ten_yuan_and_a_preservation_never_more_than_5000() -> None:
    assert fee("0", "labor") == 10
    assert fee("50000000", "preservation") == 5000


def test_the_ceiling_is_four_times_the_rate_when_the_loan_was_made() -> None:
    result = lend(make_loan("24", made_on=date(2023, 5, 1)))
    assert result.low == Decimal("50000") * Decimal("0.146") * Decimal("1.5")
    codes = [one.code for one in result.lines]
    assert codes == ["loan_prime_at_loan", "loan_ceiling", "loan_agreed", "loan_above"]


def test_without_a_day_the_present_rate_counts_and_the_answer_says_so() -> None:
    result = lend(make_loan("24"))
    assert result.low == 50000 * Decimal("0.12") * Decimal("1.5")
    assert "loan_present_rate" in result.notes


@pytest.mark.parametrize(
    ("made_on", "present", "code", "prime", "since"),
    [
        (date(2023, 5, 1), "3.0", "loan_prime_at_loan", "3.65", "2022年8月22日"),
        (date(2024, 10, 21), "3.0", "loan_prime_at_loan", "3.1", "2024年10月21日"),
        (date(2026, 3, 1), "3.0", "loan_prime_present", "3", "2025年5月20日"),
        (None, "3.0", "loan_prime_present", "3", "2025年5月20日"),
        (None, "2.9", "loan_prime_set", "2.9", None),
        (date(2026, 3, 1), "2.9", "loan_prime_set", "2.9", None),
    ],
)
def test_the_rate_and_its_day_are_told_to_be_compared(
    made_on: date | None, present: str, code: str, prime: str, since: str | None
) -> None:
    loan = make_loan("24", made_on=made_on)
    result = loan_interest(loan, RATES.loan_interest, present_rate=Decimal(present))
    which = result.lines[0]
    assert (which.code, which.values["prime"], which.values.get("since")) == (code, prime, since)
    assert "loan_look_up" in result.notes
    told = calculation_variables("loan_interest", result)
    assert "全国银行间同业拆借中心网站公布的对一对" in told["notes"]
    assert f"{prime}%" in told["lines"]


def test_a_loan_older_than_the_rule_goes_by_the_present_rate() -> None:
    result = lend(make_loan("24", made_on=date(2019, 9, 1)))
    assert "loan_before_rule" in result.notes
    assert "31" in [citation.article for citation in result.citations]


def test_no_agreed_interest_is_no_interest() -> None:
    result = lend(make_loan("0"))
    assert result.low == 0
    assert result.citations[0].article == "24"


@given(SUM, st.decimals("0.1", 60, places=1), PERIOD)
def test_what_a_court_grants_is_never_above_the_agreed_or_the_ceiling(
    principal: Decimal, percent: Decimal, period: Period
) -> None:
    granted = lend(Loan(principal, period, percent)).low
    years = Decimal(period.total_months) / 12 + Decimal(period.days) / 365
    assert granted <= principal * percent / 100 * years + Decimal("0.01")
    assert granted <= principal * 4 * PRESENT / 100 * years + Decimal("0.01")


@pytest.mark.parametrize("wage", ["-1", "0", "1e11", "NaN", "Infinity"])
def test_a_senseless_sum_is_refused_with_a_code(wage: str) -> None:
    with pytest.raises(CalculationError) as caught:
        severance(Decimal(wage), Period(1), RATES.severance)
    assert isinstance(caught.value.problem, InputProblem)


@pytest.mark.parametrize(
    ("kind", "amount", "problem"),
    [
        ("wedding", "1", InputProblem.UNKNOWN_KIND),
        ("property", "0", InputProblem.ZERO),
        ("property", "-5", InputProblem.NEGATIVE),
    ],
)
def test_a_fee_that_cannot_be_told_is_refused(kind: str, amount: str, problem: InputProblem) -> None:
    with pytest.raises(CalculationError) as caught:
        court_fee(kind, RATES.court_fee, amount=Decimal(amount))
    assert caught.value.problem is problem


def test_overtime_of_no_hours_or_more_than_a_year_is_refused() -> None:
    for worked in (Overtime(), Overtime(workday=Decimal(-1)), Overtime(workday=Decimal(9000))):
        with pytest.raises(CalculationError):
            overtime_pay(worked, RATES.overtime, monthly_wage=Decimal(5000))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("三千五", 3500),
        ("3500", 3500),
        ("1.5万", 15000),
        ("5000元一个月", 5000),
        ("每月四千二", 4200),
        ("一百二十万", 1_200_000),
        ("5,000", 5000),
        ("3万5", 35000),
        ("-3500", InputProblem.NEGATIVE),
        ("负三千", InputProblem.NEGATIVE),
        ("0", InputProblem.ZERO),
        ("两万多", InputProblem.APPROXIMATE),
        ("四千到五千", InputProblem.APPROXIMATE),
        ("不知道", InputProblem.NOT_A_NUMBER),
        ("", InputProblem.NOT_A_NUMBER),
        ("一千亿", InputProblem.TOO_LARGE),
    ],
)
def test_sums_are_read_as_people_say_them(text: str, expected: int | InputProblem) -> None:
    assert read_sum(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("三年七个月", Period(3, 7)),
        ("两年半", Period(2, 6)),
        ("半年", Period(0, 6)),
        ("三年零两个月", Period(3, 2)),
        ("十个半月", Period(0, 10, 15)),
        ("18个月", Period(1, 6)),
        ("2019年3月到2022年8月", Period(3, 5)),
        ("2023.3.15-2025.6.10", Period(2, 2, 25)),
        ("2019年到2022年", InputProblem.MONTH_MISSING),
        ("2022年8月到2019年3月", InputProblem.ENDS_BEFORE_START),
        ("三年多", InputProblem.APPROXIMATE),
        ("好几年", InputProblem.APPROXIMATE),
        ("-3年", InputProblem.NEGATIVE),
        ("零年", InputProblem.ZERO),
        ("一百年", InputProblem.TOO_LONG),
        ("很久了", InputProblem.NOT_A_NUMBER),
    ],
)
def test_lengths_of_time_are_read_as_people_say_them(text: str, expected: Period | InputProblem) -> None:
    assert read_period(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020年4月至今", Period(6, 7, 23)),
        ("从前年6月做到现在，做到现在", Period(2, 5, 23)),
        ("2017年9月进的厂，今年3月被裁", Period(8, 6)),
        ("去年2月到7月", Period(0, 5)),
        ("快五年了", Period(4, 11)),
        ("去年4月借的", InputProblem.A_DATE),
        ("7月", InputProblem.A_DATE),
        ("2021年", InputProblem.A_DATE),
        ("去年到现在", InputProblem.MONTH_MISSING),
    ],
)
def test_days_are_told_from_lengths(text: str, expected: Period | InputProblem) -> None:
    assert read_period(text, date(2026, 11, 24)) == expected


@pytest.mark.parametrize(
    ("text", "unit", "monthly"),
    [
        ("一天260", "day", "5655"),
        ("180块一天", "day", "3915"),
        ("每小时20元", "hour", "3480"),
        ("年薪六万", "year", "5000"),
    ],
)
def test_a_wage_by_another_unit_is_turned_into_a_months(text: str, unit: str, monthly: str) -> None:
    found = other_wage_in(text, RATES.overtime)
    assert found is not None
    assert (found.unit, found.monthly) == (unit, Decimal(monthly))


@pytest.mark.parametrize("text", ["每天加班3小时", "一个月4500", "每天干12个小时"])
def test_hours_and_monthly_wages_are_no_daily_wage(text: str) -> None:
    assert other_wage_in(text, RATES.overtime) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("年利率15%", "15"),
        ("月息两分", "24"),
        ("月息2%", "24"),
        ("一分五", "18"),
        ("三厘", "3.6"),
        ("年息一分", "10"),
        ("百分之十", "10"),
        ("日息0.1%", "36.5"),
        ("没约定利息", "0"),
    ],
)
def test_interest_is_read_in_per_cent_a_year(text: str, expected: str) -> None:
    assert read_yearly_percent(text) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "expected"), [("3个半小时", "3.5"), ("半小时", "0.5"), ("20", "20"), ("没有", "0"), ("三十个小时", "30")]
)
def test_hours_are_read_as_people_say_them(text: str, expected: str) -> None:
    assert read_hours(text) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "wage", "worked"),
    [
        ("一个月四千五干了三年八个月被辞退能赔多少", 4500, Period(3, 8)),
        ("干了三年四千五一个月，老板没理由把我开了", 4500, Period(3)),
        ("月薪8000，2019年3月到2022年8月在公司上班", 8000, Period(3, 5)),
        ("一月五千干了十一个月没签合同", 5000, Period(0, 11)),
        ("我在厂里做了两年半，工资三千八百块，被裁了", 3800, Period(2, 6)),
        ("4500元/月 工作5年 被辞退", 4500, Period(5)),
        ("八个月没签合同 每个月给我6000", 6000, Period(0, 8)),
        ("干了十二个月，每月平均5,200元", 5200, Period(1)),
        ("一个月到手五千五，工作三年后把我辞退了", 5500, Period(3)),
        ("月工资4500.50，干了1年2个月零10天", "4500.5", Period(1, 2, 10)),
        ("干了三年多，一个月四千多", None, None),
        ("一个月四五千，干了好几年", None, None),
        ("欠我工资四千五", None, None),
        ("老板拖欠三个月工资", None, None),
        ("工资5号发，三年前进的厂", None, None),
    ],
)
def test_wage_and_time_are_found_in_a_sentence(text: str, wage: int | str | None, worked: Period | None) -> None:
    assert (wage_in(text), worked_in(text)) == (None if wage is None else Decimal(wage), worked)


@pytest.mark.parametrize(
    ("text", "principal", "period", "percent"),
    [
        ("借给表弟5万，月息两分，借了一年半", 50000, Period(1, 6), "24"),
        ("借了十二个月，本金30000，年利率百分之十八", 30000, Period(1), "18"),
        ("三年前借给他两万块没说利息", 20000, None, "0"),
        ("借5万块一个月两分利，用了8个月", 50000, Period(0, 8), "24"),
        ("朋友借我三万块钱，年息15%", 30000, None, "15"),
        ("借了十来个月，大概两三万", None, None, None),
    ],
)
def test_a_loan_is_found_in_a_sentence(
    text: str, principal: int | None, period: Period | None, percent: str | None
) -> None:
    assert (principal_in(text), lent_in(text), rate_in(text)) == (
        None if principal is None else Decimal(principal),
        period,
        None if percent is None else Decimal(percent),
    )


def test_overtime_is_found_by_the_kind_of_day() -> None:
    text = "平时加班20小时，周末一共12个半小时，国庆8小时"
    assert [hours_in(text, day) for day in ("workday", "rest_day", "holiday")] == [20, Decimal("12.5"), 8]
    assert hours_in("每个周末都加班8小时", "rest_day") is None


@given(st.text(alphabet="一二三四五六七八九十百千万半年月日天个借息分厘%块元工资干了没签零5.,到-", max_size=30))
def test_no_sentence_breaks_the_finding_of_facts(text: str) -> None:
    for find in (wage_in, worked_in, lent_in, principal_in, claim_in, rate_in, unlawful_in):
        find(text)


@given(st.text(max_size=40))
def test_no_input_breaks_a_reader(text: str) -> None:
    for read in (read_sum, read_period, read_hours, read_yearly_percent):
        read(text)


@given(st.dates(date(1990, 1, 1), date(2026, 1, 1)), st.integers(1, 15_000))
def test_a_period_between_two_days_is_never_empty_and_never_negative(first: date, days: int) -> None:
    period = period_between(first, date.fromordinal(first.toordinal() + days))
    assert min(period.years, period.months, period.days) >= 0
    assert period.total_months or period.days


@pytest.mark.skipif(not LAWS.is_dir(), reason="the law texts are not beside the project")
def test_every_rate_stands_in_its_article() -> None:
    laws = read_collection(LAWS)
    for citation in RATES.citations():
        article = laws.article(citation.law, citation.article)
        assert article is not None, citation
        assert squeeze(citation.says) in squeeze(article.text), citation


def test_every_line_and_note_has_its_words() -> None:
    path = ROOT / "nlu_data" / "responses" / "calculators.yml"
    words = yaml.safe_load(path.read_text(encoding="utf-8"))["responses"]
    notes = {note for kind in RATES.court_fee.kinds for note in kind.notes}
    assert all(f"utter_calc_note_{note}" in words for note in notes)
    assert all(f"utter_calc_problem_{problem.value}" in words for problem in InputProblem)
    results = [lend(make_loan(p)) for p in ("0", "5", "24")]
    results += [lend(make_loan("24", made_on=date(2023, 5, 1)))]
    results += [loan_interest(make_loan("24"), RATES.loan_interest, present_rate=Decimal("2.9"))]
    results += [court_fee(k.id, RATES.court_fee, amount=Decimal(900_000), halved=True) for k in RATES.court_fee.kinds]
    results.append(overtime_pay(Overtime(*[Decimal(1)] * 3), RATES.overtime, monthly_wage=Decimal(5000)))
    results.append(overtime_pay(Overtime(*[Decimal(1)] * 3), RATES.overtime, hourly_wage=Decimal(20)))
    results.append(severance(Decimal(9000), Period(14), RATES.severance, unlawful=True, city_average=Decimal(2000)))
    results.append(double_wage(Decimal(4000), Period(0, 1), RATES.double_wage))
    for result in results:
        assert all(f"utter_calc_{one.code}" in words for one in result.lines)
        assert all(f"utter_calc_note_{note}" in words for note in result.notes)
