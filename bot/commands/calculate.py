"""``legalbot calc``: what is owed and what it costs, with the working and the article."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import NoReturn, TypeVar

import typer

from bot.casework.calculators.amounts import read_hours, read_sum, read_yearly_percent
from bot.casework.calculators.court_fee import court_fee
from bot.casework.calculators.loan_interest import Loan, loan_interest
from bot.casework.calculators.overtime import Overtime, overtime_pay
from bot.casework.calculators.periods import read_period
from bot.casework.calculators.severance import double_wage as double_wage_of
from bot.casework.calculators.severance import severance as severance_of
from bot.casework.calculators.working import Calculation, CalculationError, InputProblem
from knowledge_base.rates import load_rates

app = typer.Typer(no_args_is_help=True, help="算一算 · severance, overtime, court fee, ceiling of loan interest.")
Value = TypeVar("Value")


@app.command()
def severance(
    wage: str = typer.Option(..., help="Average monthly wage: 4500, 三千五, 1.2万."),
    worked: str = typer.Option(..., help="How long: 3年7个月, or 2019年3月到2022年8月."),
    unlawful: bool = typer.Option(False, help="Dismissed against the law: twice the sum."),
    city_average: str = typer.Option("", help="The city's average monthly wage of last year, for the cap."),
) -> None:
    """What the employer owes at the end (劳动合同法 46, 47, 87)."""
    from bot.storage.base import CITY_TIME

    average = _given(read_sum(city_average), "--city-average") if city_average else None
    money, period = _given(read_sum(wage), "--wage"), _given(read_period(worked), "--worked")
    today = datetime.now(CITY_TIME).date()
    rates = load_rates().severance
    _show(
        "unlawful" if unlawful else "severance",
        lambda: severance_of(money, period, rates, unlawful=unlawful, city_average=average, today=today),
    )


@app.command("double-wage")
def double_wage(
    wage: str = typer.Option(..., help="Monthly wage."),
    worked: str = typer.Option(..., help="How long without a written contract."),
) -> None:
    """The second wage for months without a written contract (劳动合同法 82)."""
    money, period = _given(read_sum(wage), "--wage"), _given(read_period(worked), "--worked")
    _show("double_wage", lambda: double_wage_of(money, period, load_rates().double_wage))


@app.command()
def overtime(
    wage: str = typer.Option("", help="Monthly wage."),
    hourly: str = typer.Option("", help="Hourly wage, instead of the monthly one."),
    workday: str = typer.Option("0", help="Hours on working days."),
    rest_day: str = typer.Option("0", help="Hours on rest days without time off instead."),
    holiday: str = typer.Option("0", help="Hours on statutory holidays."),
) -> None:
    """The least that overtime costs the employer (劳动法 44)."""
    if not (wage or hourly):
        _fail(InputProblem.NOT_A_NUMBER, "--wage")
    monthly = _given(read_sum(wage), "--wage") if wage else None
    hour = _given(read_sum(hourly), "--hourly") if hourly else None
    worked = Overtime(
        _given(read_hours(workday), "--workday"),
        _given(read_hours(rest_day), "--rest-day"),
        _given(read_hours(holiday), "--holiday"),
    )
    _show("overtime", lambda: overtime_pay(worked, load_rates().overtime, monthly_wage=monthly, hourly_wage=hour))


@app.command("court-fee")
def court_fee_(
    amount: str = typer.Argument("0", help="What is claimed: 8万. For a divorce, the property to divide."),
    kind: str = typer.Option("property", help="property, divorce, personality, other, labor, administrative, ..."),
    halved: bool = typer.Option(False, help="Settled, withdrawn or in the simplified procedure."),
) -> None:
    """What the court takes (诉讼费用交纳办法 13 to 16)."""
    claimed = _given(read_sum(amount, zero_allowed=True), "AMOUNT")
    _show("court_fee", lambda: court_fee(kind, load_rates().court_fee, amount=claimed, halved=halved))


@app.command("loan-interest")
def loan_interest_(
    principal: str = typer.Argument(..., help="The sum that was really handed over."),
    rate: str = typer.Option(..., help="As agreed: 月息两分, 年利率15%, 没约定利息."),
    period: str = typer.Option(..., help="How long: 1年半."),
    made_on: str = typer.Option("", help="Day of the contract (YYYY-MM-DD)."),
) -> None:
    """The most interest a court grants: four times the prime rate (民间借贷规定 25)."""
    from bot.settings import load_settings

    loan = Loan(
        _given(read_sum(principal), "PRINCIPAL"),
        _given(read_period(period), "--period"),
        _given(read_yearly_percent(rate), "--rate"),
        _day(made_on),
    )
    present = Decimal(str(load_settings().loan_prime_rate))
    _show("loan_interest", lambda: loan_interest(loan, load_rates().loan_interest, present_rate=present))


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        _fail(InputProblem.NOT_A_NUMBER, "--made-on")


def _given(value: Value | InputProblem, name: str) -> Value:
    if isinstance(value, InputProblem):
        _fail(value, name)
    return value


def _fail(problem: InputProblem, name: str) -> NoReturn:
    from bot.wording import say

    typer.secho(f"legalbot: {name}: {say(f'utter_calc_problem_{problem.value}')}", fg="red", err=True)
    raise typer.Exit(1)


def _show(title: str, calculate: Callable[[], Calculation]) -> None:
    from bot.calculation_text import calculation_variables
    from bot.wording import say

    try:
        result = calculate()
    except CalculationError as error:
        _fail(error.problem, title)
    text = say("utter_calculation", **calculation_variables(title, result))
    typer.echo("\n".join(row for row in text.splitlines() if row.strip()))
