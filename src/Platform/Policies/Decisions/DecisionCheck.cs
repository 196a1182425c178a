using System.Text.RegularExpressions;
using Huoshui.Diagnostics;

namespace Huoshui.Policies.Decisions;

/// <summary>What <c>huoshui pack check</c> looks at in a decision beyond loading: numbers, the clock, tables, words, and
/// the cases.</summary>
public static partial class DecisionCheck
{
    private static readonly string[] NumbersAllowed = ["0", "1", "100"];
    private static readonly string[] Clock = ["now()", "today()"];

    /// <summary>How many cases the pack's decision has; 0 without a decision.</summary>
    public static int Count(PolicyPack pack) => pack.Decision is null ? 0 : Cases(pack).Cases.Count;

    /// <summary>Checks a pack's decision and runs its cases.</summary>
    /// <returns>What is wrong; empty without a decision.</returns>
    public static IReadOnlyList<Diagnostic> Run(PolicyPack pack)
    {
        ArgumentNullException.ThrowIfNull(pack);
        return pack.Decision is { } decision
            ? [.. WithoutClaims(pack), .. ClaimCheck.Run(pack, decision)] : [];
    }

    /// <summary>The same but for what the pack claims, which takes long to prove.</summary>
    public static IReadOnlyList<Diagnostic> WithoutClaims(PolicyPack pack)
    {
        ArgumentNullException.ThrowIfNull(pack);
        return pack.Decision is { } decision
            ? [.. Model(decision), .. Parameters(pack, decision), .. CaseCheck.Run(Cases(pack), pack, decision),
                .. UnwordedCodes.Find(pack, decision)] : [];
    }

    internal static DecisionCases Cases(PolicyPack pack)
    {
        var path = Path.Combine(pack.Folder, "cases.yaml");
        return File.Exists(path)
            ? DecisionCaseFile.Read(new SourceText($"policies/{pack.Id}/cases.yaml", File.ReadAllText(path)))
            : new DecisionCases([], []);
    }

    private static IEnumerable<Diagnostic> Model(PackDecision decision)
    {
        if (ModelPieces.Parse(decision.Model) is not { } root)
            return [];
        return ModelPieces.Of(decision.Model, root)
            .SelectMany(p => Numbers(decision.Model, p).Concat(AsksClock(decision.Model, p))
                .Concat(Cells(decision.Model, p)))
            .Concat(decision.Compiled.Verify().Where(d => d.Severity != DiagnosticSeverity.Information));
    }

    private static IEnumerable<Diagnostic> Numbers(SourceText model, ModelPiece piece) =>
        piece.Rule is { } rule && ModelPieces.Annotation(rule).Length > 0 ? []
            : ModelPieces.Numbers(piece.Text).Where(n => !NumbersAllowed.Contains(n.Digits, StringComparer.Ordinal))
                .Select(n => Diagnostic.Error(
                    PackCodes.NumberInModel,
                    $"模型里只许出现 0、1、100；{n.Digits} 应是 parameters.yaml 里的参数，或放进注明出处（annotation）的规则行",
                    $"a model holds no number but 0, 1 and 100; make {n.Digits} a parameter, or put it into a rule "
                        + "whose annotation names the source",
                    model,
                    new SourceSpan(piece.At, 1)));

    // What a spreadsheet's user writes in a condition and FEEL reads as something else.
    private static IEnumerable<Diagnostic> Cells(SourceText model, ModelPiece piece)
    {
        if (piece.Element.Parent?.Name.LocalName != "inputEntry" || piece.Text.Contains('"', StringComparison.Ordinal))
            yield break;
        if (Thousands().Match(piece.Text) is { Success: true } thousands)
        {
            yield return Diagnostic.Warning(
                PackCodes.CellMisread,
                $"条件里的“{thousands.Value}”读作几个数，不是一个：不写千分位逗号；真是几个数的，逗号后空一格",
                $"\"{thousands.Value}\" in a condition is several numbers, not one: write no thousands separators; if "
                    + "several are meant, put a space after the comma", model, new SourceSpan(piece.At, 1));
        }

        if (Span().Match(piece.Text) is { Success: true } span)
        {
            yield return Diagnostic.Warning(
                PackCodes.CellMisread,
                $"条件里的“{span.Value}”是减法，不是区间：写成 [{span.Groups["low"]}..{span.Groups["high"]}]",
                $"\"{span.Value}\" in a condition is a subtraction, not a range: write "
                    + $"[{span.Groups["low"]}..{span.Groups["high"]}]", model, new SourceSpan(piece.At, 1));
        }
    }

    [GeneratedRegex(@"(?<![\w.])\d{1,3}(,\d{3})+(?![\w.])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Thousands();

    [GeneratedRegex(@"^\s*(?<low>\d[\d.]*)\s*-\s*(?<high>\d[\d.]*)\s*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Span();

    private static IEnumerable<Diagnostic> AsksClock(SourceText model, ModelPiece piece) =>
        Clock.Where(c =>
            piece.Text.Replace(" ", string.Empty, StringComparison.Ordinal).Contains(c, StringComparison.Ordinal))
            .Select(c => Diagnostic.Error(
                PackCodes.ClockInModel,
                $"模型不许问时钟（{c}），请读业务日期 {DecisionHeader.AsOfName}：否则以后重放不出同一结果",
                $"a model does not ask the clock ({c}); read {DecisionHeader.AsOfName}, or the decision cannot be "
                    + "replayed",
                model,
                new SourceSpan(piece.At, 1)));

    private static IEnumerable<Diagnostic> Parameters(PolicyPack pack, PackDecision decision)
    {
        var path = Path.Combine(pack.Folder, "parameters.yaml");
        var file = new SourceText(
            $"policies/{pack.Id}/parameters.yaml", File.Exists(path) ? File.ReadAllText(path) : string.Empty);
        var mentioned = ModelPieces.Parse(decision.Model) is { } root ? ColumnReads.Read(root, []).Mentioned : null;
        foreach (var parameter in pack.Parameters.All)
        {
            var isRead = decision.Reads.Contains(parameter.Name) && mentioned?.Contains(parameter.Name) != false;
            var isDays = pack.List?.Days.Names.Contains(parameter.Name, StringComparer.Ordinal) == true;
            if (!isRead && !isDays && pack.ScriptNames.Count == 0)
            {
                yield return Diagnostic.Error(PackCodes.Unread, $"模型不读参数“{parameter.Name}”",
                    $"the model does not read parameter \"{parameter.Name}\"", file, SpanOf(file, parameter.Name));
            }

            if (!UnitWords.Has(parameter.Unit))
            {
                var among = UnitWords.Among(parameter.Unit);
                yield return Diagnostic.Error(PackCodes.NoUnit,
                    $"参数“{parameter.Name}”的单位“{parameter.Unit}”不认识{among.Zh}",
                    $"unit \"{parameter.Unit}\" of {parameter.Name} is not known{among.En}", file,
                    SpanOf(file, parameter.Name));
            }
        }

        foreach (var table in decision.Tables.Where(t => !decision.Reads.Contains(t.Name)))
        {
            yield return Diagnostic.Error(PackCodes.Unread, $"模型不读参数表“{table.Name}”",
                $"the model does not read table \"{table.Name}\"", table.Source);
        }
    }

    // A parameter's name stands at the beginning of a line.
    private static SourceSpan? SpanOf(SourceText file, string parameter)
    {
        var at = ("\n" + file.Content).IndexOf($"\n{parameter}:", StringComparison.Ordinal);
        return at < 0 ? null : new SourceSpan(at, parameter.Length);
    }
}
