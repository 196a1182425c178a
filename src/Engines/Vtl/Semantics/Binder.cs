using System.Globalization;
using System.Runtime.CompilerServices;
using Huoshui.Diagnostics;
using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Semantics;

/// <summary>
/// Gives every expression a meaning and a type, and builds its plan. An error ends the statement (or the rule, or the
/// item of a clause) that it is in; the others are still bound.
/// </summary>
internal sealed partial class Binder(ModuleSymbols symbols, DiagnosticBag diagnostics)
{
    private const int CallDepthLimit = 50;
    private const int ScalarFusionLimit = 100;

    private readonly ScalarOperators _scalars = new(diagnostics);
    private int _bound;

    /// <summary>Binds every assignment, and looks at the defined operators.</summary>
    public void BindAll()
    {
        foreach (var definition in symbols.Operators.Values)
            Check(definition);
        foreach (var symbol in symbols.AssignmentOrder)
            Bind(symbol);
    }

    private Value? Bind(AssignmentSymbol symbol)
    {
        if (symbol.IsDone)
            return symbol.Value;
        var target = symbol.Assignment.Target;
        if (symbol.IsOpen)
        {
            diagnostics.Add(SemanticErrors.Circular(target.Text, target.Place));
            diagnostics.Keep();
            return null;
        }

        symbol.IsOpen = true;
        try
        {
            symbol.Value = symbol.Assignment.Value is Eval eval
                ? RoutineOf(eval, symbol.Assignment)
                : Bind(symbol.Assignment.Value, Scope.Module);
        }
        catch (BindAbort)
        {
            diagnostics.Keep();
            symbol.Value = null;
        }

        symbol.IsDone = true;
        return symbol.Value;
    }

    public Value Bind(Expression expression, Scope scope)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (_bound >= symbols.ExpressionLimit)
            throw Fail(SemanticErrors.TooMuch(symbols.ExpressionLimit, expression.Place));
        _bound++;
        var value = Bound(expression, scope);
        return value is DatasetValue { Relation: var relation } && TwiceIn(relation) is { } name
            ? throw Fail(SemanticErrors.DuplicateComponent(name, expression.Place))
            : value;
    }

    // An operator names some components of its result itself (bool_var, ruleid …); the operand may have the name.
    private static string? TwiceIn(Relation relation)
    {
        var names = new HashSet<string>(relation.Components.Count, StringComparer.Ordinal);
        return relation.Components.FirstOrDefault(c => !names.Add(c.Name))?.Name;
    }

    private Value Bound(Expression expression, Scope scope) => expression switch
    {
        Name name => Resolve(name, scope),
        Literal literal => new ScalarValue(ConstantOf(literal)),
        Member member => Membership(member, scope),
        Unary unary => Apply(unary.Operator, unary.Place, [Bind(unary.Operand, scope)]),
        Binary binary => BinaryOf(binary, scope),
        InSet set => ElementOf(set, scope),
        IfThenElse choice =>
            Conditional(choice.Place, [new CaseBranch(choice.Condition, choice.Then)], choice.Else, scope),
        CaseWhen choice => Conditional(choice.Place, choice.Branches, choice.Else, scope),
        Call call => CallOf(call, scope),
        CastTo cast => CastOf(cast, scope),
        Invocation invocation => Invoke(invocation, scope),
        ClauseOf clause => ClauseOn(clause, scope),
        Join join => JoinOf(join, scope),
        Lookup lookup => LookupOf(lookup, scope),
        Check check => CheckOf(check, scope),
        CheckDatapoint check => CheckDatapointOf(check, scope),
        HierarchyCall hierarchy => HierarchyOf(hierarchy, scope),
        Eval eval => throw Fail(SemanticErrors.EvalAlone(eval.Place)),
        Omitted => OmittedValue.Instance,
        KeywordArgument keyword => new KeywordValue(keyword.Word),
        _ => throw new InvalidOperationException($"Unbound {expression.GetType().Name}."),
    };

    /// <summary>An expression that must be a scalar or a component.</summary>
    private Expr BindScalar(Expression expression, Scope scope, string operation) =>
        AsScalar(Bind(expression, scope), operation, expression.Place);

    private Expr AsScalar(Value value, string operation, Place place)
    {
        switch (value)
        {
            case ScalarValue scalar:
                return scalar.Expression;
            case DatasetValue { Relation: var relation } when !relation.Identifiers.Any() &&
                relation.Measures.Count() == 1:
                var measure = relation.Measures.Single();
                var rows = RowView.Of(relation);
                var only = relation is Select { IsPlain: false } ? relation
                    : rows.Project([.. rows.Keep(c => c.Name == measure.Name)]);
                return new ScalarQuery(only, ScalarType.Of(measure));
            default:
                throw Fail(SemanticErrors.ScalarExpected(operation, place));
        }
    }

    private Expr BindBoolean(Expression expression, Scope scope, string operation)
    {
        var condition = BindScalar(expression, scope, operation);
        if (!condition.Type.Fits(ScalarKind.Boolean))
        {
            throw Fail(
                SemanticErrors.WrongType(operation, "boolean", SemanticErrors.Text(condition.Type), expression.Place));
        }

        return condition;
    }

    private Relation BindDataset(Expression expression, Scope scope, string operation) =>
        Bind(expression, scope) is DatasetValue dataset
            ? dataset.Relation
            : throw Fail(SemanticErrors.DatasetExpected(operation, expression.Place));

    private Value Resolve(Name name, Scope scope)
    {
        if (scope.Arguments.TryGetValue(name.Text, out var argument))
            return ResolveArgument(argument, scope);
        if (scope.Row is not null && FindInRow(name, scope.Row) is { } component)
            return new ScalarValue(component);
        if (symbols.Assignments.TryGetValue(name.Text, out var assignment))
        {
            return Bind(assignment) switch
            {
                DatasetValue result => new DatasetValue(new ResultScan(name.Text, result.Relation)),
                ScalarValue scalar => new ScalarValue(Shared(name.Text, scalar.Expression)),
                { } other => other,
                null => throw new BindAbort(),
            };
        }

        if (scope.Row is null && symbols.Inputs.TryGetValue(name.Text, out var input))
            return new DatasetValue(input);
        if (symbols.Constants.TryGetValue(name.Text, out var constant))
            return new ScalarValue(constant);
        throw Fail(scope.Row is null
            ? SemanticErrors.UnknownName(name.Text, name.Place)
            : SemanticErrors.UnknownComponent(name.Text, scope.Row.Components.Select(c => c.Name), name.Place));
    }

    // Long expressions that are used again and again would grow with every use.
    private static Expr Shared(string name, Expr expression)
    {
        if (expression.Size <= ScalarFusionLimit)
            return expression;
        var output = new Output(expression.Type.Named(name, ComponentRole.Measure), expression);
        return new ScalarQuery(new ResultScan(name, new Select([], [output])), expression.Type);
    }

    private Expr? FindInRow(Name name, IRowNames row)
    {
        try
        {
            return row.Find(name.Text);
        }
        catch (AmbiguousNameException)
        {
            throw Fail(SemanticErrors.AmbiguousComponent(name.Text, name.Place));
        }
    }

    // A parameter that stands for a component is a name in the row where the body uses it.
    private Value ResolveArgument(Argument argument, Scope scope)
    {
        if (argument.Text is Name text && scope.Row is not null && FindInRow(text, scope.Row) is { } component)
            return new ScalarValue(component);
        if (argument.Known is null)
            Take(argument, () => Bind(argument.Text, argument.Scope));
        Count(argument.Use(), argument.Text.Place);
        return argument.Known!;
    }

    private Value Take(Argument argument, Func<Value> bind)
    {
        var before = _bound;
        var value = bind();
        argument.Take(value, _bound - before);
        return value;
    }

    private void Count(int expressions, Place at)
    {
        _bound += expressions;
        if (_bound > symbols.ExpressionLimit || _bound < 0)
            throw Fail(SemanticErrors.TooMuch(symbols.ExpressionLimit, at));
    }

    public static Constant ConstantOf(Literal literal)
    {
        var culture = CultureInfo.InvariantCulture;
        return literal.Kind switch
        {
            LiteralKind.Integer =>
                new Constant(
                long.TryParse(literal.Text, NumberStyles.AllowLeadingSign, culture, out var n) ? n
                : 0L, ScalarType.Integer),
            LiteralKind.Number => Decimal(literal, culture),
            LiteralKind.Boolean => new Constant(literal.Text == "true", ScalarType.Boolean),
            LiteralKind.String => new Constant(literal.Text, ScalarType.String),
            _ => new Constant(null, ScalarType.Null),
        };
    }

    private static Constant Decimal(Literal literal, CultureInfo culture)
    {
        if (decimal.TryParse(literal.Text, NumberStyles.Number, culture, out var number))
            return new Constant(number, new ScalarType(ScalarKind.Number, number.Scale));
        return new Constant(double.Parse(literal.Text, culture), ScalarType.Double);
    }

    private Value BinaryOf(Binary binary, Scope scope)
    {
        var operands = new List<Value> { Bind(binary.Left, scope), Bind(binary.Right, scope) };
        if (binary.Tolerance is not null)
            operands.Add(new ScalarValue(BindScalar(binary.Tolerance, scope, "within")));
        return Apply(binary.Operator, binary.Place, operands);
    }

    private Value ElementOf(InSet set, Scope scope)
    {
        var operation = set.Negated ? "not_in" : "in";
        var operand = Bind(set.Operand, scope);
        var items = set.Domain is null
            ? [.. set.Items!.Select(i => BindScalar(i, scope, operation))]
            : Codes(set.Domain, scope);
        return Lift(operation, set.Place, [operand], a => _scalars.Member(set.Place, a[0]!, set.Negated, items));
    }

    private List<Expr> Codes(Name domain, Scope scope)
    {
        var name = scope.Arguments.TryGetValue(domain.Text, out var argument) && argument.Text is Name given
            ? given.Text : domain.Text;
        if (!symbols.Domains.TryGetValue(name, out var list))
            throw Fail(SemanticErrors.UnknownValueDomain(name, domain.Place));
        return [.. list.Codes.Select(Expr (code) => list.Kind switch
        {
            ScalarKind.Integer => new Constant(long.Parse(code, CultureInfo.InvariantCulture), ScalarType.Integer),
            ScalarKind.Number => new Constant(double.Parse(code, CultureInfo.InvariantCulture), ScalarType.Double),
            _ => new Constant(code, new ScalarType(list.Kind)),
        })];
    }

    private Value CastOf(CastTo cast, Scope scope)
    {
        if (ScalarKindOf(cast.Type) is not { } kind)
            throw Fail(SemanticErrors.UnknownType(cast.Type, cast.Place));
        return Lift(
            "cast", cast.Place, [Bind(cast.Operand, scope)], a => _scalars.Cast(cast.Place, a[0]!, kind, cast.Mask));
    }

    private ScalarKind? ScalarKindOf(string type) => type switch
    {
        "integer" => ScalarKind.Integer,
        "number" => ScalarKind.Number,
        "boolean" => ScalarKind.Boolean,
        "string" => ScalarKind.String,
        "date" => ScalarKind.Date,
        "time_period" => ScalarKind.TimePeriod,
        "time" => ScalarKind.Time,
        "duration" => ScalarKind.Duration,
        _ => symbols.Domains.TryGetValue(type, out var domain) ? domain.Kind : null,
    };

    private BindAbort Fail(Diagnostic diagnostic) => BindAbort.With(diagnostics, diagnostic);
}
