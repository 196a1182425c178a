using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Semantics;

/// <summary>Scalar operators applied to data sets (VTL 2.2 RM, "Typical behaviours of the ML operators").</summary>
internal sealed partial class Binder
{
    // Their result is one measure of another type, under a conventional name.
    private static readonly HashSet<string> TypeChanging = new(StringComparer.Ordinal)
    {
        "=", "<>", "<", "<=", ">", ">=", "in", "not_in", "between", "isnull", "match_characters", "length", "instr",
        "levenshtein", "damerau_levenshtein", "hamming", "jaro_winkler", "cast", "getyear", "getmonth", "dayofmonth",
        "dayofyear", "datediff", "daytoyear", "daytomonth", "yeartoday", "monthtoday", "period_indicator",
    };

    public static string DefaultName(ScalarType type) => type.Kind switch
    {
        ScalarKind.Integer => "int_var",
        ScalarKind.Number => "num_var",
        ScalarKind.Boolean => "bool_var",
        ScalarKind.Date => "date_var",
        ScalarKind.TimePeriod => "time_period_var",
        ScalarKind.Time => "time_var",
        ScalarKind.Duration => "duration_var",
        _ => "string_var",
    };

    // Only the first operand may be a data set (VTL 2.2 RM, "Input parameters type"): the others say how.
    private static readonly HashSet<string> OfOneDataset = new(StringComparer.Ordinal)
    {
        "round", "trunc", "power", "log", "random", "between", "substr", "replace", "instr", "match_characters",
        "dateadd",
    };

    private Value Apply(string operation, Place place, IReadOnlyList<Value> operands)
    {
        if (OfOneDataset.Contains(operation) && operands.Skip(1).Any(o => o is DatasetValue))
            throw Fail(SemanticErrors.ScalarExpected(operation, place));
        if (operation == "nvl" && operands is [DatasetValue first, DatasetValue second])
            RequireSameIdentifiers(operation, first.Relation, second.Relation, place);
        return Lift(operation, place, operands, a => _scalars.Apply(operation, place, a));
    }

    /// <summary>Applies to scalars at once, to data sets measure by measure over their common identifiers.</summary>
    private Value Lift(
        string operation, Place place, IReadOnlyList<Value> operands, Func<IReadOnlyList<Expr?>, Expr> apply)
    {
        var relations = operands.OfType<DatasetValue>().Select(d => d.Relation).ToList();
        if (relations.Count == 0)
            return new ScalarValue(apply([.. operands.Select(o => (o as ScalarValue)?.Expression)]));
        var rows = JoinedRows.Of(relations, () => Fail(SemanticErrors.IdentifiersDiffer(operation, place)));
        var isPicked = ArePicked(operands);
        var names = MatchedMeasures(operation, place, relations, isPicked);
        var changes = TypeChanging.Contains(operation);
        if ((changes || operation is "and" or "or" or "xor" or "not") && names.Count != 1)
            throw Fail(SemanticErrors.OneMeasureExpected(operation, names.Count, place));
        var outputs = new List<Output>(rows.Identifiers());
        foreach (var measure in names)
        {
            var value = apply([.. Operands(operands, rows, measure)]);
            var name = changes ? DefaultName(value.Type) : measure[0];
            outputs.Add(new Output(value.Type.Named(name, ComponentRole.Measure), value));
        }

        outputs.AddRange(Virals(rows, relations, place));
        return new DatasetValue(new Select(rows.From, outputs, rows.Where), isPicked);
    }

    private static bool ArePicked(IEnumerable<Value> values) => values.OfType<DatasetValue>().All(d => d.IsPicked);

    private static IEnumerable<Expr?> Operands(IReadOnlyList<Value> operands, JoinedRows rows, string[] measure)
    {
        var dataset = 0;
        foreach (var operand in operands)
        {
            if (operand is DatasetValue)
            {
                yield return rows[dataset, measure[dataset]];
                dataset++;
            }
            else
            {
                yield return (operand as ScalarValue)?.Expression;
            }
        }
    }

    /// <summary>Measures that belong together, one name for each data set: by name, or the only one of each.</summary>
    private List<string[]> MatchedMeasures(string operation, Place place, List<Relation> relations, bool arePicked)
    {
        var first = relations[0].Measures.Select(m => m.Name).ToList();
        if (first.Count == 0)
            throw Fail(SemanticErrors.NoMeasure(operation, place));
        if (relations.All(
            r => r.Measures.Count() == first.Count && first.All(n => r.Find(n) is { Role: ComponentRole.Measure })))
        {
            return [.. first.Select(n => relations.Select(_ => n).ToArray())];
        }

        // The standard wants the same names, but of components picked with #; single measures of different names are
        // tolerated with the extensions.
        if ((arePicked || symbols.Extensions) && relations.All(r => r.Measures.Count() == 1))
            return [[.. relations.Select(r => r.Measures.Single().Name)]];
        throw Fail(SemanticErrors.MeasuresDiffer(operation, place));
    }

    /// <summary>A viral attribute goes on as it is when one data set has it, and by its rule when several
    /// have.</summary>
    private IEnumerable<Output> Virals(JoinedRows rows, List<Relation> relations, Place place)
    {
        foreach (var name in relations.SelectMany(r => r.Virals).Select(c => c.Name).Distinct(StringComparer.Ordinal))
        {
            var from = Enumerable.Range(0, relations.Count)
                .Where(i => relations[i].Find(name) is { Role: ComponentRole.ViralAttribute }).ToList();
            var value = Propagated(name, [.. from.Select(i => rows[i, name])], place);
            yield return new Output(
                from.Count == 1 ? relations[from[0]].Find(name)! : value.Type.Named(name, ComponentRole.ViralAttribute),
                value);
        }
    }

    private Expr Propagated(string name, IReadOnlyList<Expr> values, Place place)
    {
        if (values.Count == 1)
            return values[0];
        if (!symbols.Propagations.TryGetValue(name, out var rule))
            throw Fail(SemanticErrors.PropagationNeeded(name, place));
        RequireFit(rule, values[0].Type);
        return ViralPropagation.OfRow(rule, values);
    }

    /// <summary>Viral attributes of groups, by their rules; those without a rule are dropped.</summary>
    private List<Output> GroupVirals(Relation relation, RowView rows, List<Output> given)
    {
        var outputs = new List<Output>();
        foreach (var viral in relation.Virals.Where(v => !given.Exists(o => o.Component.Name == v.Name)))
        {
            if (!symbols.Propagations.TryGetValue(viral.Name, out var rule))
                continue;
            RequireFit(rule, ScalarType.Of(viral));
            var value = ViralPropagation.OfGroup(rule, rows[viral.Name]);
            outputs.Add(new Output(value.Type.Named(viral.Name, ComponentRole.ViralAttribute), value));
        }

        return outputs;
    }

    private void RequireFit(DefineViralPropagation rule, ScalarType type)
    {
        if (rule.Aggregate is "sum" or "avg" && !type.IsNumeric)
            throw Fail(SemanticErrors.WrongType(rule.Aggregate, "number", SemanticErrors.Text(type), rule.Place));
        var literals = rule.Cases.SelectMany(c => c.AnyOf.SelectMany(a => a).Append(c.Result));
        foreach (var literal in rule.Else is null ? literals : literals.Append(rule.Else))
        {
            if (ScalarType.Common(ConstantOf(literal).Type, type) is null)
            {
                throw Fail(SemanticErrors.Incompatible(
                    rule.Name.Text, SemanticErrors.Text(type), SemanticErrors.Text(ConstantOf(literal).Type),
                    literal.Place));
            }
        }
    }

    /// <summary>if and case over data sets: each branch takes the data points for which its condition is the first true
    /// one.</summary>
    private Value Conditional(Place place, IReadOnlyList<CaseBranch> branches, Expression otherwise, Scope scope)
    {
        var conditions = branches.Select(b => Bind(b.Condition, scope)).ToList();
        var values = branches.Select(b => Bind(b.Value, scope)).Append(Bind(otherwise, scope)).ToList();
        if (conditions.Concat(values).All(v => v is ScalarValue))
        {
            var pairs = conditions.Zip(
                values, (c, v) => (((ScalarValue)c).Expression, ((ScalarValue)v).Expression)).ToList();
            return new ScalarValue(_scalars.Choose(place, pairs, ((ScalarValue)values[^1]).Expression));
        }

        if (values.OfType<DatasetValue>().FirstOrDefault() is not { } model)
            return ConditionalConstants(place, conditions, values);
        RequireConditional(place, conditions, values, model.Relation);
        var parts = new List<Relation>();
        for (var i = 0; i < values.Count; i++)
            parts.Add(Branch(place, conditions, i, values[i], model.Relation, ArePicked(values)));
        return new DatasetValue(Aligned(parts, place), ArePicked(values));
    }

    // Conditions of data sets are data sets with the identifiers of the values; the values have the same measures.
    private void RequireConditional(Place place, List<Value> conditions, List<Value> values, Relation model)
    {
        if (symbols.Extensions)
            return;
        if (conditions.Exists(c => c is not DatasetValue))
            throw Fail(SemanticErrors.DatasetExpected("if", place));
        var names = model.Identifiers.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var other in conditions.Concat(values).OfType<DatasetValue>().Select(d => d.Relation))
        {
            if (!names.SetEquals(other.Identifiers.Select(c => c.Name)))
                throw Fail(SemanticErrors.IdentifiersDiffer("if", place));
        }

        if (values.OfType<DatasetValue>().Any(d => d.Relation.Measures.Count() != model.Measures.Count()))
            throw Fail(SemanticErrors.MeasuresDiffer("if", place));
    }

    /// <summary>Data set conditions with scalars as values: one measure of the values' type.</summary>
    private Value ConditionalConstants(Place place, List<Value> conditions, List<Value> values)
    {
        var lifted = Lift("if", place, [.. conditions, .. values], a =>
        {
            var pairs = Enumerable.Range(0, conditions.Count).Select(i => (a[i]!, a[conditions.Count + i]!)).ToList();
            return _scalars.Choose(place, pairs, a[^1]!);
        });
        if (lifted is not DatasetValue { Relation: Select select })
            return lifted;
        List<Output> outputs = [.. select.Outputs.Select(o => o.Component.Role != ComponentRole.Measure ? o
            : o with { Component = o.Component with { Name = DefaultName(o.Value.Type) } })];
        return new DatasetValue(
            select with { Outputs = outputs, Components = [.. outputs.Select(o => o.Component)] });
    }

    // Of data sets whose measures were picked with # the only one, whatever its name.
    private string MeasureOf(DatasetValue given, Component component, bool arePicked, Place place)
    {
        if (arePicked && component.Role == ComponentRole.Measure)
            return OnlyMeasure(given.Relation, "if", place);
        return given.Relation.Find(component.Name) is not null ? component.Name
            : throw Fail(SemanticErrors.MeasuresDiffer("if", place));
    }

    private Select Branch(
        Place place, List<Value> conditions, int index, Value value, Relation model, bool arePicked)
    {
        var operands = conditions.Append(value).OfType<DatasetValue>().Select(d => d.Relation).ToList();
        var rows = operands.Count == 0
            ? JoinedRows.Of([model], () => Fail(SemanticErrors.IdentifiersDiffer("if", place)))
            : JoinedRows.Of(operands, () => Fail(SemanticErrors.IdentifiersDiffer("if", place)));
        var dataset = 0;
        Expr? filter = rows.Where;
        for (var i = 0; i < conditions.Count; i++)
        {
            var condition = conditions[i] is DatasetValue d ? rows[dataset++, OnlyMeasure(d.Relation, "if", place)]
                : ((ScalarValue)conditions[i]).Expression;
            if (!condition.Type.Fits(ScalarKind.Boolean))
                throw Fail(SemanticErrors.WrongType("if", "boolean", SemanticErrors.Text(condition.Type), place));
            if (i > index)
                continue;
            var part = i == index ? condition : new Operation(Op.Not, ScalarType.Boolean, new Operation(
                Op.Coalesce, ScalarType.Boolean, condition, new Constant(false, ScalarType.Boolean)));
            filter = filter is null ? part : RowView.And(filter, part);
        }

        var outputs = new List<Output>(rows.Identifiers());
        foreach (
            var measure in model.Components.Where(c => c.Role is ComponentRole.Measure or ComponentRole.ViralAttribute))
        {
            var cell = value is DatasetValue given ? rows[dataset, MeasureOf(given, measure, arePicked, place)]
                : measure.Role == ComponentRole.ViralAttribute ? OfCondition(measure, operands, rows)
                : ((ScalarValue)value).Expression;
            outputs.Add(
                new Output(measure with { Kind = cell.Type.Kind ?? measure.Kind, Scale = cell.Type.Scale }, cell));
        }

        return new Select(rows.From, outputs, filter);
    }

    // A scalar feeds the measures alone (VTL 2.2 RM, if-then-else); beside it an attribute is the condition's.
    private static Expr OfCondition(Component viral, List<Relation> operands, JoinedRows rows)
    {
        var first = operands.FindIndex(o => o.Find(viral.Name) is { Role: ComponentRole.ViralAttribute });
        return first < 0 ? new Constant(null, ScalarType.Of(viral)) : rows[first, viral.Name];
    }

    private string OnlyMeasure(Relation relation, string operation, Place place)
    {
        var measures = relation.Measures.Select(m => m.Name).ToList();
        return measures.Count == 1 ? measures[0]
            : throw Fail(SemanticErrors.OneMeasureExpected(operation, measures.Count, place));
    }

    /// <summary>UNION ALL after the parts' types were checked against the first's.</summary>
    private UnionAll Aligned(List<Relation> parts, Place place)
    {
        parts = TimeCasts.Of(parts);
        var components = parts[0].Components.ToList();
        foreach (var part in parts.Skip(1))
        {
            for (var i = 0; i < components.Count; i++)
            {
                var other = part.Find(components[i].Name) ?? throw Fail(SemanticErrors.MeasuresDiffer("union", place));
                var type = ScalarType.Common(ScalarType.Of(components[i]), ScalarType.Of(other))
                    ?? throw Fail(SemanticErrors.Incompatible(
                        components[i].Name, SemanticErrors.Text(ScalarType.Of(components[i])),
                            SemanticErrors.Text(ScalarType.Of(other)), place));
                components[i] = components[i] with { Kind = type.Kind!.Value, Scale = type.Scale };
            }
        }

        return new UnionAll(parts) { Components = components };
    }
}
