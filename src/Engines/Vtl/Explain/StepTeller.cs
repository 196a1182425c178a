using Huoshui.Diagnostics;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Explain;

/// <summary>Tells a data set expression as steps: one for each clause, join or check, in the order in which they are
/// done. A step that works on what the step before left does not name it.</summary>
internal class StepTeller(Wording wording, Func<string, LocalizedText?>? titles) : PhraseTeller(wording, titles)
{
    private readonly List<string> _steps = [];

    public IReadOnlyList<string> Steps => _steps;

    /// <summary>Adds the steps of an expression; the last one is its result.</summary>
    public void Take(Expression expression)
    {
        switch (expression)
        {
            case ClauseOf c:
                Add(c.Operand, Told(c.Clause));
                break;
            case Join j:
                Told(j);
                break;
            case Lookup l:
                Add(l.Operand, Told(l));
                break;
            case Check c:
                Add(c.Operand, Told(c));
                break;
            case CheckDatapoint c:
                Add(c.Operand, Told(c));
                break;
            case HierarchyCall h:
                Add(h.Operand, Told(h));
                break;
            default:
                _steps.Add(Words.Of("取 {0}", "Take {0}", Phrase(expression)));
                break;
        }
    }

    /// <summary>A sentence that is no work on a data set.</summary>
    protected void Say(string sentence) => _steps.Add(sentence);

    /// <inheritdoc />
    protected override string Operand(Expression expression)
    {
        if (!IsOfSteps(expression))
            return Phrase(expression, expression is Binary or InSet or IfThenElse or CaseWhen ? Highest : 0);
        Take(expression);
        return Words.Of("第 {0} 步的结果", "the result of step {0}", $"{_steps.Count}");
    }

    private static bool IsOfSteps(Expression expression) =>
        expression is ClauseOf or Join or Lookup or Check or CheckDatapoint or HierarchyCall;

    private string Free(Expression expression) => IsOfSteps(expression) ? Operand(expression) : Phrase(expression);

    private void Add(Expression operand, string told)
    {
        if (operand is Name or Literal)
        {
            _steps.Add(Words.Of("取 {0}，{1}", "From {0}: {1}", Phrase(operand), told));
            return;
        }

        if (IsOfSteps(operand))
            Take(operand);
        else
            _steps.Add(Words.Of("取 {0}", "Take {0}", Phrase(operand)));
        _steps.Add(Words.Of("再{0}", "Then {0}", told));
    }

    private string Told(Clause clause) => clause switch
    {
        FilterClause f => Words.Of("只留 {0} 的数据点", "keep the data points for which {0}", Phrase(f.Condition)),
        CalcClause c => Words.Of("计算 {0}", "compute {0}", Items(c.Items)),
        AggrClause a => Words.Of(
            "汇总[，{0}]：{1}[，只留满足 {2} 的组]", "aggregate[ {0}]: {1}[, of the groups for which {2}]",
            a.Grouping is null ? null : Told(a.Grouping), Items(a.Items), a.Having is null ? null : Phrase(a.Having)),
        KeepOrDropClause { IsKeep: true } k => Words.Of(
            "除标识符外只留 {0}", "keep only {0} beside the identifiers", Phrases(k.Components)),
        KeepOrDropClause d => Words.Of("去掉 {0}", "drop {0}", Phrases(d.Components)),
        RenameClause r => Words.Of("改名：{0}", "rename {0}", Words.List(r.Items.Select(
            i => Words.Of("{0} 改为 {1}", "{0} to {1}", Phrase(i.From), Text(i.To))))),
        PivotClause { IsPivot: true } p => Words.Of(
            "把 {0} 的每个值变成一列，列里是 {1}", "turn each value of {0} into a column that holds {1}",
            Text(p.Identifier), Text(p.Measure)),
        PivotClause p => Words.Of(
            "把各列变成行，列名放进 {0}，值放进 {1}", "turn the columns into rows: their names in {0}, their values in {1}",
            Text(p.Identifier), Text(p.Measure)),
        SubClause s => Words.Of("只取 {0} 的一层，并去掉这些标识符", "take the part where {0}, without these identifiers", Words.List(
            s.Items.Select(i => $"{Text(i.Component)} = {Phrase(i.Value)}"))),
        ApplyClause a => Words.Of("逐个同名度量计算 {0}", "compute {0} for each common measure", Phrase(a.Value)),
        _ => throw new InvalidOperationException($"No words for {clause.GetType().Name}."),
    };

    private string Items(IEnumerable<CalcItem> items) => Words.Clauses(items.Select(i => Words.Of(
        "{0} = {1}[（{2}）]", "{0} = {1}[ ({2})]", Text(i.Component), Phrase(i.Value),
        i.Role is { } role ? Role(role) : null)));

    private string Role(ComponentRole role) => Word(role switch
    {
        ComponentRole.Identifier => "identifier",
        ComponentRole.Measure => "measure",
        ComponentRole.ViralAttribute => "viral attribute",
        _ => "attribute",
    });

    private void Told(Join j)
    {
        var items = Words.List([.. j.Items.Select(i => i.Alias is null ? Operand(i.Operand)
            : Words.Of("{0}（称 {1}）", "{0} (called {1})", Operand(i.Operand), Text(i.Alias)))]);
        var on = j.Using.Count == 0 ? null : Names(j.Using);
        _steps.Add(j.Kind switch
        {
            JoinKind.Inner => Words.Of(
                "连接 {0}[，按 {1}]：只留各方都有的", "Join {0}[ on {1}]: only what all of them have", items, on),
            JoinKind.Left => Words.Of(
                "连接 {0}[，按 {1}]：留下第一个的全部，别的没有则为空",
                "Join {0}[ on {1}]: all of the first, null where another has none", items, on),
            JoinKind.Full => Words.Of(
                "连接 {0}[，按 {1}]：任何一方有的都留，没有的为空",
                "Join {0}[ on {1}]: whatever one of them has, null where another has none", items, on),
            _ => Words.Of("{0} 两两组合", "Every combination of {0}", items),
        });
        foreach (var one in j.Defaults)
        {
            _steps.Add(Words.Of(
                "{0} 为空时取 {1}", "{0}, where null, is {1}", Phrase(one.Component), Phrase(one.Value)));
        }

        foreach (var clause in j.Body)
            _steps.Add(Words.Of("再{0}", "Then {0}", Told(clause)));
    }

    private string Told(Lookup l) => Words.Of("查找 {0}", "look up {0}", Words.Clauses(l.Items.Select(i => Words.Of(
        "{0}（{1}）", "{0} ({1})", Text(i.Dataset),
        Words.List(i.Keys.Select(k => $"{Text(k.Own)} = {Text(k.Other)}"))))));

    private string Told(Check c) => Words.Of(
        "检核是否成立[，不成立时报 {0}][，严重程度 {1}][，差额 {2}][，容差 {3}]；{4}",
        "check whether it holds[, error {0} where it does not][, level {1}][, imbalance {2}][, tolerance {3}]; {4}",
        Tag(c.ErrorCode), Tag(c.ErrorLevel), c.Imbalance is null ? null : Free(c.Imbalance),
        c.Tolerance is null ? null : Phrase(c.Tolerance), Word(c.Output ?? "all"));

    private string Told(CheckDatapoint c) => Words.Of(
        "逐个数据点按规则集 {0} 检核[，用 {1}]；{2}", "check each data point by the ruleset {0}[ on {1}]; {2}",
        Text(c.Ruleset), c.Components.Count == 0 ? null : Names(c.Components), Word(c.Output ?? "invalid"));

    private string Told(HierarchyCall h) => h.IsCheck
        ? Words.Of(
            "按层级规则集 {0} 检核[，规则作用于 {1}]：{2}，{3}；{4}",
            "check by the hierarchical ruleset {0}[ on {1}]: {2}, {3}; {4}", Text(h.Ruleset), RuleOf(h),
            Word(h.Mode ?? "non_null"), Word(h.Input ?? "dataset"), Word(h.Output ?? "invalid"))
        : Words.Of(
            "按层级规则集 {0} 汇总[，规则作用于 {1}]：{2}，{3}；{4}",
            "roll up by the hierarchical ruleset {0}[ on {1}]: {2}, {3}; {4}", Text(h.Ruleset), RuleOf(h),
            Word(h.Mode ?? "non_null"), Word(h.Input ?? "rule"),
            h.Output == "all" ? Words.Of("连同原有的数据点", "with the data points that were there") : Word("computed"));

    private string? RuleOf(HierarchyCall h) => h.RuleComponent is null ? null : Text(h.RuleComponent);

    protected string? Tag(Literal? literal) => literal is null ? null : Phrase(literal);
}
