using System.Text.Json;
using Huoshui.Measures;
using Huoshui.Systems.Indicators;

namespace Huoshui.Cli;

/// <summary>truth.json: what the generated city knows about itself.</summary>
internal sealed class TruthFile
{
    // Ratios are computed in binary on our side and printed by the city from its own books: equal to twelve digits is
    // equal.
    private const decimal RelativeTolerance = 1e-12m;

    private readonly Dictionary<string, decimal> _figures;

    private TruthFile(Dictionary<string, decimal> figures) => _figures = figures;

    /// <summary>Reads DIR/truth.json; null when there is none.</summary>
    public static TruthFile? Read(string folder)
    {
        var path = Path.Combine(folder, "truth.json");
        if (!File.Exists(path))
            return null;
        using var json = JsonDocument.Parse(File.ReadAllText(path));
        var figures = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var figure in json.RootElement.GetProperty("figures").EnumerateObject())
        {
            if (figure.Value.ValueKind == JsonValueKind.Number)
                figures[figure.Name] = figure.Value.GetDecimal();
        }

        return new TruthFile(figures);
    }

    /// <summary>Whether truth names the figure, it is connected and the values are not equal.</summary>
    public bool Differs(FigureValue value) =>
        value.Figure.IsConnected && _figures.TryGetValue(value.Figure.Id, out var truth)
            && !IsEqual(value.Value, truth);

    /// <summary>Truth and whether it is equal, for the table.</summary>
    public IEnumerable<string> Columns(FigureValue value, MeasureFormat format, bool isEnglish)
    {
        if (!_figures.TryGetValue(value.Figure.Id, out var truth))
            return [string.Empty, string.Empty];
        var text = format.Exact(truth);
        if (!value.Figure.IsConnected)
            return [text, string.Empty];
        var equal = IsEqual(value.Value, truth);
        return [text,
            (equal, isEnglish) switch { (true, true) => "yes", (true, false) => "是", (false, true) => "NO", _ => "否" }];
    }

    private static bool IsEqual(decimal? value, decimal truth) =>
        value is { } v && Math.Abs(v - truth) <= Math.Abs(truth) * RelativeTolerance;
}
