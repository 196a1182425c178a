using System.Globalization;
using System.Text;
using Huoshui.Diagnostics;
using Huoshui.Policies;
using Huoshui.Vtl;

namespace Huoshui.Cli.Benches;

/// <summary>A ruleset of many plain comparisons of numbers and dates, almost all of which hold.</summary>
internal static class TypedComparisons
{
    /// <summary>The script.</summary>
    public static SourceText Script(TableDefinition table, int count)
    {
        var numbers = table.Fields.Where(f => f.Kind is ColumnKind.Decimal or ColumnKind.Integer).ToList();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"define datapoint ruleset comparisons (variable {string.Join(", ", numbers.Select(f => f.Code))}) is\n");
        for (var i = 0; i < count; i++)
        {
            var field = numbers[i % numbers.Count];
            var guard = field.IsRequired ? string.Empty : $"when not isnull({field.Code}) then ";
            text.Append(i == 0 ? "  " : ";\n  ")
                .Append(CultureInfo.InvariantCulture, $"C{i}: {guard}{field.Code} >= {-i} errorcode \"C{i}\" errorlevel 1");
        }

        text.Append("\nend datapoint ruleset;\n")
            .Append(CultureInfo.InvariantCulture, $"found := check_datapoint({table.Code}, comparisons);\n");
        return new SourceText("comparisons.vtl", text.ToString());
    }

    /// <summary>The table as a data set.</summary>
    public static VtlInputs Inputs(TableDefinition table) => new()
    {
        Datasets =
        [
            new DataStructure(
                table.Code,
                [
                    new Component("filing", ComponentRole.Identifier, ScalarKind.Integer),
                    new Component("file_no", ComponentRole.Identifier, ScalarKind.Integer),
                    new Component("line_no", ComponentRole.Identifier, ScalarKind.Integer),
                    .. table.Fields.Select(f => new Component(
                        f.Code, ComponentRole.Measure, KindOf(f.Kind), f.Kind == ColumnKind.Decimal ? f.Scale : null)),
                ]),
        ],
    };

    private static ScalarKind KindOf(ColumnKind kind) => kind switch
    {
        ColumnKind.Integer => ScalarKind.Integer,
        ColumnKind.Decimal => ScalarKind.Number,
        ColumnKind.Date => ScalarKind.Date,
        ColumnKind.Boolean => ScalarKind.Boolean,
        _ => ScalarKind.String,
    };
}
