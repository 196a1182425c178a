using System.Data.Common;
using System.Globalization;
using Huoshui.Diagnostics;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>One random script and its data: every column that the lineage names is there, and when all cells change that
/// the lineage of a column does not name, the values of that column are the same.</summary>
internal sealed class LineageCheck(string script, OracleTable[] tables, ITestDatabase database, int seed)
{
    /// <summary>A source that the check leaves out of every origin, to show that it would be missed; null for none.</summary>
    public ColumnName? Forgotten { get; init; }

    /// <summary>The script stopped on the data, before or after the change.</summary>
    public const string Stopped = "stopped";

    /// <summary>What is wrong; null for nothing.</summary>
    public string? Problem()
    {
        var module = Scripts.Compile(script, Families.Inputs(script, tables));
        if (!module.Succeeded)
            return string.Join('\n', module.Diagnostics.Select(d => CaretRenderer.Render(d, "en")));
        var lineage = VtlLineage.Of(module.Results);
        if (Unknown(lineage) is { } unknown)
            return $"{unknown} does not exist";
        var result = module.Results[^1];
        var stopped = false;
        foreach (var component in result.Structure.Components)
        {
            var column = new ColumnName(result.Name, component.Name);
            var problem = Changed(result, column, lineage.OriginOf(column));
            stopped |= problem == Stopped;
            if (problem is not null and not Stopped)
                return problem;
        }

        return stopped ? Stopped : null;
    }

    // A name of the lineage that no data set has.
    private ColumnName? Unknown(VtlLineage lineage)
    {
        var known = tables.SelectMany(t => t.Structure.Components.Select(c => new ColumnName(t.Structure.Name, c.Name)))
            .Concat(lineage.Results.SelectMany(r => r.Columns.Select(c => new ColumnName(r.Result, c.Component.Name)))).ToHashSet();
        var named = lineage.Results.SelectMany(r => r.Columns.SelectMany(c => c.Sources).Concat(r.Conditions)).ToList();
        return named.Exists(n => !known.Contains(n)) ? named.First(n => !known.Contains(n)) : null;
    }

    private string? Changed(VtlResult result, ColumnName column, ColumnOrigin origin)
    {
        var named = origin.Values.Concat(origin.Conditions).Where(c => c != Forgotten).ToHashSet();
        if (Values(result, column, tables) is not { } before
            || Values(result, column, [.. tables.Select(t => Other(t, named))]) is not { } after)
        {
            return Stopped;
        }

        return before.SequenceEqual(after, StringComparer.Ordinal) ? null
            : $"{column} has changed, but only cells beyond {string.Join(", ", named)} did\n"
                + $"{string.Join(", ", before)}\n{string.Join(", ", after)}";
    }

    private List<string>? Values(VtlResult result, ColumnName column, IReadOnlyList<OracleTable> data)
    {
        try
        {
            foreach (var statement in data.SelectMany(t => DifferentialTests.Statements(t, database, t.Structure.Name)))
                database.Execute(statement);
            var at = result.Structure.Components.ToList().FindIndex(c => c.Name == column.Column);
            return [.. database.Cells(result.Sql).Select(r => Rounded(r[at])).Order(StringComparer.Ordinal)];
        }
        catch (DbException)
        {
            return null;
        }
    }

    // Sums of doubles may come in another order.
    private static string Rounded(string? cell) => cell is null ? "null"
        : cell.Contains('.', StringComparison.Ordinal) && double.TryParse(cell, CultureInfo.InvariantCulture, out var x)
            ? x.ToString("G9", CultureInfo.InvariantCulture) : cell;

    // Identifiers stay different from each other and keep their rows apart; measures become anything of their type.
    private OracleTable Other(OracleTable table, HashSet<ColumnName> named)
    {
        var components = table.Structure.Components;
        return table with
        {
            Rows = [.. table.Rows.Select((row, r) => row.Select((cell, c) =>
                named.Contains(new ColumnName(table.Structure.Name, components[c].Name)) ? cell : Other(components[c], cell, r)).ToArray())],
        };
    }

    private string? Other(Component component, string? cell, int row) => (component.Role, component.Kind) switch
    {
        (ComponentRole.Identifier, ScalarKind.Integer) => $"{1_000 + int.Parse(cell!, CultureInfo.InvariantCulture)}",
        (ComponentRole.Identifier, ScalarKind.String) => cell + "z",
        (ComponentRole.Identifier, _) => cell,
        _ when (seed + row) % 5 == 0 => null,
        (_, ScalarKind.Integer) => $"{(seed + (row * 7)) % 19}",
        (_, ScalarKind.Number) => string.Create(CultureInfo.InvariantCulture, $"{((seed + (row * 11)) % 23) + 0.25}"),
        (_, ScalarKind.Boolean) => (seed + row) % 2 == 0 ? "true" : "false",
        (_, ScalarKind.Date) => $"2011-0{((seed + row) % 9) + 1}-15",
        (_, ScalarKind.TimePeriod) => $"{2000 + ((seed + row) % 9)}",
        (_, ScalarKind.Time) => $"2011-01-0{((seed + row) % 9) + 1}/2011-02-15",
        (_, ScalarKind.Duration) => (seed + row) % 2 == 0 ? "M" : "Q",
        _ => $"k{(seed + row) % 6}",
    };
}
