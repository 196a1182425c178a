using System.Globalization;
using Huoshui.Measures;
using Huoshui.Policies;
using Huoshui.Policies.Decisions;

namespace Huoshui.Cli.Packs;

/// <summary><c>huoshui pack show</c> of a decision pack: what it asks, what it answers, every number with its dates and
/// source, how many cases guard it, and what of it is illustrative.</summary>
internal sealed class DecisionSummary(PolicyPack pack, PackDecision decision, string language)
{
    private readonly bool _isEnglish = language == "en";
    private readonly MeasureFormat _format = MeasureFormat.For(language);

    /// <summary>Prints it.</summary>
    /// <returns>Good.</returns>
    public static int Print(PolicyPack pack, PackDecision decision, string language)
    {
        foreach (var line in Lines(pack, decision, language))
            Console.Out.WriteLine(line);
        return ExitCodes.Good;
    }

    /// <summary>What is printed.</summary>
    public static IReadOnlyList<string> Lines(PolicyPack pack, PackDecision decision, string language) =>
        new DecisionSummary(pack, decision, language).Lines();

    private IReadOnlyList<string> Lines() =>
    [
        $"{pack.Id}  {pack.Title.In(language)}",
        $"  {Day(pack.EffectiveFrom)} – {(pack.EffectiveTo is { } to ? Day(to) : Said("今", "now"))}"
            + $"{Said("，业务日期：", "; business date: ")}{decision.AsOfTitle.In(language)}",
        .. decision.Template is { } template ? new[] { $"  {Said("模板", "template")} {template}" } : [],
        .. Section(Said("依据", "legal basis"), pack.LegalBasis.Select(b => b.In(language))),
        .. Section($"{Said("事实", "facts")} {decision.Facts.Count}", decision.Facts.Select(Fact)),
        .. Section($"{Said("结论", "outputs")} {decision.Outputs.Count}", decision.Outputs.Select(Output)),
        .. Section($"{Said("代码", "codes")} {decision.Wording.Count}", decision.Wording.Select(Word)),
        .. Section($"{Said("参数", "parameters")} {pack.Parameters.All.Count}",
            pack.Parameters.All.SelectMany(Parameter)),
        .. Section($"{Said("参数表", "tables")} {decision.Tables.Count}", decision.Tables.Select(Table)),
        $"{Said("例子", "cases")} {DecisionCheck.Count(pack)}",
        Illustrative(),
    ];

    private static IEnumerable<string> Section(string title, IEnumerable<string> lines)
    {
        var all = lines.Select(l => "  " + l).ToList();
        return all.Count == 0 ? [] : [title, .. all];
    }

    private string Fact(DecisionFact fact)
    {
        string[] parts =
        [
            Kind(fact.Kind),
            .. Unit(fact.Unit),
            .. fact.Min is { } min ? new[] { $"{Said("不小于", "at least")} {_format.Exact(min)}" } : [],
            .. fact.Max is { } max ? new[] { $"{Said("不大于", "at most")} {_format.Exact(max)}" } : [],
            .. fact.IsOptional ? new[] { Said("可不填", "optional") } : [],
        ];
        var codes = fact.Codes.Count == 0 ? string.Empty
            : Colon + string.Join(Comma, fact.Codes.Select(c => $"{c.Key} {c.Value.In(language)}"));
        return $"{fact.Name}  {fact.Title.In(language)}  {string.Join(Comma, parts)}{codes}";
    }

    private string Output(DecisionOutput output) =>
        $"{output.Name}  {output.Title.In(language)}"
            + (output.IsCode ? "  " + Said("代码", "code") : string.Concat(Unit(output.Unit).Select(u => "  " + u)));

    private string Word(DecisionWord word) =>
        $"{word.Code}  {word.Text.In(language)}{(word.Source is { } source ? "  " + source : string.Empty)}";

    private IEnumerable<string> Parameter(Parameter parameter)
    {
        yield return $"{parameter.Name}  {parameter.Title.In(language)}"
            + string.Concat(Unit(parameter.Unit).Select(u => "  " + u));
        foreach (var value in parameter.Values)
        {
            yield return $"  {Said($"{Day(value.From)} 起", $"from {Day(value.From)}")} {Plain(value.Value)}  "
                + (value.IsIllustrative ? Mark : value.Source);
        }
    }

    private string Table(DatedTable table)
    {
        var illustrative = table.Rows.Count(r => r.IsIllustrative);
        return $"{table.Name}  {string.Join(", ", table.Columns)}  "
            + Said($"{table.Rows.Count} 行", $"{table.Rows.Count} rows")
            + (illustrative == 0 ? string.Empty
                : Said($"，其中{Mark} {illustrative} 行", $", {illustrative} of them {Mark}"));
    }

    private string Illustrative()
    {
        string[] names =
        [
            .. pack.Parameters.All.Where(p => p.Values.Any(v => v.IsIllustrative)).Select(p => p.Name),
            .. decision.Tables.Where(t => t.Rows.Any(r => r.IsIllustrative)).Select(t => t.Name),
        ];
        return names.Length == 0 ? Said("没有示例参数：每个值都有出处", "nothing is illustrative: every value has a source")
            : Said($"{Mark}（没有公开出处）：", $"{Mark} (no public source): ") + string.Join(Comma, names);
    }

    private string Mark => Said("示例参数", "illustrative");

    private string Colon => Said("：", ": ");

    private string Comma => Said("，", ", ");

    // The name that a pack writes, and the word that a person reads.
    private IEnumerable<string> Unit(string unit) => UnitWords.Of(unit).In(language).Trim() is not { Length: > 0 } word
        ? [] : word == unit ? [word] : [$"{word}（{unit}）"];

    private string Plain(object value) => value switch
    {
        DateOnly date => Day(date),
        bool flag => flag ? "true" : "false",
        string text => text,
        _ => _format.Exact(Convert.ToDecimal(value, CultureInfo.InvariantCulture)),
    };

    private string Kind(FactKind kind) => kind switch
    {
        FactKind.Number => Said("数字（number）", "number"),
        FactKind.Flag => Said("是否（boolean）", "boolean"),
        FactKind.Date => Said("日期（date）", "date"),
        FactKind.List => Said("列表（list）", "list"),
        _ => Said("文字（string）", "string"),
    };

    private string Said(string zh, string en) => _isEnglish ? en : zh;

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
