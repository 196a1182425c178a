using System.Numerics;
using System.Text.RegularExpressions;
using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Tests.Oracle;

/// <summary>Scalar operators, written from the manual; null in, null out, unless an operator says otherwise.</summary>
internal static class Scalars
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    public static object? Apply(Operation operation, IReadOnlyList<object?> a) => operation.Code switch
    {
        Op.And => And(a[0], a[1]),
        Op.Or => Not(And(Not(a[0]), Not(a[1]))),
        Op.Not => Not(a[0]),
        Op.IsNull => a[0] is null,
        Op.Coalesce => Fitting(operation.Type, a[0] ?? a[1]),
        Op.In => Member(a),
        Op.NotIn => Not(Member(a)),
        Op.Between => And(Ordered(a[0], a[1], n => n >= 0), Ordered(a[0], a[2], n => n <= 0)),
        // An argument out of its range stops the result, whatever the text is.
        Op.Substring or Op.Locate when a.Skip(operation.Code == Op.Substring ? 1 : 2)
            .Where((v, i) => v is long n && n < (operation.Code == Op.Substring && i == 1 ? 0 : 1)).Any()
            => throw new OracleError("out of range"),
        Op.Locate => Located(a),
        _ when a.Any(v => v is null) => null,
        _ => Known(operation, [.. a.Select(v => v!)]),
    };

    /// <summary>A value where a type is asked for that holds it: an integer is a number, and an exact number is one without
    /// a scale.</summary>
    public static object? Fitting(ScalarType type, object? value) => (type, value) switch
    {
        ({ Kind: ScalarKind.Number, Scale: null }, long or decimal) => Cells.Number(value),
        ({ Kind: ScalarKind.Number }, long n) => (decimal)n,
        _ => value,
    };

    private static object? And(object? a, object? b) =>
        a is false || b is false ? false : a is null || b is null ? null : true;

    private static object? Not(object? a) => a is null ? null : !(bool)a;

    private static object? Ordered(object? a, object? b, Func<int, bool> fits) =>
        a is null || b is null ? null : fits(Cells.Compare(a, b));

    private static object? Member(IReadOnlyList<object?> a)
    {
        if (a[0] is null)
            return null;
        if (a.Skip(1).Any(i => i is not null && Cells.Compare(a[0]!, i) == 0))
            return true;
        return a.Skip(1).Any(i => i is null) ? null : false;
    }

    private static object Known(Operation operation, object[] a) => operation.Code switch
    {
        >= Op.Less and <= Op.GreaterOrEqual when operation.Arguments[0].Type.Kind == ScalarKind.Duration =>
            Known(new Operation(operation.Code, operation.Type, new Constant(null, ScalarType.Integer)), [.. a.Select(v => (object)Durations.Days((string)v))]),
        Op.Xor => (bool)a[0] != (bool)a[1],
        Op.Equal => Cells.Compare(a[0], a[1]) == 0,
        Op.NotEqual => Cells.Compare(a[0], a[1]) != 0,
        Op.Less => Cells.Compare(a[0], a[1]) < 0,
        Op.LessOrEqual => Cells.Compare(a[0], a[1]) <= 0,
        Op.Greater => Cells.Compare(a[0], a[1]) > 0,
        Op.GreaterOrEqual => Cells.Compare(a[0], a[1]) >= 0,
        Op.EqualWithin => Math.Abs(Cells.Number(a[0]) - Cells.Number(a[1])) <= Cells.Number(a[2]),
        Op.Matches => Regex.IsMatch((string)a[0], $"^(?:{(string)a[1]})$", RegexOptions.CultureInvariant, Limit),
        Op.Cast => Casts.Apply(operation, a[0]),
        >= Op.Concat and <= Op.JaroWinkler => Text(operation.Code, a),
        <= Op.SquareRoot => Numeric(operation, a),
        _ => Times.Apply(operation, a),
    };

    private static object Numeric(Operation operation, object[] a)
    {
        var x = Cells.Number(a[0]);
        return operation.Code switch
        {
            Op.Add or Op.Subtract or Op.Multiply or Op.Negate or Op.Absolute or Op.Modulo => Exact(operation, a),
            Op.Divide => Cells.Number(a[1]) == 0 ? throw new OracleError("division by zero") : Cells.Finite(x / Cells.Number(a[1])),
            Op.Round => Rounded(operation, a[0], (long)a[1], Half, Half),
            Op.Truncate => Rounded(operation, a[0], (long)a[1], Math.Truncate, Math.Truncate),
            Op.Ceiling => a[0] is decimal d ? (long)Math.Ceiling(d) : (long)Math.Ceiling(x),
            Op.Floor => a[0] is decimal d ? (long)Math.Floor(d) : (long)Math.Floor(x),
            Op.Exponential => Cells.Finite(Math.Exp(x)),
            Op.NaturalLog => Cells.Finite(Math.Log(x)),
            Op.SquareRoot => Cells.Finite(Math.Sqrt(x)),
            Op.Logarithm => Cells.Number(a[1]) <= 0 ? throw new OracleError("base")
                : Cells.Finite(Math.Log(x) / Math.Log(Cells.Number(a[1]))),
            Op.Power => Cells.Finite(Math.Pow(x, Cells.Number(a[1]))),
            _ => throw new NotSupportedException($"{operation.Code}"),
        };
    }

    private static object Exact(Operation operation, object[] a)
    {
        if (operation.Type.Kind == ScalarKind.Integer && a.All(v => v is long))
        {
            try
            {
                return Whole(operation.Code, (long)a[0], a.Length > 1 ? (long)a[1] : 0);
            }
            catch (OverflowException)
            {
                throw new OracleError("overflow");
            }
        }

        if (operation.Type.Scale is not null)
            return Whole(operation.Code, Cells.Exact(a[0]), a.Length > 1 ? Cells.Exact(a[1]) : 0);
        var (x, y) = (Cells.Number(a[0]), a.Length > 1 ? Cells.Number(a[1]) : 0);
        return operation.Code switch
        {
            Op.Add => Cells.Finite(x + y),
            Op.Subtract => Cells.Finite(x - y),
            Op.Multiply => Cells.Finite(x * y),
            Op.Negate => -x,
            Op.Absolute => Math.Abs(x),
            // The sign of the divisor; mod by zero is the dividend.
            _ => y == 0 ? x : Math.Abs(x / y) < 9007199254740992 ? x - (Math.Floor(x / y) * y) : ((x % y) + y) % y,
        };
    }

    // Integers and exact numbers; both stop where a value does not fit.
    private static object Whole<T>(Op code, T x, T y)
        where T : INumber<T> => checked(code switch
        {
            Op.Add => x + y,
            Op.Subtract => x - y,
            Op.Multiply => x * y,
            Op.Negate => -x,
            Op.Absolute => T.Abs(x),
            _ => T.IsZero(y) ? x : ((x % y) + y) % y,
        });

    private static object Rounded(
        Operation operation, object value, long digits, Func<double, double> round, Func<decimal, decimal> exactly)
    {
        if (value is decimal or long && (operation.Type.Scale is not null || operation.Type.Kind == ScalarKind.Integer))
        {
            var power = Enumerable.Repeat(10m, (int)Math.Abs(digits)).Aggregate(1m, (a, b) => a * b);
            var near = digits < 0 ? exactly(Cells.Exact(value) / power) * power : exactly(Cells.Exact(value) * power) / power;
            return operation.Type.Kind == ScalarKind.Integer ? (object)(long)near : near;
        }

        var x = Cells.Number(value);
        var scale = Math.Pow(10, digits);
        var rounded = round((double)((decimal)x * (decimal)scale)) / scale;
        return operation.Type.Kind == ScalarKind.Integer ? (object)(long)rounded : rounded;
    }

    private static double Half(double x) => Math.Round(x, MidpointRounding.AwayFromZero);

    private static decimal Half(decimal x) => Math.Round(x, MidpointRounding.AwayFromZero);

    private static object Text(Op code, object[] a)
    {
        var s = (string)a[0];
        return code switch
        {
            Op.Concat => s + (string)a[1],
            Op.Trim => s.Trim(' '),
            Op.TrimLeft => s.TrimStart(' '),
            Op.TrimRight => s.TrimEnd(' '),
            Op.Upper => s.ToUpperInvariant(),
            Op.Lower => s.ToLowerInvariant(),
            Op.Length => (long)s.Length,
            Op.Substring => Part(s, (long)a[1], a.Length > 2 ? (long)a[2] : long.MaxValue),
            Op.Replace => ((string)a[1]).Length == 0 ? s : s.Replace((string)a[1], (string)a[2], StringComparison.Ordinal),
            Op.Levenshtein => (double)Distances.Levenshtein(s, (string)a[1]),
            Op.DamerauLevenshtein => (double)Distances.DamerauLevenshtein(s, (string)a[1]),
            Op.JaroWinkler => Distances.JaroWinkler(s, (string)a[1]),
            Op.Hamming => s.Length != ((string)a[1]).Length ? throw new OracleError("hamming")
                : (double)s.Zip((string)a[1]).Count(p => p.First != p.Second),
            _ => throw new NotSupportedException($"{code}"),
        };
    }

    private static string Part(string s, long start, long length)
    {
        return start > s.Length ? string.Empty : new string([.. s.Skip((int)start - 1).Take((int)Math.Min(length, s.Length))]);
    }

    // The n-th occurrence from a start; occurrences do not overlap.
    private static object? Located(IReadOnlyList<object?> a)
    {
        if (a.Any(v => v is null))
            return null;
        var (s, pattern) = ((string)a[0]!, (string)a[1]!);
        var (from, nth) = (a.Count > 2 ? (long)a[2]! : 1, a.Count > 3 ? (long)a[3]! : 1);
        var at = (int)Math.Min(from - 1, s.Length);
        for (var found = 0; ; at += pattern.Length)
        {
            at = s.IndexOf(pattern, at, StringComparison.Ordinal);
            if (at < 0)
                return 0L;
            if (++found == nth)
                return at + 1L;
        }
    }
}
