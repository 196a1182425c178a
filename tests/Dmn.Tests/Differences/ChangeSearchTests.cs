using CsCheck;
using Huoshui.Dmn.Differences;
using Huoshui.Dmn.Feel.Values;
using Xunit;
using static Huoshui.Dmn.Tests.Differences.DecisionComparisonTests;

namespace Huoshui.Dmn.Tests.Differences;

/// <summary>What an applicant would have to change, at least, to be granted.</summary>
public sealed class ChangeSearchTests
{
    private static readonly string[] NumberCells = ["-", "< 3", "<= 5", "> 2", ">= 7", "[1..4]", "(2..6)", "5", "!= 4"];

    private static readonly string[] TextCells = ["-", "\"a\"", "\"b\", \"c\"", "not(\"a\")"];

    private static readonly Gen<string> Rule = Gen.Select(
        Gen.Int[0, NumberCells.Length - 1], Gen.Int[0, TextCells.Length - 1], Gen.Bool)
        .Select((x, s, o) => $"{NumberCells[x]} | {TextCells[s]} => {(o ? "\"yes\"" : "\"no\"")}");

    private static readonly ChangeOptions Codes = new()
    {
        Values = new Dictionary<string, IReadOnlyList<FeelValue>>(StringComparer.Ordinal)
        {
            ["s"] = [FeelValue.From("a"), FeelValue.From("b"), FeelValue.From("c")],
        },
    };

    [Fact]
    public void The_nearest_age_is_named_and_not_one_beyond_it()
    {
        var change = Assert.Single(Nearest(Table("< 21 | - => \"no\"", "- | - => \"yes\""), 18, "a")!.Changes);
        Assert.Equal(("x", "18", "21"), (change.Input, change.From.ToString(), change.To.ToString()));
    }

    [Fact]
    public void Beyond_an_open_end_one_unit_of_the_last_digit_is_added()
    {
        var model = Table("<= 2 | - => \"no\"", "- | - => \"yes\"");
        Assert.Equal("3", Assert.Single(Nearest(model, 1, "a")!.Changes).To.ToString());
        Assert.Equal("2.01", Assert.Single(Nearest(model, 1.25m, "a")!.Changes).To.ToString());
    }

    [Fact]
    public void One_input_changed_far_comes_before_two_changed_little()
    {
        var change = Nearest(Table("[2..3] | \"b\" => \"yes\"", ">= 500 | - => \"yes\"", "- | - => \"no\""), 1, "a")!;
        Assert.Equal("500", Assert.Single(change.Changes).To.ToString());
    }

    [Fact]
    public void Two_inputs_are_changed_where_one_does_not_do_and_none_that_is_immutable()
    {
        var model = Table(">= 5 | \"b\" => \"yes\"", "- | - => \"no\"");
        Assert.Equal(["5", "b"], Nearest(model, 1, "a")!.Changes.Select(c => c.To.ToString()));
        var none = Nearest(model, 1, "a", new ChangeOptions { Immutable = new HashSet<string>(StringComparer.Ordinal) { "s" } })!;
        Assert.Empty(none.Changes);
        Assert.Equal("DMN5014", Assert.Single(none.Diagnostics).Code);
    }

    [Fact]
    public void An_amount_is_lowered_to_what_the_sales_allow()
    {
        var model = ModelText.Load(ModelText.Of(Inputs("amount", "number") + Inputs("sales", "number") + Decision(
            "d", ["amount", "sales"], "if amount &gt; max(0, min(900, sales * 20 / 100) - 37) then \"no\" else \"yes\"")));
        var change = ChangeSearch.Of(
            Version(model), ModelText.Inputs(("amount", FeelValue.From(300)), ("sales", FeelValue.From(1234))), IsYes,
            new ChangeOptions { Immutable = new HashSet<string>(StringComparer.Ordinal) { "sales" } })!;
        Assert.Equal("209", Assert.Single(change.Changes).To.ToString());
    }

    [Fact]
    public void A_date_is_moved_by_the_days_that_are_missing()
    {
        var model = ModelText.Load(ModelText.Of(Inputs("on", "date") + Decision(
            "d", ["on"], "if date(\"2025-06-30\") - on &gt; duration(\"P30D\") then \"no\" else \"yes\"")));
        var change = ChangeSearch.Of(
            Version(model), ModelText.Inputs(("on", FeelValue.From(new DateOnly(2025, 1, 1)))), IsYes)!;
        Assert.Equal("2025-05-31", Assert.Single(change.Changes).To.ToString());
    }

    [Theory]
    [InlineData("&gt; 0", 0, "1")]
    [InlineData("&gt;= 20", 0, "20")]
    [InlineData("in [3..20]", 0, "3")]
    [InlineData("in [3..20]", 31, "20")]
    public void From_zero_or_from_beyond_the_near_end_of_what_is_wanted_is_named(string test, int from, string to)
    {
        var model = ModelText.Load(ModelText.Of(Inputs("x", "number") + Decision(
            "d", ["x"], $"if x * 20 = 400 or x {test} then \"yes\" else \"no\"")));
        var change = ChangeSearch.Of(Version(model), ModelText.Inputs(("x", FeelValue.From(from))), IsYes)!;
        Assert.Equal(to, Assert.Single(change.Changes).To.ToString());
    }

    [Fact]
    public void A_number_of_more_steps_than_it_has_digits_is_not_halved_for_ever()
    {
        var x = FeelValue.From(FeelNumber.Parse("1E40", allowsExponent: true));
        var beyond = FeelValue.From(FeelNumber.Parse("1.000000000000000000000000000000001E40", allowsExponent: true));
        Assert.Null(ChangeSize.Between(x, beyond));
        Assert.Equal(1, ChangeSize.Of(FeelValue.From(1), FeelValue.From(FeelNumber.Parse("1E6000", allowsExponent: true))));
    }

    [Fact]
    public void A_list_of_codes_that_is_not_given_and_has_no_type_becomes_a_list()
    {
        var model = ModelText.Load(ModelText.Of(Inputs("s", "Any") + Decision(
            "d", ["s"], "if list contains(s, \"b\") then \"yes\" else \"no\"")));
        var change = Assert.Single(ChangeSearch.Of(
            Version(model), ModelText.Inputs(("s", FeelValue.Null)), IsYes,
            Codes with { Lists = new HashSet<string>(StringComparer.Ordinal) { "s" } })!.Changes);
        Assert.Equal("b", Assert.Single(change.Added).ToString());
    }

    [Fact]
    public void A_list_of_codes_grows_by_the_fewest_and_loses_nothing()
    {
        var model = ModelText.Load(ModelText.Of(Inputs("s", "Any") + Decision(
            "d", ["s"], "if list contains(s, \"b\") and count(s) &gt;= 3 then \"yes\" else \"no\"")));
        var now = new ListValue([FeelValue.From("a")]);
        var change = Assert.Single(ChangeSearch.Of(Version(model), ModelText.Inputs(("s", now)), IsYes, Codes)!.Changes);
        Assert.Equal(["b", "c"], change.Added.Select(a => a.ToString()));
        Assert.Equal(3, ((ListValue)change.To).Items.Count);
        var few = ChangeSearch.Of(Version(model), ModelText.Inputs(("s", now)), IsYes, Codes with { MaxChanges = 1 })!;
        Assert.Empty(few.Changes);
    }

    [Fact]
    public void The_search_ends_at_its_limit_and_says_so()
    {
        var outcome = Nearest(Table(">= 5 | \"b\" => \"yes\"", "1, 2, 3, 4 | \"c\", \"d\" => \"no\"", "- | - => \"no\""), 0, "a",
            new ChangeOptions { MaxEvaluations = 3 })!;
        Assert.Equal("DMN5015", Assert.Single(outcome.Diagnostics).Code);
    }

    [Fact]
    public void A_change_is_granted_and_no_smaller_one_of_one_input_is() =>
        Gen.Select(Rule.Array[1, 8], Gen.Int[0, 9], Gen.Int[0, 3]).Sample((rules, x, s) =>
        {
            var (model, text) = (Table([.. rules, "- | - => \"no\""]), "abcd"[s].ToString());
            if (Says(model, x, text) == "yes" || Nearest(model, x, text, Codes) is not { } nearest)
                return true;
            var singles = Enumerable.Range(-1, 12).Where(v => Says(model, v, text) == "yes").Select(v => Size(x, v))
                .Concat("abc".Where(c => Says(model, x, c.ToString()) == "yes").Select(_ => 1.0)).ToList();
            if (nearest.Changes.Count != 1)
                return singles.Count == 0 && (nearest.Changes.Count == 0 || nearest.Answer!.ToString() == "yes");
            var change = nearest.Changes[0];
            var isGranted = change.Input == "x" ? Says(model, (int)((NumberValue)change.To).Number.ToInt64()!, text) == "yes"
                : Says(model, x, change.To.ToString()) == "yes";
            var size = change.Input == "x" ? Size(x, (int)((NumberValue)change.To).Number.ToInt64()!) : 1.0;
            return isGranted && singles.All(other => size <= other + 1e-12);
        }, iter: 80);

    private static bool IsYes(FeelValue value) => value is StringValue { Text: "yes" };

    private static double Size(int x, int v) => x == v ? 0 : Math.Abs(x - v) / (double)Math.Max(Math.Abs(x), Math.Abs(v));

    private static string Says(DmnModel model, int x, string s) =>
        model.Evaluate("d", ModelText.Inputs(("x", FeelValue.From(x)), ("s", FeelValue.From(s)))).Value.ToString();

    private static NearestChange? Nearest(DmnModel model, decimal x, string s, ChangeOptions? options = null) => ChangeSearch.Of(
        Version(model), ModelText.Inputs(("x", FeelValue.From(x)), ("s", FeelValue.From(s))), IsYes, options);
}
