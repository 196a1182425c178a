using System.Text;

namespace Huoshui.Vtl.Syntax;

/// <summary>Writes nodes back as VTL. What it prints parses to the same nodes.</summary>
/// <param name="isStandard">True keeps to VTL 2.2: names beyond ASCII are quoted, extensions go into comments.</param>
/// <param name="expand">Replaces a node before it is written; null changes nothing.</param>
internal sealed partial class Printer(bool isStandard, Func<Expression, Expression>? expand = null)
{
    public string Print(IEnumerable<Statement> statements)
    {
        var text = new StringBuilder();
        foreach (var statement in statements)
            text.Append(Text(statement)).Append(";\n");
        return text.ToString();
    }

    private string Text(Statement statement) => statement switch
    {
        Assignment a => $"{Text(a.Target)} {(a.IsPersistent ? "<-" : ":=")} {Text(a.Value)}",
        DefineOperator d => Operator(d),
        DefineDatapointRuleset d => Ruleset(d),
        DefineHierarchicalRuleset d => Ruleset(d),
        DefineViralPropagation d => Propagation(d),
        _ => throw new InvalidOperationException($"No text for {statement.GetType().Name}."),
    };

    /// <summary>A name, quoted where the grammar needs it.</summary>
    public string Text(Name name)
    {
        var text = name.Text;
        if (IsPlain(text) || (text.Contains(':', StringComparison.Ordinal) && text.Split(':').All(p => p.Length > 0)))
            return text;
        return $"'{text.Replace("'", "\\'", StringComparison.Ordinal)}'";
    }

    private bool IsPlain(string text)
    {
        if (text.Length == 0 || text == "_" || Keywords.IsReserved(text) || char.IsAsciiDigit(text[0]) ||
            text[0] == '.')
        {
            return false;
        }

        return text.All(
            c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' || (!isStandard && c is >= '\u4E00' and <= '\u9FFF'));
    }

    private string Names(IEnumerable<Name> names) => string.Join(", ", names.Select(n => Text(n)));

    private string List(IEnumerable<Expression> expressions) => string.Join(", ", expressions.Select(e => Text(e)));

    private string Operator(DefineOperator d)
    {
        var parameters = d.Parameters.Select(
            p => $"{Text(p.Name)} {p.Type.Text}{(p.Default is null ? string.Empty : " default " + Text(p.Default))}");
        var returns = d.Returns is null ? string.Empty : $" returns {d.Returns.Text}";
        return $"define operator {Text(d.Name)} ({string.Join(", ", parameters)}){returns} is\n  {Text(d.Body)}\nend " +
            $"operator";
    }

    private static string Kind(bool onDomains) => onDomains ? "valuedomain" : "variable";

    private string Signature(IEnumerable<SignatureItem> items) =>
        string.Join(", ", items.Select(i => i.Alias is null ? Text(i.Component)
            : $"{Text(i.Component)} as {Text(i.Alias)}"));

    private string Ruleset(DefineDatapointRuleset d)
    {
        var rules = d.Rules.Select(r => "  " + Rule(r));
        return $"define datapoint ruleset {Text(d.Name)} ({Kind(d.OnValueDomains)} {Signature(d.Signature)}) is\n" +
            $"{string.Join(";\n", rules)}\nend datapoint ruleset";
    }

    private string Rule(DatapointRule r)
    {
        var text = new StringBuilder();
        if (r.Name is not null)
            text.Append(Text(r.Name)).Append(": ");
        if (r.When is not null)
            text.Append("when ").Append(Text(r.When)).Append(" then ");
        text.Append(Text(r.Then)).Append(Tags(r.ErrorCode, r.ErrorLevel));
        var further = new StringBuilder();
        if (r.On is not null)
            further.Append(" on ").Append(Text(r.On));
        if (r.Message is not null)
            further.Append(" message \"").Append(r.Message.Zh).Append("\" \"").Append(r.Message.En).Append('"');
        if (r.Compared is not null)
            further.Append(" compare ").Append(Text(r.Compared));
        if (r.Expected is not null)
            further.Append(" expect ").Append(Text(r.Expected));
        if (further.Length == 0)
            return text.ToString();
        return isStandard
            ? text.Append(" /*").Append(further.Replace("*/", "* /")).Append(" */").ToString()
            : text.Append(further).ToString();
    }

    private string Tags(Literal? code, Literal? level) =>
        (code is null ? string.Empty : $" errorcode {Text(code)}") +
            (level is null ? string.Empty : $" errorlevel {Text(level)}");

    private string Ruleset(DefineHierarchicalRuleset d)
    {
        var conditions = d.Conditions.Count == 0 ? string.Empty : $"condition {Signature(d.Conditions)} ";
        var rules = d.Rules.Select(r => "  " + Rule(r));
        return $"define hierarchical ruleset {Text(d.Name)} ({Kind(d.OnValueDomains)} {conditions}rule " +
            $"{Text(d.RuleComponent)}) is\n" +
            $"{string.Join(";\n", rules)}\nend hierarchical ruleset";
    }

    private string Rule(HierarchicalRule r)
    {
        var text = new StringBuilder();
        if (r.Name is not null)
            text.Append(Text(r.Name)).Append(": ");
        if (r.When is not null)
            text.Append("when ").Append(Text(r.When)).Append(" then ");
        text.Append(Code(r.Item)).Append(' ').Append(r.Relation);
        for (var i = 0; i < r.Terms.Count; i++)
        {
            var term = r.Terms[i];
            text.Append(term.IsNegative ? " - " : i > 0 ? " + " : " ").Append(Code(term.Item));
            if (term.Condition is not null)
                text.Append(" [").Append(Text(term.Condition)).Append(']');
        }

        return text.Append(Tags(r.ErrorCode, r.ErrorLevel)).ToString();
    }

    // Code items may be numbers.
    private string Code(Name name) =>
        name.Text.Length > 0 && name.Text.All(c => char.IsAsciiDigit(c) || c == '.') ? name.Text : Text(name);

    private string Propagation(DefineViralPropagation d)
    {
        var parts = d.Cases.Select(
            c => $"  when {string.Join(" or ", c.AnyOf.Select(all => string.Join(" and ", all.Select(Text))))} then " +
            $"{Text(c.Result)}").ToList();
        if (d.Else is not null)
            parts.Add($"  else {Text(d.Else)}");
        if (d.Aggregate is not null)
            parts.Add($"  aggregate {d.Aggregate}");
        return $"define viral propagation {Text(d.Name)} ({Kind(d.OnValueDomain)} {Text(d.Subject)}) " +
            $"is\n{string.Join(";\n", parts)}\nend viral propagation";
    }
}
