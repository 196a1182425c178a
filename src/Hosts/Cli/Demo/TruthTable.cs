using Huoshui.Measures;
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
    public static bool Print(
        IReadOnlyList<FigureValue> values, IReadOnlyDictionary<string, decimal> truth, string language)
    {
        var isEnglish = language == "en";
        string Word(string zh, string en) => isEnglish ? en : zh;
        var table = new Table().Border(TableBorder.Simple)
            .AddColumn(new TableColumn(Word("编号", "id")).NoWrap()).AddColumn(Word("指标", "figure"))
            .AddColumn(new TableColumn(Word("值", "value")).RightAligned().NoWrap())
            .AddColumn(new TableColumn(Word("真值", "truth")).RightAligned().NoWrap())
            .AddColumn(new TableColumn(Word("单位", "unit")).NoWrap())
            .AddColumn(new TableColumn(Word("是否一致", "equal")).NoWrap());
        var isEqual = true;
        foreach (var value in values)
        {
            var has = truth.TryGetValue(value.Figure.Id, out var exact);
            var same = !has || (value.Value is { } found && Math.Abs(found - exact) <= Tolerance * Math.Max(1, Math.Abs(exact)));
            isEqual &= same;
            table.AddRow(
                value.Figure.Id, Markup.Escape(value.Figure.Name.In(language)), Show(value, language),
                has ? Number(exact) : "—", Markup.Escape(UnitOf(value, language)), Mark(value, has, same, isEnglish));
        }

        AnsiConsole.Write(table);
        Console.WriteLine(isEqual ? "全部一致 / all equal" : "有不一致 / not all equal");
        return isEqual;
    }

    private static string Show(FigureValue value, string language) =>
        !value.Figure.IsConnected ? MeasureFormat.For(language).Missing(Absence.NotConnected)
        : value.Value is { } number ? Number(number) : "—";

    private static string UnitOf(FigureValue value, string language) =>
        MeasureFormat.For(language).UnitName(value.Figure.NamedUnit);

    private static string Mark(FigureValue value, bool has, bool same, bool isEnglish) => (has, same) switch
    {
        (false, _) when !value.Figure.IsConnected => string.Empty,
        (false, _) => isEnglish ? "no truth" : "无真值",
        (true, true) => isEnglish ? "equal" : "一致",
        _ => isEnglish ? "[red]NOT equal[/]" : "[red]不一致[/]",
    };

    private static string Number(decimal value) => MeasureFormat.Chinese.Exact(value);
}
