using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Huoshui.Dmn;
using Huoshui.Dmn.Feel.Values;
using Huoshui.Measures;

namespace Huoshui.Policies.Decisions;

/// <summary>An answer in words (决定说明): outputs, reasons, rules with their source, parameters with dates and
/// source.</summary>
/// <param name="decision">The decision that answered.</param>
/// <param name="request">What was asked.</param>
/// <param name="answer">Its answer.</param>
/// <param name="language">A BCP 47 tag.</param>
public sealed partial class AnswerText(PackDecision decision, DecisionRequest request, DecisionAnswer answer,
    string language)
{
    private readonly MeasureFormat _format = MeasureFormat.For(language);
    private readonly bool _isEnglish = language.StartsWith("en", StringComparison.OrdinalIgnoreCase);

    /// <summary>Each output as "title: value"; a list of codes has its sentences joined.</summary>
    /// <param name="only">The one output that is told; null for all.</param>
    public IReadOnlyList<string> Outputs(string? only = null) =>
        [.. decision.Outputs.Where(o => answer.Value is ContextValue && (only is null || o.Name == only))
            .Select(o => $"{o.Title.In(language)}{Colon}{Value(o, answer.Output(o.Name))}")];

    /// <summary>Rules that matched, with the annotation that names their source; needs an explained answer.</summary>
    public IReadOnlyList<string> Rules() =>
        [.. (answer.Explanation?.Tables ?? []).SelectMany(t => t.Rules.Where(r => r.IsHit).Select(r => Rule(t, r)))];

    /// <summary>Parameters with value, dates and source.</summary>
    public IReadOnlyList<string> Parameters() => [.. answer.Parameters.Select(Cited)];

    /// <summary>A code in words, with the parameters and facts that its text names.</summary>
    public string Word(string code) =>
        decision.Word(code) is { } word
            ? Placeholder().Replace(word.Text.In(language), m => Named(m.Groups["name"].Value)) : code;

    /// <summary>The names that the words of a code leave to parameters and facts, in both languages.</summary>
    internal static IEnumerable<string> Placeholders(DecisionWord word) =>
        Placeholder().Matches(word.Text.Zh + word.Text.En).Select(m => m.Groups["name"].Value)
            .Distinct(StringComparer.Ordinal);

    private string Colon => _isEnglish ? ": " : "：";

    private string None => _isEnglish ? "none" : "无";

    private string Value(DecisionOutput output, FeelValue value) => value switch
    {
        ListValue { Items.Count: 0 } => None,
        ListValue list => string.Join(_isEnglish ? "; " : "；", list.Items.Select(i => Value(output, i))),
        StringValue text when output.IsCode => Word(text.Text) + SourceOf(text.Text),
        StringValue text => text.Text,
        BooleanValue flag => YesNo(flag.Value),
        NumberValue => Number(value.ToString(), output.Unit),
        _ => value.IsNull ? _format.Missing(Absence.NotApplicable) : value.ToString(),
    };

    private string SourceOf(string code) => decision.Word(code)?.Source is { } source ? _isEnglish ? $" [{source}]"
        : $"（{source}）" : string.Empty;

    private string Rule(TableExplanation table, RuleExplanation rule)
    {
        var tested = rule.Tested.Select(column => Read(table.Inputs[column])).DefaultIfEmpty(Otherwise);
        var inputs = string.Join(_isEnglish ? "; " : "；", tested);
        return _isEnglish
            ? $"{table.Owner} rule {rule.Number}: {inputs} [{rule.Annotation}]"
            : $"{decision.TitleOf(table.Owner)}，第 {rule.Number} 条：{inputs}（{rule.Annotation}）";
    }

    private string Otherwise => _isEnglish ? "always" : "无条件";

    // What a column that the rule tests has read.
    private string Read(KeyValuePair<string, FeelValue> input) => input.Value switch
    {
        BooleanValue flag => flag.Value ? input.Key : $"{input.Key}{Colon}{YesNo(flag.Value)}",
        NumberValue => $"{input.Key} = {Number(input.Value.ToString(), UnitWords.None)}",
        { IsNull: true } => $"{input.Key} = {None}",
        _ => $"{input.Key} = {CodeWord(input.Value.ToString())}",
    };

    private string CodeWord(string code) =>
        decision.Word(code)?.Text.In(language) ?? decision.Facts.SelectMany(f => f.Codes).FirstOrDefault(c => c.Key == code).Value?.In(language) ?? code;

    private string Cited(CitedParameter cited)
    {
        var until = cited.Until is { } last ? _format.Date(last) : _isEnglish ? "now" : "今";
        var source = cited.Value.IsIllustrative ? _isEnglish ? "illustrative" : "示例参数" : cited.Value.Source;
        var dates = _isEnglish ? $"from {_format.Date(cited.Value.From)} to {until}"
            : $"{_format.Date(cited.Value.From)} 至 {until}";
        var value = Plain(cited.Value.Value, cited.Parameter.Unit);
        return $"{cited.Parameter.Title.In(language)}{Colon}"
            + string.Join(_isEnglish ? ", " : "，", value, dates, source);
    }

    private string Named(string name)
    {
        if (answer.Parameters.FirstOrDefault(p => p.Parameter.Name == name) is { } cited)
            return Plain(cited.Value.Value, cited.Parameter.Unit);
        return decision.Facts.FirstOrDefault(f => f.Name == name) is { } fact
            && request.Facts.TryGetProperty(name, out var value)
            ? Fact(fact, value) : name;
    }

    /// <summary>A value of a fact in words, with its unit.</summary>
    public string Fact(DecisionFact fact, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => Number(value.GetRawText(), fact.Unit),
        JsonValueKind.True or JsonValueKind.False => YesNo(value.GetBoolean()),
        JsonValueKind.String => fact.Codes.FirstOrDefault(c => c.Key == value.GetString()).Value?.In(language)
            ?? value.GetString()!,
        _ => None,
    };

    private string Plain(object value, string unit) => value switch
    {
        DateOnly date => _format.Date(date),
        bool flag => YesNo(flag),
        string text => text,
        _ => Number(Convert.ToString(value, CultureInfo.InvariantCulture)!, unit),
    };

    private string Number(string digits, string unit) =>
        (decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? _format.Exact(number) : digits)
        + UnitWords.Of(unit).In(language);

    private string YesNo(bool flag) => (flag, _isEnglish) switch
    {
        (true, true) => "yes",
        (false, true) => "no",
        (true, false) => "是",
        (false, false) => "否",
    };

    [GeneratedRegex(@"\{(?<name>[a-z0-9_]+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
