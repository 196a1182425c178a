using System.Globalization;
using Huoshui.Systems.Indicators;
using Spectre.Console;

namespace Huoshui.Cli.Demo;

/// <summary>The figures with the generator's truth beside them.</summary>
internal static class TruthTable
{
    // Ratios are computed in decimal on both sides, but in another order of operations.
    private const decimal Tolerance = 0.000000001m;

    /// <summary>Prints all figures.</summary>
    /// <returns>True when every connected figure that has a truth equals it, and each figure of the truth is
    /// connected.</returns>
    public static bool Print(IReadOnlyList<FigureValue> values, IReadOnlyDictionary<string, decimal> truth)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumn(new TableColumn("编号").NoWrap()).AddColumn("指标")
            .AddColumn(new TableColumn("值").RightAligned().NoWrap())
            .AddColumn(new TableColumn("真值").RightAligned().NoWrap()).AddColumn(new TableColumn("单位").NoWrap())
            .AddColumn(new TableColumn("是否一致").NoWrap());
        var isEqual = true;
        foreach (var value in values)
        {
            var has = truth.TryGetValue(value.Figure.Id, out var exact);
            var same = !has || (value.Value is { } found && Math.Abs(found - exact) <= Tolerance * Math.Max(1, Math.Abs(exact)));
            isEqual &= same;
            table.AddRow(
                value.Figure.Id, Markup.Escape(value.Figure.Name.Zh), Show(value), has ? Number(exact) : "—",
                Markup.Escape(value.Figure.Unit), Mark(value, has, same));
        }

        AnsiConsole.Write(table);
        Console.WriteLine(isEqual ? "全部一致 / all equal" : "有不一致 / not all equal");
        return isEqual;
    }

    private static string Show(FigureValue value) =>
        !value.Figure.IsConnected ? "尚未接入" : value.Value is { } number ? Number(number) : "—";

    private static string Mark(FigureValue value, bool has, bool same) =>
        !has ? (value.Figure.IsConnected ? "无真值" : string.Empty) : same ? "一致" : "[red]不一致[/]";

    private static string Number(decimal value) => value.ToString("#,##0.############", CultureInfo.InvariantCulture);
}
