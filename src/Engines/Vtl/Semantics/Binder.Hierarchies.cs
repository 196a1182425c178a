using System.Globalization;
using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Semantics;

/// <summary>hierarchy and check_hierarchy (VTL 2.2 RM, Hierarchical aggregation; Data validation operators).</summary>
internal sealed partial class Binder
{
    private DatasetValue HierarchyOf(HierarchyCall call, Scope scope)
    {
        var name = call.IsCheck ? "check_hierarchy" : "hierarchy";
        var relation = BindDataset(call.Operand, scope, name);
        var given = Actual(call.Ruleset, scope).Text;
        if (!symbols.Hierarchies.TryGetValue(given, out var ruleset))
            throw Fail(SemanticErrors.UnknownRuleset(given, call.Ruleset.Place));
        if (ruleset.OnValueDomains && call.RuleComponent is null)
            throw Fail(SemanticErrors.SignatureMismatch(1, 0, call.Place));
        if (!ruleset.OnValueDomains && call.RuleComponent is { } own && own.Text != ruleset.RuleComponent.Text)
            throw Fail(SemanticErrors.OtherVariable(ruleset.RuleComponent.Text, own.Place));
        var component = Identifier(relation, call.RuleComponent ?? ruleset.RuleComponent);
        var measure = relation.Find(OnlyMeasure(relation, name, call.Place))!;
        if (!ScalarType.Of(measure).IsNumeric)
        {
            throw Fail(
                SemanticErrors.WrongType(name, "number", SemanticErrors.Text(ScalarType.Of(measure)), call.Place));
        }

        var rows = RowView.Nested(relation);
        var conditions = ConditionNames(ruleset, call, relation, component);
        var inner = scope.With(new RuleNames(conditions, rows));
        var rules = ruleset.Rules.Select((r, i) => HierarchyRuleOf(r, i, inner)).ToList();
        RequireNames([.. ruleset.Rules.Select(r => (r.Name, r.Place))]);
        if (rules.GroupBy(r => r.Id).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw Fail(SemanticErrors.DuplicateRule(twice.Key, ruleset.Place));
        if (InputOf(call) != HierarchyInput.Dataset && CircularItem(rules) is { } item)
            throw Fail(SemanticErrors.CircularRules(item, call.Place));
        rules = [.. rules.Select((_, i) => WithVirals(call, rules, i, rows, component))];
        var output = call.Output ?? (call.IsCheck ? "invalid" : "computed");
        return new DatasetValue(new HierarchyRows(
            rows, component, measure, rules, ModeOf(call.Mode), InputOf(call), call.IsCheck, output,
            [
                .. HierarchyComponents(relation, measure, rules, call.IsCheck, output, call.Place),
                .. rules[0].Virals.Select(v => v.Component),
            ]));
    }

    // An item that is computed from itself; null if there is none. Rules that compute nothing (<, >=, B = B) form no
    // circle.
    private static string? CircularItem(List<HierarchyRule> rules)
    {
        var open = rules.Where(r => r.Relation == Op.Equal && !r.IsSame).ToList();
        while (open.Count > 0)
        {
            var waiting = open.Select(r => r.Left.Code).ToHashSet(StringComparer.Ordinal);
            if (open.RemoveAll(r => !r.Right.Any(t => waiting.Contains(t.Item.Code))) == 0)
                return open[0].Left.Code;
        }

        return null;
    }

    private Component Identifier(Relation relation, Name name)
    {
        var found = relation.Find(name.Text)
            ?? throw Fail(
                SemanticErrors.UnknownComponent(name.Text, relation.Identifiers.Select(c => c.Name), name.Place));
        return found.Role == ComponentRole.Identifier ? found
            : throw Fail(SemanticErrors.NotIdentifier(name.Text, name.Place));
    }

    // Conditions look at what all data points of a group share: identifiers apart from the rule component.
    private Dictionary<string, Component> ConditionNames(
        DefineHierarchicalRuleset ruleset, HierarchyCall call, Relation relation, Component component)
    {
        if (call.Conditions.Count > 0 && call.Conditions.Count != ruleset.Conditions.Count)
            throw Fail(SemanticErrors.SignatureMismatch(ruleset.Conditions.Count, call.Conditions.Count, call.Place));
        var names = new Dictionary<string, Component>(StringComparer.Ordinal);
        for (var i = 0; i < ruleset.Conditions.Count; i++)
        {
            var name = call.Conditions.Count > 0 ? call.Conditions[i] : ruleset.Conditions[i].Component;
            var found = Identifier(relation, name);
            if (found == component)
                throw Fail(SemanticErrors.IdentifierFixed(name.Text, name.Place));
            names[ruleset.Conditions[i].Used] = found;
        }

        return names;
    }

    private HierarchyRule HierarchyRuleOf(HierarchicalRule rule, int index, Scope scope)
    {
        var relation = rule.Relation switch
        {
            "=" => Op.Equal,
            "<>" => Op.NotEqual,
            "<" => Op.Less,
            "<=" => Op.LessOrEqual,
            ">" => Op.Greater,
            _ => Op.GreaterOrEqual,
        };
        var right = rule.Terms.Select(t => (t.IsNegative, new HierarchyItem(
            t.Item.Text, t.Condition is null ? null : BindBoolean(t.Condition, scope, "[ ]")))).ToList();
        var id = rule.Name?.Text ?? (index + 1).ToString(CultureInfo.InvariantCulture);
        return new HierarchyRule(
            id, new HierarchyItem(rule.Item.Text, null), relation, right,
            rule.When is null ? null
                : BindBoolean(rule.When, scope, "when"), TagOf(rule.ErrorCode), TagOf(rule.ErrorLevel));
    }

    private List<Component> HierarchyComponents(
        Relation relation, Component measure, List<HierarchyRule> rules, bool isCheck, string output, Place place)
    {
        var components = relation.Identifiers.ToList();
        if (!isCheck)
            return [.. components, measure];
        components.Add(new Component("ruleid", ComponentRole.Identifier, ScalarKind.String, null, false));
        if (output != "invalid")
            components.Add(ScalarType.Boolean.Named("bool_var", ComponentRole.Measure));
        if (output != "all")
            components.Add(measure);
        components.Add(ScalarType.Of(measure).Named("imbalance", ComponentRole.Measure));
        var code = TagType("errorcode", rules.Select(r => r.ErrorCode), ScalarType.String, place);
        var level = TagType("errorlevel", rules.Select(r => r.ErrorLevel), ScalarType.Integer, place);
        components.Add(code.Named("errorcode", ComponentRole.Measure));
        components.Add(level.Named("errorlevel", ComponentRole.Measure));
        return components;
    }

    /// <summary>The rule with the attributes that it propagates: those for which there is a propagation rule, as in
    /// groups.</summary>
    private HierarchyRule WithVirals(
        HierarchyCall call, List<HierarchyRule> rules, int index, RowView rows, Component component)
    {
        var items = rules[index].Right.Select(t => t.Item).ToList();
        if (call.IsCheck)
            items.Add(rules[index].Left);
        if (InputOf(call) != HierarchyInput.Dataset && !rules[index].IsSame)
            AddComputed(items, rules, index, keepsOwn: InputOf(call) != HierarchyInput.Rule);
        var counts = items.Select(i => IsItem(i, rows[component.Name])).Aggregate(
            (a, b) => new Operation(Op.Or, ScalarType.Boolean, a, b));
        var outputs = new List<Output>();
        foreach (var viral in rows.Relation.Virals)
        {
            if (!symbols.Propagations.TryGetValue(viral.Name, out var propagation))
                continue;
            RequireFit(propagation, ScalarType.Of(viral));
            var value = ViralPropagation.OfGroup(propagation, rows[viral.Name], counts);
            outputs.Add(new Output(value.Type.Named(viral.Name, ComponentRole.ViralAttribute), value));
        }

        return rules[index] with { Virals = outputs };
    }

    // An item that another rule computes has the attribute of that rule's items: propagation is associative.
    private static void AddComputed(List<HierarchyItem> items, List<HierarchyRule> rules, int asking, bool keepsOwn)
    {
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            var sources = rules.Where(
                (r, n) => n != asking && r.Relation == Op.Equal && r.Left.Code == item.Code).ToList();
            items.AddRange(
                sources.SelectMany(r => r.Right).Select(t => t.Item).Where(t => !items.Contains(t)).Distinct()
                    .ToList());
            if (sources.Count > 0 && !keepsOwn && !sources.Exists(r => r.IsSame))
                items.RemoveAt(i--);
        }
    }

    private static Operation IsItem(HierarchyItem item, Expr code)
    {
        object value = code.Type.Kind == ScalarKind.Integer &&
            long.TryParse(item.Code, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number : item.Code;
        var equal = new Operation(
            Op.Equal, ScalarType.Boolean, code,
            new Constant(value, value is long ? ScalarType.Integer : ScalarType.String));
        return item.Condition is null ? equal : new Operation(Op.And, ScalarType.Boolean, equal, item.Condition);
    }

    private static HierarchyMode ModeOf(string? mode) => mode switch
    {
        "non_zero" => HierarchyMode.NonZero,
        "partial_null" => HierarchyMode.PartialNull,
        "partial_zero" => HierarchyMode.PartialZero,
        "always_null" => HierarchyMode.AlwaysNull,
        "always_zero" => HierarchyMode.AlwaysZero,
        _ => HierarchyMode.NonNull,
    };

    private static HierarchyInput InputOf(HierarchyCall call) => call.Input switch
    {
        "dataset" => HierarchyInput.Dataset,
        "dataset_priority" => HierarchyInput.DatasetPriority,
        "rule_priority" => HierarchyInput.RulePriority,
        "rule" => HierarchyInput.Rule,
        _ => call.IsCheck ? HierarchyInput.Dataset : HierarchyInput.Rule,
    };
}
