using Huoshui.Systems.City.Filing;
using Huoshui.Systems.City.Loans;
using Huoshui.Systems.City.Roster;

namespace Huoshui.Systems.City.SmallReturns;

/// <summary>The template of loans by size (LT1, LT2): what each bank's loans add up to, but for two banks that
/// filled it in wrongly.</summary>
internal static class LoanTemplate
{
    /// <summary>Filed under this id.</summary>
    public const string Id = "loantemplate";

    // Each leaves two formulas that do not agree: the template adds up and the loans are fewer; the other way round.
    private const long WrongFormulas = 4;

    private static readonly string Padded = BankRoster.Banks[6].Id;
    private static readonly string Miscounted = BankRoster.Banks[0].Id;

    public static IReadOnlyList<Recipe> Recipes { get; } =
    [
        new(Id, "LT", "lt", "inst", "cell", [new("LT01", "cell"), new("LT02", "yuan(hundredths)"), new("LT03", "d")])
        {
            Dates = [CityCalendar.Last.Date],
        },
    ];

    /// <summary>Every bank with loans at the last date; one without declares nought.</summary>
    public static IEnumerable<(string Return, DateOnly Date, string Institution, string[] Tables)> Due() =>
        from bank in BankRoster.Banks
        where bank.ActiveFrom <= CityCalendar.Last.Date
        select (Id, CityCalendar.Last.Date, bank.Id, new[] { "LT" });

    /// <summary>Table lt: a row a cell; amounts in hundredths of 万元, that is in 100 yuan, counts in
    /// hundredths.</summary>
    public static void Draw(CitySession session) => session.Execute(CitySession.Invariant($"""
        CREATE TABLE lt AS
        WITH loans AS (
            SELECT bank_id AS inst, d, balance::HUGEINT * r4 AS worth, ccy <> 'CNY' AS is_foreign, CASE
                WHEN seg = 8 THEN '1.6' WHEN NOT legal THEN '1.5'
                WHEN size IN ('1', '2', '3', '4') THEN '1.' || size ELSE '1.7' END AS line
            FROM filed JOIN fx USING (i, ccy) WHERE i = {CityCalendar.Last.Index} AND {OnBooks}),
        lines AS (
            SELECT inst, d, line, sum(worth) AS worth, count(*) AS loans,
                coalesce(sum(worth) FILTER (WHERE is_foreign), 0) AS abroad
            FROM loans GROUP BY ALL),
        rows AS (
            FROM lines UNION ALL SELECT inst, d, '1', sum(worth), sum(loans), sum(abroad) FROM lines GROUP BY inst, d),
        cells AS (
            SELECT inst, d, 'L71.' || line || '.A' AS cell, {Hundredths("worth")} AS hundredths FROM rows
            UNION ALL SELECT inst, d, 'L71.' || line || '.B', (loans * 100)::BIGINT FROM rows
            UNION ALL SELECT inst, d, 'L71.' || line || '.C', {Hundredths("abroad")} FROM rows)
        SELECT inst, d, cell, hundredths + CASE
            WHEN inst = '{Padded}' AND cell IN ('L71.1.A', 'L71.1.4.A') THEN 100000
            WHEN inst = '{Miscounted}' AND cell = 'L71.1.B' THEN 200 ELSE 0 END AS hundredths
        FROM cells;
        """));

    public static void Truth(CitySession session, TruthBook truth)
    {
        truth.Figure("LT1", WrongFormulas);
        var filed = (decimal)session.Whole("SELECT sum(hundredths)::DECIMAL(38, 0) FROM lt WHERE cell = 'L71.1.A'");
        truth.Figure("LT2", filed / 1_000_000m);
        truth.Shadow("LT2_loans", TruthBook.In(StateBook.Sum(session, CityCalendar.Last.Index, OnBooks), 1));
    }

    // Settled, written off and sold loans are filed once more, without being on the books.
    private const string OnBooks = "status NOT IN ('02', '03', '04')";

    // A balance of fen times a rate of ten-thousandths for 100 units.
    private static string Hundredths(string worth) => $"round({worth}::DECIMAL(38, 0) / 10000000000)::BIGINT";
}
