using System.Globalization;
using System.Text.RegularExpressions;
using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Semantics;

/// <summary>check and check_datapoint (VTL 2.2 RM, Data validation operators).</summary>
internal sealed partial class Binder
{
    private readonly List<BoundCheck> _checks = [];

    /// <summary>Every use of a datapoint ruleset, in the order of the scripts.</summary>
    public IReadOnlyList<BoundCheck> Checks => _checks;

    private DatasetValue CheckOf(Check check, Scope scope)
    {
        var operands = CheckOperands(check, scope);
        var rows = JoinedRows.Of(
            operands, () => Fail(SemanticErrors.IdentifiersDiffer("check", check.Place)), keepsAll: true);
        Expr result = rows[0, OnlyMeasure(operands[0], "check", check.Place)];
        if (!result.Type.Fits(ScalarKind.Boolean))
        {
            throw Fail(
                SemanticErrors.WrongType("check", "boolean", SemanticErrors.Text(result.Type), check.Operand.Place));
        }

        Expr imbalance = new Constant(null, ScalarType.Double);
        if (check.Imbalance is not null)
        {
            imbalance = rows[1, OnlyMeasure(operands[1], "imbalance", check.Place)];
            if (!imbalance.Type.IsNumeric)
            {
                throw Fail(SemanticErrors.WrongType(
                    "imbalance", "number", SemanticErrors.Text(imbalance.Type), check.Imbalance.Place));
            }
        }

        if (check.Tolerance is not null)
            result = Tolerated(check, result, imbalance, BindScalar(check.Tolerance, scope, "tolerance"));
        var outputs = new List<Output>(rows.Identifiers());
        outputs.Add(Measure("bool_var", result));
        outputs.Add(Measure("imbalance", imbalance));
        outputs.Add(
            Measure("errorcode", WhenFalse(result, TagOf(check.ErrorCode) ?? new Constant(null, ScalarType.String))));
        outputs.Add(
            Measure("errorlevel",
            WhenFalse(result, TagOf(check.ErrorLevel) ?? new Constant(null, ScalarType.Integer))));
        outputs.AddRange(Virals(rows, operands, check.Place));
        var select = new Select(rows.From, outputs, rows.Where);
        return new DatasetValue(
            check.Output == "invalid" ? WithCondition(select, new Operation(Op.Not, ScalarType.Boolean, result))
            : select);
    }

    // All data points of the operand are returned, also those without an imbalance.
    private List<Relation> CheckOperands(Check check, Scope scope)
    {
        var operand = BindDataset(check.Operand, scope, "check");
        if (check.Imbalance is null)
            return [operand];
        var imbalance = BindDataset(check.Imbalance, scope, "imbalance");
        RequireSameIdentifiers("imbalance", operand, imbalance, check.Imbalance.Place);
        return [operand, imbalance];
    }

    private static Output Measure(string name, Expr value) => new(value.Type.Named(name, ComponentRole.Measure), value);

    private static Expr WhenFalse(Expr result, Constant tag) => tag.Value is null
        ? tag
        : new Choice(
            tag.Type, [(new Operation(Op.Not, ScalarType.Boolean, result), tag)], new Constant(null, tag.Type));

    private Operation Tolerated(Check check, Expr result, Expr imbalance, Expr tolerance)
    {
        if (check.Imbalance is null)
        {
            throw Fail(
                SemanticErrors.BadArgument("tolerance", "需要 imbalance", "it needs imbalance", check.Tolerance!.Place));
        }

        var zero = new Constant(0L, ScalarType.Integer);
        var near = _scalars.Apply("=", check.Place, [imbalance, zero, tolerance]);
        return new Operation(Op.Or, ScalarType.Boolean, result, near);
    }

    private static Constant? TagOf(Literal? literal) => literal is null ? null : ConstantOf(literal);

    // The codes of a ruleset are one component, and so are its levels: one type each.
    private ScalarType TagType(string name, IEnumerable<Constant?> tags, ScalarType none, Place place)
    {
        ScalarType? type = null;
        foreach (var tag in tags.OfType<Constant>())
        {
            type = type is null ? tag.Type : ScalarType.Common(type.Value, tag.Type) ?? throw Fail(
                SemanticErrors.Incompatible(
                    name, SemanticErrors.Text(type.Value), SemanticErrors.Text(tag.Type), place));
        }

        return type ?? none;
    }

    private DatasetValue CheckDatapointOf(CheckDatapoint check, Scope scope)
    {
        var relation = BindDataset(check.Operand, scope, "check_datapoint");
        var name = Actual(check.Ruleset, scope).Text;
        if (!symbols.Datapoints.TryGetValue(name, out var ruleset))
            throw Fail(SemanticErrors.UnknownRuleset(name, check.Ruleset.Place));
        var rows = RowView.Nested(relation);
        var rules = BindRules(ruleset, SignatureOf(ruleset, check, relation), rows, scope);
        if (rules.Count == 0)
            throw new BindAbort();
        _checks.Add(new BoundCheck(name, relation, rules));
        return new DatasetValue(RuleRowsOf(check, relation, rows, rules));
    }

    private RuleRows RuleRowsOf(CheckDatapoint check, Relation relation, RowView rows, List<BoundRule> rules)
    {
        var output = check.Output switch
        {
            "all" => RuleOutput.All,
            "all_measures" => RuleOutput.AllMeasures,
            _ => RuleOutput.Invalid,
        };
        var kept = rows.Keep(
            c => c.Role == ComponentRole.Identifier ||
            (c.Role == ComponentRole.Measure && output != RuleOutput.All)).ToList();
        var code = TagType("errorcode", rules.Select(r => r.ErrorCode), ScalarType.String, check.Place);
        var level = TagType("errorlevel", rules.Select(r => r.ErrorLevel), ScalarType.Integer, check.Place);
        List<Component> components =
        [
            .. relation.Identifiers,
            new Component("ruleid", ComponentRole.Identifier, ScalarKind.String, null, false),
            .. kept.Where(o => o.Component.Role == ComponentRole.Measure).Select(o => o.Component),
        ];
        if (output != RuleOutput.Invalid)
            components.Add(ScalarType.Boolean.Named("bool_var", ComponentRole.Measure));
        components.Add(code.Named("errorcode", ComponentRole.Measure));
        components.Add(level.Named("errorlevel", ComponentRole.Measure));
        var rows0 = rules.Select(r => new RuleRow(r.Rule.Id, Implication(r), r.ErrorCode, r.ErrorLevel)).ToList();
        return new RuleRows(rows.Project(kept), rows0, output, components);
    }

    // As a result of the standard the rule is an implication in three-valued logic. The check plan decides only what is
    // a finding, and there an antecedent that is null gives none.
    private static Expr Implication(BoundRule rule) => rule.When is null
        ? rule.Then
        : new Choice(
            ScalarType.Boolean,
            [
                (rule.When, rule.Then),
                (new Operation(Op.Not, ScalarType.Boolean, rule.When), new Constant(true, ScalarType.Boolean)),
            ],
            new Constant(null, ScalarType.Boolean));

    /// <summary>Which component of the operand each name of the signature stands for.</summary>
    private Dictionary<string,
        Component> SignatureOf(DefineDatapointRuleset ruleset, CheckDatapoint check, Relation relation)
    {
        if (check.Components.Count > 0 && check.Components.Count != ruleset.Signature.Count)
            throw Fail(SemanticErrors.SignatureMismatch(ruleset.Signature.Count, check.Components.Count, check.Place));
        if (ruleset.OnValueDomains && check.Components.Count == 0)
            throw Fail(SemanticErrors.SignatureMismatch(ruleset.Signature.Count, 0, check.Place));
        var components = new Dictionary<string, Component>(StringComparer.Ordinal);
        for (var i = 0; i < ruleset.Signature.Count; i++)
        {
            var item = ruleset.Signature[i];
            var name = check.Components.Count > 0 ? check.Components[i] : item.Component;
            if (!ruleset.OnValueDomains && !symbols.Extensions && name.Text != item.Component.Text)
                throw Fail(SemanticErrors.OtherVariable(item.Component.Text, name.Place));
            if (relation.Find(name.Text) is { } component)
            {
                components[item.Used] = component;
            }
            else
            {
                diagnostics.Add(
                    SemanticErrors.UnknownComponent(name.Text, relation.Components.Select(c => c.Name), name.Place));
            }
        }

        return components;
    }

    private List<BoundRule> BindRules(
        DefineDatapointRuleset ruleset, Dictionary<string, Component> signature, RowView rows, Scope scope)
    {
        var names = new RuleNames(signature, rows);
        var inner = scope.With(names);
        var rules = new List<BoundRule>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        RequireNames([.. ruleset.Rules.Select(r => (r.Name, r.Place))]);
        for (var i = 0; i < ruleset.Rules.Count; i++)
        {
            var text = ruleset.Rules[i];
            // Rules without a name are numbered from 1, as the examples of the manual do.
            var id = text.Name?.Text ?? (i + 1).ToString(CultureInfo.InvariantCulture);
            if (!ids.Add(id))
                diagnostics.Add(SemanticErrors.DuplicateRule(id, text.Place));
            try
            {
                rules.Add(BindRule(id, text, names, inner));
            }
            catch (BindAbort)
            {
                // Recorded; the other rules may have errors of their own.
            }
        }

        return rules;
    }

    // Either all rules have names or none has (VTL 2.2 RM, define datapoint ruleset; define hierarchical ruleset).
    private void RequireNames(IReadOnlyList<(Name? Name, Place Place)> rules)
    {
        var unnamed = rules.Where(r => r.Name is null).ToList();
        if (unnamed.Count > 0 && unnamed.Count < rules.Count)
            diagnostics.Add(SemanticErrors.NamesForAll(unnamed[0].Place));
    }

    private BoundRule BindRule(string id, DatapointRule text, RuleNames names, Scope scope)
    {
        var when = text.When is null ? null : BindBoolean(text.When, scope, "when");
        var then = BindBoolean(text.Then, scope, "then");
        var field = text.On?.Text ?? FirstComponent(text.Then, names);
        var compared = text.Compared?.Text ?? field;
        var value = compared is null ? null : Component(compared, text.Compared ?? text.On, names);
        if (field is not null && text.On is not null)
            Component(field, text.On, names);
        var other = text.Expected ?? (compared is null ? null : OtherSide(text.Then, compared));
        var expected = other is null ? null : BindScalar(other, scope, "expect");
        var placeholders = Placeholders(text, names);
        var rule = new CheckRule(id, text.ErrorCode?.Text, LevelOf(text.ErrorLevel), text.Message, field, placeholders)
        {
            Compared = compared,
            ExpectedFrom = other is null ? [] : [.. ComponentsOf(other, names)],
        };
        return new BoundRule(
            rule, TagOf(text.ErrorCode), TagOf(text.ErrorLevel), when, then, value, expected,
                [.. placeholders.Select(p => names.Find(p)!)]);
    }

    private Expr Component(string component, Name? written, RuleNames names) => names.Find(component)
        ?? throw Fail(SemanticErrors.UnknownComponent(component, names.Components.Select(c => c.Name), written!.Place));

    /// <summary>What a rule that is one comparison asks of a component: the other side of it. Null where the rule is
    /// anything else, or says only what the value must not be.</summary>
    private static Expression? OtherSide(Expression then, string component) => then switch
    {
        Binary { Operator: "=" or "<" or "<=" or ">" or ">=" } b when Is(b.Left, component) => b.Right,
        Binary { Operator: "=" or "<" or "<=" or ">" or ">=" } b when Is(b.Right, component) => b.Left,
        _ => null,
    };

    private static bool Is(Expression expression, string component) =>
        expression is Name name && string.Equals(name.Text, component, StringComparison.Ordinal);

    private static long? LevelOf(Literal? level) =>
        level is { Kind: LiteralKind.Integer } &&
            long.TryParse(level.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n
            : null;

    private List<string> Placeholders(DatapointRule text, RuleNames names)
    {
        var found = new List<string>();
        foreach (var message in new[] { text.Message?.Zh, text.Message?.En })
        {
            foreach (
                var name in PlaceholderPattern().Matches(message ?? string.Empty).Select(m => m.Groups["name"].Value))
            {
                if (names.Find(name) is null)
                    throw Fail(SemanticErrors.UnknownPlaceholder(name, text.MessagePlace ?? text.Place));
                if (!found.Contains(name))
                    found.Add(name);
            }
        }

        return found;
    }

    [GeneratedRegex(@"\{(?<name>[^{}\s]+)\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PlaceholderPattern();

    private static string? FirstComponent(Expression expression, RuleNames names) =>
        ComponentsOf(expression, names).FirstOrDefault();

    private static IEnumerable<string> ComponentsOf(Expression expression, RuleNames names) =>
        SyntaxWalk.All(expression).OfType<Name>().Select(n => n.Text).Where(n => names.Find(n) is not null)
            .Distinct(StringComparer.Ordinal);
}
