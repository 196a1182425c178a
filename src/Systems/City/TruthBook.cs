using System.Globalization;
using System.Numerics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Huoshui.Systems.City;

/// <summary>truth.json: every figure in the unit of figures.csv, exact decimals, from the books; series, shadow
/// figures, planted errors.</summary>
internal sealed class TruthBook
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly JsonObject _figures = [];
    private readonly JsonObject _series = [];
    private readonly JsonObject _shadow = [];
    private readonly JsonArray _errors = [];
    private readonly JsonArray _gone = [];

    /// <summary>Sets the published figure.</summary>
    public void Figure(string id, decimal value) => _figures[id] = Number(value);

    /// <summary>Sets the value of a figure at a date.</summary>
    public void Series(string id, DateOnly date, decimal value)
    {
        var dates = _series[id] as JsonObject ?? [];
        dates[date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)] = Number(value);
        _series[id] = dates;
    }

    /// <summary>Sets a figure beside the published ones, in yuan or as a count.</summary>
    public void Shadow(string name, decimal value) => _shadow[name] = Number(value);

    /// <summary>Adds a planted error; one about a row that is gone has no line and stands apart.</summary>
    public void Error(JsonObject error) => (error.ContainsKey("line") ? _errors : _gone).Add((JsonNode)error);

    public void Save(string folder, CityOptions options)
    {
        var root = new JsonObject
        {
            ["scale"] = Number(options.Scale),
            ["seed"] = options.Seed,
            ["figures"] = Sorted(_figures),
            ["series"] = Sorted(_series),
            ["shadow"] = Sorted(_shadow),
            ["errors"] = _errors,
            ["gone"] = _gone,
        };
        File.WriteAllText(Path.Combine(folder, "truth.json"), root.ToJsonString(Indented) + "\n");
    }

    /// <summary>分 in a unit of so many yuan, exactly.</summary>
    public static decimal In(BigInteger fen, decimal yuan) => (decimal)fen / 100m / yuan;

    private static JsonObject Sorted(JsonObject values)
    {
        var sorted = new JsonObject();
        foreach (var pair in values.OrderBy(p => p.Key, StringComparer.Ordinal).ToList())
            sorted[pair.Key] = pair.Value?.DeepClone();
        return sorted;
    }

    // Trailing zeros of a decimal depend on how it was computed; without them a number is written in one way.
    private static JsonNode Number(decimal value) => JsonValue.Create(value / 1.000000000000000000000000000m);
}
