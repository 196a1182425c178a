using System.Text.RegularExpressions;
using System.Xml.Linq;
using Huoshui.Diagnostics;
using Huoshui.Policies.Decisions;

namespace Huoshui.Policies.Mutation;

/// <summary>The mutants of a model: each rule left out, each condition of a rule dropped, each number, comparison,
/// connective, flag and code changed.</summary>
internal static partial class ModelMutants
{
    private static readonly Dictionary<string, string> Swapped = new(StringComparer.Ordinal)
    {
        ["&lt;="] = "&lt;",
        ["&lt;"] = "&lt;=",
        ["&gt;="] = "&gt;",
        ["&gt;"] = "&gt;=",
        [">="] = ">",
        [">"] = ">=",
        ["and"] = "or",
        ["or"] = "and",
        ["true"] = "false",
        ["false"] = "true",
    };

    public static IEnumerable<Mutant> Of(SourceText model)
    {
        if (ModelPieces.Parse(model) is not { } root)
            return [];
        return root.Descendants().Where(e => e.Name.LocalName == "rule").Select(r => Without(model, r))
            .Concat(ModelPieces.Of(model, root).SelectMany(p => Changed(model, p)));
    }

    private static Mutant Without(SourceText model, XElement rule)
    {
        const string End = "</rule>";
        var start = ModelPieces.OffsetOf(model, rule);
        var end = model.Content.IndexOf(End, start, StringComparison.Ordinal) + End.Length;
        return new Mutant(DecisionLoader.ModelFile, model, start, end - start, string.Empty);
    }

    private static IEnumerable<Mutant> Changed(SourceText model, ModelPiece piece)
    {
        var start = model.Content.IndexOf('>', piece.At) + 1;
        var raw = model.Content[start..model.Content.IndexOf('<', start)];
        var entry = piece.Element.Parent!.Name.LocalName;
        if (entry == "inputEntry" && raw.Trim() != "-")
            yield return new Mutant(DecisionLoader.ModelFile, model, start, raw.Length, "-");
        foreach (var (at, digits) in ModelPieces.Numbers(raw))
        {
            yield return new Mutant(DecisionLoader.ModelFile, model, start + at, digits.Length,
                ChangedValue.Number(digits));
        }

        foreach (var match in Outside(raw, Operator()))
        {
            yield return new Mutant(DecisionLoader.ModelFile, model, start + match.Index, match.Length,
                Swapped[match.Value]);
        }

        foreach (Match match in Code().Matches(entry is "outputEntry" or "inputEntry" ? raw : string.Empty))
        {
            yield return new Mutant(DecisionLoader.ModelFile, model, start + match.Index, match.Length,
                match.Value[..^1] + "_\"");
        }
    }

    private static IEnumerable<Match> Outside(string raw, Regex operators)
    {
        var strings = Code().Matches(raw);
        return operators.Matches(raw).Where(m => !strings.Any(s => s.Index < m.Index && m.Index < s.Index + s.Length));
    }

    [GeneratedRegex(@"&lt;=|&gt;=|&lt;|&gt;|>=|>|\b(and|or|true|false)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Operator();

    [GeneratedRegex("\"[^\"]*\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
