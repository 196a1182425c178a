using System.Globalization;

namespace Huoshui.Vtl.Syntax;

internal sealed partial class Printer
{
    private const int UnaryStrength = 7;
    private const int HighestStrength = 8;

    internal static int Strength(Expression expression) => expression switch
    {
        Binary b => b.Operator switch
        {
            "*" or "/" => 6,
            "+" or "-" or "||" => 5,
            "and" => 2,
            "or" or "xor" => 1,
            _ => 4,
        },
        InSet => 3,
        IfThenElse or CaseWhen => 0,
        Unary => UnaryStrength,
        Literal { Text: ['-' or '+', ..], Kind: LiteralKind.Integer or LiteralKind.Number } => UnaryStrength,
        _ => HighestStrength,
    };

    /// <summary>An expression; in brackets when it binds less than its place asks for.</summary>
    public string Text(Expression expression, int least = 0)
    {
        if (expand is not null)
            expression = expand(expression);
        var text = Bare(expression);
        return Strength(expression) < least ? $"({text})" : text;
    }

    private string Bare(Expression expression) => expression switch
    {
        Name n => Text(n),
        Literal l => l.Kind == LiteralKind.String ? $"\"{l.Text}\"" : l.Text,
        Omitted => "_",
        KeywordArgument k => k.Word,
        Member m => $"{Text(m.Operand, HighestStrength)}#{Text(m.Component)}",
        Unary u =>
            (u.Operator == "not" ? "not " : u.Operator + " ") + Text(u.Operand, UnaryStrength),
        Binary b => Binary(b),
        InSet s =>
            $"{Text(s.Operand, 3)} {(s.Negated ? "not_in" : "in")} "
            + (s.Domain is null ? $"{{{List(s.Items!)}}}" : Text(s.Domain)),
        IfThenElse i => $"if {Text(i.Condition)} then {Text(i.Then)} else {Text(i.Else)}",
        CaseWhen c =>
            $"case {string.Join(' ', c.Branches.Select(b => $"when {Text(b.Condition)} then {Text(b.Value)}"))} "
            + $"else {Text(c.Else)}",
        Call c =>
            $"{(Keywords.IsPlainOperator(c.Function.Text) ? c.Function.Text : Text(c.Function))}({List(c.Arguments)})",
        CastTo c => $"cast({Text(c.Operand)}, {c.Type}{(c.Mask is null ? string.Empty : $", \"{c.Mask}\"")})",
        Invocation i => Invoke(i),
        ClauseOf c => $"{Text(c.Operand, HighestStrength)}[{Text(c.Clause)}]",
        Join j => JoinText(j),
        Lookup l => $"lookup({Text(l.Operand)}, {string.Join(", ", l.Items.Select(LookupText))})",
        Check c => CheckText(c),
        CheckDatapoint c =>
            $"check_datapoint({Text(c.Operand)}, {Text(c.Ruleset)}"
            + $"{Listed(" components ", c.Components)}{Word(c.Output)})",
        HierarchyCall h =>
            $"{(h.IsCheck ? "check_hierarchy" : "hierarchy")}({Text(h.Operand)}, {Text(h.Ruleset)}"
            + Listed(" condition ", h.Conditions)
            + $"{(h.RuleComponent is null ? string.Empty : $" rule {Text(h.RuleComponent)}")}"
            + $"{Word(h.Mode)}{Word(h.Input)}{Word(h.Output)})",
        Eval e =>
            $"eval({Text(e.Routine)}({List(e.Arguments)})"
            + $"{(e.Language is null ? string.Empty : $" language \"{e.Language}\"")}" +
            $"{(e.Returns is null ? string.Empty : $" returns {e.Returns.Text}")})",
        _ => throw new InvalidOperationException($"No text for {expression.GetType().Name}."),
    };

    private string Binary(Binary b)
    {
        var strength = Strength(b);
        var within = b.Tolerance is null ? string.Empty : $" within {Text(b.Tolerance, 5)}";
        return $"{Text(b.Left, strength)} {b.Operator} {Text(b.Right, strength + 1)}{within}";
    }

    private static string Word(string? word) => word is null ? string.Empty : $" {word}";

    private string Listed(string word, IReadOnlyList<Name> names) =>
        names.Count == 0 ? string.Empty : word + Names(names);

    private string Invoke(Invocation i)
    {
        var parts = new List<string>();
        if (i.Operand is not null)
            parts.Add(string.Join(", ", i.Parameters.Prepend(i.Operand).Select(e => Text(e))));
        if (i.Grouping is not null)
            parts.Add(Text(i.Grouping));
        if (i.Having is not null)
            parts.Add($"having {Text(i.Having)}");
        if (i.Over is not null)
            parts.Add(Text(i.Over));
        return $"{i.Function}({string.Join(' ', parts)})";
    }

    private string Text(Grouping g)
    {
        var timeAgg = g.TimeAgg is null ? string.Empty : $" {Bare(g.TimeAgg)}";
        return g.Kind switch
        {
            GroupingKind.All => $"group all{timeAgg}",
            GroupingKind.By => $"group by {Names(g.Components)}{timeAgg}",
            _ => $"group except {Names(g.Components)}{timeAgg}",
        };
    }

    private string Text(Window w)
    {
        var parts = new List<string>();
        if (w.Partition == PartitionKind.ExceptAll)
        {
            parts.Add("partition except all");
        }
        else if (w.Partition != PartitionKind.None)
        {
            parts.Add(
                $"partition {(w.Partition == PartitionKind.By ? "by" : "except")} {Names(w.PartitionComponents)}");
        }

        if (w.Order.Count > 0)
        {
            var order = w.Order.Select(o => Text(o.Component) + (o.Descending ? " desc" : string.Empty));
            parts.Add($"order by {string.Join(", ", order)}");
        }

        if (w.Frame is { } f)
        {
            parts.Add(
                $"{(f.Unit == FrameUnit.Range ? "range" : "data points")} between {Text(f.From)} and {Text(f.To)}");
        }

        return $"over ({string.Join(' ', parts)})";
    }

    private static string Text(FrameBound b)
    {
        if (b.IsCurrent)
            return "current data point";
        var offset = b.Offset?.ToString(CultureInfo.InvariantCulture) ?? "unbounded";
        return $"{offset} {(b.IsFollowing ? "following" : "preceding")}";
    }

    private string Text(Clause clause) => clause switch
    {
        FilterClause f => $"filter {Text(f.Condition)}",
        CalcClause c => $"calc {Items(c.Items)}",
        AggrClause a => $"aggr {Items(a.Items)}{(a.Grouping is null ? string.Empty : $" {Text(a.Grouping)}")}" +
            $"{(a.Having is null ? string.Empty : $" having {Text(a.Having)}")}",
        KeepOrDropClause k => $"{(k.IsKeep ? "keep" : "drop")} {List(k.Components)}",
        RenameClause r => $"rename {string.Join(", ", r.Items.Select(i => $"{Text(i.From)} to {Text(i.To)}"))}",
        PivotClause p => $"{(p.IsPivot ? "pivot" : "unpivot")} {Text(p.Identifier)}, {Text(p.Measure)}",
        SubClause s => $"sub {string.Join(", ", s.Items.Select(i => $"{Text(i.Component)} = {Text(i.Value)}"))}",
        ApplyClause a => $"apply {Text(a.Value)}",
        _ => throw new InvalidOperationException($"No text for {clause.GetType().Name}."),
    };

    private string Items(IReadOnlyList<CalcItem> items) => string.Join(", ", items.Select(i => i.Role switch
    {
        null => string.Empty,
        ComponentRole.ViralAttribute => "viral attribute ",
        { } role => $"{role.ToString().ToLowerInvariant()} ",
    } + $"{Text(i.Component)} := {Text(i.Value)}"));

    private string JoinText(Join j)
    {
        var items = j.Items.Select(i => i.Alias is null ? Text(i.Operand) : $"{Text(i.Operand)} as {Text(i.Alias)}");
        var defaults = j.Defaults.Select(d => $", nvl({Text(d.Component)}, {Text(d.Value)})");
        var body = j.Body.Select(c => $" {Text(c)}");
        return $"{j.Kind.ToString().ToLowerInvariant()}_join({string.Join(", ", items)}"
            + $"{Listed(" using ", j.Using)}{string.Concat(defaults)}{string.Concat(body)})";
    }

    private string LookupText(LookupItem item) =>
        $"{Text(item.Dataset)} on {string.Join(", ", item.Keys.Select(k => $"{Text(k.Own)} = {Text(k.Other)}"))}";

    private string CheckText(Check c)
    {
        var imbalance = c.Imbalance is null ? string.Empty : $" imbalance {Text(c.Imbalance)}";
        var tolerance = c.Tolerance is null ? string.Empty : $" tolerance {Text(c.Tolerance)}";
        return $"check({Text(c.Operand)}{Tags(c.ErrorCode, c.ErrorLevel)}{imbalance}{Word(c.Output)}{tolerance})";
    }
}
