using System.Globalization;
using System.Text;
using Huoshui.Warehouse;

namespace Huoshui.Cli.Benches;

/// <summary>The data sets and scripts of <c>huoshui bench vtl</c>, and the same results in SQL by hand.</summary>
internal sealed class VtlScripts(string folder, int loans)
{
    private const int Items = 51;
    private const int FailingRules = 28;

    private const string LoanColumns =
        "LOAN integer, BANK string, BORROWER string, BALANCE number, RATE number, DAYS integer";
    private const string CollateralColumns = "LOAN integer, WORTH number";
    private const string ItemColumns = "UNIT integer, ITEM string, VALUE number";

    public string File(string name) => Path.Combine(folder, name);

    /// <summary>Writes loans, nine tenths as many collaterals, and as many rows of items of balance sheets.</summary>
    public void Write()
    {
        using var session = DuckSession.Open(new DuckLimits(), [], folder);
        var collaterals = (loans / 10) * 9;
        Copy(session, "LOANS", FormattableString.Invariant($"""
            SELECT i AS LOAN, 'B' || (hash(i) % 60)::VARCHAR AS BANK,
                'C' || (hash(i + 7) % {(loans / 3) + 1})::VARCHAR AS BORROWER,
                ((hash(i + 1) % 100000000) / 100)::DECIMAL(18, 2) AS BALANCE,
                ((hash(i + 2) % 2000) / 100)::DECIMAL(18, 2) AS RATE,
                (hash(i + 3) % 400)::INTEGER AS DAYS FROM range({loans}) t(i)
            """));
        Copy(session, "COLLATERALS", FormattableString.Invariant($"""
            SELECT i * 10 // 9 AS LOAN, ((hash(i + 4) % 200000000) / 100)::DECIMAL(18, 2) AS WORTH
            FROM range({collaterals}) t(i)
            """));
        Copy(session, "ITEMS", FormattableString.Invariant($"""
            SELECT i // {Items} AS UNIT, 'I' || (i % {Items})::VARCHAR AS ITEM,
                ((hash(i) % 1000000) / 100)::DECIMAL(18, 2) AS VALUE FROM range({loans}) t(i) WHERE i % {Items} > 0
            """));
        foreach (var (name, columns) in ((string, string)[])
            [("LOANS", LoanColumns), ("COLLATERALS", CollateralColumns), ("ITEMS", ItemColumns)])
        {
            System.IO.File.WriteAllText(File(name + ".json"), Structure(columns));
        }
    }

    /// <summary>A join, a calculation, an aggregate and three rules.</summary>
    public string Main() => Save("main.vtl", """
        define datapoint ruleset rules (variable BALANCE, RATE, DAYS) is
          positive: BALANCE > 0 errorcode "balance";
          cheap: RATE <= 19.9 errorcode "rate";
          timely: DAYS <= 396 errorcode "days"
        end datapoint ruleset;
        covered := left_join(LOANS as l, COLLATERALS as c) [calc GAP := BALANCE - nvl(WORTH, 0)];
        by_bank <- covered
          [aggr LOANS := count(), TOTAL := sum(BALANCE), GAPS := sum(GAP), WORST := max(DAYS) group by BANK];
        wrong <- check_datapoint(LOANS, rules);
        """);

    /// <summary>The same in SQL, with the keys asked for as the engine must.</summary>
    public IReadOnlyList<string> MainByHand(string output) =>
    [
        $"CREATE TABLE LOANS AS SELECT * FROM {Csv("LOANS", LoanColumns)}",
        $"CREATE TABLE COLLATERALS AS SELECT * FROM {Csv("COLLATERALS", CollateralColumns)}",
        Keys("LOANS", "LOAN, BANK, BORROWER"), Keys("COLLATERALS", "LOAN"),
        $"""
        COPY (SELECT BANK, count(*) AS LOANS, sum(BALANCE) AS TOTAL, sum(BALANCE - coalesce(WORTH, 0)) AS GAPS,
            max(DAYS) AS WORST FROM LOANS LEFT JOIN COLLATERALS USING (LOAN) GROUP BY BANK ORDER BY BANK)
        TO {Sql.Text(Path.Combine(output, "by_bank.csv"))} (FORMAT csv, HEADER)
        """,
        $"""
        COPY (SELECT * FROM (SELECT LOAN, BANK, BORROWER, BALANCE, RATE, DAYS, unnest([
            CASE WHEN NOT BALANCE > 0 THEN 'positive' END, CASE WHEN NOT RATE <= 19.9 THEN 'cheap' END,
            CASE WHEN NOT DAYS <= 396 THEN 'timely' END]) AS ruleid FROM LOANS
            WHERE NOT (BALANCE > 0 AND RATE <= 19.9 AND DAYS <= 396))
            WHERE ruleid IS NOT NULL ORDER BY LOAN, BANK, BORROWER, ruleid)
        TO {Sql.Text(Path.Combine(output, "wrong.csv"))} (FORMAT csv, HEADER)
        """,
    ];

    /// <summary>Two hundred rules on loans; none, or twenty-eight of them, fail on every row.</summary>
    public string Rules(bool fail)
    {
        var rules = Enumerable.Range(0, 200).Select(i => Rule(i, fail));
        return Save(fail ? "failing.vtl" : "rules.vtl", $"""
            define datapoint ruleset rules (variable BALANCE, RATE, DAYS) is
              {string.Join(";\n  ", rules)}
            end datapoint ruleset;
            wrong <- check_datapoint(LOANS, rules);
            """);
    }

    /// <summary>Statements that build on one another.</summary>
    public string Statements(int count)
    {
        var text = new StringBuilder("S0 := LOANS [calc X0 := BALANCE * 2];\n");
        for (var i = 1; i < count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"S{i} := {(i % 3 == 0 ? "LOANS" : $"S{i - 1}")} ")
                .Append(CultureInfo.InvariantCulture, $"[calc Y{i} := if DAYS > {i} then BALANCE + {i} else ")
                .Append(CultureInfo.InvariantCulture, $"nvl(RATE, 0)][filter BALANCE > {i}];\n");
        }

        return Save("statements.vtl", text.ToString());
    }

    /// <summary>A roll-up of fifty rules: each adds an item to the one before.</summary>
    public string Hierarchy()
    {
        var rules = Enumerable.Range(1, 50).Select(i => string.Create(CultureInfo.InvariantCulture,
            $"T{i} = {(i == 1 ? "I1 + I2" : $"T{i - 1} + I{Math.Min(i + 1, Items - 1)}")}"));
        return Save("hierarchy.vtl", $"""
            define hierarchical ruleset sheet (variable rule ITEM) is
              {string.Join(";\n  ", rules)}
            end hierarchical ruleset;
            sums <- hierarchy(ITEMS, sheet rule ITEM non_null rule computed);
            """);
    }

    // r5: DAYS >= -5 errorcode "e5"
    private static string Rule(int number, bool fail)
    {
        var column = (number % 3) switch { 0 => "BALANCE", 1 => "RATE", _ => "DAYS" };
        var sign = fail && number < FailingRules ? "<" : ">=";
        return FormattableString.Invariant($"r{number}: {column} {sign} {-number} errorcode \"e{number}\"");
    }

    private static string Structure(string columns) =>
        $"{{\"components\":[{string.Join(',', columns.Split(", ").Select(Component))}]}}";

    private static string Component(string column)
    {
        var (name, type) = (column.Split(' ')[0], column.Split(' ')[1]);
        var role = type == "number" || name == "DAYS" ? "measure" : "identifier";
        return $"{{\"name\":\"{name}\",\"role\":\"{role}\",\"type\":\"{type}\"}}";
    }

    private string Csv(string name, string columns) => $"read_csv({Sql.Text(File(name + ".csv"))}, header = true, "
        + $"columns = {{{string.Join(", ", columns.Split(", ").Select(Typed))}}})";

    private static string Typed(string column)
    {
        var (name, type) = (column.Split(' ')[0], column.Split(' ')[1]);
        return $"{name}: '{type switch { "integer" => "BIGINT", "number" => "DOUBLE", _ => "VARCHAR" }}'";
    }

    private static string Keys(string table, string keys) =>
        $"SELECT error('twice') FROM {table} GROUP BY {keys} HAVING count(*) > 1";

    private void Copy(DuckSession session, string name, string rows) =>
        session.Execute($"COPY ({rows}) TO {Sql.Text(File(name + ".csv"))} (FORMAT csv, HEADER)");

    private string Save(string name, string script)
    {
        System.IO.File.WriteAllText(File(name), script);
        return File(name);
    }
}
