"""Prints the figures of others that the tests of `domain` hold its own against.

Run it beside cdnow.txt, in an environment of its own:
pip install lifetimes==0.11.3 scipy statsmodels && python reference.py
"""

import math
from pathlib import Path

import numpy as np
from lifetimes import BetaGeoFitter, GammaGammaFitter
from scipy import special, stats
from statsmodels.stats.proportion import confint_proportions_2indep

END = 272  # 1997-09-30, the last day of 39 weeks, counted from 1997-01-01
HOLDOUT = 39.0


def histories(sample: bool) -> np.ndarray:
    """x, t_x and T in weeks, mean cents of repeat days, repeat days in the 39 weeks after."""
    rows = []
    for line in (Path(__file__).parent / "cdnow.txt").read_text(encoding="ascii").splitlines():
        mark, *sales = line.split()
        if sample and mark != "*":
            continue
        days: dict[int, int] = {}
        for sale in sales:
            day, cents = sale.split(":")
            days[int(day)] = days.get(int(day), 0) + int(cents)
        seen = sorted(day for day in days if day <= END)
        later = sum(1 for day in days if END < day <= END + 273)
        repeat = [days[day] for day in seen[1:]]
        mean = sum(repeat) / len(repeat) if repeat else 0.0
        rows.append((len(repeat), (seen[-1] - seen[0]) / 7, (END - seen[0]) / 7, mean, later))
    return np.array(rows)


def predictions() -> None:
    for name, sample in (("sample", True), ("all", False)):
        x, recency, age, mean, later = histories(sample).T
        fit = BetaGeoFitter(penalizer_coef=0.0)
        fit.fit(x, recency, age, tol=1e-9)
        print(name, len(x), {k: round(float(v), 6) for k, v in fit.params_.items()})
        expected = fit.conditional_expected_number_of_purchases_up_to_time(HOLDOUT, x, recency, age)
        print("  expected", expected.sum(), "bought", later.sum())
        print("  mae", abs(expected - later).mean(), "rmse", math.sqrt(((expected - later) ** 2).mean()))
        # A few customers by hand: x, t_x, T, P(alive), E[Y(39)].
        for one in ((0, 0.0, 38.86), (2, 30.43, 38.86), (7, 10.0, 38.0), (26, 37.0, 38.0)):
            alive = fit.conditional_probability_alive(*one)
            print("  ", one, float(np.squeeze(alive)),
                  float(fit.conditional_expected_number_of_purchases_up_to_time(HOLDOUT, *one)))
        print("  new, 39 weeks", float(fit.expected_number_of_purchases_up_to_time(HOLDOUT)))
        again = (x > 0) & (mean > 0)
        worth = GammaGammaFitter(penalizer_coef=0.0)
        worth.fit(x[again], mean[again] / 100, tol=1e-7)
        print("  gamma-gamma", int(again.sum()), dict(worth.params_))
        print("  worth of x=2 mean 22.345", worth.conditional_expected_average_profit(np.array([2]), np.array([22.345])))


def statistics() -> None:
    print("norm.sf", [stats.norm.sf(z) for z in (0.5, 1.96, 5.0, 10.0)])
    print("norm.ppf", [stats.norm.ppf(p) for p in (1e-12, 0.025, 0.3, 0.8, 0.975, 0.9995)])
    print("chi2.sf", [stats.chi2.sf(*a) for a in ((3.84, 1), (0.5, 3), (40.0, 5), (900.0, 1000))])
    t = [2 * stats.t.sf(*a) for a in ((2.0, 5.0), (1.0, 1.5), (12.0, 30.3), (1.96, 1e6), (0.1, 4.0))]
    print("t two-sided", t)
    print("t.ppf", [stats.t.ppf(0.975, d) for d in (1.5, 5.0, 30.3, 1e6)])
    print("psi", [special.psi(v) for v in (0.01, 0.5, 1.0, 7.3, 1000.0)])
    print("gammaln", [special.gammaln(v) for v in (0.01, 0.5, 7.3, 1000.5)])
    one, two, n, m = 120, 151, 2400, 2450
    pooled = (one + two) / (n + m)
    z = (two / m - one / n) / math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    print("proportions z, p", z, 2 * stats.norm.sf(abs(z)))
    print("newcombe", confint_proportions_2indep(two, m, one, n, method="newcomb", compare="diff"))
    print("welch", stats.ttest_ind_from_stats(10.9, 4.2, 180, 10.0, 3.1, 210, equal_var=False),
          stats.ttest_ind_from_stats(10.9, 4.2, 180, 10.0, 3.1, 210, equal_var=False).confidence_interval()
          if hasattr(stats.ttest_ind_from_stats(10.9, 4.2, 180, 10.0, 3.1, 210), "confidence_interval") else "")
    v1, v2 = 4.2**2 / 180, 3.1**2 / 210
    df = (v1 + v2) ** 2 / (v1**2 / 179 + v2**2 / 209)
    half = stats.t.ppf(0.975, df) * math.sqrt(v1 + v2)
    print("welch df, interval", df, 0.9 - half, 0.9 + half)
    print("chisquare", stats.chisquare([5100, 4900, 5230], [15230 / 3] * 3))
    a, b = stats.norm.ppf(0.975), stats.norm.ppf(0.8)
    p, q = 0.05, 0.06
    mean = (p + q) / 2
    need = (a * math.sqrt(2 * mean * (1 - mean)) + b * math.sqrt(p * (1 - p) + q * (1 - q))) ** 2
    print("sample size", need / (q - p) ** 2, 2 * (a + b) ** 2 * 25.0 / 0.5**2)


if __name__ == "__main__":
    predictions()
    statistics()
