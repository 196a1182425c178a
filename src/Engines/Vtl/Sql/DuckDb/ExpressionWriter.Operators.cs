using System.Globalization;
using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Sql.DuckDb;

internal sealed partial class ExpressionWriter
{
    /// <summary>Larger operands of a division are written once: those of divisions within divisions would grow with
    /// every level.</summary>
    private const int LargestRepeated = 12;

    /// <summary>Most items of a list that is compared one by one.</summary>
    private const int LongestList = 20;

    private Syntax.Place? _at;

    private string Operator(Operation operation)
    {
        var outer = _at;
        _at = operation.At ?? outer;
        var text = OperatorText(operation);
        _at = outer;
        return text;
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
            Op.Multiply => Product(operation),
            Op.Add or Op.Subtract => Template(operation, [Wide(operation), Write(arguments[1])]),
            (>= Op.Less and <= Op.GreaterOrEqual) or Op.Between when arguments[0].Type.Kind == ScalarKind.Duration =>
                Template(operation, [.. arguments.Select(a => DurationSql.Length(Write(a)))]),
            (>= Op.Equal and <= Op.GreaterOrEqual) or Op.Between or Op.Modulo =>
                Template(operation, [.. arguments.Select(a => Aligned(a, ScaleOf(arguments)))]),
            Op.Coalesce => Template(operation, [.. arguments.Select(a => Aligned(a, operation.Type.Scale))]),
            Op.RowNumber => "row_number() OVER ()",
            _ => Template(operation, [.. arguments.Select(Write)]),
        };
    }

    private string Template(Operation operation, IReadOnlyList<string> a) => operation.Code switch
    {
        Op.Negate => $"(-{a[0]})",
        Op.Add => $"({a[0]} + {a[1]})",
        Op.Subtract => $"({a[0]} - {a[1]})",
        Op.Modulo => Modulo(a[0], a[1]),
        Op.Ceiling => $"CAST(ceil({a[0]}) AS BIGINT)",
        Op.Floor => $"CAST(floor({a[0]}) AS BIGINT)",
        Op.Absolute => $"abs({a[0]})",
        Op.Exponential => Finite($"exp({a[0]})"),
        Op.NaturalLog => lenient ? Guarded($"ln({a[0]})")
            : Unless(a[0], "vtl_x <= 0", "ln of a number that is not positive", "ln(vtl_x)"),
        Op.Logarithm => Finite(Guarded($"(ln({a[0]}) / ln({a[1]}))")),
        Op.Power => Finite(Guarded($"pow({a[0]}, {a[1]})")),
        Op.SquareRoot => lenient ? Guarded($"sqrt({a[0]})")
            : Unless(a[0], "vtl_x < 0", "sqrt of a negative number", "sqrt(vtl_x)"),
        Op.Random => $"(CAST(hash({a[0]}, {a[1]}) % 1000000007 AS DOUBLE) / 1000000007.0)",
        Op.Equal => $"({a[0]} = {a[1]})",
        Op.NotEqual => $"({a[0]} <> {a[1]})",
        Op.Less => $"({a[0]} < {a[1]})",
        Op.LessOrEqual => $"({a[0]} <= {a[1]})",
        Op.Greater => $"({a[0]} > {a[1]})",
        Op.GreaterOrEqual => $"({a[0]} >= {a[1]})",
        Op.EqualWithin => $"(abs({a[0]} - {a[1]}) <= {a[2]})",
        Op.Between => $"({a[0]} BETWEEN {a[1]} AND {a[2]})",
        Op.IsNull => $"({a[0]} IS NULL)",
        Op.Matches => $"regexp_full_match({a[0]}, {a[1]})",
        Op.And => $"({a[0]} AND {a[1]})",
        Op.Or => $"({a[0]} OR {a[1]})",
        Op.Xor => $"({a[0]} <> {a[1]})",
        Op.Not => $"(NOT {a[0]})",
        Op.Coalesce => $"coalesce({a[0]}, {a[1]})",
        Op.HostFunction => $"{operation.Detail}({string.Join(", ", a)})",
        >= Op.Concat and <= Op.JaroWinkler => Strings(operation.Code, a),
        _ => Times(operation, a),
    };

    private string Strings(Op code, IReadOnlyList<string> a) => code switch
    {
        Op.Concat => $"({a[0]} || {a[1]})",
        Op.Trim => $"trim({a[0]})",
        Op.TrimLeft => $"ltrim({a[0]})",
        Op.TrimRight => $"rtrim({a[0]})",
        Op.Upper => $"upper({a[0]})",
        Op.Lower => $"lower({a[0]})",
        Op.Length => $"length({a[0]})",
        Op.Substring when a.Count == 2 => $"substring({a[0]}, {AtLeast(1, a[1])})",
        Op.Substring => $"substring({a[0]}, {AtLeast(1, a[1])}, {AtLeast(0, a[2])})",
        Op.Replace => $"replace({a[0]}, {a[1]}, {a[2]})",
        Op.Locate => Location(a),
        Op.Levenshtein => $"CAST({OfCharacters("levenshtein", a)} AS DOUBLE)",
        Op.DamerauLevenshtein => $"CAST({OfCharacters("damerau_levenshtein", a)} AS DOUBLE)",
        Op.Hamming => $"(CASE WHEN length({a[0]}) = length({a[1]}) THEN CAST({OfCharacters("hamming", a)} AS DOUBLE) " +
            $"WHEN length({a[0]}) <> length({a[1]}) THEN " +
            $"{Stopped("VTL5004", "hamming needs texts of one length")} END)",
        // A distance: 0 for equal texts, 1 for texts that have nothing in common.
        Op.JaroWinkler =>
            $"(CASE WHEN {a[0]} = {a[1]} THEN 0.0 ELSE 1.0 - {OfCharacters("jaro_winkler_similarity", a)} END)",
        _ => throw new InvalidOperationException($"No string operator {code}."),
    };

    // DuckDB compares texts byte by byte. Beyond ASCII each character is written as one byte first: its place among the
    // characters of both, of which 127 can be told apart.
    private static string OfCharacters(string function, IReadOnlyList<string> a)
    {
        static string Bytes(string text) => $"array_to_string(list_transform(regexp_extract_all({text}, '(?s).'), " +
            "lambda vtl_c: chr(CAST(least(list_position(vtl_l, vtl_c), 127) AS INTEGER))), '')";
        return $"list_transform([{{'a': {a[0]}, 'b': {a[1]}}}], lambda vtl_r: CASE WHEN strlen(vtl_r.a) = " +
            $"length(vtl_r.a) AND strlen(vtl_r.b) = length(vtl_r.b) THEN {function}(vtl_r.a, vtl_r.b) " +
            "WHEN vtl_r.a IS NOT NULL AND vtl_r.b IS NOT NULL THEN list_transform([list_distinct(" +
            "regexp_extract_all(vtl_r.a || vtl_r.b, '(?s).'))], lambda vtl_l: " +
            $"{function}({Bytes("vtl_r.a")}, {Bytes("vtl_r.b")}))[1] END)[1]";
    }

    // Constants were checked when the script was compiled.
    private string AtLeast(int least, string value) => long.TryParse(value, CultureInfo.InvariantCulture, out _)
        ? value
        : $"(CASE WHEN {value} < {least} THEN {Stopped("VTL5004", $"the argument is less than {least}")} " +
            $"ELSE {value} END)";

    // Occurrence n begins after the first n pieces between the patterns.
    private string Location(IReadOnlyList<string> a)
    {
        if (a.Count == 2)
            return $"strpos({a[0]}, {a[1]})";
        var start = AtLeast(1, a[2]);
        var rest = $"substring({a[0]}, {start})";
        if (a.Count == 3)
            return $"(CASE WHEN strpos({rest}, {a[1]}) = 0 THEN 0 ELSE strpos({rest}, {a[1]}) + {start} - 1 END)";
        var pieces = $"string_split({rest}, {a[1]})";
        return $"(CASE WHEN {a[0]} IS NULL THEN NULL WHEN len({pieces}) > {a[3]} " +
            $"THEN length(array_to_string({pieces}[1:{a[3]}], {a[1]})) + {start} ELSE 0 END)";
    }

    private string Guarded(string call) => lenient ? $"TRY({call})" : call;

    // No value of VTL is infinite or not a number: power(0, -1), log(5, 1), exp(1000).
    private string Finite(string call) => "list_transform([" + call + "], lambda vtl_x: CASE WHEN vtl_x IS NULL OR " +
        $"isfinite(vtl_x) THEN vtl_x ELSE {Stopped("VTL5004", "the result is out of range")} END)[1]";

    // In checks one cell cannot stop the others: it is null there. An error tells where the script asks for it and
    // which data point stopped it; VtlRuntimeError reads that again.
    private string Stopped(string code, string text, string? value = null)
    {
        if (lenient)
            return "NULL";
        var parts = new List<string> { Literals.Text(value is null ? $"{code}: {text}" : $"{code}: {text}: ") };
        if (value is not null)
            parts.Add(value);
        if (_at is { } at)
        {
            var position = at.Source.PositionOf(at.Span.Start);
            parts.Add(Literals.Text(string.Create(
                CultureInfo.InvariantCulture, $" [{at.Source.Name}:{position.Line}:{position.Column}]")));
        }

        for (var i = 0; i < Point.Columns.Count; i++)
        {
            parts.Add(Literals.Text($"{(i == 0 ? " {" : ", ")}{Point.Columns[i].Name} = "));
            parts.Add($"coalesce(CAST({ColumnName(Point.Columns[i])} AS VARCHAR), 'null')");
        }

        if (Point.Columns.Count > 0)
            parts.Add("'}'");
        return $"error({string.Join(" || ", parts)})";
    }

    // A value that is looked at before it is used: written once.
    private string Unless(string value, string condition, string what, string result) =>
        $"list_transform([{value}], lambda vtl_x: CASE WHEN {condition} THEN {Stopped("VTL5004", what)} " +
            $"ELSE {result} END)[1]";

    // The sign follows the divisor (VTL 2.2 RM, mod): op1 - floor(op1 / op2) * op2; mod by 0 is op1.
    private static string Modulo(string left, string right) =>
        $"(CASE WHEN {right} = 0 THEN {left} ELSE ({left} % {right} + {right}) % {right} END)";

    private string Division(Expr left, Expr right)
    {
        var dividend = AsDouble(left);
        var divisor = AsDouble(right);
        if (right is Constant { Value: not (0L or 0m or 0d or null) })
            return $"({dividend} / {divisor})";
        if (lenient)
            return $"({dividend} / nullif({divisor}, 0))";
        if (left.Size + right.Size > LargestRepeated)
        {
            return $"list_transform([{{'n': {dividend}, 'd': {divisor}}}], lambda vtl_r: CASE WHEN vtl_r.d = 0 AND " +
                $"vtl_r.n IS NOT NULL THEN {Stopped("VTL5001", "division by zero")} ELSE vtl_r.n / vtl_r.d END)[1]";
        }

        // null / 0 is null, as with every operator.
        var isKnown = left is Constant { Value: not null } ? string.Empty : $" AND {Write(left)} IS NOT NULL";
        return $"(CASE WHEN {Write(right)} = 0{isKnown} THEN {Stopped("VTL5001", "division by zero")} " +
            $"ELSE {dividend} / {divisor} END)";
    }

    // Exact as long as the digits after the point stay within a cell's; otherwise in DOUBLE.
    private string Product(Operation operation)
    {
        var (left, right) = (operation.Arguments[0], operation.Arguments[1]);
        var mustWiden = operation.Type is { Kind: ScalarKind.Number, Scale: null } &&
            left.Type.Scale is not null && right.Type.Scale is not null;
        if (mustWiden)
            return $"({AsDouble(left)} * {AsDouble(right)})";
        // DuckDB keeps the product of two 18-digit decimals in 18 digits, which 10^8 yuan times a rate overflows.
        return left.Type.Scale is { } scale && right.Type.Scale is not null
            ? string.Create(CultureInfo.InvariantCulture,
                $"(CAST({Write(left)} AS DECIMAL(38,{scale})) * {Write(right)})")
            : $"({Wide(operation)} * {Write(right)})";
    }

    // DuckDB takes a literal for 32 bits where it fits, and 2000000000 + 2000000000 does not.
    private string Wide(Operation operation)
    {
        var text = Write(operation.Arguments[0]);
        return operation.Arguments is [Constant { Value: long }, Constant { Value: long }] ? $"CAST({text} AS BIGINT)"
            : text;
    }

    private string AsDouble(Expr expression) =>
        expression.Type is { Kind: ScalarKind.Number, Scale: null } and not { Kind: null } && expression is not Constant
            ? Write(expression)
            : $"CAST({Write(expression)} AS DOUBLE)";

    /// <summary>A decimal with the digits after the point of the others that it meets. DuckDB gives a sum 38 digits,
    /// and where it meets a decimal with more digits after the point, cuts those of the other.</summary>
    public string Aligned(Expr expression, int? scale) =>
        expression.Type is { Kind: ScalarKind.Number, Scale: { } own } && scale > own
            ? string.Create(CultureInfo.InvariantCulture, $"CAST({Write(expression)} AS DECIMAL(38,{scale}))")
            : Write(expression);

    // The most digits after the point; null where a number without a scale makes all of them DOUBLE.
    private static int? ScaleOf(IEnumerable<Expr> arguments)
    {
        var numbers = arguments.Where(a => a.Type.Kind == ScalarKind.Number).ToList();
        return numbers.Exists(n => n.Type.Scale is null) ? null : numbers.Max(n => n.Type.Scale);
    }

    // Inside an expression DuckDB compares with every item of a list in turn (4.6 µs for 1,382 codes); a cast to an
    // enumeration hashes (35 ns). Below some twenty items the list is as fast.
    private string Membership(Operation operation)
    {
        var isIn = operation.Code == Op.In;
        var items = operation.Arguments.Skip(1).ToArray();
        if (items.Length <= LongestList || !items.All(i => i is Constant { Value: string }))
        {
            var scale = ScaleOf(operation.Arguments);
            return $"({Aligned(operation.Arguments[0], scale)} {(isIn ? "IN" : "NOT IN")} " +
                $"({string.Join(", ", items.Select(i => Aligned(i, scale)))}))";
        }

        var value = Write(operation.Arguments[0]);
        var codes = items.Select(Write).Distinct(StringComparer.Ordinal);
        return $"(CASE WHEN {value} IS NULL THEN NULL ELSE TRY_CAST({value} AS ENUM({string.Join(", ", codes)})) " +
            $"IS {(isIn ? "NOT " : string.Empty)}NULL END)";
    }

    private string Rounded(Operation operation)
    {
        var (value, digits) = (operation.Arguments[0], operation.Arguments[1]);
        var operand = digits is Constant ? Write(value) : AsDouble(value);
        var rounded = $"round({operand}, CAST({Write(digits)} AS INTEGER))";
        return operation.Type.Kind == ScalarKind.Integer ? $"CAST({rounded} AS BIGINT)" : rounded;
    }

    private string Truncated(Operation operation)
    {
        var value = operation.Arguments[0];
        if (operation.Arguments[1] is Constant { Value: 0L })
        {
            return operation.Type.Kind == ScalarKind.Integer ? $"CAST(trunc({Write(value)}) AS BIGINT)"
                : $"trunc({Write(value)})";
        }

        // Multiplying by a power of ten first would make 0.28 of 0.29: what rounding adds is taken back instead.
        var digits = $"CAST({Write(operation.Arguments[1])} AS INTEGER)";
        var near = $"round(vtl_x, {digits})";
        var truncated = $"list_transform([{AsDouble(value)}], lambda vtl_x: CASE WHEN abs({near}) <= abs(vtl_x) " +
            $"THEN {near} ELSE round({near} - sign(vtl_x) * pow(10, -{digits}), {digits}) END)[1]";
        return operation.Type switch
        {
            { Kind: ScalarKind.Integer } => $"CAST({truncated} AS BIGINT)",
            { Scale: { } scale } => string.Create(
                CultureInfo.InvariantCulture, $"CAST({truncated} AS DECIMAL(38,{scale}))"),
            _ => truncated,
        };
    }
}
