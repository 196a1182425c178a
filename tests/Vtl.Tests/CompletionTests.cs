using Huoshui.Diagnostics;
using Huoshui.Vtl.Explain;
using Huoshui.Vtl.Syntax;
using Xunit;

namespace Huoshui.Vtl.Tests;

/// <summary>What may be written at a place of a script; | is the place.</summary>
public sealed class CompletionTests
{
    private static readonly VtlInputs Inputs = new()
    {
        Datasets =
        [
            Scripts.Structure("L", Scripts.Id("id"), Scripts.Me("amount", ScalarKind.Number), Scripts.Me("date", ScalarKind.Date)),
            Scripts.Structure("C", Scripts.Id("id"), Scripts.Me("note", ScalarKind.String)),
        ],
    };

    [Fact]
    public void The_components_of_the_data_sets_that_the_statement_names_come_first()
    {
        var items = At("R := L[filter am|];");
        Assert.Equal(["id", "amount", "'date'"], Of(items, CompletionKind.Component));
        Assert.Equal("L#amount: Measure, Number", items[1].Signature);
        Assert.DoesNotContain("note", Of(items, CompletionKind.Component));
    }

    [Fact]
    public void Behind_a_hash_stand_the_components_of_that_data_set_alone()
    {
        Assert.Equal(["id", "note"], At("R := L#amount + C#|").Select(i => i.Text));
        Assert.Equal(["id", "note"], At("R := L#amount + C#no|te;").Select(i => i.Text));
        Assert.Empty(At("R := Unknown#|"));
    }

    [Fact]
    public void A_result_of_a_right_statement_is_known_while_another_is_being_written()
    {
        var items = At("A := L[calc twice := amount * 2]; B := A[keep |");
        Assert.Contains("twice", Of(items, CompletionKind.Component));
        Assert.Contains("A", Of(items, CompletionKind.Result));
        Assert.Equal(["L", "C"], Of(items, CompletionKind.Dataset));
    }

    [Fact]
    public void Titles_stand_beside_names()
    {
        var items = VtlCompletion.At(
            new SourceText("t", "R := L["), 7, Inputs, name => name == "amount" ? new LocalizedText("金额", "amount of money") : null);
        Assert.Equal("金额", items.Single(i => i.Text == "amount").Words!.Zh);
    }

    [Fact]
    public void Every_operator_and_function_has_its_signature_and_words()
    {
        Assert.All(Keywords.PlainOperators.Concat(Keywords.Functions), name => Assert.True(Signatures.Has(name), name));
        Assert.All(Signatures.All, s => Assert.NotNull(OperatorWords.Meaning(s.Name)));
        Assert.All(Signatures.All, s => Assert.True(Keywords.IsReserved(s.Name), s.Name));
        Assert.Equal(Signatures.All.Count, Signatures.All.Select(s => s.Name).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("|")]
    [InlineData("R := |")]
    [InlineData("((((|")]
    [InlineData("define datapoint ruleset r (|")]
    [InlineData("\"open |")]
    [InlineData("/* open |")]
    [InlineData("#|")]
    [InlineData("R := L;|;;")]
    public void Every_place_of_a_broken_script_has_proposals_of_operators(string script) =>
        Assert.Contains(At(script), i => i.Text == "sum");

    [Fact]
    public void Operators_that_multiply_themselves_are_refused_in_good_time()
    {
        var text = "define operator f0 (x number) returns number is x + 1 end operator;\n" + string.Concat(Enumerable.Range(1, 40).Select(
            i => $"define operator f{i} (x number) returns number is f{i - 1}(x) + f{i - 1}(x) end operator;\n")) + "r := f40(2); s := 1;";
        var module = Scripts.Compile(text, Inputs);
        Assert.Contains(module.Diagnostics, d => d.Code == "VTL2044");
    }

    private static IReadOnlyList<CompletionItem> At(string script) => VtlCompletion.At(
        new SourceText("test.vtl", script.Replace("|", string.Empty, StringComparison.Ordinal)), script.IndexOf('|', StringComparison.Ordinal), Inputs);

    private static IEnumerable<string> Of(IEnumerable<CompletionItem> items, CompletionKind kind) =>
        items.Where(i => i.Kind == kind).Select(i => i.Text);
}
