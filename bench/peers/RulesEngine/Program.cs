// Evaluates the table of `huoshui bench dmn` with Microsoft's RulesEngine: dmn-peer data.json → {"RulesEngine": evaluations/s}.
// The engine has no hit policy: it tries every rule, and the first in order that succeeded is the outcome.
using System.Diagnostics;
using System.Dynamic;
using System.Globalization;
using System.Text.Json;
using RulesEngine.Models;

const int Seconds = 3;
using var data = JsonDocument.Parse(await File.ReadAllTextAsync(args[0]));
var root = data.RootElement;
var names = root.GetProperty("names").EnumerateArray().Select(n => n.GetString()!).ToArray();

string Number(JsonElement e) => e.GetDecimal().ToString(CultureInfo.InvariantCulture) + "m";
string Cell(string name, JsonElement range) => $"row.{name} >= {Number(range[0])} && row.{name} < {Number(range[1])}";
string Condition(JsonElement rule)
{
    var cells = rule.GetProperty("numbers").EnumerateArray()
        .Select((range, i) => range.ValueKind == JsonValueKind.Null ? null : Cell(names[i], range)).OfType<string>().ToList();
    if (rule.GetProperty("grade").GetString() is { } grade)
        cells.Add($"row.grade == \"{grade}\"");
    return cells.Count == 0 ? "true" : string.Join(" && ", cells);
}

ExpandoObject Row(JsonElement row)
{
    IDictionary<string, object?> values = new ExpandoObject();
    foreach (var value in row.EnumerateObject())
        values[value.Name] = value.Value.ValueKind == JsonValueKind.Number ? value.Value.GetDecimal() : value.Value.GetString();
    return (ExpandoObject)values;
}

var rules = root.GetProperty("rules").EnumerateArray()
    .Select(r => new Rule { RuleName = r.GetProperty("number").GetRawText(), Expression = Condition(r) }).ToList();
var engine = new RulesEngine.RulesEngine([new Workflow { WorkflowName = "table", Rules = rules }]);
var rows = root.GetProperty("rows").EnumerateArray().Select(r => new RuleParameter("row", Row(r))).ToArray();
var first = root.GetProperty("first").EnumerateArray().Select(n => n.GetRawText()).ToArray();

async Task<double> RateAsync(int seconds)
{
    var (done, clock, used) = (0L, Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
    for (var i = 0; clock.Elapsed.TotalSeconds < seconds; i = (i + 1) % rows.Length, done++)
    {
        var results = await engine.ExecuteAllRulesAsync("table", rows[i]);
        var outcome = results.First(r => r.IsSuccess).Rule.RuleName;
        if (outcome != first[i])
            throw new InvalidOperationException($"row {i}: {outcome} instead of {first[i]}");
    }

    return done / (Environment.CpuUsage.TotalTime - used).TotalSeconds;
}

await RateAsync(1);
Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, double> { ["RulesEngine"] = await RateAsync(Seconds) }));
