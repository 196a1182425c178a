using System.Numerics;

namespace Huoshui.Systems.City.Loans;

/// <summary>
/// The balance of every filed loan at every date. Table: state (i, lid, alive, balance in 分 of the currency, rmb in 分,
/// status).
/// A loan that ended since the date before is there once more, settled.
/// </summary>
internal static class StateBook
{
    /// <summary>SQL for the balance that is left of an amount at date d: all of it, or what is left of equal monthly
    /// parts.</summary>
    public static string Outstanding(string amount) =>
        $"(CASE WHEN repay = 1 THEN {amount} ELSE {amount} * (term - datesub('month', start, d)) // term END)";

    public static void Build(CitySession session, CityTargets targets)
    {
        session.Execute($"""
            CREATE TABLE state AS
            SELECT i, lid, fit, true AS alive, {Outstanding("amount")}::BIGINT AS balance,
                repay = 2 AND ccy = 'CNY' AND datesub('month', start, d) >= 1 AS spare,
                CASE WHEN seg = 11 THEN CASE WHEN k % 2 = 0 THEN '02' ELSE '03' END
                    WHEN u(51, lid, i // 2) < 0.012 THEN '05' ELSE '01' END AS status
            FROM span JOIN loan USING (seg, k, e) WHERE drawn <= d
            UNION ALL
            SELECT i, lid, fit, false, 0, false, '04'
            FROM span JOIN loan ON loan.seg = span.seg AND loan.k = span.k AND loan.e = span.before
            WHERE span.before <> span.e AND drawn <= prev;
            """);
        Close(session, 1, 1, targets.InclusiveLoans2020, "seg = 1");
        Close(session, 9, 2, targets.InclusiveLoans, "seg = 1");
        Close(session, 9, 3, targets.PledgeLoans, "pledged");
        Close(session, 9, 4, targets.MergerLoans, "merger AND techfirm");
        Close(session, 2, 5, targets.GreenLoans2020, "green");
        Close(session, 9, 6, targets.GreenLoans, "green");
        Close(session, 9, 7, targets.TechLoans, "tech");
    }

    /// <summary>Σ of balances in RMB 分 at a date.</summary>
    /// <param name="session">With the books.</param>
    /// <param name="day">Index of the date.</param>
    /// <param name="which">Condition on loan and state.</param>
    public static BigInteger Sum(CitySession session, int day, string which) => session.Whole($"""
        SELECT sum(balance * r4 // 1000000)::DECIMAL(38, 0) FROM state JOIN loan USING (lid) JOIN fx USING (i, ccy)
        WHERE i = {day} AND ({which})
        """);

    // Largest remainders: the open amount goes to the spare balances of the group in proportion, the last 分 by
    // remainder.
    private static void Close(CitySession session, int day, int fit, BigInteger target, string which)
    {
        var open = target - Sum(session, day, which);
        if (open.IsZero)
            return;
        var size = BigInteger.Abs(open);
        session.Execute($"""
            CREATE TEMP TABLE part AS
            WITH spare AS (
                SELECT lid, balance::HUGEINT AS b, sum(balance) OVER () AS whole
                FROM state WHERE i = {day} AND fit = {fit} AND spare),
            share AS (SELECT lid, b, {size}::HUGEINT * b // whole AS base, ({size}::HUGEINT * b) % whole AS rest
                FROM spare)
            SELECT lid, b, (base + ((row_number() OVER (ORDER BY rest DESC, lid))
                <= {size}::HUGEINT - sum(base) OVER ())::INTEGER)::BIGINT AS add
            FROM share;
            UPDATE state SET balance = balance + {open.Sign} * part.add FROM part
            WHERE state.i = {day} AND state.lid = part.lid;
            DROP TABLE part;
            """);
        var left = target - Sum(session, day, which);
        var wrong = session.Whole(
            $"SELECT count(*) FROM state JOIN loan USING (lid) WHERE i = {day} AND alive AND (balance <= 0 OR "
            + $"balance > amount)");
        if (!left.IsZero || !wrong.IsZero)
        {
            throw new InvalidOperationException(
                $"group {fit}: {left} 分 left open, {wrong} balances out of range; try another seed");
        }
    }
}
