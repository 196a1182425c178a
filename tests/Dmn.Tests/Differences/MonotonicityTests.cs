using CsCheck;
using Huoshui.Dmn.Feel.Values;
using Xunit;
using static Huoshui.Dmn.Tests.Differences.DecisionComparisonTests;

namespace Huoshui.Dmn.Tests.Differences;

/// <summary>"A higher score never gets a higher rate": proven, or broken by a pair.</summary>
public sealed class MonotonicityTests
{
    private static readonly MonotonicClaim Falls = new("x", null, MonotonicDirection.NeverRises, []);

    [Fact]
    public void A_rate_that_falls_with_the_score_is_proven_from_the_index() =>
        Assert.True(Prove(Table(">= 80 | - => 3", ">= 60 | - => 4", "- | - => 5")).IsProven);

    [Fact]
    public void A_planted_violation_is_found_with_the_two_applicants()
    {
        var proof = Prove(Table(">= 80 | - => 3", "[70..80) | \"b\" => 6", ">= 60 | - => 4", "- | - => 5"));

        Assert.False(proof.IsProven);
        var pair = proof.CounterExample!;
        Assert.Equal(("4", "6"), (pair.LowerOutput.ToString(), pair.HigherOutput.ToString()));
        Assert.Equal(("b", "b"), (pair.Lower["s"].ToString(), pair.Higher["s"].ToString()));
        Assert.True(ValueOrder.Compare(pair.Lower["x"], pair.Higher["x"]) < 0);
    }

    [Fact]
    public void What_no_applicant_can_have_breaks_no_claim()
    {
        var model = Table("< 0 | - => 4", ">= 80 | - => 3", "- | - => 5");
        var range = (FeelValue.From(0m), FeelValue.From(100m));
        var options = new ComparisonOptions { Ranges = new Dictionary<string, (FeelValue?, FeelValue?)>(StringComparer.Ordinal) { ["x"] = range } };
        Assert.NotNull(Prove(model).CounterExample);
        Assert.True(DecisionMonotonicity.Of(Version(model), Falls, options)!.IsProven);
    }

    [Fact]
    public void A_decision_that_is_no_table_is_proven_on_the_grid_and_its_violation_found()
    {
        Assert.True(Prove(Text("if x &gt;= 80 then 3 else if x &gt;= 60 and s = \"b\" then 4 else 5")).IsProven);
        var broken = Prove(Text("if x &gt;= 80 then 6 else if x &gt;= 60 and s = \"b\" then 4 else 5"));
        Assert.NotNull(broken.CounterExample);
    }

    [Fact]
    public void A_code_is_ordered_as_declared_and_null_is_passed_over()
    {
        var claim = new MonotonicClaim(
            "x", null, MonotonicDirection.NeverFalls, [FeelValue.From("refused"), FeelValue.From("granted")]);
        var model = Table("< 18 | - => \"refused\"", "[20..30] | - => null", "- | - => \"granted\"");
        Assert.True(DecisionMonotonicity.Of(Version(model), claim)!.IsProven);
        Assert.NotNull(DecisionMonotonicity.Of(
            Version(model), claim with { Direction = MonotonicDirection.NeverRises })!.CounterExample);
    }

    [Fact]
    public void Of_an_answer_only_what_the_claimed_entry_needs_must_have_break_points()
    {
        const string Answer = "{{ok: {0}, fee: z * 2, shown: ok}}";
        var claim = new MonotonicClaim("x", "shown", MonotonicDirection.NeverFalls, []);
        foreach (var (ok, isProven) in new[] { ("if x &gt;= 80 then 1 else 0", true), ("z &gt; x", false) })
        {
            var model = ModelText.Load(ModelText.Of(Inputs("x", "number") + Inputs("z", "number") + Decision(
                "d", ["x", "z"], string.Format(System.Globalization.CultureInfo.InvariantCulture, Answer, ok))));
            Assert.Equal(isProven, DecisionMonotonicity.Of(Version(model), claim)!.IsProven);
        }
    }

    [Fact]
    public void What_is_calculated_is_only_tried_and_said_so()
    {
        var options = new ComparisonOptions
        {
            Examples = [ModelText.Inputs(("x", FeelValue.From(50)), ("s", FeelValue.From("a")))],
        };
        var proof = DecisionMonotonicity.Of(Version(Text("5 - x / 100 + (if s = \"a\" then 0 else 1)")), Falls, options)!;
        Assert.Null(proof.CounterExample);
        Assert.False(proof.IsProven);
        Assert.Equal("DMN5013", Assert.Single(proof.Diagnostics).Code);
        Assert.NotNull(DecisionMonotonicity.Of(Version(Text("5 + x / 100 + (if s = \"a\" then 0 else 1)")), Falls, options)!
            .CounterExample);
    }

    [Fact]
    public void Beyond_the_limit_nothing_is_claimed()
    {
        var proof = DecisionMonotonicity.Of(
            Version(Table(">= 80 | \"a\" => 3", ">= 60 | - => 4", "- | - => 5")), Falls, new ComparisonOptions { MaxSteps = 1 })!;
        Assert.False(proof.IsProven);
        Assert.Equal("DMN5011", Assert.Single(proof.Diagnostics).Code);
    }

    [Fact]
    public void A_proof_and_a_search_through_all_values_agree() =>
        Gen.Int[0, 9].Array[6].Sample(rates =>
        {
            string[] rules = [.. rates.Select((r, i) => $"{(i < 5 ? $"< {(i + 1) * 10}" : "-")} | {(r % 3 == 0 ? "\"a\"" : "-")} => {r}"), "- | - => 0"];
            var model = Table(rules);
            var isBroken = new[] { "a", "b" }.Any(s => Enumerable.Range(0, 70).Select(x =>
                    model.Evaluate("d", ModelText.Inputs(("x", FeelValue.From(x)), ("s", FeelValue.From(s)))).Value.ToString())
                .ToList() is var all && Enumerable.Range(1, 69).Any(i => string.CompareOrdinal(all[i], all[i - 1]) > 0));
            return Prove(model).IsProven != isBroken;
        }, iter: 30);

    private static MonotonicProof Prove(DmnModel model) => DecisionMonotonicity.Of(Version(model), Falls)!;

    private static DmnModel Text(string feel) => ModelText.Load(ModelText.Of(
        Inputs("x", "number") + Inputs("s", "string") + Decision("d", ["x", "s"], feel)));
}
