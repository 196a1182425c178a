using Huoshui.Dmn.Feel.Values;
using Xunit;

namespace Huoshui.Dmn.Tests.Feel;

/// <summary>The 14 relations of points and ranges, held against the formulas of DMN 1.5 table 78 as they are written
/// there, over all small ranges with open and closed ends.</summary>
public sealed class RangeRelationTests
{
    private sealed record Span(int S, bool Si, int E, bool Ei)
    {
        public override string ToString() => $"{(Si ? '[' : '(')}{S}..{E}{(Ei ? ']' : ')')}";
    }

    private static readonly Span[] Ranges = [.. from s in Enumerable.Range(1, 3) from e in Enumerable.Range(s, 4 - s)
        from si in new[] { true, false } from ei in new[] { true, false } select new Span(s, si, e, ei)];

    private static readonly (string Name, Func<Span, Span, bool> Holds)[] OfRanges =
    [
        ("before", (a, b) => a.E < b.S || ((!a.Ei || !b.Si) && a.E == b.S)),
        ("after", (a, b) => a.S > b.E || ((!a.Si || !b.Ei) && a.S == b.E)),
        ("meets", (a, b) => a.Ei && b.Si && a.E == b.S),
        ("met by", (a, b) => a.Si && b.Ei && a.S == b.E),
        ("overlaps", (a, b) => (a.E > b.S || (a.E == b.S && a.Ei && b.Si)) && (a.S < b.E || (a.S == b.E && a.Si && b.Ei))),
        ("overlaps before", (a, b) => (a.S < b.S || (a.S == b.S && a.Si && !b.Si)) && (a.E > b.S || (a.E == b.S && a.Ei && b.Si))
            && (a.E < b.E || (a.E == b.E && (!a.Ei || b.Ei)))),
        ("overlaps after", (a, b) => (b.S < a.S || (b.S == a.S && b.Si && !a.Si)) && (b.E > a.S || (b.E == a.S && b.Ei && a.Si))
            && (b.E < a.E || (b.E == a.E && (!b.Ei || a.Ei)))),
        ("finishes", (a, b) => a.Ei == b.Ei && a.E == b.E && (a.S > b.S || (a.S == b.S && (!a.Si || b.Si)))),
        ("finished by", (a, b) => a.Ei == b.Ei && a.E == b.E && (a.S < b.S || (a.S == b.S && (a.Si || !b.Si)))),
        ("includes", (a, b) => (a.S < b.S || (a.S == b.S && (a.Si || !b.Si))) && (a.E > b.E || (a.E == b.E && (a.Ei || !b.Ei)))),
        ("during", (a, b) => (b.S < a.S || (b.S == a.S && (b.Si || !a.Si))) && (b.E > a.E || (b.E == a.E && (b.Ei || !a.Ei)))),
        ("starts", (a, b) => a.S == b.S && a.Si == b.Si && (a.E < b.E || (a.E == b.E && (!a.Ei || b.Ei)))),
        ("started by", (a, b) => a.S == b.S && a.Si == b.Si && (b.E < a.E || (b.E == a.E && (a.Ei || !b.Ei)))),
        ("coincides", (a, b) => a.S == b.S && a.Si == b.Si && a.E == b.E && a.Ei == b.Ei),
    ];

    private static readonly (string Name, bool PointFirst, Func<int, Span, bool> Holds)[] OfPoints =
    [
        ("before", true, (p, r) => p < r.S || (p == r.S && !r.Si)),
        ("before", false, (p, r) => r.E < p || (r.E == p && !r.Ei)),
        ("after", true, (p, r) => p > r.E || (p == r.E && !r.Ei)),
        ("after", false, (p, r) => r.S > p || (r.S == p && !r.Si)),
        ("finishes", true, (p, r) => r.Ei && r.E == p),
        ("finished by", false, (p, r) => r.Ei && r.E == p),
        ("includes", false, (p, r) => (r.S < p && r.E > p) || (r.S == p && r.Si) || (r.E == p && r.Ei)),
        ("during", true, (p, r) => (r.S < p && r.E > p) || (r.S == p && r.Si) || (r.E == p && r.Ei)),
        ("starts", true, (p, r) => r.S == p && r.Si),
        ("started by", false, (p, r) => r.S == p && r.Si),
    ];

    // How the same numbers look as values of other kinds, in the same order.
    private static readonly Func<int, string>[] Kinds =
    [
        n => $"{n}", n => $"@\"2024-01-0{n}\"", n => $"\"{(char)('a' + n)}\"", n => $"@\"PT{n}H\"", n => $"@\"P{n}M\"", n => $"@\"0{n}:00:00Z\"",
        n => $"@\"2024-01-0{n}T00:00:00+08:00\"",
    ];

    [Fact]
    public void Two_ranges_relate_as_the_table_says()
    {
        var pairs = Ranges.SelectMany((_, i) => Ranges, (a, b) => (a, b)).ToList();
        foreach (var (name, holds) in OfRanges)
        {
            var calls = string.Join(", ", pairs.Select(p => $"{name}({p.a}, {p.b})"));
            Same(pairs.ConvertAll(p => holds(p.a, p.b)), calls, i => $"{name}({pairs[i].a}, {pairs[i].b})");
        }
    }

    [Fact]
    public void A_point_and_a_range_relate_as_the_table_says_whatever_their_kind()
    {
        // A range without any point, (1..1], includes none: README, where the text leaves a choice.
        var pairs = Ranges.Where(r => r.S < r.E || r.Si == r.Ei)
            .SelectMany(_ => Enumerable.Range(1, 3), (r, p) => (r, p)).ToList();
        foreach (var (kind, index) in Kinds.Select((k, i) => (k, i)))
        {
            foreach (var (name, isPointFirst, holds) in OfPoints)
            {
                string Call((Span R, int P) pair)
                {
                    var range = $"{(pair.R.Si ? '[' : '(')}{kind(pair.R.S)}..{kind(pair.R.E)}{(pair.R.Ei ? ']' : ')')}";
                    return isPointFirst ? $"{name}({kind(pair.P)}, {range})" : $"{name}({range}, {kind(pair.P)})";
                }

                Same(pairs.ConvertAll(p => holds(p.p, p.r)), string.Join(", ", pairs.Select(Call)), i => $"{index}: {Call(pairs[i])}");
            }
        }
    }

    [Theory]
    [InlineData("before(null, 1)")]
    [InlineData("before([1..2], null)")]
    [InlineData("meets([1..2], null)")]
    [InlineData("coincides(null, null)")]
    [InlineData("before(1, \"a\")")]
    [InlineData("during(@\"2024-01-01\", [1..2])")]
    [InlineData("overlaps([1..2], [\"a\"..\"b\"])")]
    public void What_is_null_or_of_another_kind_does_not_relate(string call)
    {
        var (value, causes) = FeelRun.Evaluate(call);
        Assert.True(value.IsNull);
        Assert.NotEmpty(causes);
    }

    private static void Same(List<bool> expected, string calls, Func<int, string> name)
    {
        var actual = Assert.IsType<ListValue>(FeelRun.Evaluate($"[{calls}]").Value).Items;
        Assert.Equal(expected.Count, actual.Count);
        var wrong = Enumerable.Range(0, actual.Count).Where(i => actual[i] is not BooleanValue b || b.Value != expected[i])
            .Select(i => $"{name(i)} is {ValueText.Nested(actual[i])}").ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}
