using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Huoshui.Policies.Decisions;

/// <summary>
/// What a code of an answer rests on (理由的由来): the condition of the rule that gives it, and what that condition
/// reads, also through other decisions of the model. Those that the condition itself names come first.
/// </summary>
/// <param name="Code">The code.</param>
/// <param name="Condition">Labels of the rule's conditions, in the language of the model; may be empty.</param>
/// <param name="Annotation">The rule's annotation: the article behind it; may be empty.</param>
/// <param name="Facts">Names of facts.</param>
/// <param name="Parameters">Names of parameters: the thresholds.</param>
public sealed record ReasonOrigin(
    string Code, string Condition, string Annotation, IReadOnlyList<string> Facts, IReadOnlyList<string> Parameters)
{
    /// <summary>Names of parameter tables.</summary>
    public IReadOnlyList<string> Tables { get; init; } = [];
}

/// <summary>Finds the origins of the codes of one pack in its model's file, once.</summary>
internal sealed partial class ReasonOrigins
{
    private readonly Dictionary<string, XElement> _decisions;
    private readonly HashSet<string> _facts;
    private readonly HashSet<string> _parameters;
    private readonly HashSet<string> _tables;

    private ReasonOrigins(XElement root, PackDecision decision, ParameterSet parameters)
    {
        _decisions = root.Elements().Where(e => e.Name.LocalName == "decision" && e.Attribute("name") is not null)
            .DistinctBy(e => e.Attribute("name")!.Value)
            .ToDictionary(e => e.Attribute("name")!.Value, StringComparer.Ordinal);
        _facts = [.. decision.Facts.Select(f => f.Name)];
        _parameters = [.. parameters.All.Select(p => p.Name)];
        _tables = [.. decision.Tables.Select(t => t.Name)];
    }

    /// <summary>By code; a code that no table's rule gives as a literal is not there.</summary>
    public static IReadOnlyDictionary<string, ReasonOrigin> Of(PackDecision decision, ParameterSet parameters) =>
        ModelPieces.Parse(decision.Model) is { } root
            ? new ReasonOrigins(root, decision, parameters).All()
            : new Dictionary<string, ReasonOrigin>(StringComparer.Ordinal);

    private Dictionary<string, ReasonOrigin> All() =>
        _decisions.Values.SelectMany(d => Named(d, "decisionTable")).SelectMany(table => Named(table, "rule")
                .SelectMany(rule => Named(rule, "outputEntry").Select(o => CodeOf(o.Value)).OfType<string>()
                    .Select(code => Origin(code, table, rule))))
            .DistinctBy(o => o.Code).ToDictionary(o => o.Code, StringComparer.Ordinal);

    private ReasonOrigin Origin(string code, XElement table, XElement rule)
    {
        var conditions = Named(table, "input").Zip(Named(rule, "inputEntry"))
            .Where(c => c.Second.Value.Trim() is not ("-" or "")).ToList();
        var names = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<string>(conditions.SelectMany(c =>
            Names(Text(c.First, "inputExpression")).Concat(Names(c.Second.Value))));
        while (waiting.TryDequeue(out var name))
        {
            if (!seen.Add(name))
                continue;
            names.Add(name);
            if (_decisions.TryGetValue(name, out var read))
            {
                read.Descendants().Where(e => e.Name.LocalName == "text").SelectMany(e => Names(e.Value)).ToList()
                    .ForEach(waiting.Enqueue);
            }
        }

        return new ReasonOrigin(
            code,
            string.Join('；', conditions.Select(c => c.First.Attribute("label")?.Value).OfType<string>()),
            ModelPieces.Annotation(rule), [.. names.Where(_facts.Contains)], [.. names.Where(_parameters.Contains)])
        {
            Tables = [.. names.Where(_tables.Contains)],
        };
    }

    private static string? CodeOf(string entry) => Literal().Match(entry.Trim()) is { Success: true } match
        ? match.Groups["code"].Value : null;

    // Members of contexts follow a dot, keys of contexts precede a colon, and texts are no names.
    private static IEnumerable<string> Names(string feel) =>
        Identifier().Matches(Quoted().Replace(feel, "\"\"")).Select(m => m.Value);

    private static IEnumerable<XElement> Named(XElement parent, string name) =>
        parent.Elements().Where(e => e.Name.LocalName == name);

    private static string Text(XElement parent, string name) =>
        Named(parent, name).FirstOrDefault()?.Value ?? string.Empty;

    [GeneratedRegex("^\"(?<code>[a-z0-9_]+)\"$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Literal();

    [GeneratedRegex("\"(\\\\.|[^\"\\\\])*\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?<![\w.])[A-Za-z_]\w*(?!\s*:)(?!\w)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Identifier();
}
