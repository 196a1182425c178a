using System.Globalization;
using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Sql;

internal sealed partial class ExpressionWriter
{
    /// <summary>Larger operands of a division are written once: those of divisions within divisions would grow with
    /// every level.</summary>
    private const int LargestRepeated = 12;

    // 2^53: whole numbers up to it are exact.
    private const string ExactQuotient = "9007199254740992";

    /// <summary>Most items of a list that is compared one by one.</summary>
    private const int LongestList = 20;

    private Syntax.Place? _at;
    private int _stops;
    private bool _isKey;
    private bool _isPartOfArithmetic;

    private string Operator(Operation operation)
    {
        var outer = _at;
        _at = operation.At ?? outer;
        var isAtRisk = dialect.RepeatsAtRisk && !lenient && Stops.IsRepeating(operation.Code);
        var isGrowing = Stops.IsGrowing(operation);
        var isPart = _isPartOfArithmetic;
        _isPartOfArithmetic = false;
        var text = isAtRisk || isGrowing ? Bound(operation, isAtRisk, isGrowing) : OperatorText(operation);
        if (!isPart && IsBinaryArithmetic(operation) && Magnitude.IsBeyond(operation))
            text = InRange(operation, text);
        _at = outer;
        return text;
    }

    // Sums, products and ratios of what is infinite, or no number, stay so: one look at the end of a chain is enough.
    // A divisor is looked at by itself, since a number divided by what is infinite is 0.
    private static bool IsBinaryArithmetic(Expr expression) => expression is Operation
    {
        Code: Op.Add or Op.Subtract or Op.Multiply or Op.Divide, Type: { Kind: ScalarKind.Number, Scale: null },
    };

    private string PartOfArithmetic(Expr expression)
    {
        _isPartOfArithmetic = IsBinaryArithmetic(expression);
        var text = Write(expression);
        _isPartOfArithmetic = false;
        return text;
    }

    private string InRange(Operation operation, string text)
    {
        if (operation.Size > LargestRepeated || dialect.RepeatsAtRisk)
            return Finite(text);
        var isBeyond = $"NOT {dialect.IsFinite(text)}";
        var error = Stopped("VTL5004", "the result is out of range", isBeyond);
        return $"(CASE WHEN {isBeyond} THEN {error} ELSE {text} END)";
    }

    // Operands that can stop, or are large, are worked out once, before the operator; and with them those that ask
    // another relation, which may not stand in its body.
    private string Bound(Operation operation, bool isAtRisk, bool isGrowing)
    {
        bool IsBound(Expr argument) => (isAtRisk && Stops.IsPossible(argument))
            || (isGrowing && argument.Size > Stops.LargestRepeated);
        if (!operation.Arguments.Any(IsBound))
            return OperatorText(operation);
        var before = operation.Arguments.Select(a => IsBound(a) || PlanWalk.InExpression(a).Any()).ToList();
        List<string> values = [.. operation.Arguments.Where((_, i) => before[i]).Select(Write)];
        return dialect.Let(values, names =>
        {
            var next = 0;
            return OperatorText(new Operation(
                operation.Code, operation.Type,
                [.. operation.Arguments.Select((a, i) => before[i] ? new Named(names[next++], a.Type) : a)])
            {
                Detail = operation.Detail,
                At = operation.At,
            });
        });
    }

    private string OperatorText(Operation operation)
    {
        var arguments = operation.Arguments;
        return operation.Code switch
        {
            Op.In or Op.NotIn => Membership(operation),
            Op.Round => Rounded(operation),
            Op.Truncate => Truncated(operation),
            Op.Cast => Cast(operation),
            Op.Divide => Division(arguments[0], arguments[1]),
            Op.Add or Op.Subtract or Op.Multiply => Arithmetic(operation),
            Op.Modulo => Modulo(operation),
            (>= Op.Less and <= Op.GreaterOrEqual) or Op.Between when arguments[0].Type.Kind == ScalarKind.Duration =>
                Template(operation, [.. arguments.Select(a => _durations.Length(Write(a)))]),
            (>= Op.Equal and <= Op.GreaterOrEqual) or Op.Between =>
                Template(operation, [.. arguments.Select(a => Aligned(a, CommonOf(arguments)))]),
            Op.Coalesce => Coalesced(arguments[0], arguments[1], operation.Type),
            Op.Ceiling => dialect.ToInteger($"ceil({Write(arguments[0])})", Overflow("VTL5002")),
            Op.Floor => dialect.ToInteger($"floor({Write(arguments[0])})", Overflow("VTL5002")),
            Op.Absolute => dialect.Absolute(Write(arguments[0]), operation.Type),
            Op.RowNumber => "row_number() OVER ()",
            Op.Average => dialect.Average(Write(arguments[0]), Write(arguments[1])),
            _ => Template(operation, [.. arguments.Select(Write)]),
        };
    }

    private string Template(Operation operation, IReadOnlyList<string> a) => operation.Code switch
    {
        Op.Negate => $"(-{a[0]})",
        Op.Exponential => Finite($"exp({a[0]})"),
        Op.NaturalLog => lenient ? Guarded($"ln({a[0]})")
            : Unless(a[0], "vtl_x <= 0", "ln of a number that is not positive", "ln(vtl_x)"),
        Op.Logarithm => Finite(Guarded(dialect.Logarithm(a[0], a[1]))),
        Op.Power => Finite(Guarded($"pow({a[0]}, {a[1]})")),
        Op.SquareRoot => lenient ? Guarded($"sqrt({a[0]})")
            : Unless(a[0], "vtl_x < 0", "sqrt of a negative number", "sqrt(vtl_x)"),
        Op.Random when operation.Arguments.Any(IsNull) => dialect.Cast("NULL", ScalarType.Double),
        Op.Random => $"(CASE WHEN {a[0]} IS NOT NULL AND {a[1]} IS NOT NULL THEN {dialect.Random(a[0], a[1])} END)",
        Op.Equal => $"({a[0]} = {a[1]})",
        Op.NotEqual => $"({a[0]} <> {a[1]})",
        Op.Less => $"({a[0]} < {a[1]})",
        Op.LessOrEqual => $"({a[0]} <= {a[1]})",
        Op.Greater => $"({a[0]} > {a[1]})",
        Op.GreaterOrEqual => $"({a[0]} >= {a[1]})",
        Op.EqualWithin => $"(abs({a[0]} - {a[1]}) <= {a[2]})",
        Op.Between => $"({a[0]} BETWEEN {a[1]} AND {a[2]})",
        Op.IsNull => $"({a[0]} IS NULL)",
        Op.Matches => dialect.IsMatch(a[0], a[1]),
        Op.And => $"({a[0]} AND {a[1]})",
        Op.Or => $"({a[0]} OR {a[1]})",
        Op.Xor => $"({a[0]} <> {a[1]})",
        Op.Not => $"(NOT {a[0]})",
        Op.HostFunction => $"{operation.Detail}({string.Join(", ", a)})",
        >= Op.Concat and <= Op.JaroWinkler => Strings(operation.Code, a),
        _ => Times(operation, a),
    };

    private string Coalesced(Expr first, Expr second, ScalarType type)
    {
        var values = Alternatives(first).Append(second).Select(v => Aligned(v, type)).ToList();
        if (!dialect.RepeatsAtRisk || !Stops.IsPossible(second))
            return $"coalesce({string.Join(", ", values)})";
        return values.SkipLast(1).Reverse().Aggregate(
            values[^1], (rest, value) => $"(CASE WHEN {value} IS NULL THEN {rest} ELSE {value} END)");
    }

    // nvl(nvl(a, b), c) looks at a, b and c in turn: written one within the other, a would stand four times.
    private static IEnumerable<Expr> Alternatives(Expr value) =>
        value is Operation { Code: Op.Coalesce } inner && inner.Arguments[0].Type == inner.Type
            && inner.Arguments[1].Type == inner.Type
            ? Alternatives(inner.Arguments[0]).Append(inner.Arguments[1]) : [value];

    private string Guarded(string call) => lenient ? dialect.Tried(call) : call;

    // No value of VTL is infinite or not a number: power(0, -1), log(5, 1), exp(1000).
    private string Finite(string call)
    {
        var isFinite = dialect.IsFinite("vtl_x");
        var error = Stopped(
            "VTL5004", "the result is out of range", $"vtl_x IS NOT NULL AND NOT {isFinite}", within: "vtl_x");
        return dialect.Let(
            "vtl_x", call, $"CASE WHEN vtl_x IS NULL OR {isFinite} THEN vtl_x ELSE {error} END");
    }

    private Func<string, string?, string>? Overflow(string code) => lenient ? null
        : (when, within) => Stopped(code, "the result is out of range", when, within: within);

    // In checks one cell cannot stop the others: it is null there. An error tells where the script asks for it and
    // which data point stopped it; VtlRuntimeError reads that again.
    private string Stopped(string code, string text, string when, string? value = null, string? within = null)
    {
        if (lenient)
            return "NULL";
        var parts = new List<string> { dialect.Text(value is null ? $"{code}: {text}" : $"{code}: {text}: ") };
        if (value is not null)
            parts.Add(value);
        if (_at is { } at)
        {
            var position = at.Source.PositionOf(at.Span.Start);
            parts.Add(dialect.Text(string.Create(
                CultureInfo.InvariantCulture, $" [{at.Source.Name}:{position.Line}:{position.Column}]")));
        }

        for (var i = 0; i < Point.Columns.Count; i++)
        {
            parts.Add(dialect.Text($"{(i == 0 ? " {" : ", ")}{Point.Columns[i].Name} = "));
            parts.Add($"coalesce({dialect.AsText(ColumnName(Point.Columns[i]), Point.Columns[i].Type)}, 'null')");
        }

        if (Point.Columns.Count > 0)
            parts.Add("'}'");
        return dialect.Stop(parts, when, within, _isKey ? 0 : ++_stops);
    }

    // A value that is looked at before it is used: written once.
    private string Unless(string value, string condition, string what, string result) => dialect.Let("vtl_x", value,
        $"CASE WHEN {condition} THEN {Stopped("VTL5004", what, condition, within: "vtl_x")} ELSE {result} END");

    // The sign follows the divisor (VTL 2.2 RM, mod: op1 - floor(op1 / op2) * op2); mod by 0 is op1. Fractions by that
    // formula itself: databases differ in the rest of a binary fraction, and mod(7, 0.2) is 0 to a reader; by rests
    // where the quotient has more digits than a number. Whole numbers and decimals by rests, which are exact.
    private string Modulo(Operation operation)
    {
        var type = CommonOf(operation.Arguments);
        var (left, right) = (Aligned(operation.Arguments[0], type), Aligned(operation.Arguments[1], type));
        return operation.Size > LargestRepeated ? dialect.Let(left, right, Body) : $"({Body(left, right)})";
        string Body(string n, string d)
        {
            var rest = dialect.Remainder($"({dialect.Remainder(n, d, type)} + {d})", d, type);
            var formula = type is { Kind: ScalarKind.Number, Scale: null }
                ? $"WHEN abs({n} / {d}) < {ExactQuotient} THEN {n} - floor({n} / {d}) * {d} " : string.Empty;
            return $"CASE WHEN {d} = 0 THEN {n} {formula}ELSE {rest} END";
        }
    }

    private string Division(Expr left, Expr right)
    {
        var dividend = AsDouble(left, isPart: true);
        var divisor = AsDouble(right);
        if (right is Constant { Value: not (0L or 0m or 0d or null) })
            return $"({dividend} / {divisor})";
        if (lenient)
            return $"({dividend} / nullif({divisor}, 0))";
        if (left.Size + right.Size > LargestRepeated)
        {
            return dialect.Let(dividend, divisor, (n, d) =>
            {
                var isWrong = $"{d} = 0 AND {n} IS NOT NULL";
                var error = Stopped("VTL5001", "division by zero", isWrong, within: "vtl_r");
                return $"CASE WHEN {isWrong} THEN {error} ELSE {n} / {d} END";
            });
        }

        // null / 0 is null, as with every operator.
        var isKnown = left is Constant { Value: not null } ? string.Empty
            : $" AND {PartOfArithmetic(left)} IS NOT NULL";
        var isZero = $"{Write(right)} = 0{isKnown}";
        return $"(CASE WHEN {isZero} THEN {Stopped("VTL5001", "division by zero", isZero)} " +
            $"ELSE {dividend} / {divisor} END)";
    }

    // A product of decimals is exact as long as the digits after the point stay within a cell's; otherwise in DOUBLE.
    private string Arithmetic(Operation operation)
    {
        var (left, right) = (operation.Arguments[0], operation.Arguments[1]);
        if (operation is { Code: Op.Multiply, Type: { Kind: ScalarKind.Number, Scale: null } } &&
            left.Type.Scale is not null && right.Type.Scale is not null)
        {
            return $"({AsDouble(left, isPart: true)} * {AsDouble(right, isPart: true)})";
        }

        // What ClickHouse makes of a constant null in the middle of groups it then refuses. An aggregate has to stay:
        // it is what makes groups of the rows.
        var isNull = (IsNull(left) && !Stops.IsPossible(right)) || (IsNull(right) && !Stops.IsPossible(left));
        if (isNull && !operation.HasAggregate)
            return dialect.Cast("NULL", operation.Type);
        var symbol = operation.Code switch
        {
            Op.Add => "+",
            Op.Subtract => "-",
            _ => "*",
        };
        var areLiterals = left is Constant { Value: long } && right is Constant { Value: long };
        var first = areLiterals ? dialect.Cast(Write(left), ScalarType.Integer) : PartOfArithmetic(left);
        return dialect.Arithmetic(
            symbol, (first, left.Type), (PartOfArithmetic(right), right.Type), operation.Type, Overflow("VTL5004"));
    }

    private static bool IsNull(Expr expression) => expression is Constant { Value: null };

    private string AsDouble(Expr expression, bool isPart = false) =>
        expression.Type is { Kind: ScalarKind.Number, Scale: null } and not { Kind: null } && expression is not Constant
            ? isPart ? PartOfArithmetic(expression) : Write(expression)
            : dialect.Cast(Write(expression), ScalarType.Double);

    /// <summary>An operand in the type of the others that it meets: a decimal with their digits after the
    /// point.</summary>
    public string Aligned(Expr expression, ScalarType common) =>
        dialect.Aligned(Write(expression), expression.Type, common);

    // The most digits after the point; a number without a scale makes all of them DOUBLE.
    private static ScalarType CommonOf(IEnumerable<Expr> arguments) => arguments.Select(a => a.Type).Aggregate(
        ScalarType.Null, (a, b) => ScalarType.Common(a, b) ?? a);

    private string Membership(Operation operation)
    {
        var isIn = operation.Code == Op.In;
        var items = operation.Arguments.Skip(1).ToArray();
        if (items.Length > LongestList && items.All(i => i is Constant { Value: string }))
        {
            var codes = items.Select(Write).Distinct(StringComparer.Ordinal).ToList();
            return dialect.InTexts(Write(operation.Arguments[0]), codes, isIn);
        }

        var type = CommonOf(operation.Arguments);
        return dialect.In(
            Aligned(operation.Arguments[0], type), [.. items.Select(i => Aligned(i, type))],
            items.All(i => i is Constant), isIn);
    }

    private string Rounded(Operation operation)
    {
        var (value, digits) = (operation.Arguments[0], operation.Arguments[1]);
        var operand = digits is Constant ? Write(value) : AsDouble(value);
        var rounded = dialect.Round(operand, Write(digits), digits is Constant ? value.Type : ScalarType.Double);
        return operation.Type.Kind == ScalarKind.Integer ? dialect.ToInteger(rounded, Overflow("VTL5002"))
            : dialect.Typed(rounded, operation.Type);
    }

    // A decimal without its rest: exact, as all of its digits are.
    private string Shortened(Expr value, long digits, int scale)
    {
        if (digits >= scale)
            return Write(value);
        var zeros = new string('0', (int)Math.Min(Math.Abs(digits), LargestPower));
        var unit = dialect.Cast(dialect.Text(digits > 0 ? $"0.{zeros[1..]}1" : $"1{zeros}"), value.Type);
        return dialect.Let("vtl_x", Write(value), $"vtl_x - {dialect.Remainder("vtl_x", unit, value.Type)}");
    }

    // Of ten, within the digits before the point of any decimal.
    private const int LargestPower = 19;

    private string Truncated(Operation operation)
    {
        var value = operation.Arguments[0];
        if (operation.Arguments[1] is Constant { Value: 0L })
        {
            var whole = dialect.Cut(Write(value), value.Type);
            return operation.Type.Kind == ScalarKind.Integer ? dialect.ToInteger(whole, Overflow("VTL5002"))
                : dialect.Typed(whole, operation.Type);
        }

        if (value.Type.Scale is { } scale && operation.Arguments[1] is Constant { Value: long count })
            return dialect.Cast(Shortened(value, count, scale), operation.Type);

        // Multiplying by a power of ten first would make 0.28 of 0.29: what rounding adds is taken back instead.
        var digits = Write(operation.Arguments[1]);
        string Near(string x) => dialect.Round(x, digits, ScalarType.Double);
        var near = Near("vtl_x");
        var less = Near($"{near} - sign(vtl_x) * pow(10, -{digits})");
        var truncated = dialect.Let(
            "vtl_x", AsDouble(value), $"CASE WHEN abs({near}) <= abs(vtl_x) THEN {near} ELSE {less} END");
        return operation.Type switch
        {
            { Kind: ScalarKind.Integer } => dialect.ToInteger(truncated, Overflow("VTL5002")),
            { Scale: not null } => dialect.ToDecimal(truncated, operation.Type),
            _ => truncated,
        };
    }
}
