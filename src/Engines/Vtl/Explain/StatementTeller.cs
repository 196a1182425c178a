using Huoshui.Diagnostics;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Explain;

/// <summary>Tells one statement: what it makes, and how.</summary>
internal sealed class StatementTeller(Wording wording, Func<string, LocalizedText?>? titles)
    : StepTeller(wording, titles)
{
    public string Title { get; private set; } = string.Empty;

    public void Tell(Statement statement)
    {
        switch (statement)
        {
            case Assignment a:
                Title = a.IsPersistent ? Words.Of("{0}（保存的结果）", "{0} (a result that is kept)", Text(a.Target))
                    : Words.Of("{0}（中间结果）", "{0} (an intermediate result)", Text(a.Target));
                Take(a.Value);
                break;
            case DefineOperator d:
                Told(d);
                break;
            case DefineDatapointRuleset d:
                Title = Words.Of(
                    "数据点规则集 {0}，用 {1}", "Datapoint ruleset {0} on {1}", Text(d.Name), Signature(d.Signature));
                foreach (var rule in d.Rules)
                    Say(Told(rule));
                break;
            case DefineHierarchicalRuleset d:
                Title = Words.Of(
                    "层级规则集 {0}，规则作用于 {1}[，条件用 {2}]", "Hierarchical ruleset {0} on {1}[, with conditions on {2}]",
                    Text(d.Name), Text(d.RuleComponent), d.Conditions.Count == 0 ? null : Signature(d.Conditions));
                foreach (var rule in d.Rules)
                    Say(Told(rule));
                break;
            case DefineViralPropagation d:
                Told(d);
                break;
            default:
                throw new InvalidOperationException($"No words for {statement.GetType().Name}.");
        }
    }

    private string Signature(IEnumerable<SignatureItem> items) => Words.List(items.Select(i =>
        i.Alias is null ? Text(i.Component)
            : Words.Of("{0}（称 {1}）", "{0} (called {1})", Text(i.Component), Text(i.Alias))));

    private void Told(DefineOperator d)
    {
        Title = Words.Of(
            "自定义运算 {0}（{1}）[，结果为{2}]", "Defined operator {0} ({1})[, giving {2}]", Text(d.Name), Words.List(
                d.Parameters.Select(p => Words.Of(
                    "{0} {1}[，缺省 {2}]", "{0} {1}[, default {2}]", Text(p.Name), TypeOf(p.Type),
                    p.Default is null ? null : Phrase(p.Default)))),
            d.Returns is null ? null : TypeOf(d.Returns));
        Take(d.Body);
    }

    // A plain type in words; one with components or a set as it is written.
    private string TypeOf(TypeText type) => type.Text switch
    {
        "dataset" => Words.Of("数据集", "data set"),
        "component" => Words.Of("组件", "component"),
        var text => Word(text),
    };

    private string Told(DatapointRule r)
    {
        var text = Words.Of(
            "[{0}：][当 {1} 时，]应当 {2}[；否则报 {3}][，严重程度 {4}]",
            "[{0}: ][where {1}, ]{2} must hold[; else error {3}][, level {4}]",
            r.Name is null ? null : Text(r.Name), r.When is null ? null : Phrase(r.When), Phrase(r.Then),
            Tag(r.ErrorCode), Tag(r.ErrorLevel));
        if (r.Message is { } message)
            text += Words.Of("，提示“{0}”", ", with the words “{0}”", Words.Of(message.Zh, message.En));
        return text;
    }

    private string Told(HierarchicalRule r)
    {
        var terms = string.Concat(r.Terms.Select((term, n) =>
            (term.IsNegative ? " − " : n > 0 ? " + " : string.Empty) + Text(term.Item)
            + (term.Condition is null ? string.Empty
                : Words.Of("（仅当 {0}）", " (only where {0})", Phrase(term.Condition)))));
        return Words.Of(
            "[{0}：][当 {1} 时，]{2} {3} {4}[；否则报 {5}][，严重程度 {6}]",
            "[{0}: ][where {1}, ]{2} {3} {4}[; else error {5}][, level {6}]", r.Name is null ? null : Text(r.Name),
            r.When is null ? null : Phrase(r.When), Text(r.Item), Word(r.Relation), terms, Tag(r.ErrorCode),
            Tag(r.ErrorLevel));
    }

    private void Told(DefineViralPropagation d)
    {
        Title = Words.Of("传播规则 {0}，用于 {1}", "Viral propagation {0} of {1}", Text(d.Name), Text(d.Subject));
        foreach (var one in d.Cases)
        {
            var any = string.Join(Words.Of(" 或 ", " or "), one.AnyOf.Select(all =>
                string.Join(Words.Of(" 且有 ", " and "), all.Select(l => Phrase(l)))));
            Say(Words.Of("有 {0} 时，结果为 {1}", "where there is {0}, the result is {1}", any, Phrase(one.Result)));
        }

        if (d.Else is { } other)
            Say(Words.Of("其余情形，结果为 {0}", "in all other cases, the result is {0}", Phrase(other)));
        if (d.Aggregate is { } function)
            Say(Words.Of("多个值取 {0}", "several values are taken together by {0}", function));
    }
}
