using System.Globalization;
using Huoshui.Policies;
using Huoshui.Vtl;

namespace Huoshui.Warehouse.Checking;

/// <summary>
/// The SQL around one plan: its findings are kept as they come (numbers of filing and rule, the values), counted, and
/// only
/// then dressed with rule, severity and the row's key, for the rows that failed.
/// </summary>
internal sealed class PlanFindings(RuleSet rules, CheckPlan plan, int number)
{
    private const int RequiredKind = 3; // regulatory-data.md: the cell must not be empty
    private static readonly string[] RowIdentifiers = ["filing", "file_no", "line_no"];

    private readonly string _raw = string.Create(CultureInfo.InvariantCulture, $"raw_{number}");

    private bool HasRows => RowIdentifiers.All(plan.Identifiers.Contains);

    /// <summary>Rules and outcomes by filing: filing, rule, fails, not evaluable.</summary>
    public string Count => $"""
        SELECT CAST({Filing} AS INTEGER), rule, count_if(outcome = 1), count_if(outcome <> 1) FROM {_raw} GROUP BY ALL ORDER BY ALL
        """;

    /// <summary>Code of the table whose rows give the key; null when the findings are about no rows.</summary>
    public string? KeyTable => HasRows && rules.TableOf(plan) is { Key.Count: > 0 } table ? table.Code : null;

    /// <summary>Forgets the findings.</summary>
    public string Drop => $"DROP TABLE {_raw}";

    private string Filing => plan.Identifiers.Contains("filing") ? "filing" : "0";

    /// <summary>Runs the plan.</summary>
    /// <param name="able">Filings that have all its tables.</param>
    /// <param name="all">Number of filings of the run.</param>
    public string Create(List<int> able, int all)
    {
        if (all > 1 && !plan.Identifiers.Contains("filing"))
            throw new InvalidOperationException($"the plan {plan.Name} loses the identifier filing; keep it in group by and in joins");
        var only = able.Count == all ? string.Empty : string.Create(
            CultureInfo.InvariantCulture, $" WHERE filing IN ({string.Join(',', able)})");
        return $"CREATE TEMP TABLE {_raw} AS SELECT * FROM ({plan.FindingsSql}) f{only}";
    }

    /// <summary>Takes back that a cell is empty where it holds what cannot be read: the format rule says so already.
    /// Null when the plan says no such thing.</summary>
    /// <param name="cells">The table of the unreadable cells.</param>
    public string? WithoutUnreadable(string cells)
    {
        var required = plan.Rules.Index().Where(r => rules.Rule(r.Item.Id) is { Kind: RequiredKind, Field: not null })
            .Select(r => string.Create(CultureInfo.InvariantCulture, $"({r.Index}, {Sql.Text(rules.Rule(r.Item.Id)!.Field!)})")).ToList();
        return !HasRows || required.Count == 0 ? null : $"""
            DELETE FROM {_raw} f USING {cells} c, (VALUES {string.Join(", ", required)}) r(n, field)
            WHERE f.rule = r.n AND c.field = r.field AND c.filing = f.filing AND c.file_no = f.file_no AND c.line_no = f.line_no
            """;
    }

    /// <summary>The dressed findings.</summary>
    public string Select()
    {
        var table = rules.TableOf(plan);
        var dressed = KeyTable is not null;
        return $"""
            SELECT CAST(f.{Filing} AS INTEGER) AS filing, r.table_code, r.rule, r.severity,
              CASE f.outcome WHEN 1 THEN '{FindingsSchema.Fails}' ELSE '{FindingsSchema.CannotEvaluate}' END AS outcome,
              {Place("file_no")} AS file_no, {Place("line_no")} AS line_no,
              {(dressed ? FindingsSchema.Key("k", table!.Key) : OtherIdentifiers())} AS key,
              r.field, f.value, f.expected, f.difference, f.args
            FROM {_raw} f JOIN (VALUES {string.Join(", ", plan.Rules.Select(Values))}) r(n, rule, table_code, severity, field) ON r.n = f.rule
            {(dressed ? KeyJoin(table!) : string.Empty)}
            """;
    }

    private static string KeyJoin(TableDefinition table) =>
        $"LEFT JOIN {Sql.Name(table.Code)} k ON k.filing = f.filing AND k.file_no = f.file_no AND k.line_no = f.line_no";

    private string Place(string identifier) =>
        HasRows ? $"CAST(f.{identifier} AS INTEGER)" : "NULL::INTEGER";

    // Of a finding about a group the group is the key.
    private string OtherIdentifiers() =>
        FindingsSchema.Key("f", [.. plan.Identifiers.Where(i => !RowIdentifiers.Contains(i, StringComparer.Ordinal))]);

    private string Values(CheckRule rule, int n)
    {
        var info = rules.Rule(rule.Id);
        var table = info?.Table ?? RuleSet.TableCode(plan.Inputs[0]);
        var severity = info?.Severity == RuleSeverity.Warning ? FindingsSchema.Warning : FindingsSchema.Fatal;
        var field = info?.Field ?? rule.Field;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"({n}, {Sql.Text(rule.Id)}, {Sql.Text(table)}, '{severity}', {(field is null ? "NULL" : Sql.Text(field))})");
    }
}
