using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Semantics;

internal sealed partial class Binder
{
    private Value CallOf(Call call, Scope scope)
    {
        // VTL 2.1 called getyear and getmonth year and month.
        var name = call.Function.Text switch { "year" => "getyear", "month" => "getmonth", var other => other };
        if (symbols.Operators.TryGetValue(name, out var definition))
            return Defined(definition, call, scope);
        if (symbols.Functions.TryGetValue(name, out var function))
            return HostCall(function, call, scope);
        if (!Keywords.IsPlainOperator(name))
            throw Fail(SemanticErrors.UnknownFunction(name, call.Function.Place));
        return name switch
        {
            "union" or "intersect" or "setdiff" or "symdiff" => SetOperator(call, scope),
            "exists_in" => ExistsIn(call, scope),
            "string_distance" => Distance(call, scope),
            "dateadd" => DateAddition(call, scope),
            "fill_time_series" or "flow_to_stock" or "stock_to_flow" or "timeshift" or "time_agg" or
                "period_indicator" =>
                TimeOperatorOf(call, scope),
            _ => Apply(name, call.Place, [.. call.Arguments.Select(a => Bind(a, scope))]),
        };
    }

    private Value Distance(Call call, Scope scope)
    {
        if (call.Arguments.Count != 3 || call.Arguments[0] is not KeywordArgument method)
        {
            throw Fail(SemanticErrors.BadArgument(
                "string_distance", "方法须为 levenshtein、damerau_levenshtein、hamming 或 jaro_winkler",
                "the method must be levenshtein, damerau_levenshtein, hamming or jaro_winkler", call.Place));
        }

        return Apply(method.Word, call.Place, [.. call.Arguments.Skip(1).Select(a => Bind(a, scope))]);
    }

    private Value HostCall(HostFunction function, Call call, Scope scope)
    {
        if (call.Arguments.Count != function.Parameters.Count)
        {
            throw Fail(
                SemanticErrors.ArgumentCount(
                function.Name, $"{function.Parameters.Count}", call.Arguments.Count, call.Place));
        }

        var arguments = call.Arguments.Select(a => Bind(a, scope)).ToList();
        return Lift(function.Name, call.Place, arguments, a =>
        {
            for (var i = 0; i < a.Count; i++)
            {
                if (a[i] is null || !a[i]!.Type.Fits(function.Parameters[i]))
                {
                    throw Fail(SemanticErrors.WrongType(
                        function.Name, SemanticErrors.Text(new ScalarType(function.Parameters[i])),
                        a[i] is null ? "_" : SemanticErrors.Text(a[i]!.Type), call.Arguments[i].Place));
                }
            }

            return new Operation(Op.HostFunction, new ScalarType(function.Result), [.. a!]) { Detail = function.Name };
        });
    }

    /// <summary>A defined operator is bound anew at each call, in a scope of its parameters.</summary>
    private Value Defined(DefineOperator definition, Call call, Scope scope)
    {
        if (scope.CallDepth >= CallDepthLimit)
            throw Fail(SemanticErrors.Circular(definition.Name.Text, call.Place));
        if (call.Arguments.Count > definition.Parameters.Count)
        {
            throw Fail(SemanticErrors.ArgumentCount(
                definition.Name.Text, $"{definition.Parameters.Count}", call.Arguments.Count, call.Place));
        }

        var arguments = new Dictionary<string, Argument>(StringComparer.Ordinal);
        RequireOwnNames(definition);
        for (var i = 0; i < definition.Parameters.Count; i++)
        {
            var parameter = definition.Parameters[i];
            var given = i < call.Arguments.Count && call.Arguments[i] is not Omitted ? call.Arguments[i] : null;
            var text = given ?? parameter.Default
                ?? throw Fail(SemanticErrors.ArgumentCount(
                    definition.Name.Text, $"{definition.Parameters.Count}", call.Arguments.Count, call.Place));
            arguments[parameter.Name.Text] = FittedArgument(definition, parameter, text, scope);
        }

        return CheckedResult(definition, Bind(definition.Body, scope.Called(arguments)), call);
    }

    /// <summary>What is wrong with a definition that nothing calls: names twice, a default of another type.</summary>
    private void Check(DefineOperator definition)
    {
        try
        {
            RequireOwnNames(definition);
            foreach (var parameter in definition.Parameters)
            {
                if (parameter.Default is { } value && ScalarKindOf(ParameterType.Of(parameter.Type).Scalar) is not null)
                    FittedArgument(definition, parameter, value, Scope.Module);
            }
        }
        catch (BindAbort)
        {
            return; // what is wrong has been told
        }
    }

    private void RequireOwnNames(DefineOperator definition)
    {
        if (definition.Parameters.GroupBy(p => p.Name.Text).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw Fail(SemanticErrors.Redefined(twice.Key, twice.Last().Name.Place));
    }

    /// <summary>The argument as the parameter takes it, after the implicit casts.</summary>
    private Argument FittedArgument(DefineOperator definition, Parameter parameter, Expression text, Scope scope)
    {
        var argument = new Argument(text, scope);
        if (text is Omitted)
            return argument;
        var wanted = ParameterType.Of(parameter.Type);
        if (wanted.IsDataset)
        {
            var relation = ((DatasetValue)Take(
                argument, () => new DatasetValue(BindDataset(text, scope, definition.Name.Text)))).Relation;
            if (wanted.Lacking(relation) is { } lacking)
            {
                throw Fail(SemanticErrors.WrongType(
                    definition.Name.Text, parameter.Type.Text, lacking, text.Place));
            }

            return argument;
        }

        if (wanted.IsComponent && scope.Row is null && text is Name)
            return argument;
        RequireRole(definition, parameter, text, scope);
        RequireType(parameter.Type, wanted.Scalar);
        if (ScalarKindOf(wanted.Scalar) is not { } kind)
            return argument;
        var before = _bound;
        var given = Take(argument, () => Bind(text, scope));
        if (given is DatasetValue && !symbols.Extensions)
            throw Fail(SemanticErrors.ScalarExpected(definition.Name.Text, text.Place));
        if (given is not ScalarValue { Expression: var value } || value.Type.Fits(kind))
            return argument;
        if (!ScalarOperators.IsImplicit(value.Type, kind))
        {
            throw Fail(SemanticErrors.WrongType(
                definition.Name.Text, parameter.Type.Base, SemanticErrors.Text(value.Type), text.Place));
        }

        var cast = new Argument(new CastTo(text.Place, text, wanted.Scalar, null), scope);
        cast.Take(new ScalarValue(_scalars.Cast(text.Place, value, kind, null)), _bound - before);
        return cast;
    }

    /// <summary>What a name stands for that may be a parameter: a component, a ruleset.</summary>
    private static Name Actual(Name name, Scope scope)
    {
        while (scope.Arguments.TryGetValue(name.Text, out var given) && given.Text is Name actual)
            (name, scope) = (actual, given.Scope);
        return name;
    }

    // A basic type, a value domain, or what stands for more than one of them.
    private void RequireType(TypeText type, string scalar)
    {
        var isOpen = scalar is "" or "scalar" or "dataset" or "set" or "ruleset" || type.Base.StartsWith(
            "datapoint", StringComparison.Ordinal) || type.Base.StartsWith("hierarchical", StringComparison.Ordinal);
        if (!isOpen && ScalarKindOf(scalar) is null)
            throw Fail(SemanticErrors.UnknownType(scalar, type.Place));
    }

    // identifier<integer> takes an identifier, measure<…> a measure: what component takes is left open.
    private void RequireRole(DefineOperator definition, Parameter parameter, Expression text, Scope scope)
    {
        ComponentRole? wanted = parameter.Type.Base switch
        {
            "identifier" => ComponentRole.Identifier,
            "measure" => ComponentRole.Measure,
            "attribute" => ComponentRole.Attribute,
            "viral attribute" => ComponentRole.ViralAttribute,
            _ => null,
        };
        if (wanted is null || text is not Name name ||
            scope.Row?.Components.FirstOrDefault(c => c.Name == name.Text) is not { Role: var role } || role == wanted)
        {
            return;
        }

        if (wanted != ComponentRole.Attribute || role != ComponentRole.ViralAttribute)
            throw Fail(SemanticErrors.WrongType(definition.Name.Text, parameter.Type.Text, name.Text, text.Place));
    }

    private Value CheckedResult(DefineOperator definition, Value result, Call call)
    {
        if (definition.Returns is not { } returns)
            return result;
        RequireType(returns, ParameterType.Of(returns).Scalar);
        if (returns.Base == "dataset" && result is not DatasetValue)
            throw Fail(SemanticErrors.DatasetExpected($"{definition.Name.Text} returns dataset", call.Place));
        if (returns.Base != "dataset" && result is DatasetValue && !symbols.Extensions)
            throw Fail(SemanticErrors.ScalarExpected($"{definition.Name.Text} returns {returns.Text}", call.Place));
        if (ScalarKindOf(returns.Base) is not { } kind || result is not ScalarValue { Expression: var value })
            return result;
        if (value.Type.Fits(kind))
            return new ScalarValue(TimeCasts.To(new ScalarType(kind), value));

        return ScalarOperators.IsImplicit(value.Type, kind)
            ? new ScalarValue(_scalars.Cast(call.Place, value, kind, null))
            : throw Fail(SemanticErrors.WrongType(
                definition.Name.Text, returns.Base, SemanticErrors.Text(value.Type), call.Place));
    }

    /// <summary>ds#component (VTL 2.2 RM, membership); in a clause, alias#component.</summary>
    private Value Membership(Member member, Scope scope)
    {
        var name = scope.Arguments.TryGetValue(member.Component.Text, out var given) && given.Text is Name actual
            ? actual.Text
            : member.Component.Text;
        if (scope.Row is not null && member.Operand is Name alias && scope.Row.Find(alias.Text, name) is { } component)
            return new ScalarValue(component);
        var relation = BindDataset(member.Operand, scope, "#");
        if (relation.Find(name) is not { } found)
        {
            throw Fail(
                SemanticErrors.UnknownComponent(name, relation.Components.Select(c => c.Name), member.Component.Place));
        }

        var rows = RowView.Of(relation);
        if (!relation.Identifiers.Any() || scope.Row is not null)
        {
            return new ScalarValue(
                AsScalar(
                new DatasetValue(rows.Project([new Output(found with { Role = ComponentRole.Measure }, rows[name])])),
                "#", member.Place));
        }

        var measure = found.Role == ComponentRole.Measure ? name : DefaultName(ScalarType.Of(found));
        var outputs = rows.Keep(c => c.Role == ComponentRole.Identifier).ToList();
        outputs.Add(
            new Output(found with { Name = measure, Role = ComponentRole.Measure, IsNullable = true }, rows[name]));
        outputs.AddRange(rows.Keep(c => c.Role == ComponentRole.ViralAttribute && c.Name != measure));
        return new DatasetValue(rows.Project(outputs), IsPicked: true);
    }
}
