using Huoshui.Diagnostics;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Explain;

/// <summary>Tells expressions as phrases: conditions, computed values, aggregates. Signs stay signs where they read
/// easier.</summary>
internal class PhraseTeller(Wording wording, Func<string, LocalizedText?>? titles)
{
    private readonly Printer _printer = new(isStandard: false);

    protected Wording Words => wording;

    /// <summary>A phrase; in brackets where it would be read wrongly without.</summary>
    public string Phrase(Expression expression, int least = 0)
    {
        var text = Bare(expression);
        var isLoose = expression is Call { Function.Text: "nvl" } && least > 0;
        return isLoose || Printer.Strength(expression) < least ? $"({text})" : text;
    }

    /// <summary>What a data set operand is called; overridden where it is made in steps of its own.</summary>
    protected virtual string Operand(Expression expression) => Phrase(expression, Highest);

    protected string Text(Name name) => titles?.Invoke(name.Text) is { } title
        ? wording.Of("{0}（{1}）", "{0} ({1})", wording.Of(title.Zh, title.En), name.Text) : _printer.Text(name);

    protected string Names(IEnumerable<Name> names) => wording.List(names.Select(Text));

    protected string Phrases(IEnumerable<Expression> expressions) =>
        wording.List(expressions.Select(e => Phrase(e)));

    protected string Word(string name)
    {
        var (zh, en) = OperatorWords.Word(name);
        return wording.Of(zh, en);
    }

    protected const int Highest = 8;

    private const int Comparison = 4;
    private const int Sum = 5;

    private string Bare(Expression expression) => expression switch
    {
        Name n => Text(n),
        Literal { Kind: LiteralKind.String } l => $"“{l.Text}”",
        Literal { Kind: LiteralKind.Null } => wording.Of("空", "null"),
        Literal { Kind: LiteralKind.Boolean, Text: "true" } => wording.Of("真", "true"),
        Literal { Kind: LiteralKind.Boolean } => wording.Of("假", "false"),
        Literal l => l.Text,
        KeywordArgument k => k.Word,
        Omitted => "_",
        Member m => wording.Of("{0} 的 {1}", "{1} of {0}", Operand(m.Operand), Text(m.Component)),
        Unary { Operator: "not", Operand: Call { Function.Text: "isnull", Arguments: [var tested] } } =>
            wording.Of("{0} 不为空", "{0} is not null", Phrase(tested, Highest)),
        Unary { Operator: "not" } u => wording.Of("并非 {0}", "not {0}", Phrase(u.Operand, Highest)),
        Unary u => Word(u.Operator) + Phrase(u.Operand, Highest),
        Binary b => Told(b),
        InSet s => Told(s),
        IfThenElse i => wording.Of(
            "若 {0} 则取 {1}，否则取 {2}", "{1} if {0}, else {2}", Phrase(i.Condition), Phrase(i.Then, 1), Phrase(i.Else, 1)),
        CaseWhen c => Told(c),
        Call c => Told(c),
        CastTo c => wording.Of(
            "{0} 转为{1}[（格式 {2}）]", "{0} as {1}[ (mask {2})]", Phrase(c.Operand, Highest), Word(c.Type), c.Mask),
        Invocation i => Told(i),
        Eval e => wording.Of(
            "查询 {0}（{1}）的结果", "the result of the query {0} ({1})", Text(e.Routine), Phrases(e.Arguments)),
        _ => Operand(expression),
    };

    private string Told(Binary b)
    {
        var strength = Printer.Strength(b);
        var text = $"{Phrase(b.Left, strength)} {Word(b.Operator)} {Phrase(b.Right, strength + 1)}";
        return b.Tolerance is null ? text : text + wording.Of(
            "（相差不超过 {0} 即算符合）", " (within {0})", Phrase(b.Tolerance, Sum));
    }

    private string Told(InSet s)
    {
        var among = s.Domain is { } domain ? wording.Of("值域 {0}", "the value domain {0}", Text(domain))
            : $"{{{Phrases(s.Items!)}}}";
        return s.Negated
            ? wording.Of("{0} 不属于 {1}", "{0} is not in {1}", Phrase(s.Operand, Comparison), among)
            : wording.Of("{0} 属于 {1}", "{0} is in {1}", Phrase(s.Operand, Comparison), among);
    }

    private string Told(CaseWhen c)
    {
        var branches = c.Branches.Select(b => wording.Of(
            "{0} 时取 {1}", "{1} where {0}", Phrase(b.Condition), Phrase(b.Value, 1)));
        return wording.Of(
            "{0}；其余取 {1}", "{0}; else {1}", wording.Clauses(branches), Phrase(c.Else, 1));
    }

    // Set operators take any number of data sets: they are told as a list.
    private string Told(Call c)
    {
        var name = c.Function.Text;
        var given = c.Arguments.Select(a => a is Omitted ? null : Operand(a)).ToList();
        if (OperatorWords.Operator(name) is not { } words)
            return wording.Of("{0}（{1}）", "{0} ({1})", Text(c.Function), wording.List(given.Select(g => g ?? "_")));
        if (name is "union" or "intersect" or "setdiff" or "symdiff")
            given = [wording.List(given.OfType<string>())];
        var isOfAll = name is "round" or "trunc" && given.Count < 2;
        return wording.Of(words.Zh, words.En, given) + (isOfAll ? wording.Of("整数", " to an integer") : string.Empty);
    }

    private string Told(Invocation i)
    {
        var given = i.Parameters.Select(p => p is Omitted ? null : Phrase(p)).Prepend(i.Operand is null ? null
            : Operand(i.Operand)).ToList();
        var (zh, en) = OperatorWords.Function(i.Function)
            ?? ($"{i.Function}（{{0}}）", $"{i.Function} ({{0}})");
        var text = wording.Of(zh, en, given);
        if (i.Grouping is { } grouping)
            text += wording.Of("，{0}", ", {0}", Told(grouping));
        if (i.Having is { } having)
            text += wording.Of("，只留满足 {0} 的组", ", of the groups for which {0}", Phrase(having));
        return i.Over is { } over ? text + Told(over) : text;
    }

    protected string Told(Grouping g)
    {
        var names = g.Components.Count == 0 ? null : Names(g.Components);
        var text = g.Kind switch
        {
            GroupingKind.By when names is not null => wording.Of("按 {0} 分组", "by {0}", names),
            GroupingKind.Except => wording.Of("按 {0} 以外的标识符分组", "by all identifiers but {0}", names),
            _ => wording.Of("按全部标识符分组", "by all identifiers"),
        };
        return g.TimeAgg is null ? text : $"{text}{wording.Of("，", ", ")}{Told(g.TimeAgg)}";
    }

    private string Told(Window w)
    {
        var parts = new List<string>();
        if (w.Partition != PartitionKind.None)
        {
            parts.Add(w.Partition switch
            {
                PartitionKind.By => wording.Of("每一组 {0}", "in each {0}", Names(w.PartitionComponents)),
                PartitionKind.Except => wording.Of(
                    "{0} 以外的标识符相同的各组", "in each group of equal identifiers but {0}", Names(w.PartitionComponents)),
                _ => wording.Of("全部数据点", "over all data points"),
            });
        }

        if (w.Order.Count > 0)
        {
            parts.Add(wording.Of("依 {0} 排列", "in the order of {0}", wording.List(w.Order.Select(o =>
                Text(o.Component) + (o.Descending ? wording.Of("（由大到小）", " (descending)") : string.Empty)))));
        }

        if (w.Frame is { } frame)
        {
            parts.Add(wording.Of(
                "{0}从{1}到{2}", "{0} from {1} to {2}",
                frame.Unit == FrameUnit.Range ? wording.Of("值", "values") : wording.Of("数据点", "data points"),
                Told(frame.From), Told(frame.To)));
        }

        return parts.Count == 0 ? string.Empty
            : wording.Of("（{0}）", " ({0})", string.Join(wording.Of("，", ", "), parts));
    }

    private string Told(FrameBound b) => b switch
    {
        { IsCurrent: true } => wording.Of("当前", "the current one"),
        { Offset: null, IsFollowing: true } => wording.Of("最后", "the last"),
        { Offset: null } => wording.Of("最先", "the first"),
        { IsFollowing: true } => wording.Of("后 {0}", "{0} after", $"{b.Offset}"),
        _ => wording.Of("前 {0}", "{0} before", $"{b.Offset}"),
    };
}
