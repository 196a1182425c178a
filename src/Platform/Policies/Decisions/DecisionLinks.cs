using Huoshui.Diagnostics;

namespace Huoshui.Policies.Decisions;

/// <summary>Pack and model fit: every name on one side has its counterpart on the other.</summary>
internal static class DecisionLinks
{
    public static IEnumerable<Diagnostic> Check(
        PackDecision decision, DecisionHeader header, ParameterSet parameters, SourceText pack)
    {
        if (!decision.Compiled.DecisionNames.Contains(header.Answer, StringComparer.Ordinal))
        {
            var among = NearName.Among(header.Answer, decision.Compiled.DecisionNames);
            yield return Diagnostic.Error(
                PackCodes.UnknownReference, $"模型里没有决策“{header.Answer}”{among.Zh}",
                    $"the model has no decision \"{header.Answer}\"{among.En}", pack,
                    header.Places.TryGetValue(DecisionHeader.AnswerPlace, out var node)
                        ? new SourceSpan((int)node.Start.Index, header.Answer.Length) : null);
        }

        foreach (var diagnostic in Unread(decision, header, pack).Concat(Unknown(decision, header, parameters))
            .Concat(Hidden(decision, header, pack)).Concat(TableColumns.Check(decision))
            .Concat(Unnamed(header, parameters, pack)))
        {
            yield return diagnostic;
        }

        foreach (var twice in Names(decision, header, parameters).GroupBy(n => n, StringComparer.Ordinal)
            .Where(g => g.Count() > 1))
        {
            yield return Diagnostic.Error(
                PackCodes.DuplicateId, $"“{twice.Key}”既是事实又是参数或参数表",
                    $"\"{twice.Key}\" is both a fact and a parameter or table", pack);
        }
    }

    private static IEnumerable<string> Names(PackDecision decision, DecisionHeader header, ParameterSet parameters) =>
        header.Facts.Select(f => f.Name)
            .Concat(parameters.All.Select(p => p.Name)).Concat(decision.Tables.Select(t => t.Name))
            .Append(DecisionHeader.AsOfName);

    private static IEnumerable<Diagnostic> Unread(PackDecision decision, DecisionHeader header, SourceText pack) =>
        header.Facts.Where(f => !decision.Reads.Contains(f.Name)).Select(f => Diagnostic.Error(
            PackCodes.Unread,
            $"模型不读事实“{f.Name}”，要问而不用：请删去或用上",
            $"the model does not read fact \"{f.Name}\": drop it or use it",
            pack,
            SpanOf(header, f.Name)));

    private static IEnumerable<Diagnostic> Unknown(
        PackDecision decision, DecisionHeader header, ParameterSet parameters)
    {
        var known = Names(decision, header, parameters).ToHashSet(StringComparer.Ordinal);
        return decision.Reads.Where(name => !known.Contains(name)).Select(name => Diagnostic.Error(
            PackCodes.UnknownReference,
            $"模型的输入“{name}”既不是 pack.yaml 里的事实，也不是参数、参数表或 {DecisionHeader.AsOfName}",
            $"input \"{name}\" of the model is no fact of pack.yaml, no parameter, no table and not "
                + $"{DecisionHeader.AsOfName}",
            decision.Model,
            PlaceOf(decision.Model, name)));
    }

    // Within table[item.column = fact] a column of the fact's name would be read instead of the fact.
    private static IEnumerable<Diagnostic> Hidden(PackDecision decision, DecisionHeader header, SourceText pack) =>
        decision.Tables.SelectMany(t => t.Columns.Where(c => header.Facts.Any(f => f.Name == c)).Select(c =>
            Diagnostic.Error(
                PackCodes.DuplicateId,
                $"参数表“{t.Name}”的列“{c}”与事实同名，在筛选里会遮住事实：请改列名",
                $"column \"{c}\" of table \"{t.Name}\" hides the fact of that name in filters: rename the column",
                pack,
                SpanOf(header, c))));

    private static IEnumerable<Diagnostic> Unnamed(
        DecisionHeader header, ParameterSet parameters, SourceText pack) =>
        header.Wording.SelectMany(w => AnswerText.Placeholders(w).Where(name =>
            parameters.Find(name) is null && header.Facts.All(f => f.Name != name)).Select(name => Diagnostic.Error(
            PackCodes.UnknownReference,
            $"“{w.Code}”的文字里的 {{{name}}} 既不是参数也不是事实",
            $"{{{name}}} in the words of \"{w.Code}\" is neither a parameter nor a fact",
            pack,
            SpanOf(header, w.Code))));

    private static SourceSpan? SpanOf(DecisionHeader header, string name) =>
        header.Places.TryGetValue(name, out var node) ? new SourceSpan((int)node.Start.Index, name.Length) : null;

    private static SourceSpan? PlaceOf(SourceText model, string name)
    {
        var at = model.Content.IndexOf($"name=\"{name}\"", StringComparison.Ordinal);
        return at < 0 ? null : new SourceSpan(at, name.Length + 7);
    }
}
